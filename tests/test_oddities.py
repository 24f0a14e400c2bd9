"""What is odd about a file and its chains."""

from dataclasses import replace

import pytest

from builders.chains import T4_LYSOZYME, chain_of, entry_of, part, piece
from builders.files import mmcif_text, pdb_text, with_altlocs, with_hydrogens, without_side_chain
from builders.kinases import beside, compound, entry, ruler
from kinlens.examination import examine
from kinlens.oddities import OddityKind as Kind
from kinlens.structures import read


@pytest.fixture
def odd(write):
    """Give a function that writes an entry, examines it and gives the texts of one kind of oddity."""

    def find(made, kind, cif=False):
        x = examine(read(write(mmcif_text(made), "made.cif") if cif else write(pdb_text(made))))
        return [(oddity.chain, oddity.text) for oddity in x.oddities if oddity.kind == kind]

    return find


def test_a_plain_chain_has_no_oddity(write):
    made = entry(ruler("ABL1", 229, 512), references=[("A", "UNP", "P00519", "ABL1_HUMAN", 229, 512, 229, 512)])
    assert examine(read(write(pdb_text(made)))).oddities == ()


def test_no_sequence(odd):
    made = entry(ruler("ABL1", 229, 512), seqres=False)
    ((chain, text),) = odd(made, Kind.NO_SEQUENCE)
    assert (chain, text) == (
        "", "of the construct, nor organism and database: what has no coordinates may not be in it")


def test_gaps_are_told_from_inner_deletions(odd):
    made = entry(ruler("ABL1", 229, 512, unresolved=[*range(274, 280), 390], deleted=range(398, 403)))
    assert odd(made, Kind.GAPS) == [("A", "274–279, 390")]
    assert odd(made, Kind.INNER_DELETION) == [("A", "398–402")]
    bare = entry(ruler("ABL1", 229, 512, unresolved=range(274, 280), deleted=range(398, 403)), seqres=False)
    assert odd(bare, Kind.GAPS) == [("A", "274–279, 398–402")]  # nobody can tell
    assert odd(bare, Kind.INNER_DELETION) == []


def test_what_was_cut_out_is_no_gap_beside_one(odd):
    """1T46: 690–693 and 754–761 have no coordinates, 694–753 are not in the construct."""
    made = entry(ruler("ABL1", 229, 512, unresolved=[*range(390, 398), *range(403, 406)], deleted=range(398, 403)))
    assert odd(made, Kind.GAPS) == [("A", "390–397, 403–405")]
    assert odd(made, Kind.INNER_DELETION) == [("A", "398–402")]


def test_a_ligand_of_the_chain_without_a_name(odd):
    chain = ruler("ABL1", 229, 512, " ")
    made = entry(chain, others=[beside(chain, 318, "STI")], seqres=False)
    assert odd(made, Kind.UNOWNED) == []


def test_ends_without_coordinates_are_no_gaps(odd):
    assert odd(entry(ruler("ABL1", 229, 512, unresolved=[*range(229, 250), *range(480, 513)])), Kind.GAPS) == []


def test_numbers(odd):
    made = entry(ruler("ABL1", 229, 512, offset=240, inserted={300: "A", 301: "B"}))
    assert odd(made, Kind.BELOW_ONE) == [("A", "12 residues, from -11")]
    assert odd(made, Kind.INSERTION_CODES) == [("A", "59A, 59B")]
    assert [text[:20] for _, text in odd(made, Kind.SEVERAL_OFFSETS)] == ["-11–59 (+240), 59–59"]
    assert odd(entry(ruler("ABL1", 229, 512, offset=-19)), Kind.NOT_UNIPROT) == [("A", "-19 gives UniProt numbers")]


def test_numbers_that_run_backwards(odd):
    chain = ruler("ABL1", 229, 512)
    chain.residues[10] = replace(chain.residues[10], number=900)
    assert odd(entry(chain), Kind.BACKWARDS) == [("A", "900 → 240")]


def test_residues(odd):
    chain = ruler("ABL1", 229, 512, changed={393: "PTR"}, stubs=[271, 280])
    assert odd(entry(chain), Kind.MODIFIED) == [("A", "PTR 393")]
    assert odd(entry(chain), Kind.TRUNCATED) == [("A", "2: 271, 280")]
    # Names of force fields are no modifications.
    assert odd(entry(ruler("ABL1", 229, 512, changed={246: "HIE", 361: "HID"})), Kind.MODIFIED) == []


def test_what_was_built_in(odd):
    made = entry_of(chain_of(piece("GSHM", 225), part("ABL1", 229, 512, changed={315: "I"})),
                    changes=[("A", "315", "", "ILE", "THR", "ENGINEERED MUTATION")])
    assert odd(made, Kind.TAG) == [("A", "4 residues without a UniProt number")]
    assert odd(made, Kind.ENGINEERED) == [("A", "T315I")]
    fused = entry_of(chain_of(piece(T4_LYSOZYME, 1001), part("ABL1", 229, 512)))
    assert odd(fused, Kind.FUSION) == [
        ("A", f"{len(T4_LYSOZYME)} residues without a UniProt number of a protein not in the tables")]


def test_long_lists_are_cut_short(odd):
    chain = ruler("ABL1", 229, 512, stubs=range(300, 330))
    ((_, text),) = odd(entry(chain), Kind.TRUNCATED)
    number = int(text.split(":")[0])
    assert text.endswith(f", and {number - 6} more")


def test_a_ligand_nobody_touches_is_named(odd):
    chain = ruler("ABL1", 229, 512)
    far = compound("STI", (0.0, 300.0, 0.0), number=901)
    assert odd(entry(chain, others=[far]), Kind.UNOWNED) == [("", "STI A:901")]
    assert odd(entry(chain, others=[beside(chain, 318, "STI")]), Kind.UNOWNED) == []


def test_copies_and_names_of_ligands(odd):
    chain = ruler("ABL1", 229, 512)
    one, two = beside(chain, 318, "STI"), beside(chain, 420, "STI", number=902)
    made = entry(chain, others=[one, two])
    assert odd(made, Kind.SEVERAL_COPIES) == [("A", "STI A:900, A:902")]
    elsewhere = replace(one, chain="E")
    assert odd(entry(chain, others=[elsewhere]), Kind.FOREIGN_CHAIN_ID) == [("A", "STI E:900 is bound to chain A")]
    assert odd(made, Kind.FOREIGN_CHAIN_ID) == []


def test_five_letter_codes(odd):
    chain = ruler("ABL1", 229, 512)
    made = entry(chain, others=[beside(chain, 318, "A1AHB")])
    assert odd(made, Kind.LONG_LIGAND_NAME, cif=True) == [("", "A1AHB")]


def test_long_chain_names(odd):
    assert odd(entry(ruler("ABL1", 229, 512, "AAA")), Kind.LONG_CHAIN_NAME, cif=True) == [("", "AAA")]


def test_what_reading_noted(odd):
    chain = ruler("ABL1", 229, 512)
    chain.residues[5] = with_altlocs(chain.residues[5], {"A": 0.6, "B": 0.4})
    chain.residues[6] = with_hydrogens(chain.residues[6])
    made = entry(chain, models=3)
    assert odd(made, Kind.ALTERNATE_LOCATIONS) != []
    assert odd(made, Kind.HYDROGENS) != []
    assert odd(made, Kind.MODELS) == [("", "3, of which one is measured")]


def test_a_protein_nobody_knows(odd):
    made = entry_of(chain_of(piece(T4_LYSOZYME, 1)))
    assert odd(made, Kind.NOT_IDENTIFIED) == [("A", "not in the kinome or RAS tables")]
    stub = chain_of(piece(T4_LYSOZYME, 1))
    shortened = replace(stub, residues=(without_side_chain(stub.residues[0]), *stub.residues[1:]))
    assert odd(entry_of(shortened), Kind.TRUNCATED) == [("A", "1: 1")]  # said of strangers as well


def test_two_domains(odd):
    ((_, text),) = odd(entry(ruler("JAK1", 575, 1154)), Kind.TWO_DOMAINS)
    assert text == "kinase domain 1 (583–847); kinase domain 2 (875–1151)"

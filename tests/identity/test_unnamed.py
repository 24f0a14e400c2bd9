"""Chains that are kinases of no table: how they are called and numbered, alone and beside others."""

import json
from dataclasses import replace

import numpy as np
import pytest

import kinlens as kl
from builders.chains import T4_LYSOZYME, UBIQUITIN, chain_of, entry_of, part, piece, random_letters
from builders.files import mmcif_text, pdb_text
from kinlens.checking import wrong_wild_type
from kinlens.examination import examine
from kinlens.identity import Protein, identify, identify_all, unite_copies
from kinlens.identity.unnamed import (
    BY_PROFILE,
    LARGEST_NUMBER,
    RESEMBLES,
    SAME_PROTEIN,
    SHARED,
    SHORTEST_CHAIN,
    author_positions,
    describe_unnamed,
)
from kinlens.numbering import domains_of, number_by_profile
from kinlens.reference import load_kinome
from kinlens.structures import read
from kinlens.structures.declared import ChainHeader
from kinlens.variants import parse_variant
from profiles import mutant, mutant_domain, table_domain, unknown, varied

STRANGER = "not in the kinome or RAS tables"
NAMES = ("β3-Lys", "αC-Glu", "gatekeeper", "HRD-Asp", "DFG-Asp")


def letters_of(gene: str, seed: int = 0) -> str:
    """The mutated domain alone, from its first residue to its last."""
    return mutant_domain(gene, seed, before=0, after=0)


def anchors(protein) -> dict[str, int]:
    return dict(domains_of(protein.record)[0].anchors)


def shifted(gene: str, by: int) -> dict[str, int]:
    """Anchors of the parent, `by` residues further on."""
    return {name: place + by for name, place in table_domain(gene).anchors.items()}


def without_icodes(chain, start: int):
    """The residues of a chain with running numbers and every tenth one an insertion after the one before it."""
    residues, number = [], start - 1
    for k, residue in enumerate(chain.residues):
        inserted = k % 10 == 9
        number += not inserted
        residues.append(replace(residue, number=number, icode="A" if inserted else ""))
    return replace(chain, residues=tuple(residues))


# ------------------------------------------------------------------------------------------- what it is


@pytest.mark.parametrize("gene", ["CDK2", "ABL1", "BRAF", "PRKACA", "AURKA"])
@pytest.mark.parametrize("cif", [False, True])
@pytest.mark.parametrize("seqres", [True, False])
def test_author_numbers_are_its_positions(identified, gene, cif, seqres):
    start = table_domain(gene).start
    protein = identified(chain_of(piece(letters_of(gene), start + 100)), cif=cif, seqres=seqres)
    assert (protein.status, protein.by_profile) == (BY_PROFILE, True)
    assert (protein.record.in_tables, protein.record.gene) == (False, "unnamed kinase")
    assert (protein.offset, len(protein.segments)) == (0, 1)
    assert anchors(protein) == shifted(gene, 100)
    assert set(protein.positions) == set(range(start + 100, start + 100 + len(letters_of(gene))))
    assert np.isnan(protein.identity)
    assert (protein.differences, protein.aligned) == ((), 0)
    assert (protein.construct is None) == (not seqres)


@pytest.mark.parametrize(("gene", "group"), [("CDK2", "CMGC"), ("ABL1", "TYR"), ("PRKACA", "AGC"), ("BRAF", "TKL")])
def test_the_profile_that_fits_is_of_its_group(identified, gene, group):
    (domain,) = domains_of(identified(chain_of(piece(letters_of(gene), 1))).record)
    assert domain.evidence.profile.partition(":")[0] == group


def test_the_nearest_of_the_tables_is_said(identified):
    assert identified(chain_of(piece(letters_of("ABL1"), 1))).runner_up.startswith("ABL")


@pytest.mark.parametrize("letters", [UBIQUITIN, T4_LYSOZYME, random_letters(300, 4), "GS" * 60],
                         ids=lambda letters: letters[:5])
def test_what_is_no_kinase_has_no_record(identified, letters):
    protein = identified(chain_of(piece(letters, 1)))
    assert (protein.record, protein.status, protein.by_profile) == (None, STRANGER, False)


def test_what_resembles_a_kinase_too_little_is_said_and_not_numbered(identified):
    """RIO kinase 1 with similar residues in place of a third: no protein of the tables, no kinase with an APE."""
    protein = identified(chain_of(piece(varied(load_kinome().protein("RIOK1").sequence[179:443], 0), 180)))
    assert (protein.record, protein.status) == (None, RESEMBLES)
    assert protein.positions == {}


def test_a_fragment_shorter_than_a_sheet_is_no_kinase(identified):
    """β1 to β3 of PKA, 43–76, are 34 residues."""
    letters = letters_of("CDK2")
    assert SHORTEST_CHAIN == 34
    found = {length: identified(chain_of(piece(letters[:length], 1)))
             for length in (1, SHORTEST_CHAIN - 1, SHORTEST_CHAIN, 84, 120)}
    assert {length: protein.status for length, protein in found.items()} == {
        1: STRANGER, 33: STRANGER, 34: RESEMBLES, 84: BY_PROFILE, 120: BY_PROFILE}
    assert [protein.record is None for protein in found.values()] == [True, True, True, False, False]


@pytest.mark.parametrize("gene", ["CDK2", "ABL1", "BRAF", "PRKACA", "AURKA", "EGFR"])
def test_what_is_not_looked_at_would_not_be_numbered(gene):
    """Less than β1 to β3, of human kinases themselves."""
    letters = table_domain(gene).protein.sequence[table_domain(gene).start - 1:]
    for length in range(20, SHORTEST_CHAIN):
        assert number_by_profile(unknown(letters[:length])) == ()


def described(letters: str, start: int = 1, **more):
    count = np.arange(len(letters))
    return describe_unnamed("A", letters, count, count + start, np.full(len(letters), ""), count, ChainHeader("A"),
                            "CDK2 (40%)", whole=True, **more)


def test_a_description_is_a_protein_or_what_is_to_be_said():
    rio = varied(load_kinome().protein("RIOK1").sequence[179:443], 0)
    assert [described(letters) for letters in ("", "MKV", UBIQUITIN, T4_LYSOZYME, letters_of("CDK2")[:33], rio)] == [
        "", "", "", "", "", "resembles a kinase, too distant to be numbered"]
    protein = described(letters_of("CDK2"), 4)
    assert isinstance(protein, Protein)
    assert (protein.status, protein.runner_up, protein.record.gene) == (BY_PROFILE, "CDK2 (40%)", "unnamed kinase")


# ------------------------------------------------------------------------------------- how it is numbered


def test_unresolved_loops_leave_their_room(identified):
    letters, start = letters_of("ABL1"), table_domain("ABL1").start
    chain = chain_of(piece(letters[:60], start), piece(letters[60:75], start + 60, resolved=False),
                     piece(letters[75:], start + 75))
    protein = identified(chain)
    assert anchors(protein) == shifted("ABL1", 0)
    assert protein.offset == 0
    assert set(range(start + 60, start + 75)).isdisjoint(protein.positions)
    assert set(range(start + 60, start + 75)) <= protein.construct


def test_numbers_that_leave_a_gap_are_kept(identified):
    """Ten numbers left out between αD and αE, as in a construct without its kinase insert."""
    parent, letters = table_domain("CDK2"), letters_of("CDK2")
    cut = parent.anchors["αD-start"] + 10 - parent.start
    chain = chain_of(piece(letters[:cut], parent.start), piece(letters[cut:], parent.start + cut + 10))
    protein = identified(chain)
    assert protein.offset == 0
    found = anchors(protein)
    assert {name: found[name] - parent.anchors[name] for name in NAMES} == {
        "β3-Lys": 0, "αC-Glu": 0, "gatekeeper": 0, "HRD-Asp": 10, "DFG-Asp": 10}


def test_a_tag_with_numbers_below_one_has_no_position(identified):
    letters = letters_of("PRKACA")
    protein = identified(chain_of(piece("MGSSHHHHHHSSG", -12), piece(letters, 1)))
    assert set(protein.positions) == set(range(1, len(letters) + 1))
    assert anchors(protein) == shifted("PRKACA", 1 - table_domain("PRKACA").start)
    assert (protein.canonical[:13] == 0).all()
    assert (protein.canonical[13:] == np.arange(1, len(letters) + 1)).all()


@pytest.mark.parametrize("seqres", [True, False])
def test_insertion_codes_make_places_of_positions(write, seqres):
    letters = letters_of("AURKA")
    chain = without_icodes(chain_of(piece(letters, 500)), 500)
    protein = identify(read(write(pdb_text(entry_of(chain, seqres=seqres)))), "A")
    assert protein.by_profile
    assert protein.canonical.tolist() == list(range(1, len(letters) + 1))
    assert anchors(protein) == shifted("AURKA", 1 - table_domain("AURKA").start)
    assert len(protein.segments) > 1


def test_numbers_that_run_backwards_make_places_of_positions(identified):
    letters = letters_of("AURKA")
    chain = chain_of(piece(letters[:100], 401), piece(letters[100:], 101))
    protein = identified(chain)
    assert protein.canonical.tolist() == list(range(1, len(letters) + 1))
    assert anchors(protein) == shifted("AURKA", 1 - table_domain("AURKA").start)
    assert [(s.author_start, s.start) for s in protein.segments] == [(401, 1), (101, 101)]


def test_numbers_without_room_for_what_is_missing_make_places_of_positions(identified):
    """Numbered straight on over a loop that SEQRES has and the coordinates have not."""
    letters = letters_of("BRAF")
    chain = chain_of(piece(letters[:150], 1), piece(letters[150:165], 151, resolved=False), piece(letters[165:], 151))
    protein = identified(chain)
    assert protein.canonical.tolist() == [*range(1, 151), *range(166, len(letters) + 1)]
    assert anchors(protein) == shifted("BRAF", 1 - table_domain("BRAF").start)


NO_CODE = np.array(["", "", ""])


@pytest.mark.parametrize(("length", "places", "numbers", "found"), [
    (5, [0, 1, 2], [7, 8, 9], [7, 8, 9, 10, 11]),
    (5, [2, 3, 4], [7, 8, 9], [5, 6, 7, 8, 9]),
    (6, [1, 2, 5], [7, 8, 11], [6, 7, 8, 9, 10, 11]),
    (6, [1, 2, 5], [7, 8, 20], [6, 7, 8, 9, 10, 20]),       # numbers leave more room than the sequence
    (6, [1, 2, 5], [7, 8, 10], None),                        # and too little
    (3, [0, 1, 2], [7, 7, 8], None),
    (3, [0, 1, 2], [9, 8, 7], None),
    (5, [2, 3, 4], [1, 2, 3], [0, 0, 1, 2, 3]),
    (3, [0, 1, 2], [-1, 0, 1], [0, 0, 1]),
    (3, [0, 1, 2], [-9, -8, -7], [0, 0, 0]),
    (3, [0, 1, 2], [1, 2, LARGEST_NUMBER], [1, 2, LARGEST_NUMBER]),
    (3, [0, 1, 2], [1, 2, LARGEST_NUMBER + 1], None),
])
def test_positions_by_author_numbers(length, places, numbers, found):
    made = author_positions(length, np.array(places), np.array(numbers), NO_CODE)
    assert (made is None) == (found is None)
    assert made is None or made.tolist() == found


def test_positions_need_numbers_without_codes():
    three = np.arange(3)
    assert author_positions(3, three, three + 1, np.array(["", "A", ""])) is None
    assert author_positions(3, three[:0], three[:0], NO_CODE[:0]) is None


# ------------------------------------------------------------------------------------------- what it is called


CLAIM = ("A", "UNP", "P17157", "PHO85_YEAST", 1, 100, 1, 100)


def test_it_is_called_what_the_header_calls_it(identified):
    protein = identified(chain_of(piece(letters_of("CDK2"), 7)), references=[CLAIM])
    assert (protein.record.accession, protein.record.gene, protein.record.entry) == ("P17157", "PHO85", "PHO85_YEAST")
    assert protein.record.is_called("pho85")


def test_a_header_that_names_a_protein_of_the_tables_is_not_believed(identified):
    """The sequence is no CDK2, whatever the header says."""
    claim = ("A", "UNP", "P24941", "CDK2_HUMAN", 1, 100, 1, 100)
    protein = identified(chain_of(piece(letters_of("CDK2"), 1)), references=[claim])
    assert protein.by_profile
    assert (protein.record.gene, protein.record.accession.startswith("seq-")) == ("unnamed kinase", True)


MALE = ("A", "UNP", "P0AEX9", "MALE_ECOLI", 1, 370, 27, 396)
KINASE = ("A", "UNP", "P17157", "PHO85_YEAST", 371, 700, 4, 333)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("cif", [False, True])
def test_it_is_called_by_the_claim_that_covers_its_domain(identified, order, cif):
    """Fused to maltose-binding protein: the name of the kinase, whichever the file names first."""
    chain = chain_of(piece(random_letters(370, 8), 1), piece(letters_of("CDK2"), 371))
    protein = identified(chain, cif=cif, references=[(MALE, KINASE)[k] for k in order])
    assert (protein.by_profile, protein.record.accession, protein.record.gene) == (True, "P17157", "PHO85")
    assert anchors(protein)["gatekeeper"] == table_domain("CDK2").anchors["gatekeeper"] - 4 + 371


def test_a_claim_on_something_else_is_no_name(identified):
    """Only maltose-binding protein is named: that is not what the kinase is called."""
    chain = chain_of(piece(random_letters(370, 8), 1), piece(letters_of("CDK2"), 371))
    protein = identified(chain, references=[MALE])
    assert (protein.record.gene, protein.record.accession[:4]) == ("unnamed kinase", "seq-")


def test_the_claim_that_covers_most_is_the_name(identified):
    """A chimaera: most of the domain is from one kinase."""
    less = ("A", "UNP", "P00546", "CDK1_YEAST", 1, 90, 1, 90)
    more = ("A", "UNP", "P17157", "PHO85_YEAST", 91, 300, 91, 300)
    for references in ([less, more], [more, less]):
        assert identified(chain_of(piece(letters_of("CDK2"), 4)), references=references).record.gene == "PHO85"
    human = ("A", "UNP", "P24941", "CDK2_HUMAN", 91, 300, 91, 300)
    assert identified(chain_of(piece(letters_of("CDK2"), 4)), references=[less, human]).record.gene == "unnamed kinase"


def test_other_databases_and_isoforms(identified):
    letters = letters_of("CDK2")
    for claim, gene in ((("A", "GB", "AAA34568", "PHO85", 1, 300, 1, 300), "unnamed kinase"),
                        (("A", "UNP", "P24941-2", "CDK2_HUMAN", 1, 300, 1, 300), "unnamed kinase"),
                        (("A", "UNP", "P17157-2", "PHO85_YEAST", 1, 300, 1, 300), "PHO85")):
        assert identified(chain_of(piece(letters, 4)), references=[claim]).record.gene == gene


def test_nameless_kinases_differ_by_their_sequences(written):
    a, b = letters_of("CDK2"), letters_of("ABL1")
    made = [chain_of(piece(letters, 1), name=name, shift=(0, 60.0 * k, 0))
            for k, (name, letters) in enumerate([("A", a), ("B", b), ("C", a)])]
    first, second, third = (identify(written(*made), name).record.accession for name in "ABC")
    assert first == third != second


# ---------------------------------------------------------------------------------------------- beside others


def partner(write, *chains, **header):
    """Partner site of the first chain."""
    return examine(read(write(pdb_text(entry_of(*chains, **header))))).chains[0].sites["partner"]


@pytest.mark.parametrize("seqres", [True, False])
def test_a_second_copy_is_no_partner(write, seqres):
    """Two chains side by side at five ångström: copies are the same protein, also where they resolve other parts."""
    letters = letters_of("CDK2")
    one = chain_of(piece(letters, 4), name="A")
    copy = chain_of(piece(letters, 4), name="B", shift=(0, -5.0, 0))
    assert partner(write, one, copy, seqres=seqres).absent
    less = chain_of(piece(letters[:40], 4), piece(letters[40:52], 44, resolved=False), piece(letters[52:], 56),
                    name="B", shift=(0, -5.0, 0))
    assert partner(write, one, less, seqres=seqres).absent


def test_another_kinase_is_a_partner(write):
    one = chain_of(piece(letters_of("CDK2"), 4), name="A")
    other = chain_of(piece(letters_of("ABL1"), 4), name="B", shift=(0, -5.0, 0))
    site = partner(write, one, other)
    assert not site.absent
    assert site.evidence.startswith("chain B")
    human = chain_of(part("EGFR", 696, 1022), name="B", shift=(0, -5.0, 0))
    assert "EGFR" in partner(write, one, human).evidence


@pytest.mark.parametrize("order", [("human", "unknown"), ("unknown", "human")])
def test_a_fusion_of_a_human_kinase_with_an_unknown_one(written, order):
    letters, start = mutant_domain("PRKACA", 1, 5, 5), 1001
    pieces = {"human": part("EGFR", 696, 1022), "unknown": piece(letters, start)}
    if order == ("unknown", "human"):
        pieces["unknown"] = piece(letters, 101)
        start = 101
    structure = written(chain_of(pieces[order[0]], pieces[order[1]]))
    both = identify_all(structure, "A")
    assert {protein.record.gene for protein in both} == {"EGFR", "unnamed kinase"}
    kinase = next(protein for protein in both if protein.by_profile)
    human = next(protein for protein in both if not protein.by_profile)
    parent = table_domain("PRKACA")
    assert {name: anchors(kinase)[name] for name in NAMES} == {
        name: parent.anchors[name] - parent.start + start + 5 for name in NAMES}
    assert set(human.positions) == set(range(696, 1023))
    assert not set(kinase.residues.tolist()) & set(human.residues.tolist())
    assert [domain.protein.gene for chain in examine(structure).chains for domain in chain.domains] == [
        protein.record.gene for protein in both]


def test_two_domains_of_one_unknown_kinase(identified):
    """As in JAKs: one protein, two domains."""
    a, b = letters_of("BRAF"), letters_of("CDK2")
    protein = identified(chain_of(piece(a + "GS" * 20 + b, 1)))
    found = domains_of(protein.record)
    assert [domain.index for domain in found] == [1, 2]
    assert found[0].anchors["gatekeeper"] == table_domain("BRAF").anchors["gatekeeper"] - table_domain("BRAF").start + 1
    assert found[1].anchors["gatekeeper"] == (
        table_domain("CDK2").anchors["gatekeeper"] - table_domain("CDK2").start + 1 + len(a) + 40)


def test_a_kinase_behind_lysozyme(identified):
    """A fusion as receptors are crystallised: what is in front counts in the numbers only."""
    letters = letters_of("AURKA")
    protein = identified(chain_of(piece(T4_LYSOZYME, 1), piece(letters, len(T4_LYSOZYME) + 1)))
    assert protein.by_profile
    assert anchors(protein) == shifted("AURKA", len(T4_LYSOZYME) + 1 - table_domain("AURKA").start)


# ------------------------------------------------------------------------------------------------ copies


def called(*names: str) -> list[tuple]:
    """The header calls every chain Pho85."""
    return [(name, "UNP", "P17157", "PHO85_YEAST", 1, 400, 1, 400) for name in names]


def copies(letters: str, start: int = 7):
    """Two copies that resolve other residues, and one whose numbers are forty more; K36 is the lysine of β3."""
    a = chain_of(piece(letters[:60], start), piece(letters[60:75], start + 60, resolved=False),
                 piece(letters[75:], start + 75), name="A")
    b = chain_of(piece(letters[:150], start), piece(letters[150:170], start + 150, resolved=False),
                 piece(letters[170:], start + 170), name="B", shift=(0, 60.0, 0))
    c = chain_of(piece(letters, start + 40), name="C", shift=(0, 120.0, 0))
    return a, b, c


@pytest.mark.parametrize("seqres", [True, False])
@pytest.mark.parametrize("order", ["ABC", "CBA", "BCA"])
def test_copies_are_one_protein_and_one_with_other_numbers_is_another(write, seqres, order):
    chains = dict(zip("ABC", copies(letters_of("CDK2")), strict=True))
    path = write(pdb_text(entry_of(*(chains[name] for name in order), seqres=seqres, references=called(*order))))
    found = {chain.chain: chain for chain in examine(path).chains}
    records = {name: chain.protein.record for name, chain in found.items()}
    assert records["A"] == records["B"] != records["C"]
    first = order[0]
    other = "C" if first != "C" else next(name for name in order if name != "C")
    expected = {"A": f"P17157/{other}", "C": "P17157"} if first == "C" else {"A": "P17157", "C": "P17157/C"}
    assert {name: records[name].accession for name in "AC"} == expected
    assert {record.gene for record in records.values()} == {"PHO85"}
    # Together the two resolve everything: one sequence without a gap, and one numbering.
    assert records["A"].sequence == "X" * 6 + letters_of("CDK2")
    assert found["A"].domain.anchors == found["B"].domain.anchors == shifted("CDK2", 3)
    assert dict(found["C"].domain.anchors) == shifted("CDK2", 43)
    assert set(range(67, 82)).isdisjoint(found["A"].protein.positions)
    assert (found["A"].protein.construct is None) == (not seqres)


@pytest.mark.parametrize("seqres", [True, False])
def test_a_variant_is_found_on_the_right_copies(write, seqres):
    """K36A: the lysine of β3 on A and B; on C the residue 36 is not there, and 76 is."""
    path = write(pdb_text(entry_of(*copies(letters_of("CDK2")), seqres=seqres, references=called("A", "B", "C"))))
    report = kl.report(path, "K36A")
    matches = [(row["chain"], row["position"], row["accession"], row["anchor"], row["klifs"])
               for row in report.rows if row["status"] == "match"]
    assert matches == [("A", 36, "P17157", "β3-Lys", 17), ("B", 36, "P17157", "β3-Lys", 17)]
    assert [row["chain"] for row in report.rows if row["status"] != "match"] == ["C"]
    moved = kl.report(path, "K76A")
    assert [(row["chain"], row["accession"], row["anchor"]) for row in moved.rows if row["status"] == "match"] == [
        ("C", "P17157/C", "β3-Lys")]


def test_a_variant_only_one_copy_resolves_is_asked_of_the_united_protein(write):
    """Without SEQRES what A lacks B has: another residue there contradicts both."""
    letters = letters_of("CDK2")
    a, b, _ = copies(letters)
    path = write(pdb_text(entry_of(a, b, seqres=False, references=called("A", "B"))))
    right, place = letters[62], 69
    rows = kl.report(path, f"{right}{place}A" if right != "A" else f"{right}{place}G").rows
    assert {row["chain"]: row["status"] for row in rows} == {"A": "not resolved", "B": "match"}
    wrong = next(letter for letter in "WC" if letter != right)
    assert [row["status"] for row in kl.report(path, f"{wrong}{place}A").rows] == ["mismatch"]


def test_copies_without_seqres_that_are_different_kinases_stay_apart(write):
    one = chain_of(piece(letters_of("CDK2"), 4), name="A")
    other = chain_of(piece(letters_of("ABL1"), 4), name="B", shift=(0, 60.0, 0))
    made = examine(write(pdb_text(entry_of(one, other, seqres=False, references=called("A", "B"))))).chains
    assert [chain.protein.record.accession for chain in made] == ["P17157", "P17157/B"]


def protein_of(sequence: str, chain: str, accession: str = "Q00001") -> Protein:
    return replace(described(letters_of("CDK2")), chain=chain, record=unknown(sequence, accession))


@pytest.mark.parametrize(("length", "changed", "one"), [
    (SHARED, 0, True), (SHARED - 1, 0, False), (200, 10, True), (200, 11, False), (200, 200, False),
])
def test_how_alike_copies_are(length, changed, one):
    """Thirty residues at the same numbers, 95 % of them equal; an X counts for neither."""
    assert (SHARED, SAME_PROTEIN) == (30, 0.95)
    whole = random_letters(length, 2)
    copy = "".join("W" if letter != "W" else "Y" for letter in whole[:changed]) + whole[changed:]
    made = unite_copies({"A": (protein_of("X" * 50 + whole, "A"),),
                         "B": (protein_of("M" * 50 + copy + "KKK", "B"),)})
    a, b = made["A"][0].record, made["B"][0].record
    assert (a == b) == one
    if one:  # the first one's letters, what it lacks from the second
        assert a.sequence == "M" * 50 + whole + "KKK"
    else:
        assert (a.accession, b.accession) == ("Q00001", "Q00001/B")
        assert (a.sequence, b.sequence) == ("X" * 50 + whole, "M" * 50 + copy + "KKK")


def test_proteins_of_the_tables_are_not_united(written):
    structure = written(chain_of(part("EGFR", 696, 1022), name="A"),
                        chain_of(part("EGFR", 700, 1022, offset=40), name="B", shift=(0, 60.0, 0)),
                        chain_of(piece(UBIQUITIN, 1), name="C", shift=(0, 120.0, 0)))
    proteins = {name: identify_all(structure, name) for name in "ABC"}
    assert unite_copies(proteins) == proteins
    assert unite_copies({}) == {}


def test_uniting_does_not_change_what_is_given():
    proteins = {"A": (protein_of("X" * 10 + "ACDEFGHIKL" * 9, "A"),), "B": (protein_of("ACDEFGHIKL" * 10, "B"),)}
    made = unite_copies(proteins)
    assert proteins["A"][0].record.sequence.startswith("XXXXXXXXXX")
    assert made["A"][0].record is made["B"][0].record
    assert made["A"][0].record.sequence == "ACDEFGHIKL" * 10
    assert [made[name][0].chain for name in "AB"] == ["A", "B"]


def test_a_wrong_wild_type_of_an_unnamed_kinase_in_words():
    """It is the file that says so, not UniProt; what the file leaves out contradicts nothing."""
    record = replace(unknown("X" * 35 + "K" + "A" * 39 + "NX", "P17157"), gene="PHO85")
    assert wrong_wild_type(parse_variant("K76A"), record) == "PHO85, as the file has it, has N at 76, not K"
    assert wrong_wild_type(parse_variant("K36A"), record) == ""
    assert wrong_wild_type(parse_variant("W5A"), record) == ""
    assert wrong_wild_type(parse_variant("W77A"), record) == ""
    assert wrong_wild_type(parse_variant("K78A"), record) == "PHO85, as the file has it, ends with residue 77"


# ------------------------------------------------------------------------------------------------ asking


@pytest.fixture
def pho85(write):
    """A made-up chain with the name of a yeast kinase, in both formats."""
    chain = chain_of(piece(letters_of("CDK2"), 4))
    return {"pdb": write(pdb_text(entry_of(chain, references=[CLAIM])), "a.pdb"),
            "cif": write(mmcif_text(entry_of(chain, references=[CLAIM])), "a.cif")}


@pytest.mark.parametrize("kind", ["pdb", "cif"])
def test_variants_are_asked_by_the_name_of_the_header(pho85, kind):
    gatekeeper = table_domain("CDK2").anchors["gatekeeper"]  # F80 of CDK2, which the mutant keeps
    report = kl.report(read(pho85[kind]), f"PHO85:F{gatekeeper}A")
    (row,) = [row for row in report.rows if row["position"] == gatekeeper]
    assert (row["gene"], row["klifs"], row["region"]) == ("PHO85", 45, "gatekeeper")
    assert row["anchor"] == "gatekeeper"
    assert 0.9 < row["confidence"] <= 1
    (chain,) = json.loads(json.dumps(report.provenance, allow_nan=False))["chains"]
    assert (chain["gene"], chain["accession"], chain["identity"]) == ("PHO85", "P17157", None)
    assert chain["by_profile"][0]["method"].startswith("profile CMGC")


def test_residues_are_asked_by_the_name_of_the_header(pho85):
    row = examine(pho85["pdb"]).at("PHO85:F80")
    assert (row["position"], row["found"], row["klifs"], row["accession"]) == (80, "F", 45, "P17157")
    assert examine(pho85["pdb"]).at("PHO85:80")["klifs"] == 45


def test_the_chain_is_numbered_like_its_whole_sequence(identified):
    """Residues the construct lacks on either side change no number of those it has."""
    whole = mutant("ABL1", 0)
    (domain,) = number_by_profile(unknown(whole))
    protein = identified(chain_of(piece(whole[228:515], 229)))
    (found,) = domains_of(protein.record)
    assert found.anchors == domain.anchors
    assert (found.start, found.end) == (domain.start, domain.end)
    assert (found.pocket == domain.pocket).all()
    assert (found.reference == domain.reference).all()


@pytest.mark.needs_structures
def test_pho85_of_yeast(structures_folder):
    """2PK9: Pho85 with Pho80. UniProt P17157: K36, E53, F82 (pho85-as is F82G), D133, D151."""
    (path,) = sorted(structures_folder.glob("2pk9.pdb*"))
    found = examine(path)
    kinases = [chain for chain in found.chains if chain.protein.by_profile]
    assert [chain.chain for chain in kinases] == ["A", "C"]
    for chain in kinases:
        assert (chain.protein.record.gene, chain.protein.record.accession) == ("PHO85", "P17157")
        assert chain.protein.offset == 0
        assert {name: chain.domain.anchors[name] for name in NAMES} == {
            "β3-Lys": 36, "αC-Glu": 53, "gatekeeper": 82, "HRD-Asp": 133, "DFG-Asp": 151}
        assert "PHO80" in chain.sites["partner"].evidence.split(";")[0]
    assert [chain.protein.record for chain in found.chains if chain.chain in "BD"] == [None, None]
    row = found.at("PHO85:F82")
    assert (row["klifs"], row["found"], row["chain"]) == (45, "F", "A")


@pytest.mark.needs_structures
def test_a_report_on_pho85(structures_folder):
    (path,) = sorted(structures_folder.glob("2pk9.pdb*"))
    report = kl.report(path, "PHO85:F82A")
    assert [(row["chain"], row["position"], row["klifs"]) for row in report.rows] == [("A", 82, 45), ("C", 82, 45)]
    assert '"PHO85"' in json.dumps(report.provenance, allow_nan=False)

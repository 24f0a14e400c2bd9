"""Constructs as they are crystallised: what the sequence says of each, with and without SEQRES."""

from dataclasses import replace

import pytest

from builders.chains import T4_LYSOZYME, UBIQUITIN, chain_of, entry_of, part, piece
from builders.files import mmcif_text, pdb_text
from kinlens.errors import ChainNotFound
from kinlens.identity import Segment, identify
from kinlens.reference import load_kinome
from kinlens.structures import read

BOTH = pytest.mark.parametrize("seqres", [True, False], ids=["seqres", "no-seqres"])


def numbers(protein) -> list[tuple[int, int, int, int]]:
    return [(s.author_start, s.author_end, s.start, s.end) for s in protein.segments]


def kinds(protein) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for d in protein.differences:
        found.setdefault(d.kind, []).append(f"{d.expected}{d.position or ''}{d.found}")
    return found


@BOTH
@pytest.mark.parametrize("cif", [False, True], ids=["pdb", "mmcif"])
def test_plain(identified, seqres, cif):
    protein = identified(chain_of(part("ABL1", 229, 500)), seqres=seqres, cif=cif)
    assert (protein.record.accession, protein.status) == ("P00519", "identified")
    assert (protein.identity, protein.aligned, protein.offset) == (1.0, 272, 0)
    assert numbers(protein) == [(229, 500, 229, 500)]
    assert protein.differences == ()
    assert protein.canonical.tolist() == list(range(229, 501))
    assert protein.construct == (frozenset(range(229, 501)) if seqres else None)
    assert protein.header.agrees is None


@BOTH
def test_author_offset(identified, seqres):
    """Isoform 1b of ABL1 counts 19 more; EGFR is often counted without its signal peptide of 24."""
    for gene, offset, first, last in [("ABL1", -19, 229, 500), ("EGFR", 24, 696, 1020)]:
        protein = identified(chain_of(part(gene, first, last, offset=offset)), seqres=seqres)
        assert protein.offset == offset
        assert protein.segments == (Segment(first - offset, last - offset, first, last),)
        assert protein.segments[0].offset == offset


@BOTH
def test_negative_and_zero_numbers(identified, seqres):
    protein = identified(chain_of(part("CDK2", 1, 298, offset=10)), seqres=seqres)
    assert numbers(protein) == [(-9, 288, 1, 298)]


def test_kinase_insert_left_out(identified):
    """KIT without its insert: one bonded chain with a jump of the numbers."""
    chain = chain_of(part("KIT", 565, 693), part("KIT", 754, 935))
    protein = identified(chain)
    assert protein.offset == 0
    assert protein.construct == frozenset(range(565, 694)) | frozenset(range(754, 936))
    assert protein.differences == ()
    # Numbered through, the jump shows as two segments.
    through = identified(chain_of(part("KIT", 565, 693), part("KIT", 754, 935, offset=60)))
    assert numbers(through) == [(565, 693, 565, 693), (694, 875, 754, 935)]
    assert through.offset is None


@BOTH
def test_linker_in_place_of_the_insert(identified, seqres):
    """KIT (1T46) has Thr-Ser between 693 and 754: no residue of KIT, though 752-753 are free."""
    chain = chain_of(part("KIT", 565, 693), piece("TS", 694), part("KIT", 754, 935))
    protein = identified(chain, seqres=seqres)
    assert kinds(protein) == {"tag": ["T", "S"]}
    assert not {752, 753} & set(protein.positions)
    assert protein.positions[754] == protein.positions[693] + 3


def test_another_kinases_insert(identified):
    """CSF1R with the kinase insert of FGFR1 (2I0V): no stretch of FGFR1 is given CSF1R's numbers."""
    insert = "RPPGLEYSYNPSHNPEEQLSS"
    protein = identified(chain_of(part("CSF1R", 544, 678), piece(insert, 679), part("CSF1R", 753, 916)))
    assert protein.record.gene == "CSF1R"
    assert (protein.offset, protein.identity) == (0, 1.0)
    assert kinds(protein) == {"tag": list(insert)}


def test_loop_missing_without_seqres(identified):
    """Author numbers that jump with the gap make one segment."""
    pieces = [part("BRAF", 448, 596), part("BRAF", 597, 613, resolved=False), part("BRAF", 614, 720)]
    protein = identified(chain_of(*pieces), seqres=False)
    assert numbers(protein) == [(448, 720, 448, 720)]
    assert not set(range(597, 614)) & set(protein.positions)


@pytest.mark.parametrize("missing", [(598, 600), (599, 612), (604, 614), (610, 611), (602, 602)])
@pytest.mark.parametrize("renumbered", [False, True])
def test_every_gap_is_put_at_the_break(identified, missing, renumbered):
    first, last = missing
    loop = part("BRAF", first, last, resolved=False)
    chain = chain_of(part("BRAF", 448, first - 1), loop, part("BRAF", last + 1, 720))
    if renumbered:  # as preparation programs do: from 1 without gaps
        residues = tuple(replace(residue, number=k) for k, residue in enumerate(chain.residues, start=1))
        chain = replace(chain, residues=residues)
    protein = identified(chain, seqres=False)
    expected = [n for n in range(448, 721) if not first <= n <= last]
    assert protein.canonical.tolist() == expected
    assert len(protein.segments) == (2 if renumbered else 1)
    assert protein.differences == ()


@BOTH
@pytest.mark.parametrize("length", [3, 5, 8, 13])
def test_gap_where_letters_repeat(identified, length, seqres):
    """A residue that is the same on both sides of a missing loop: only the broken bond tells where it belongs."""
    sequence = load_kinome().protein("ABL1").sequence
    cuts = [n for n in range(270, 470) if sequence[n - 1] == sequence[n - 1 + length]]  # n and n + length are alike
    assert len(cuts) > 3
    for cut in cuts[:4]:
        for last in (cut - 1, cut):  # the repeat stands behind the break, or before it
            chain = chain_of(
                part("ABL1", 230, last), part("ABL1", last + 1, last + length, resolved=False),
                part("ABL1", last + length + 1, 500),
            )
            protein = identified(chain, seqres=seqres)
            assert protein.canonical.tolist() == [*range(230, last + 1), *range(last + length + 1, 501)], cut
            assert protein.offset == 0


def test_short_piece_beyond_a_loop(identified):
    """Ten residues between two missing loops still count."""
    chain = chain_of(
        part("MAP2K1", 62, 218), part("MAP2K1", 219, 223, resolved=False), part("MAP2K1", 224, 276),
        part("MAP2K1", 277, 305, resolved=False), part("MAP2K1", 306, 370), part("MAP2K1", 371, 375, resolved=False),
        part("MAP2K1", 376, 385),
    )
    protein = identified(chain, seqres=False)
    assert protein.offset == 0
    assert len(protein.positions) == len(chain.residues)


@BOTH
@pytest.mark.parametrize("length", [7, 11, 14])
def test_short_tail_beyond_a_loop(identified, length, seqres):
    """Too short to look for by itself, long enough to share words: laid with the rest of the chain."""
    tail = part("CDK2", 299 - length, 298)
    chain = chain_of(part("CDK2", 1, 298 - length - 12), part("CDK2", 287 - length, 298 - length, resolved=False), tail)
    protein = identified(chain, seqres=seqres)
    assert protein.offset == 0
    assert set(range(299 - length, 299)) <= set(protein.positions)
    assert protein.differences == ()


def test_engineered_kinase_in_a_large_fusion(identified):
    """Nearly the same over a long stretch is enough, however large the partner is."""
    changed = dict.fromkeys(range(20, 300, 25), "W")
    partner = piece(T4_LYSOZYME + UBIQUITIN, 2001)
    protein = identified(chain_of(partner, part("CDK2", 1, 298, changed=changed)))
    assert (protein.record.gene, protein.offset) == ("CDK2", 0)
    assert 0.9 < protein.identity < 0.99


def test_rare_modification(identified):
    """What was modified only MODRES says; the residue is its parent also in the construct."""
    sequence = load_kinome().protein("CDK2").sequence
    assert sequence[159] == "T"
    chain = chain_of(part("CDK2", 1, 298, changed={160: "QQ1"}))
    protein = identified(chain, modified=[("QQ1", "A", 160, "THR")])
    assert (protein.identity, protein.aligned, protein.differences) == (1.0, 298, ())


def test_insertion_mutant(identified):
    """EGFR D770_N771insNPG (4LRM): three residues without a canonical counterpart, not vector."""
    chain = chain_of(part("EGFR", 696, 770), piece("NPG", 771), part("EGFR", 771, 1000, offset=-3))
    changes = [("A", str(n), "", three, "", "INSERTION") for n, three in ((771, "ASN"), (772, "PRO"), (773, "GLY"))]
    protein = identified(chain, organism=("HOMO SAPIENS", "9606"), changes=changes)
    assert numbers(protein) == [(696, 770, 696, 770), (774, 1003, 771, 1000)]
    assert kinds(protein) == {"engineered": ["N", "P", "G"]}


@BOTH
@pytest.mark.parametrize("tag", ["GS", "GAMDPS", "MGSSHHHHHHSSGLVPRGSH", "MKKGHHHHHHGSRDAAD"])
def test_n_terminal_tag(identified, tag, seqres):
    # Residue 450 of BRAF is Trp: no tag runs on into the protein by chance.
    protein = identified(chain_of(piece(tag, 503 - len(tag)), part("BRAF", 451, 720, offset=-52)), seqres=seqres)
    assert protein.offset == -52
    assert [d.found for d in protein.differences if d.kind == "tag"] == list(tag)
    assert all((d.position, d.expected) == (0, "") for d in protein.differences)
    assert protein.canonical[:len(tag)].tolist() == [0] * len(tag)


@BOTH
def test_c_terminal_his_tag(identified, seqres):
    protein = identified(chain_of(part("PTK2", 411, 686), piece("LEHHHHHH", 687)), seqres=seqres)
    assert protein.offset == 0
    assert kinds(protein) == {"tag": list("LEHHHHHH")}


@BOTH
def test_last_residue_mutated(identified, seqres):
    """A single residue that differs at the end is a mutation (HCK's and AKT's tails), not vector."""
    protein = identified(chain_of(part("AKT2", 146, 474, changed={474: "D"})), seqres=seqres)
    assert protein.positions[474] == len(protein.residues) - 1
    assert [(d.position, d.expected, d.found) for d in protein.differences] == [(474, "S", "D")]


def test_modified_residues_are_their_parents(identified):
    """Phosphorylated Thr 197 and Ser 338 of PKA (1ATP's numbers), selenomethionine, and one mutation."""
    changed = {198: "TPO", 339: "SEP", 59: "MSE", 100: "TPO"}
    protein = identified(chain_of(part("PRKACA", 2, 351, offset=1, changed=changed)))
    sequence = load_kinome().protein("PRKACA").sequence
    assert [sequence[n - 1] for n in (198, 339, 59)] == ["T", "S", "M"]
    assert (protein.offset, protein.aligned) == (1, 350)
    assert [(d.position, d.expected, d.found) for d in protein.differences] == [(100, sequence[99], "T")]
    assert protein.identity == 349 / 350


@BOTH
def test_foreign_domain_in_the_middle(identified, seqres):
    """T4 lysozyme in place of the kinase insert."""
    chain = chain_of(part("KDR", 806, 939), piece(T4_LYSOZYME, 2001), part("KDR", 990, 1171))
    protein = identified(chain, seqres=seqres)
    assert protein.record.gene == "KDR"
    assert protein.offset == 0
    assert kinds(protein) == {"fusion": list(T4_LYSOZYME)}


@pytest.mark.parametrize("order", ["front", "back"])
def test_fusion(identified, order):
    kinase, other = part("CDK2", 1, 298), piece(UBIQUITIN, 1001)
    pieces = (other, kinase) if order == "front" else (kinase, other)
    protein = identified(chain_of(*pieces))
    assert (protein.record.gene, protein.offset, protein.identity) == ("CDK2", 0, 1.0)
    assert len(protein.differences) == len(UBIQUITIN)


def test_no_such_chain(write):
    structure = read(write(pdb_text(entry_of(chain_of(part("CDK2", 1, 60))))))
    with pytest.raises(ChainNotFound) as caught:
        identify(structure, "Q")
    assert caught.value.chains == ("A",)
    assert "'Q'" in str(caught.value)


def test_nothing_is_lost(write):
    """Every protein residue of the chain has an entry, in file order."""
    chain = chain_of(piece("GSH", 1), part("SYK", 356, 635), piece("GK", 900))
    for text in (pdb_text, mmcif_text):
        structure = read(write(text(entry_of(chain)), "a.cif" if text is mmcif_text else "a.pdb"))
        protein = identify(structure, "A")
        assert protein.residues.tolist() == structure.residues_of("A").tolist()
        assert len(protein.canonical) == len(protein.residues) == 285
        assert protein.positions[356] == 3
        assert protein.difference_at(400) is None

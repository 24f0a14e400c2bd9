"""The page about a structure: what it says, how it is laid out, what a copy of a protein leaves out."""

import re

import pytest

from builders.files import ligand, lone_atom, mmcif_text, pdb_text, with_altlocs
from builders.kinases import beside, entry, ruler, stranger
from builders.lobes import lobes, nucleotide, rigid
from builders.pockets import along
from kinlens.examination import examine
from kinlens.overview.page import WIDTH, ChainPage, Entry, lay_out

PKA = ("PRKACA", 44, 298)
HEADINGS = ["numbering", "header", "differences", "domain", "anchors", "state", "frame", "bound", "sites"]


@pytest.fixture
def page(write):
    """Give a function that writes chains and compounds and gives the lines of the page."""

    def lines(*chains, others=(), text=pdb_text, **more):
        return str(examine(write(text(entry(*chains, others=others, **more))))).splitlines()

    return lines


def headings(lines):
    return [found[1] for line in lines if (found := re.match(r"  (\S(?:.*?\S)?)\s{2,}\S", line + "  "))
            and line.startswith("  ") and not line.startswith("   ")]


def under(lines, heading):
    """Text of an entry, its lines joined."""
    start = next(i for i, line in enumerate(lines) if line.startswith(f"  {heading} "))
    stop = next((i for i in range(start + 1, len(lines)) if not lines[i].startswith("   ")), len(lines))
    return " ".join(" ".join(lines[start:stop]).split())


def test_headings_in_order(page):
    lines = page(lobes(*PKA, move=rigid(1)), others=[nucleotide("ATP", rigid(1))])
    assert lines[0] == "9zzz: method not stated"
    assert lines[1] == "chain A: PRKACA (P17612), identified, identity 100.0% over 255 residues"
    found = headings(lines)
    assert [name for name in found if name in HEADINGS] == [name for name in HEADINGS if name != "differences"]
    assert under(lines, "numbering") == "numbering author = UniProt, 49–232"
    assert under(lines, "frame").startswith("frame core RMSD 0.00 Å over 79 of 79 Cα; N-lobe 0.00 Å (alone 0.00)")
    assert "β3-Lys K73 = author 73" in under(lines, "anchors")
    assert "gatekeeper M121 = author 121" in under(lines, "anchors")
    assert "αC-Glu E92 = not resolved" in under(lines, "anchors")
    assert under(lines, "bound").startswith("bound ATP A:900: nucleotide, ATP-like")
    assert "atp_ligand: bound ATP A:900, 3 phosphates" in under(lines, "sites")


def test_author_numbers_are_set_beside_those_of_uniprot(page):
    lines = page(lobes(*PKA, offset=1), seqres=True)
    assert under(lines, "numbering") == "numbering author 48–231 is UniProt 49–232 (+1), the numbers of without Met1"
    assert "gatekeeper M121 = author 120" in under(lines, "anchors")


@pytest.mark.parametrize("text", [pdb_text, mmcif_text])
def test_no_line_is_wider_than_the_page(page, text):
    first = ruler("ABL1", 235, 500)
    others = [along(first, 330, "NEAR" if text is mmcif_text else "NEA", number=901),
              beside(first, 318, "STI", number=902), lone_atom("MG", "Mg"), *(lone_atom("CL", "Cl", number=960 + k)
                                                                           for k in range(5))]
    changed = dict.fromkeys(range(300, 340), "A")
    lines = page(replace_altloc(first), ruler("ABL1", 235, 500, "B", changed=changed, shift=(0, 60.0, 0)),
                 ruler("EGFR", 700, 960, "C", offset=24, n_tag="GSHMASMTGGQQMGR", shift=(0, 120.0, 0)),
                 others=others, text=text)
    assert len(lines) > 60
    assert max(map(len, lines)) <= WIDTH
    assert WIDTH == 118
    assert all(line == line.rstrip() for line in lines)
    # Lines that go on stand below the text, not below the heading.
    assert all(line.startswith((" " * 15, "  ")) for line in lines[1:] if not line.startswith("chain "))


def replace_altloc(made):
    made.residues[20] = with_altlocs(made.residues[20], {"A": 0.5, "B": 0.5})
    return made


def test_a_copy_says_only_what_is_its_own(page):
    lines = page(lobes(*PKA, move=rigid(1)), lobes(*PKA, "B", move=rigid(2)),
                 others=[nucleotide("ATP", rigid(1)), ligand("ANP", "B", 901, at=(900.0, 0, 0))])
    second = lines[next(i for i, line in enumerate(lines) if line.startswith("chain B")):]
    same = under(second, "as chain A")
    for heading in ("numbering", "domain", "anchors", "state", "frame"):
        assert heading in same
        assert heading not in headings(second)
    assert "bound" not in same  # nothing is bound to B: an entry it does not have
    assert "atp_ligand: ATP carried over" in under(second, "sites")
    assert "atp_pocket" not in under(second, "sites")  # the line is the same as that of chain A


def test_a_copy_in_every_respect_is_one_line(page):
    lines = page(lobes(*PKA), lobes(*PKA, "B", move=lambda xyz: xyz + 200.0))
    second = lines[next(i for i, line in enumerate(lines) if line.startswith("chain B")):]
    assert headings(second) == ["as chain A"]
    assert "state, frame, sites" in under(second, "as chain A")


def test_a_copy_that_differs_says_the_whole_entry(page):
    hidden = list(range(60, 70))
    lines = page(lobes(*PKA, move=rigid(1)), lobes(*PKA, "B", move=rigid(2), unresolved=hidden))
    second = lines[next(i for i, line in enumerate(lines) if line.startswith("chain B")):]
    assert under(second, "domain") != under(lines, "domain")
    assert under(second, "frame").startswith("frame core RMSD 0.00 Å over 7")
    assert "anchors" in under(second, "as chain A")


def test_another_protein_is_no_copy(page):
    lines = page(lobes(*PKA, move=rigid(1)), lobes("ABL1", 235, 500, "B", move=rigid(2)))
    assert not any("as chain" in line for line in lines)
    assert sum(line.startswith("  anchors ") for line in lines) == 2


def test_a_chain_that_is_no_protein_of_the_tables_has_a_line(page):
    first = ruler("ABL1", 235, 500)
    lines = page(first, stranger(first))
    at = next(i for i, line in enumerate(lines) if line.startswith("chain C"))
    assert lines[at].startswith("chain C: not in the kinome or RAS tables")
    assert "22 residues" in lines[at]
    assert not any(line.startswith(("  sites", "  bound", "  numbering")) for line in lines[at:])


def test_two_strangers_are_no_copies_of_each_other(page):
    first = ruler("ABL1", 235, 500)
    second = stranger(first, "D", depth=25.0)
    lines = page(first, stranger(first), second)
    assert not any("as chain" in line for line in lines)


def test_ras_has_sites_and_no_domain(page):
    lines = page(ruler("KRAS", 1, 169), others=[ligand("GDP", at=(30.0, -4.0, 0.0))])
    assert lines[1].startswith("chain A: KRAS (P01116)")
    assert not {"domain", "anchors", "state", "frame"} & set(headings(lines))
    assert "atp_pocket: no numbered kinase domain" in under(lines, "sites")


def test_without_ligands_nothing_is_said_to_be_bound(page):
    lines = page(lobes(*PKA))
    assert "bound" not in headings(lines)
    assert "drug: no drug-like ligand bound" in under(lines, "sites")
    assert "atp_ligand: ATP carried over, 3 phosphates" in under(lines, "sites")


def test_what_is_there_by_chance_shares_a_line(page):
    first = ruler("ABL1", 235, 500)
    near = [lone_atom("CL", "Cl", number=960 + k, at=(150.0 + 7 * k, -3.0, 0.0)) for k in range(4)]
    lines = page(first, others=near)
    assert under(lines, "bound") == "bound also 4 CL (ion)"


def test_state_is_said_with_values_and_margins(page):
    said = under(page(lobes(*PKA)), "state")
    assert "DFG" in said
    assert "strictly" in said
    assert said.endswith("by KinCoRe (Kincore-standalone3, July 2026)")


def test_laying_out_by_hand():
    """A copy: 'sites' line by line, other entries whole or not at all."""
    old = ChainPage("A", "chain A: X", "P1", (
        Entry("state", (("", "inactive"), ("DFG ", "out"))), Entry("sites", (("a: ", "here"), ("b: ", "there")))))
    new = replace_entries(old, "B", (
        Entry("state", (("", "inactive"), ("DFG ", "in"))), Entry("sites", (("a: ", "here"), ("b: ", "away")))))
    assert lay_out([old, new]) == [
        "chain A: X", "  state        inactive", "               DFG out",
        "  sites        a: here", "               b: there",
        "chain B: X", "  state        inactive", "               DFG in", "  sites        b: away"]
    same = replace_entries(old, "C", old.entries)
    assert lay_out([old, same])[-2:] == ["chain C: X", "  as chain A   state, sites"]
    assert lay_out([]) == []


def replace_entries(old, chain, entries):
    return old._replace(chain=chain, title=f"chain {chain}: X", entries=entries)


def test_a_long_entry_goes_on_below_its_text():
    text = " ".join(["word"] * 60)
    lines = lay_out([ChainPage("A", "chain A", "P1", (Entry("sites", (("drug: ", text),)),))])
    assert lines[1].startswith("  sites        drug: word word")
    assert all(line.startswith(" " * 21 + "word") for line in lines[2:])
    assert " ".join(" ".join(lines[1:]).split()) == f"sites drug: {text}"
    assert max(map(len, lines)) <= WIDTH


# ----------------------------------------------------------------------------------------------- real files

PAGES = {
    # What each entry is known for; author numbers of 1ATP are UniProt's minus one.
    "1atp": [
        "chain E: PRKACA (P17612, Mus musculus)", "author 15–350 is UniProt 16–351 (+1)",
        "state active, borderline: salt bridge out (3.63 Å; margin +0.03 Å, borderline); strictly inactive",
        "margin +0.03 Å; BORDERLINE", "gatekeeper M121 = author 120", "ATP E:355: nucleotide",
        "MN E:352: cofactor", "MN E:351: cofactor", "atp_ligand: bound ATP E:355, 3 phosphates",
        "chain I: not in the kinome or RAS tables", "DFGin", "BLAminus", "αC-in",
    ],
    "3k5v": [
        "imatinib (STI A:2): drug, type II", "in myristoyl_pocket", "(STJ A:1): allosteric", "DFGout", "isoform 1b",
        "allosteric: STJ A:1", "gatekeeper T315 = author 334",
    ],
    "1s9j": ["ATP A:535: nucleotide", "(BBM A:1001): allosteric, type III, in mek_pocket", "MG A:536: cofactor",
             "αC-out", "atp_ligand: bound ATP A:535, 3 phosphates"],
    "3o96": ["(IQO A:444): allosteric, in akt_interdomain", "αC-Glu E198 = not resolved",
             "αC-Glu E198 is not resolved", "helix_c: not resolved (189–204, 6 of 16 residues resolved)"],
    "1iep": ["imatinib (STI A:201): drug, type II", "DFGout", "also 4 CL (ion)", "as chain A numbering"],
    "2xp2": ["crizotinib (VGH A:9000): drug, type I,", "hinge bonds E1197 O–N22",
             "ATP carried over in the place of VGH"],
    "1xkk": ["lapatinib (FMM A:91): drug, type I½", "αC-out"],
}


@pytest.mark.needs_structures
@pytest.mark.parametrize("code", PAGES)
def test_pages_of_real_entries(structures_folder, code):
    lines = str(examine(sorted(structures_folder.glob(f"{code}.*"))[0])).splitlines()
    text = " ".join(" ".join(lines).split())
    for said in PAGES[code]:
        assert said in text, said
    assert max(map(len, lines)) <= WIDTH

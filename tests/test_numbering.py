"""The famous residues, by every numbering; and what holds for every residue of all 497 domains.

Numbers come from the project's definitions (KLIFS 3.2, spines 3.5), the papers' claims, UniProt and 1ATP.
"""

from itertools import groupby

import numpy as np
import pytest

from kinlens.families import load_family
from kinlens.numbering import Domain, domain_at, domains_of, main_domain, numbering_facts
from kinlens.reference import load_kinome

# gene residue | KLIFS (0 = outside the pocket) | PKA equivalent ('' = not asserted) | region | anchor offset
RESIDUES = """
ABL1 T315    | 45 | 120  | gatekeeper            | gatekeeper
EGFR T790    | 45 | 120  | gatekeeper            | gatekeeper
ALK L1196    | 45 | 120  | gatekeeper            | gatekeeper
KIT T670     | 45 | 120  | gatekeeper            | gatekeeper
PDGFRA T674  | 45 | 120  | gatekeeper            | gatekeeper
BRAF T529    | 45 | 120  | gatekeeper            | gatekeeper
MAP2K1 M143  | 45 | 120  | gatekeeper            | gatekeeper
ERBB2 T798   | 45 | 120  | gatekeeper            | gatekeeper
PRKACA M121  | 45 | 120  | gatekeeper            | gatekeeper
EGFR C797    | 52 | 127  | linker                | gatekeeper+7
EGFR L718    | 3  | 49   | β1                    | β3-Lys−27
EGFR G719    | 4  | 50   | G-loop                | β3-Lys−26
EGFR L858    | 84 | 187  | activation loop       | DFG-Asp+3
EGFR T854    | 80 | 183  | β8                    | DFG-Asp−1
EGFR D761    | 23 | 90   | αC                    | αC-Glu−1
EGFR V769    | 31 | 98   | αC–β4                 | αC-Glu+7
ALK G1202    | 51 | 126  | linker                | gatekeeper+6
ALK I1171    | 28 | 95   | αC                    | αC-Glu+4
ALK F1174    | 31 | 98   | αC–β4                 | αC-Glu+7
ALK V1180    | 36 | 104  | αC–β4                 | αC-Glu+13
ALK G1269    | 80 | 183  | β8                    | DFG-Asp−1
ALK L1152    | 19 | 74   | β3                    | β3-Lys+2
ALK F1127    | 8  | 54   | G-loop                | β3-Lys−23
ABL1 Y253    | 8  | 54   | G-loop                | β3-Lys−18
ABL1 E255    | 10 | 56   | β2                    | β3-Lys−16
ABL1 V299    | 36 | 104  | αC–β4                 | αC-Glu+13
ABL1 F317    | 47 | 122  | hinge                 | gatekeeper+2
ABL1 F359    | 66 | 162  | β6                    | HRD-Asp−4
MAP2K1 C121  | 31 | 98   | αC–β4                 | αC-Glu+7
MAP2K1 P124  | 33 | 101  | αC–β4                 | αC-Glu+10
MAP2K1 K97   | 17 | 72   | β3                    | β3-Lys
MAP2K1 V211  | 84 | 187  | activation loop       | DFG-Asp+3
MAP2K1 D190  | 70 | 166  | catalytic loop        | HRD-Asp
MAP2K1 S212  | 85 | 188  | activation loop       | DFG-Asp+4
MET F1134    | 31 | 98   | αC–β4                 | αC-Glu+7
BRAF L597    | 84 | 187  | activation loop       | DFG-Asp+3
JAK3 V674    | 84 | 187  | activation loop       | DFG-Asp+3
PRKACA K73   | 17 | 72   | β3                    | β3-Lys
PRKACA E92   | 24 | 91   | αC                    | αC-Glu
PRKACA D167  | 70 | 166  | catalytic loop        | HRD-Asp
PRKACA D185  | 81 | 184  | DFG                   | DFG-Asp
PRKACA T198  | 0  | 197  | activation loop       | DFG-Asp+13
PRKACA E209  | 0  | 208  | APE                   | APE-Glu
PRKACA D221  | 0  | 220  | αF                    | αF-Asp
MOS D219     | 81 | 184  | DFG                   | DFG-Asp
ALK C1156    | 0  | 75+3 | β3–αC loop            | αC-Glu−11
EGFR T751    | 0  | 75+3 | β3–αC loop            | αC-Glu−11
ABL1 E275    | 0  | 75+1 | β3–αC loop            | αC-Glu−11
ABL1 T277    | 0  | 75+3 | β3–αC loop            | αC-Glu−9
EGFR E749    | 0  |      | β3–αC loop            | αC-Glu−13
EGFR A750    | 0  |      | β3–αC loop            | αC-Glu−12
ABL1 M351    | 0  | 154  | αE                    | HRD-Asp−12
ABL1 H396    | 0  |      | activation loop       | DFG-Asp+15
BRAF V600    | 0  | 190  | β9 (activation loop)  | DFG-Asp+6
KIT D816     | 0  | 190  | β9 (activation loop)  | DFG-Asp+6
FLT3 D835    | 0  | 190  | β9 (activation loop)  | DFG-Asp+6
PDGFRA D842  | 0  | 190  | β9 (activation loop)  | DFG-Asp+6
MET D1228    | 0  | 190  | β9 (activation loop)  | DFG-Asp+6
MET Y1230    | 0  |      | activation loop       | DFG-Asp+8
MAP2K1 S218  | 0  |      | activation loop       | DFG-Asp+10
MAP2K1 S222  | 0  | 197  | activation loop       | DFG-Asp+14
RET M918     | 0  | 205  | P+1                   | APE-Glu−3
FLT3 N676    | 37 | 105  | αC–β4                 | αC-Glu+15
MAP2K1 I310  | 0  | 243  | αG                    | αF-Asp+65
"""

# R-spine and C-spine in UniProt numbers; PKA's are those of 1ATP plus one.
SPINES = {
    "PRKACA": ("Y165 F186 L96 L107", "V58 A71 L173 L174 I175 M129 L228 M232"),
    "EGFR": ("H835 F856 M766 L777", "V726 A743 V843 L844 V845 L798"),
    "ABL1": ("H361 F382 M290 L301", "V256 A269"),
    "MET": ("H1202 F1223 M1131 L1142", "V1092 A1108 C1210 M1211 L1212 L1165 L1272 L1276"),
    "SRC": ("387 408 317 328", "284 296 395 396 397 349 454 458"),
}
ACTIVATION_SEGMENT = ("DFG", "activation loop", "β9 (activation loop)", "P+1", "APE")


def domain_of(gene: str, position: int) -> Domain:
    found = domain_at(domains_of(load_kinome().protein(gene)), position)
    assert found is not None
    return found


def residue(text: str) -> tuple[str, str, int]:
    gene, name = text.split()
    assert load_kinome().protein(gene).sequence[int(name[1:]) - 1] == name[0], text
    return gene, name, int(name[1:])


@pytest.fixture(scope="module")
def domains() -> list[Domain]:
    kinome = load_kinome()
    return [d for i in range(len(kinome)) for d in domains_of(kinome.record(i))]


@pytest.mark.parametrize("line", RESIDUES.strip().splitlines(), ids=lambda line: line.split("|")[0].strip())
def test_famous_residues(line):
    what, klifs, pka, region, anchor = (cell.strip() for cell in line.split("|"))
    gene, _, position = residue(what)
    domain = domain_of(gene, position)
    facts = numbering_facts(domain, position)
    assert (facts["klifs"], facts["region"], facts["anchor"]) == (int(klifs) or None, region, anchor)
    assert domain.pocket_position(position) == int(klifs)
    assert domain.reference_name(position) == facts["reference"]
    assert not pka or facts["reference"] == f"PKA {pka}"
    assert facts["in_domain"] is True


def test_equivalents_across_kinases():
    """Claims 1 and 2 of the papers: the same place in every kinase, by KLIFS and by PKA."""
    for group in (
        "ALK L1196, ABL1 T315, EGFR T790, KIT T670, PDGFRA T674, MAP2K1 M143, BRAF T529",
        "MAP2K1 C121, ALK F1174, MET F1134, EGFR V769",
        "JAK3 V674, EGFR L858, BRAF L597",
    ):
        places = set()
        for item in group.split(", "):
            gene, _, position = residue(item)
            domain = domain_of(gene, position)
            places.add((domain.pocket_position(position), domain.reference_name(position)))
            assert domain.at_pocket(domain.pocket_position(position)) == [position]
            assert domain.reference_after(position) == ""
        assert len(places) == 1, group


def test_1atp_numbers_are_uniprot_minus_one():
    """The reference is its own equivalent all along, also where the alignment leaves it unaligned."""
    domain = domains_of(load_kinome().protein("PRKACA"))[0]
    assert (domain.start, domain.end) == (44, 298)
    assert domain.reference.tolist() == list(range(43, 298))
    assert not domain.inserted.any()


def test_a_loop_as_long_as_pkas_is_equivalent_to_it():
    """AURKA has as many residues between β3 and αC as PKA; ALK has fewer, ABL1 fewer still."""
    aurka, alk = (domains_of(load_kinome().protein(gene))[0] for gene in ("AURKA", "ALK"))
    lysine, glutamate = aurka.anchors["β3-Lys"], aurka.anchors["αC-Glu"]
    assert glutamate - lysine == 91 - 72
    assert [aurka.reference_name(lysine + k) for k in range(20)] == [f"PKA {72 + k}" for k in range(20)]
    assert alk.anchors["αC-Glu"] - alk.anchors["β3-Lys"] == 17
    assert alk.reference_name(1156) == "PKA 75+3"


def test_pka_has_the_whole_pocket():
    domain = domains_of(load_kinome().protein("PRKACA"))[0]
    assert (domain.pocket > 0).sum() == 85


@pytest.mark.parametrize(("gene", "expected"), [
    ("ALK", range(1158, 1174)),  # E1167−9 … +6: the loop from K1150 has 17 residues
    ("PRKACA", range(92 - 9, 92 + 7)), ("MAP2K1", range(114 - 9, 114 + 7)), ("EGFR", range(762 - 9, 762 + 7)),
    ("ABL1", range(286 - 6, 286 + 7)),  # 15 residues from K271
    ("SRC", range(313 - 6, 313 + 7)), ("BRAF", range(501 - 9, 501 + 7)), ("CDK2", range(51 - 9, 51 + 7)),
])
def test_helix_c(gene, expected):
    domain = domains_of(load_kinome().protein(gene))[0]
    assert domain.helix_c == expected
    assert [p for p in domain.positions if domain.region_of(int(p)) == "αC"] == list(expected)


@pytest.mark.parametrize("gene", SPINES)
def test_spines(gene):
    record = load_kinome().protein(gene)
    domain = domains_of(record)[0]
    r, c = (names.split() for names in SPINES[gene])
    for name, spine in [(n, "R") for n in r] + [(n, "C") for n in c]:
        letter, position = name.rstrip("0123456789"), int(name.lstrip("ACDEFGHIKLMNPQRSTVWY"))
        assert record.sequence[position - 1].startswith(letter)
        assert domain.spine(position) == spine, name
    found = [domain.spine(int(p)) for p in domain.positions]
    assert (found.count("R"), found.count("C")) == (4, 8)
    assert domain.spine(domain.start - 1) == ""


@pytest.mark.parametrize(("gene", "region", "residues"), [
    ("MAP2K1", "proline-rich insert", "P266 T286 S298 P306"),  # 266-307 (UniProt: 270-307)
    ("KIT", "kinase insert", "Y703 Y721 Y730 Y747"),  # its phosphotyrosines, UniProt
    ("PDGFRA", "kinase insert", "Y720 Y742 Y754"), ("PDGFRB", "kinase insert", "Y716 Y740 Y751 Y771"),
    ("FLT3", "kinase insert", "Y726 Y768"), ("KDR", "kinase insert", "Y951"), ("CSF1R", "kinase insert", "Y699 Y708"),
])
def test_named_inserts(gene, region, residues):
    record = load_kinome().protein(gene)
    domain = domains_of(record)[0]
    for name in residues.split():
        assert record.sequence[int(name[1:]) - 1] == name[0]
        assert domain.region_of(int(name[1:])) == region, name
        assert domain.pocket_position(int(name[1:])) == 0
    numbers = [int(p) for p in domain.positions if domain.region_of(int(p)) == region]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    names = [domain.reference_name(p) for p in numbers]
    base = names[0].removesuffix("+1")
    assert names == [f"{base}+{k}" for k in range(1, len(names) + 1)]


def test_an_insertion_lengthens_the_loop_beside_it():
    """CAMKK2's Arg-Pro-rich insert lies between β3 and αC; FGFR1's kinase insert between αD and αE."""
    camkk2, fgfr1 = (domains_of(load_kinome().protein(gene))[0] for gene in ("CAMKK2", "FGFR1"))
    assert {camkk2.region_of(n) for n in range(205, 227)} == {"β3–αC loop"}
    assert {fgfr1.region_of(n) for n in range(579, 593)} == {"αD–αE loop"}  # Y583 and Y585 (UniProt) are in it
    assert fgfr1.region_of(572) == "αD"


@pytest.mark.parametrize(("gene", "position", "region", "anchor"), [
    ("RET", 710, "N-extension/juxtamembrane", "domain start−14"),  # K710N: just before the domain (724)
    ("KIT", 559, "N-extension/juxtamembrane", "domain start−30"),  # V559 of the juxtamembrane region
    ("MAP2K1", 56, "N-extension/juxtamembrane", "domain start−12"),
    ("EGFR", 1000, "C-tail", "domain end+30"), ("EGFR", 100, "", "domain start−612"),
])
def test_outside_the_domain(gene, position, region, anchor):
    facts = numbering_facts(domain_of(gene, position), position)
    assert (facts["in_domain"], facts["klifs"], facts["reference"], facts["spine"]) == (False, None, "", "")
    assert (facts["region"], facts["anchor"]) == (region, anchor)


def test_jak3_has_a_pseudokinase_first():
    jh2, jh1 = domains_of(load_kinome().protein("JAK3"))
    assert (jh2.index, jh2.pseudokinase, jh2.lost_motifs) == (1, True, ("HRD-Asp D→N",))
    assert (jh1.index, jh1.pseudokinase, jh1.lost_motifs) == (2, False, ())
    assert 674 in jh2
    assert 674 not in jh1
    assert jh2.name == f"kinase domain 1 ({jh2.start}–{jh2.end})"
    assert main_domain([jh2, jh1]) is jh1
    assert main_domain([jh2]) is jh2
    assert main_domain([]) is None
    assert domain_at([jh2, jh1], jh1.end + 5) is jh1
    assert domain_at([], 5) is None


def test_of_two_working_domains_the_last_is_the_main_one():
    """RSK1 has two kinase domains that work; GCN2's first does not."""
    rsk1, gcn2 = (domains_of(load_kinome().protein(gene)) for gene in ("RPS6KA1", "EIF2AK4"))
    assert [d.pseudokinase for d in rsk1] == [False, False]
    assert main_domain(rsk1) is rsk1[1]
    assert [d.pseudokinase for d in gcn2] == [True, False]
    assert main_domain(gcn2) is gcn2[1]


def test_pseudokinases_and_exceptions():
    """ERBB3 has no HRD-Asp; WNK's lysine stands on β2, at PKA's Gly 55 (Xu 2000), and the kinase works."""
    erbb3, wnk1 = (domains_of(load_kinome().protein(gene))[0] for gene in ("ERBB3", "WNK1"))
    assert (erbb3.pseudokinase, erbb3.lost_motifs) == (True, ("HRD-Asp D→N",))
    assert (wnk1.pseudokinase, wnk1.lost_motifs) == (False, ("β3-Lys K→C",))
    assert wnk1.reference_name(233) == "PKA 55"
    for gene in ("MLKL", "STRADA", "KSR1", "KSR2", "TRIB1", "PTK7", "EPHB6", "CASK", "ILK", "IRAK3", "SCYL1", "STK40"):
        assert domains_of(load_kinome().protein(gene))[0].pseudokinase, gene
    for gene in ("HASPIN", "MASTL", "TP53RK", "EGFR", "ERBB4", "BUB1", "PINK1", "VRK1", "AAK1", "LRRK2"):
        assert not domains_of(load_kinome().protein(gene))[0].pseudokinase, gene


def test_proteins_without_domains():
    for name in ("KRAS", "MTOR", "PIK3CA"):
        assert domains_of(load_kinome().protein(name)) == ()
    assert numbering_facts(None, 12) == {
        "domain": "", "in_domain": False, "pseudokinase": False, "klifs": None, "reference": "",
            "reference_after": "", "region": "", "lobe": "",
        "anchor": "", "spine": "", "numbered_by": "", "confidence": None,
    }


def test_every_residue_has_names(domains):
    """PKA name, region and anchor offset of every residue of every domain; insertions count up from 1."""
    for d in domains:
        names = [d.reference_name(int(p)) for p in d.positions]
        assert all(name.startswith("PKA ") for name in names), d.protein.gene
        assert len(set(names)) == len(names), d.protein.gene
        assert (d.region != "").all(), d.protein.gene
        counts = d.inserted
        assert ((np.diff(counts) == 1) | (counts[1:] == 0)).all(), d.protein.gene
        assert (np.diff(d.reference) >= 0).all(), d.protein.gene
        assert counts[0] in (0, 1)
        equivalents = d.reference[counts == 0]
        assert (np.diff(equivalents) > 0).all(), d.protein.gene
        if d.anchors:
            assert all(d.anchor_offset(int(p)) for p in d.positions), d.protein.gene


def test_regions_follow_one_another(domains):
    """Regions stand in the family's order; one comes back only around an insert of its own."""
    family = load_family()
    order: dict[str, list[int]] = {}
    for place, region in enumerate(family.regions):
        order.setdefault(region.name, []).append(place)
    split = set()
    for d in domains:
        runs = [str(name) for name, _ in groupby(d.region)]
        at = -1
        for k, name in enumerate(runs):
            if name not in order:  # an insert
                assert name.startswith("insert in ") or name in {i.name for i in family.named_inserts}, name
                if 0 < k < len(runs) - 1 and runs[k - 1] == runs[k + 1]:
                    split.add(d.protein.gene)
                continue
            later = [place for place in order[name] if place >= at]
            assert later, (d.protein.gene, name, runs)
            at = later[0]
    # Genes whose loop is cut in two by an insert: known long loops, no disorder of the table.
    assert {"MAP2K1", "MAP2K2", "CLK1", "SRPK1", "WEE1", "HASPIN"} <= split
    assert len(split) <= 20


def test_helix_and_region_agree(domains):
    """αC is where the fixed columns are, in all domains but three pseudokinases.

    PLK5 ends before it, and in PRAG1 KLIFS and the alignment contradict each other.
    """
    odd = set()
    for d in domains:
        helix = d.helix_c
        named = {int(p) for p in d.positions if d.region_of(int(p)) == "αC"}
        if helix is None or named != {p for p in helix if p in d}:
            odd.add(d.protein.gene)
    assert odd == {"PLK5", "PRAG1"}


def test_pocket_and_equivalents_agree_where_it_matters(domains):
    """KLIFS's own places and the alignment name the catalytic residues alike in every working kinase but a few.

    Known to differ: αC-Glu of BUB1, BUB1B, MOS, PINK1 and PIK3R4, the gatekeeper of PKDCC and TP53RK: divergent
    N-lobes, where KLIFS's own numbers are given as pocket positions. The anchor is the glutamate where there is one.
    """
    pka = domains_of(load_kinome().protein("PRKACA"))[0]
    number = {slot: pka.reference_name(pka.at_pocket(slot)[0]) for slot in (17, 24, 45, 70, 81)}
    differing = {
        (d.protein.gene, slot) for d in domains if not d.pseudokinase for slot in number
        for p in d.at_pocket(slot) if d.reference_name(p) != number[slot]
    }
    assert differing == {
        ("BUB1", 24), ("BUB1B", 24), ("MOS", 24), ("PINK1", 24), ("PIK3R4", 24), ("PKDCC", 45), ("TP53RK", 45)}
    # By sequence: the only glutamate of the helix's middle.
    for gene, glutamate in (("BUB1", 830), ("MOS", 106), ("VRK3", 214)):
        domain = domains_of(load_kinome().protein(gene))[0]
        assert domain.anchors["αC-Glu"] == glutamate
        assert domain.protein.sequence[glutamate - 1] == "E"


def test_inserts_have_the_lobe_and_anchor_of_the_loop_they_lie_in():
    """MEK1's proline-rich insert lies between αF and αG; KIT's kinase insert between the lobes' αD and αE."""
    mek, kit = domain_of("MAP2K1", 280), domain_of("KIT", 720)
    assert (mek.region_of(280), mek.lobe_of(280)) == ("proline-rich insert", "C-lobe")
    assert mek.anchor_offset(280).startswith("αF-Asp+")
    assert (kit.region_of(720), kit.lobe_of(720)) == ("kinase insert", "C-lobe")


def test_lobes_of_the_papers_residues():
    for gene, position, lobe in (
        ("ABL1", 253, "N-lobe"), ("ABL1", 315, "hinge"), ("BRAF", 600, "activation segment"),
        ("KIT", 816, "activation segment"), ("ABL1", 351, "C-lobe"), ("ALK", 1156, "N-lobe"), ("RET", 710, ""),
    ):
        assert domain_of(gene, position).lobe_of(position) == lobe, (gene, position)


def test_an_insertion_is_placed_by_both_its_neighbours():
    """ALK C1156: third after PKA 75; counted back from the next aligned residue the place is another one."""
    alk = domain_of("ALK", 1156)
    assert alk.reference_name(1156) == "PKA 75+3"
    following = alk.reference_after(1156)
    base, _, back = following.removeprefix("PKA ").partition("−")
    assert alk.reference_name(1156 + int(back)) == f"PKA {base}"


def test_the_table_of_a_domain_has_every_residue():
    frame = domain_of("ABL1", 315).table()
    assert list(frame.position) == list(range(242, 496))
    row = frame[frame.position == 315].iloc[0]
    assert (row.wild_type, row.klifs, row.reference, row.region) == ("T", 45, "PKA 120", "gatekeeper")

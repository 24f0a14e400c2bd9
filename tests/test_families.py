"""The kinase family as data: complete, consistent, and no more than data."""

import tomllib
from importlib.resources import files

import pytest

from kinlens.families import DomainFamily, load_family
from kinlens.reference import load_kinome

# The 85 positions in KLIFS's own order and names (van Linden 2014, table of the definitions).
KLIFS = {
    "I": (1, 3), "g.l": (4, 9), "II": (10, 13), "III": (14, 19), "aC": (20, 30), "b.l": (31, 37), "IV": (38, 41),
    "V": (42, 44), "GK": (45, 45), "hinge": (46, 48), "linker": (49, 52), "aD": (53, 59), "aE": (60, 64),
    "VI": (65, 67), "c.l": (68, 75), "VII": (76, 78), "VIII": (79, 79), "xDFG": (80, 83), "a.l": (84, 85),
}
# Where each block lies in the whole domain, in the region names of the family.
REGIONS = {
    "I": {"β1"}, "g.l": {"G-loop"}, "II": {"β2"}, "III": {"β3"}, "aC": {"αC"}, "b.l": {"αC–β4"}, "IV": {"β4"},
    "V": {"β5"}, "GK": {"gatekeeper"}, "hinge": {"hinge"}, "linker": {"linker"}, "aD": {"αD"}, "aE": {"αE", "β6"},
    "VI": {"β6"}, "c.l": {"catalytic loop"}, "VII": {"β7"}, "VIII": {"β8"}, "xDFG": {"β8", "DFG"},
    "a.l": {"activation loop"},
}
# Region names the definitions ask for (18); loops between them are ours.
ASKED = """
β1, G-loop, β2, β3, β3–αC loop, αC, αC–β4, β4, β5, gatekeeper, hinge, linker, αD, αE, catalytic loop, β6, β7, β8, DFG,
activation loop, P+1, APE, αEF, αF, αG, αH, αI
"""


@pytest.fixture(scope="module")
def family() -> DomainFamily:
    return load_family()


@pytest.fixture(scope="module")
def raw() -> dict:
    return tomllib.loads((files("kinlens.reference") / "data" / "kinase.toml").read_text(encoding="utf-8"))


def test_regions_cover_the_domain_without_gap_or_overlap(family):
    assert (family.regions[0].start, family.regions[-1].end) == (43, 297)  # the alignment's part of PKA
    for one, following in zip(family.regions, family.regions[1:], strict=False):
        assert one.start <= one.end
        assert following.start == one.end + 1, following.name
    names = {region.name for region in family.regions}
    assert {name.strip() for name in ASKED.split(",")} <= names
    assert "β9 (activation loop)" in names
    assert {region.lobe for region in family.regions} == {"N-lobe", "hinge", "C-lobe", "activation segment"}


def test_what_regions_refer_to_exists(family):
    names = {region.name for region in family.regions}
    assert {region.anchor for region in family.regions} <= set(family.anchors)
    assert family.elastic <= names
    assert family.loops <= names
    assert {insert.after for insert in family.named_inserts} <= names
    assert set(family.required) <= set(family.anchors)
    assert {family.helix_c.lysine, family.helix_c.glutamate} <= set(family.anchors)
    kinome = load_kinome()
    for genes in (*(insert.genes for insert in family.named_inserts), family.pseudokinase_exceptions):
        assert all(kinome.protein(gene).gene == gene for gene in genes)


def test_anchors_are_one_residue_by_both_numberings(family):
    """KLIFS position and PKA number of every anchor name the same residue of PKA, with the expected letter."""
    kinome = load_kinome()
    pka = kinome.protein("PRKACA")
    domain = kinome.domains(pka)[0]
    for name, anchor in family.anchors.items():
        uniprot = anchor.reference + 1
        assert int(domain.pocket[uniprot - domain.start]) == anchor.pocket, name
        assert not anchor.expected or pka.sequence[uniprot - 1] == anchor.expected, name
    expected = {
        "β3-Lys": 17, "αC-Glu": 24, "αC-Glu+4": 28, "β4-RS4": 38, "gatekeeper": 45, "hinge-1": 46, "hinge-3": 48,
        "HRD-His": 68, "HRD-Asp": 70, "catalytic-Asn": 75, "xDFG-x": 80, "DFG-Asp": 81, "DFG-Gly": 83,
    }
    assert {name: family.anchors[name].pocket for name in expected} == expected


def test_pocket_blocks_lie_in_their_regions(family):
    kinome = load_kinome()
    pka = kinome.protein("PRKACA")
    domain = kinome.domains(pka)[0]
    place = {int(slot): int(number) for slot, number in zip(domain.pocket, domain.reference, strict=True) if slot}
    region = {n: r.name for r in family.regions for n in range(r.start, r.end + 1)}
    assert sorted(place) == list(range(1, 85 + 1))
    for block, (first, last) in KLIFS.items():
        assert {region[place[slot]] for slot in range(first, last + 1)} <= REGIONS[block], block
    covered = [slot for first, last in KLIFS.values() for slot in range(first, last + 1)]
    assert covered == list(range(1, 86))


def test_definitions(family):
    """Lining, hinge, spines and helix rule as the definitions have them (2, 3, 3.1, 3.5)."""
    assert family.lining == {3, 4, 5, 6, 7, 8, 9, 11, 15, 17, 36, 45, 46, 47, 48, 52, 70, 72, 74, 75, 77, 81}
    assert not family.lining & set(range(20, 31)), "αC is no part of the ATP pocket"
    assert family.hinge == (46, 47, 48)
    assert family.spines == {
        "R": (frozenset({28, 38, 68, 82}), frozenset()),
        "C": (frozenset({11, 15, 53, 76, 77, 78}), frozenset({227, 231})),
    }
    rule = family.helix_c
    assert (rule.long_loop, rule.before_long, rule.before_short, rule.after) == (17, 9, 6, 6)
    assert family.required == ("β3-Lys", "HRD-Asp", "DFG-Asp")
    assert family.pseudokinase_exceptions == {"WNK1", "WNK2", "WNK3", "WNK4"}


def test_the_family_is_its_file(raw, family):
    assert DomainFamily.from_mapping(raw) == family
    assert (family.name, family.reference_label) == ("kinase", "PKA")
    assert raw["reference_accession"] == "P17612"


def test_another_family_needs_no_code(raw):
    """A made-up family from the same keys."""
    made = raw | {
        "name": "small", "regions": [{"name": "P-loop", "start": 10, "end": 17, "lobe": "G", "anchor": "K16"}],
        "anchors": {"K16": {"pka": 16}}, "named_inserts": [], "elastic": [], "loops": [],
    }
    family = DomainFamily.from_mapping(made)
    assert (family.name, family.regions[0].end, family.anchors["K16"].pocket) == ("small", 17, 0)
    assert family.anchors["K16"].expected == ""


@pytest.mark.parametrize(
    "key", ["regions", "anchors", "helix_c", "spines", "pocket", "pseudokinase", "elastic", "loops"])
def test_a_file_that_lacks_a_part_is_refused(raw, key):
    with pytest.raises(KeyError, match=key):
        DomainFamily.from_mapping({k: v for k, v in raw.items() if k != key})


def test_unknown_family():
    with pytest.raises(FileNotFoundError):
        load_family("phosphatase")

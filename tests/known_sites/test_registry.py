"""The registry: every entry is what it claims to be, and what is wrong is refused by name."""

import re
import tomllib
from pathlib import Path

import pytest

from kinlens.errors import ReferenceDataError
from kinlens.known_sites import ENDINGS, STANDARD, known_sites, nearest_names, registry
from kinlens.reference import load_kinome
from kinlens.sequences import looks_like_sequence

ROOT = Path(__file__).parents[2]
CITATION = re.compile(r"(doi:10\.\d{4,9}/\S+|pmid:\d{6,8}|PMC\d{6,8})( unverified)?")
SITES = known_sites()


@pytest.mark.parametrize("name", SITES)
def test_every_site(name):
    site = SITES[name]
    assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
    assert name not in STANDARD
    assert not name.endswith(ENDINGS)
    assert CITATION.fullmatch(site.citation), site.citation
    assert site.how
    assert site.title
    assert len(site.labels) == len(set(site.labels)) > 0
    assert not looks_like_sequence(name)
    if site.example:
        assert re.fullmatch(r"[1-9][a-z0-9]{3}", site.example)
        assert site.chain
    if site.allosteric:
        assert site.home
        assert site.computed
        assert site.kind == "pocket"


@pytest.mark.parametrize("name", [name for name, site in SITES.items() if site.home])
def test_every_letter_is_that_of_the_canonical_sequence(name):
    site = SITES[name]
    sequence = load_kinome().protein(site.home).sequence
    assert "".join(site.residues.values()) == "".join(sequence[number - 1] for number in site.residues)
    assert list(site.residues) == sorted(site.residues)


def test_famous_residues_are_in_their_sites():
    """Residues the literature names for each site, by recollection: the full texts were not opened (unverified)."""
    expected = {
        "mek_pocket": "K97 V211 S212", "myristoyl_pocket": "A337 A433 E462 C464 P465 V506", "akt_interdomain": "W80",
        "kit_juxtamembrane": "W557", "egfr_dimer_receiver": "I706", "egfr_dimer_activator": "V948 I941",
        "aurora_tpx2_interface": "Y199 H201", "braf_dimer": "R509", "cdk2_cyclin_interface": "I49 R50 I52 R150",
    }
    for name, residues in expected.items():
        assert set(residues.split()) <= set(SITES[name].labels), name


def test_spines_and_atp_site_are_those_of_the_family():
    family = tomllib.loads((ROOT / "src/kinlens/reference/data/kinase.toml").read_text(encoding="utf-8"))
    assert list(SITES["atp_site"].klifs) == family["pocket"]["lining"]
    assert list(SITES["r_spine"].klifs) == family["spines"]["R"]["klifs"]
    assert list(SITES["c_spine"].klifs) == family["spines"]["C"]["klifs"]
    assert list(SITES["c_spine"].pka) == family["spines"]["C"]["pka"]


def test_the_order_of_the_registry_is_kept():
    names = list(SITES)
    assert names[:2] == ["mek_pocket", "myristoyl_pocket"]
    allosteric = [name for name in names if SITES[name].allosteric]
    assert names[:len(allosteric)] == allosteric


@pytest.mark.parametrize(("asked", "nearest"), [
    ("pif", "pif_pocket"), ("MEK pocket", "mek_pocket"), ("gatearea", "gate_area"), ("zzzz", None), ("", None)])
def test_nearest_names(asked, nearest):
    assert next(iter(nearest_names(asked)), None) == nearest


@pytest.mark.parametrize(("change", "said"), [
    ({"residues": "G77 C78"}, "Q02750 has other residues at C78"),
    ({"residues": "G77 G9999"}, "Q02750 has other residues at G9999"),
    ({"residues": "G77 77"}, "'77' is no residue such as C121"),
    ({"residues": "G77 G77"}, "stands twice"),
    ({"residues": ""}, "either a home with residues"),
    ({"klifs": [1]}, "either a home with residues"),
    ({"kind": "hole"}, "kind 'hole' or reach 'all' is unknown"),
    ({"reach": "far"}, "reach 'far' is unknown"),
    ({"needs": {"dfg": "DFGin", "loop": "open"}}, "loop"),
    ({"home": "", "residues": "", "regions": ["tail"]}, "there is no region tail"),
    ({"key": [80]}, "a key residue is none of its residues"),
    ({"title": None}, "title"),
])
def test_what_is_wrong_is_refused(change, said, monkeypatch):
    row = {"title": "t", "kind": "pocket", "home": "Q02750", "residues": "G77 N78", "how": "h", "citation": "c"}
    row = {key: value for key, value in (row | change).items() if value is not None}
    monkeypatch.setattr(registry, "read_toml", lambda name: {"mine": row})
    registry.known_sites.cache_clear()
    try:
        with pytest.raises(ReferenceDataError) as caught:
            registry.known_sites()
    finally:
        registry.known_sites.cache_clear()
    assert str(caught.value).startswith("bundled data sites.toml: site mine: ")
    assert said in str(caught.value)


def test_the_page_is_that_of_the_registry(site_tool):
    """(Fails when the registry or the tables have changed: tools/build_reference.py --only sites.)"""
    assert (ROOT / "docs" / "sites.md").read_text(encoding="utf-8") == site_tool.page()

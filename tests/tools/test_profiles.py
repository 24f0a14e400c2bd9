"""The bundled profiles are those the build makes; a part of the leave-one-out study gives what the page says."""

import gzip
import re
from pathlib import Path

import numpy as np
import pytest

from kinlens.identity import identify
from kinlens.numbering import domains_of
from kinlens.profiles.hmms import load_profiles, read_profiles
from kinlens.reference.bundled import read_rows
from kinlens.structures import read

ROOT = Path(__file__).parents[2]
DATA = ROOT / "src" / "kinlens" / "reference" / "data"
PAGE = ROOT / "docs" / "validation.md"

pytestmark = pytest.mark.needs_structures


@pytest.fixture(scope="module")
def tools(tools_on_path):
    from profile_validation import controls, leaving_out, page
    from reference_build import profiles

    return {"controls": controls, "leaving_out": leaving_out, "page": page, "profiles": profiles}


@pytest.fixture(scope="module")
def study(tools, source):
    return tools["leaving_out"].load_study(source)


def test_bundled_profiles_are_those_the_build_makes(study, tools, tmp_path):
    """(Fails when the tool or a source has changed: rebuild and commit.)"""
    tools["profiles"].write(list(study.whole.values()), tmp_path / "made.hmm.gz")
    made = read_profiles(gzip.decompress((tmp_path / "made.hmm.gz").read_bytes()))
    bundled = load_profiles()
    assert made.names == bundled.names == tuple(study.members)
    assert np.allclose(made.log_odds, bundled.log_odds, atol=1e-3)


def test_columns_are_those_the_build_makes(study, tools, source, tmp_path):
    import tomllib

    family = tomllib.loads((DATA / "kinase.toml").read_text(encoding="utf-8"))
    tools["profiles"].write_columns(study.alignment, source, family, tmp_path / "columns.tsv")
    assert (tmp_path / "columns.tsv").read_text() == (DATA / "profile_columns.tsv").read_text()


def test_every_group_and_no_single_kinase(study):
    """Ten groups, clusters within them; a profile of one kinase would be its row."""
    names = list(study.members)
    assert names[0] == "kinase"
    assert len([name for name in names[1:] if ":" not in name]) == 10
    assert all(len(rows) > 1 for rows in study.members.values())
    assert len(study.members["kinase"]) == 497


def test_a_left_out_domain_is_in_no_profile(study):
    row = next(i for i, d in enumerate(study.alignment.domains) if d.gene == "PIM1")
    inside = [name for name, rows in study.members.items() if row in rows]
    assert {"kinase", "CAMK"} < set(inside)
    left = study.without(row)
    assert len(left) == len(study.members)
    for name in inside:
        k = left.names.index(name)
        assert not np.allclose(left.log_odds[k], load_profiles().log_odds[k], atol=1e-3), name


def test_a_part_of_the_study_is_as_the_page_says(study, tools, source):
    """Every twentieth domain and eight that are not all right: just those on the page's list are not."""
    page = PAGE.read_text(encoding="utf-8")
    section = page.partition("### The domains that are not all right")[2].partition("###")[0]
    listed = set(re.findall(r"^\| ([A-Z0-9]+(?: \d)?) \| [A-Z0-9]+ \|", section, re.M))
    assert len(listed) == len(tools["page"].read_notes())
    hard = {"MOS", "PINK1", "BUB1B", "TBCK", "DSTYK", "RPS6KC1", "SCYL3", "TP53RK"}
    rows = [i for i, d in enumerate(study.alignment.domains) if i % 20 == 0 or d.gene in hard]
    outcomes = [tools["leaving_out"].number(source, row, "protein") for row in rows]
    for o in outcomes:
        assert bool(o.wrong or o.missing or not o.expected) == (o.gene in listed), (o.gene, o.wrong, o.missing)
    assert hard <= {o.gene for o in outcomes if o.wrong or o.missing}


def test_the_goal_of_the_study_is_met():
    """At least 98.8 % of the anchors and 465 of 497 domains all right, each left out of its profiles."""
    line = next(x for x in PAGE.read_text(encoding="utf-8").splitlines() if "left out of all profiles" in x)
    cells = re.fullmatch(r"\| .* \| [\d.]+% \((\d+) of (\d+)\) \| (\d+) \| (\d+) \| (\d+) \|", line)
    right, anchors, whole, held, wrong = map(int, cells.groups())
    assert right >= 0.988 * anchors
    assert whole >= 465
    assert whole + held + wrong == 497


def test_no_chain_that_is_no_kinase_is_called_one(tools, source, structures_folder):
    """Of the entries at hand, half hold a kinase in another chain: the list is of chains."""
    chains = tools["controls"].chains(structures_folder, source / "non_kinase_pdb_ids.list")
    assert len(chains) >= 30
    assert {name.partition("_")[0] for name in (c.name for c in chains)} >= {"3BE1", "4JSN", "6C83", "2Z0P"}
    assert [c for c in chains if c.status in ("numbered", "distant")] == []


def test_ras_and_atypical_kinases_are_not_numbered(tools):
    found = tools["controls"].proteins()
    assert {c.name for family, c in found if family == "ras"} == {"KRAS", "NRAS", "HRAS"}
    assert {c.status for family, c in found if family == "ras"} == {"no kinase domain"}
    assert [c for _, c in found if c.status in ("numbered", "distant")] == []


def test_expected_distances_are_those_of_structures(structures_folder):
    """The bundled medians against four structures of kinases from four groups, anchors of the C-lobe."""
    expected = {(row["anchor"], row["other"]): float(row["distance_A"]) for row in read_rows("register.tsv")}
    assert all(expected[b, a] == value for (a, b), value in expected.items())
    for name, chain in (("1atp", "E"), ("2itz", "A"), ("3eqc", "A"), ("1fin", "A")):
        structure = read(next(p for p in sorted(structures_folder.iterdir()) if p.name.startswith(name)))
        protein = identify(structure, chain)
        domain = domains_of(protein.record)[0]
        place = {a: structure.atoms.xyz[structure.named_atoms("CA", [protein.positions[domain.anchors[a]]])[0]]
                 for a in ("HRD-His", "HRD-Asp", "catalytic-Asn", "DFG-Asp", "αF-Asp")}
        for a in place:
            for b in place:
                if a != b:
                    assert np.linalg.norm(place[a] - place[b]) == pytest.approx(expected[a, b], abs=1.5), (name, a, b)

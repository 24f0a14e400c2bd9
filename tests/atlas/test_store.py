"""Reading an atlas: the bundled one, its values against another program's, damaged ones."""

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kinlens.atlas.build import build_atlas
from kinlens.atlas.store import Atlas, load_bundled_atlas
from kinlens.errors import KinlensError, ReferenceDataError
from kinlens.numbering import domain_at, domains_of, numbering_facts
from kinlens.reference import load_kinome
from kinlens.site_finding import STANDARD
from kinlens.tables import columns_for

EXPECTED = Path(__file__).parents[1] / "expected" / "distances.tsv"
# Entry: gene, bound compounds by site. What the papers name, with the compound that is really there.
ENTRIES = {
    "1s9j": ("MAP2K1", {"atp_ligand": "ATP", "allosteric": "BBM"}), "3eqc": ("MAP2K1", {"atp_ligand": "AGS"}),
    "2xp2": ("ALK", {"drug": "VGH"}), "1iep": ("ABL1", {"drug": "STI"}),
    "3k5v": ("ABL1", {"drug": "STI", "allosteric": "STJ"}), "2itz": ("EGFR", {"drug": "IRE"}),
    "1t46": ("KIT", {"drug": "STI"}), "3pp0": ("ERBB2", {"drug": "03Q"}), "1atp": ("PRKACA", {"atp_ligand": "ATP"}),
    "5p21": ("HRAS", {"atp_ligand": "GNP"}), "3og7": ("BRAF", {"drug": "032"}), "4xuf": ("FLT3", {"drug": "P30"}),
}


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_bundled_atlas()


def test_entries(atlas):
    assert atlas.entries == sorted(ENTRIES)
    assert atlas.sites == list(STANDARD)
    for entry, (gene, _) in ENTRIES.items():
        assert entry in atlas.entries_of(load_kinome().protein(gene).accession)
    assert atlas.entries_of("P00519") == ["1iep", "3k5v"]
    assert atlas.entries_of("Q02750") == ["1s9j", "3eqc"]
    assert atlas.entries_of("P04637") == []


@pytest.mark.parametrize("entry", ENTRIES)
def test_compounds(atlas, entry):
    gene, bound = ENTRIES[entry]
    record = load_kinome().protein(gene)
    keys = [(record.accession, n) for n in range(1, len(record.sequence) + 1)]
    rows = [row for found in atlas.lookup(keys).values() for row in found if row["entry"] == entry]
    assert rows
    assert {row["gene"] for row in rows} == {gene}
    first_chain = [row for row in rows if row["chain"] == rows[0]["chain"]]
    for site, compound in bound.items():
        assert all(f" {compound} " in f" {row[f'{site}_site']} " for row in first_chain)
        assert any(row[f"{site}_A"] is not None for row in first_chain)


def expected_rows() -> list[dict[str, str]]:
    rows = list(csv.DictReader(EXPECTED.read_text(encoding="utf-8").splitlines(), delimiter="\t"))
    return [row for row in rows if row["entry"] in ENTRIES and not row["target"].startswith(("residue:", "chain:"))]


@pytest.mark.parametrize(
    "row", expected_rows(),
    ids=lambda row: f"{row['entry']}-{row['wild_type']}{row['uniprot_position']}-{row['target']}-{row['mode']}",
)
def test_distances_another_program_computed(atlas, row):
    """Plain loops over Bio.PDB's atoms (tests/expected/make_distances.py)."""
    key = (load_kinome().protein(row["gene"]).accession, int(row["uniprot_position"]))
    stored = next(r for r in atlas.lookup([key])[key] if (r["entry"], r["chain"]) == (row["entry"], row["chain"]))
    kind, _, name = row["target"].partition(":")
    sites = ["helix_c"] if kind == "range" else [
        site for site in ("atp_ligand", "drug", "allosteric") if stored[f"{site}_origin"] == "observed here"
        and f" {name} " in f" {stored[f'{site}_site']} "]
    assert sites, row
    suffix = "_A" if row["mode"] == "any" else "_side_chain_A"
    for site in sites:
        if row["distance_A"]:
            assert stored[site + suffix] == pytest.approx(float(row["distance_A"]), abs=0.0011)
        else:
            assert stored[site + suffix] is None
            assert stored["coordinates"] == "not resolved"


def test_reference_values_of_the_issue(atlas):
    """A few of the issue's figures, within its tolerance of 0.06 Å."""
    for gene, position, entry, site, distance in [
        ("MAP2K1", 121, "1s9j", "atp_ligand", 12.8), ("MAP2K1", 121, "1s9j", "allosteric", 6.7),
        ("MAP2K1", 97, "1s9j", "atp_ligand", 2.6), ("ALK", 1196, "2xp2", "drug", 3.7),
        ("ALK", 1156, "2xp2", "drug", 16.2), ("ALK", 1156, "2xp2", "helix_c", 3.4),
        ("ABL1", 315, "1iep", "drug", 2.9), ("ABL1", 255, "1iep", "drug", 7.0), ("ABL1", 317, "1iep", "drug", 3.3),
    ]:
        key = (load_kinome().protein(gene).accession, position)
        row = next(r for r in atlas.lookup([key])[key] if r["entry"] == entry)
        assert row[f"{site}_A"] == pytest.approx(distance, abs=0.06), (gene, position, site)


def test_outside_construct_and_not_resolved(atlas):
    """1S9J starts at 61; its S222 has no coordinates."""
    found = atlas.lookup([("Q02750", 53), ("Q02750", 222)])
    assert "1s9j" not in {row["entry"] for row in found.get(("Q02750", 53), [])}
    assert {row["coordinates"] for row in found[("Q02750", 222)] if row["entry"] == "1s9j"} == {"not resolved"}


def test_lookup(atlas):
    asked = [("P00519", 315), ("P00519", 9999), ("P00533", 790), ("P00519", 315), ("X", 1)]
    found = atlas.lookup(iter(asked))
    assert set(found) == {("P00519", 315), ("P00533", 790)}
    assert {row["entry"] for row in found["P00519", 315]} == {"1iep", "3k5v"}
    assert all((row["accession"], row["position"]) == key for key, rows in found.items() for row in rows)
    assert atlas.lookup([]) == {}
    found["P00519", 315][0]["entry"] = "changed"
    assert atlas.lookup([("P00519", 315)])["P00519", 315][0]["entry"] != "changed"
    names = [c.name for c in columns_for(STANDARD, asked=False)]
    assert all(list(row) == names for rows in found.values() for row in rows)


def test_numbering_is_the_tables(atlas):
    """Region, KLIFS, equivalent, anchor and spine of every row are what the numbering room says today."""
    kinome = load_kinome()
    for gene in sorted({gene for gene, _ in ENTRIES.values()}):
        record = kinome.protein(gene)
        keys = [(record.accession, n) for n in range(1, len(record.sequence) + 1)]
        for (_, position), rows in atlas.lookup(keys).items():
            facts = numbering_facts(domain_at(domains_of(record), position), position)
            for row in rows:
                assert {name: row[name] for name in facts} == facts, (gene, position)
                assert row["wild_type"] == record.sequence[position - 1]


@pytest.mark.needs_structures
def test_the_bundled_atlas_is_what_the_code_makes(atlas, structures_folder):
    """Rebuild it with tools/build_reference.py --only atlas when this fails: numbers have changed."""
    paths = [sorted(structures_folder.glob(f"{entry}.*"))[0] for entry in ENTRIES]
    table, failures = build_atlas(paths)
    assert failures == []
    bundled = {key: [str(row) for row in rows] for key, rows in atlas.lookup(
        {(row["accession"], row["position"]) for row in table.select(["accession", "position"]).to_pylist()}).items()}
    made: dict[tuple[str, int], list[str]] = {}
    for row in table.to_pylist():
        made.setdefault((row["accession"], row["position"]), []).append(str(row))
    assert made == bundled


# ---------------------------------------------------------------------------------------- damaged files


def test_missing_and_damaged_files(tmp_path):
    with pytest.raises(ReferenceDataError) as caught:
        Atlas(tmp_path / "none.parquet")
    assert caught.value.name == "none.parquet"
    assert isinstance(caught.value, KinlensError)
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and then nothing")
    with pytest.raises(ReferenceDataError, match=r"broken\.parquet"):
        Atlas(tmp_path / "broken.parquet")


def test_a_table_that_is_no_atlas(tmp_path):
    pq.write_table(pa.table({"entry": ["1aaa"], "position": [1]}), tmp_path / "other.parquet")
    with pytest.raises(ReferenceDataError, match="no column accession"):
        Atlas(tmp_path / "other.parquet")


def test_bundled_file_missing(monkeypatch, tmp_path):
    monkeypatch.setattr("kinlens.atlas.store.data_file", lambda name: tmp_path / name)
    load_bundled_atlas.cache_clear()
    try:
        with pytest.raises(ReferenceDataError, match=r"atlas\.parquet: is missing"):
            load_bundled_atlas()
    finally:
        load_bundled_atlas.cache_clear()


def test_loaded_once():
    assert load_bundled_atlas() is load_bundled_atlas()

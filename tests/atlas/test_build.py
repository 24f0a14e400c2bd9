"""Building an atlas from built files: all rows, every failure with its reason, the same bytes twice."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builders.chains import UBIQUITIN, chain_of, entry_of, part, piece
from builders.files import ligand, pdb_text
from kinlens.atlas.build import Failure, build_atlas, write_atlas
from kinlens.atlas.store import Atlas
from kinlens.site_finding import STANDARD
from kinlens.tables import columns_for


@pytest.fixture
def folder(tmp_path):
    """Three entries that give rows, one per way not to."""
    def save(name: str, entry) -> None:
        (tmp_path / name).write_text(pdb_text(entry))

    kinase = chain_of(part("CDK2", 1, 298))
    ras = chain_of(part("KRAS", 1, 166), name="B", shift=(0, 90, 0))
    save("1aaa.pdb", entry_of(kinase, id="1AAA", organism=("HOMO SAPIENS", "9606")))
    loop = chain_of(part("ABL1", 229, 383), part("ABL1", 384, 400, resolved=False), part("ABL1", 401, 500))
    save("2bbb.pdb", entry_of(loop, ras, id="2BBB"))
    save("3ccc.pdb", entry_of(ras, id="3CCC"))
    save("4ddd.pdb", entry_of(chain_of(piece(UBIQUITIN, 1)), id="4DDD"))
    (tmp_path / "5eee.pdb").write_text("HEADER    NOTHING\nEND\n")
    (tmp_path / "6fff.pdb").write_text("<html>not found</html>")
    (tmp_path / "7ggg.pdb.gz").write_bytes(b"\x1f\x8b broken")
    save("z_copy_of_1aaa.pdb", entry_of(kinase, id="1AAA"))
    return tmp_path


def test_rows_and_failures(folder):
    table, failures = build_atlas(sorted(folder.iterdir()))
    assert [failure.path for failure in failures] == [
        "4ddd.pdb", "5eee.pdb", "6fff.pdb", "7ggg.pdb.gz", "z_copy_of_1aaa.pdb"]
    reasons = {failure.path: failure.reason for failure in failures}
    assert reasons["4ddd.pdb"] == "no protein of the kinome or RAS tables"
    assert "no heavy atom" in reasons["5eee.pdb"]
    assert "an HTML page" in reasons["6fff.pdb"]
    assert "gzip" in reasons["7ggg.pdb.gz"]
    assert reasons["z_copy_of_1aaa.pdb"] == "entry 1aaa is there already, from 1aaa.pdb"
    rows = table.to_pylist()
    counts = {(row["entry"], row["chain"]): 0 for row in rows}
    for row in rows:
        counts[row["entry"], row["chain"]] += 1
    # One row per residue of the construct, resolved or not.
    assert counts == {("1aaa", "A"): 298, ("2bbb", "A"): 272, ("2bbb", "B"): 166, ("3ccc", "B"): 166}
    assert [row["position"] for row in rows[:298]] == list(range(1, 299))


def test_columns_are_those_of_a_report(folder):
    table, _ = build_atlas([folder / "1aaa.pdb"])
    assert table.column_names == [c.name for c in columns_for(STANDARD, asked=False)]
    assert table.schema.metadata[b"kinlens.sites"].decode().split() == list(STANDARD)


def test_unresolved_residues_have_a_row_without_distances(folder):
    table, _ = build_atlas([folder / "2bbb.pdb"])
    row = next(r for r in table.to_pylist() if r["gene"] == "ABL1" and r["position"] == 390)
    assert (row["coordinates"], row["author"], row["region"]) == ("not resolved", None, "activation loop")
    assert all(row[f"{site}_A"] is None for site in STANDARD)
    assert all(row[f"{site}_site"] for site in STANDARD)


def test_the_order_of_the_paths_does_not_matter(folder):
    paths = [folder / name for name in ("3ccc.pdb", "1aaa.pdb", "2bbb.pdb", "4ddd.pdb")]
    one, two = build_atlas(paths), build_atlas(paths[::-1])
    assert one[0].equals(two[0])
    assert one[1] == two[1] == [Failure("4ddd.pdb", "no protein of the kinome or RAS tables")]


def test_the_same_bytes_twice(folder, tmp_path):
    made = []
    for name in ("a.parquet", "b.parquet"):
        table, _ = build_atlas([folder / "1aaa.pdb", folder / "3ccc.pdb"])
        write_atlas(table, tmp_path / name)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    assert pq.ParquetFile(tmp_path / "a.parquet").read().equals(table)


def test_nothing_in_nothing_out(tmp_path):
    table, failures = build_atlas([])
    assert (table.num_rows, failures) == (0, [])
    write_atlas(table, tmp_path / "empty.parquet")
    atlas = Atlas(tmp_path / "empty.parquet")
    assert (atlas.entries, atlas.sites, atlas.lookup([("P24941", 1)])) == ([], list(STANDARD), {})


def test_no_coordinates_are_kept(folder):
    """Distances, numbers and words only."""
    entry = entry_of(chain_of(part("CDK2", 1, 298)), id="8HHH")
    entry.residues.append(ligand("STU", number=900, at=(300.0, 3.0, 0.0)))
    (folder / "8hhh.pdb").write_text(pdb_text(entry))
    table, _ = build_atlas([folder / "8hhh.pdb"])
    floats = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    assert all(name.endswith("_A") or name in ("plddt", "confidence") for name in floats)
    assert not any(word in name for name in table.column_names for word in ("xyz", "Cartn", "coord_"))

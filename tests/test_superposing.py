"""Several structures in the common frame: none lost, and what is written is what was read, moved."""

import os

import gemmi
import numpy as np
import pytest
from Bio.PDB import PDBParser
from Bio.SVDSuperimposer import SVDSuperimposer

import kinlens
from builders.files import ligand, mmcif_text, pdb_text, water, with_altlocs
from builders.kinases import entry, ruler
from builders.lobes import about, columns_of, lobes, nucleotide, rigid
from kinlens.errors import BadSuperposition, NotAFolder
from kinlens.examination import examine
from kinlens.frame import SETS
from kinlens.frame.columns import load_columns
from kinlens.provenance import describe_tables
from kinlens.structures import read
from kinlens.superposing import BY, superpose

PKA = ("PRKACA", 44, 298)
ABL = ("ABL1", 235, 500)
HINGE = np.array([-6.0, 6.0, 0.0])


@pytest.fixture
def file(write):
    """Give a function that writes chains and compounds to a file and returns its path."""

    def to_file(*chains, name="1aaa.pdb", others=(), **more):
        text = mmcif_text if name.endswith(".cif") else pdb_text
        return write(text(entry(*chains, others=others, id=name.partition(".")[0], **more)), name)

    return to_file


def statuses(made):
    return [(member.input, member.status) for member in made.members]


def test_what_is_laid_over_lies_over(file):
    first = file(lobes(*PKA, move=rigid(1)), name="1aaa.pdb")
    second = file(lobes(*ABL, move=rigid(2)), name="2bbb.cif")
    made = kinlens.superpose([first, second])
    assert [row["status"] for row in made.rows] == ["superposed", "superposed"]
    assert [(row["entry"], row["chain"], row["gene"], row["columns"]) for row in made.rows] == [
        ("1aaa", "A", "PRKACA", 79), ("2bbb", "A", "ABL1", 79)]
    columns = load_columns()
    for member, row in zip(made.members, made.rows, strict=True):
        np.testing.assert_allclose(member.core, columns.xyz[columns.core], atol=0.01)
        assert row["core_rmsd_A"] < 0.01
        assert row["to_first_A"] < 0.01
        assert row["to_first_columns"] == 79
        assert row["lobe_angle_deg"] < 0.1
    assert made.rows[0]["to_first_A"] == 0.0


def test_none_is_lost_and_one_bad_file_stops_nothing(file, tmp_path):
    good = file(lobes(*PKA, move=rigid(1)), name="1aaa.pdb")
    page = tmp_path / "page.cif"
    page.write_text("<!DOCTYPE html><html>404</html>")
    ras = file(ruler("KRAS", 1, 169), name="3ras.pdb")
    other = file(ruler("ABL1", 60, 120), name="4sh3.pdb")
    where = columns_of("PRKACA")
    core = load_columns().number[load_columns().core].tolist()
    little = file(lobes(*PKA, unresolved=[where[n] for n in core if n > 115]), name="5few.pdb")
    made = superpose([good, page, ras, other, little, tmp_path / "missing.pdb", "9zzz", f"{good}:Q", f"{good}:A"])
    assert statuses(made) == [
        (str(good), "superposed"), (str(page), "not read"), (str(ras), "no kinase domain"),
        (str(other), "no kinase domain"), (str(little), "not placed"), (str(tmp_path / "missing.pdb"), "not read"),
        ("9zzz", "not read"), (f"{good}:Q", "no such chain"), (f"{good}:A", "superposed")]
    reasons = [member.reason for member in made.members]
    assert reasons[0] == reasons[8] == ""
    assert "an HTML page" in reasons[1]
    assert reasons[2] == "chain A: KRAS, no numbered domain"
    assert reasons[3] == "chain A: ABL1, no numbered domain"
    assert reasons[4] == "20 of 79 core columns resolved, 30 needed"
    assert "missing.pdb" in reasons[5]
    assert "9zzz" in reasons[6]
    assert "no chain 'Q'" in reasons[7]
    assert all(row["reason"] for row in made.rows if row["status"] != "superposed")
    assert len(made) == 9
    assert list(made.table["status"]) == [status for _, status in statuses(made)]


def test_a_chain_asked_for_is_taken_else_the_one_that_is_resolved_best(file):
    part = [position for n, position in columns_of("PRKACA").items() if n < 60]
    path = file(lobes(*PKA, "A", move=rigid(1), unresolved=part), lobes(*PKA, "B", move=rigid(2)), name="1aaa.cif")
    best, asked = superpose([path, f"{path}:A"]).rows
    assert (best["chain"], best["columns"]) == ("B", 79)
    assert (asked["chain"], asked["columns"]) == ("A", 76)


def test_what_may_be_given(file):
    path = file(lobes(*PKA, move=rigid(3)), name="1aaa.pdb")
    sources = [path, str(path), read(path), examine(path), gemmi.read_structure(str(path)),
               PDBParser(QUIET=True).get_structure("mine", path)]
    made = superpose(sources)
    assert {status for _, status in statuses(made)} == {"superposed"}
    assert max(row["to_first_A"] for row in made.rows) < 0.001
    assert made.members[2].input == "1aaa"
    for source in sources:
        (one,) = superpose(source).members
        assert one.status == "superposed"
    (one,) = superpose(gemmi.read_structure(str(path))).members  # a gemmi structure is iterable, and still one
    assert one.status == "superposed"


def test_a_file_whose_name_has_a_colon_is_a_file(file, tmp_path):
    path = file(lobes(*PKA), name="1aaa.pdb")
    strange = tmp_path / "mine:A"
    os.replace(path, strange)
    assert statuses(superpose([strange])) == [(str(strange), "superposed")]


@pytest.mark.parametrize("sources", [[], ()])
def test_nothing_to_superpose(sources):
    with pytest.raises(BadSuperposition, match="no structure is named"):
        superpose(sources)


def test_an_unknown_set_of_columns(file):
    path = file(lobes(*PKA), name="1aaa.pdb")
    with pytest.raises(BadSuperposition, match="none of core, N-lobe, hinge, C-lobe"):
        superpose([path], by="helix")


@pytest.mark.parametrize("by", BY)
def test_by_one_set_that_set_lies_in_place(file, by):
    """An N-lobe turned by 12° about an axis along the hinge: each set alone fits exactly, the others then do not."""
    turn = about((1.0, 0.2, 0.0), 12.0)
    path = file(lobes(*PKA, move=rigid(4), n_lobe=lambda xyz: (xyz - HINGE) @ turn + HINGE), name="1aaa.pdb")
    made = superpose([path], by=by)
    (member,) = made.members
    assert (made.by, member.status) == (by, "superposed")
    columns = load_columns()
    left = np.linalg.norm(member.core - columns.xyz[columns.core], axis=1)
    of = {name: left[columns.part[columns.core] == name] for name in SETS}
    if by in ("N-lobe", "C-lobe"):
        assert of[by].max() < 0.01
        assert of["N-lobe" if by == "C-lobe" else "C-lobe"].max() > 2.0
    elif by == "core":
        assert np.median(of["C-lobe"]) < np.median(of["N-lobe"])
    else:  # the gatekeeper is counted to the hinge, and stands with it
        assert of["hinge"].max() < 0.3
    assert (member.frame.lobe_angle_deg == pytest.approx(12.0, abs=0.1))


def test_without_enough_of_a_set_it_is_not_placed_by_it(file):
    gone = [position for n, position in columns_of("PRKACA").items() if n < 110]
    path = file(lobes(*PKA, unresolved=gone), name="1aaa.pdb")
    for by, status, reason in (("N-lobe", "not placed", "too little of the N-lobe is resolved"),
                               ("core", "superposed", ""), ("C-lobe", "superposed", "")):
        (member,) = superpose([path], by=by).members
        assert (member.status, member.reason) == (status, reason)


# ------------------------------------------------------------------------------------------------- writing


def crowded(move):
    """A chain with altlocs, a partner, a nucleotide, another compound, an ion's water."""
    made = lobes(*PKA, move=move)
    k = 40
    made.residues[k] = with_altlocs(made.residues[k], {"A": 0.6, "B": 0.4})
    others = [nucleotide("ATP", move), ligand("LIG", "P", 901), water(), water("P", number=1002, at=(9.0, 1.0, 4.0))]
    return made, ruler("EGFR", 700, 720, "P", shift=(300.0, 0.0, 0.0)), others


@pytest.mark.parametrize("name", ["1aaa.pdb", "1aaa.cif"])
def test_files_hold_what_was_read_in_the_common_frame(file, tmp_path, name):
    kinase, partner, others = crowded(rigid(6))
    path = file(kinase, partner, others=others, name=name, cell=(60.0, 60.0, 60.0, 90.0, 90.0, 90.0))
    made = superpose([path])
    written = made.write(tmp_path / "new" / "folder")
    assert made.files == {}
    assert written.files == {0: tmp_path / "new" / "folder" / "1aaa_A.cif"}
    assert written.rows[0]["file"] == str(written.files[0])
    before, after = read(path), read(written.files[0])
    motion = made.members[0].motion
    np.testing.assert_allclose(after.atoms.xyz, motion.move(before.atoms.xyz), atol=6e-4)
    for column in ("name", "element", "altloc", "residue", "selected"):
        assert getattr(after.atoms, column).tolist() == getattr(before.atoms, column).tolist()
    for column in ("chain", "number", "icode", "name", "kind", "label_number"):
        assert getattr(after.residues, column).tolist() == getattr(before.residues, column).tolist()
    assert {n: c.sequence for n, c in after.chains.items()} == {n: c.sequence for n, c in before.chains.items()}
    assert set(after.atoms.altloc.tolist()) == {"", "A", "B"}
    assert {"ATP", "LIG", "HOH"} <= set(after.residues.name.tolist())
    assert after.crystal is None


def test_what_was_written_lies_in_the_frame_already(file, tmp_path):
    paths = [file(lobes(*PKA, move=rigid(7)), name="1aaa.pdb"), file(lobes(*ABL, move=rigid(8)), name="2bbb.cif")]
    first = superpose(paths).write(tmp_path / "out")
    again = superpose([first.files[0], first.files[1]])
    for member in again.members:
        np.testing.assert_allclose(member.motion.rotation, np.eye(3), atol=2e-4)
        np.testing.assert_allclose(member.motion.shift, 0.0, atol=2e-3)
    for old, new in zip(first.rows, again.rows, strict=True):
        assert new["gene"] == old["gene"]
        assert new["core_rmsd_A"] == pytest.approx(old["core_rmsd_A"], abs=1e-3)


def test_files_of_one_name_do_not_overwrite_each_other(file, tmp_path):
    path = file(lobes(*PKA, move=rigid(9)), lobes(*PKA, "B", move=rigid(10)), name="1aaa.cif")
    made = superpose([path, f"{path}:B", path, f"{path}:A"]).write(tmp_path / "out")
    assert [p.name for p in made.files.values()] == ["1aaa_A.cif", "1aaa_B.cif", "1aaa_A_2.cif", "1aaa_A_3.cif"]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(p.name for p in made.files.values())
    np.testing.assert_allclose(read(made.files[0]).atoms.xyz, read(made.files[2]).atoms.xyz)


def test_only_what_is_superposed_is_written(file, tmp_path):
    made = superpose([file(ruler("KRAS", 1, 169), name="3ras.pdb"), file(lobes(*PKA), name="1aaa.pdb")])
    written = made.write(tmp_path / "out")
    assert list(written.files) == [1]
    assert "file" not in written.rows[0]


def test_a_folder_that_cannot_be_written_to(file, tmp_path):
    made = superpose([file(lobes(*PKA), name="1aaa.pdb")])
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(NotAFolder, match="taken"):
        made.write(tmp_path / "taken")
    with pytest.raises(NotAFolder, match="below"):
        made.write(tmp_path / "taken" / "below")


def test_how_it_shows_itself_and_where_it_comes_from(file, tmp_path):
    path = file(lobes(*PKA), name="1aaa.pdb")
    made = superpose([path, tmp_path / "missing.pdb"])
    assert repr(made).splitlines()[:2] == [
        "<Superposition of 2 by core; .table, .write(folder)>", "1aaa A: superposed, core RMSD 0.00 Å"]
    assert "missing.pdb" in repr(made).splitlines()[2]
    page = made.provenance
    assert page["by"] == "core"
    assert [one["id"] for one in page["structures"]] == ["1aaa"]
    assert page["reference_data"] == describe_tables()["reference_data"]
    assert {"frame.tsv", "atp_pose.tsv"} <= page["reference_data"].keys()


def test_every_column_is_described_and_every_value_has_a_column(file, tmp_path):
    made = superpose([file(lobes(*PKA), name="1aaa.pdb"), tmp_path / "missing.pdb"]).write(tmp_path / "out")
    names = [column.name for column in made.columns]
    assert all(set(row) <= set(names) for row in made.rows)
    assert list(made.table.columns) == names
    assert all(column.unit == "Å" for column in made.columns if column.name.endswith("_A"))


def test_progress_is_told(file):
    path = file(lobes(*PKA), name="1aaa.pdb")
    told = []
    superpose([path, path], progress=lambda done, of: told.append((done, of)))
    assert told == [(0, 2), (1, 2)]


# ----------------------------------------------------------------------------------------------- real files


@pytest.mark.needs_structures
def test_rmsd_of_real_chains_is_that_of_other_programs(structures_folder):
    """Each set alone, by Bio.PDB's SVD and by gemmi, on Cα picked by number from their own reading of the file."""
    # UniProt minus author number, and UniProt positions of the frame's columns.
    for code, chain, gene, offset in (("1atp", "E", "PRKACA", 1), ("1iep", "A", "ABL1", 0), ("2xp2", "A", "ALK", 0),
                                      ("1xkk", "A", "EGFR", 0), ("1s9j", "A", "MAP2K1", 0)):
        path = sorted(structures_folder.glob(f"{code}.pdb*"))[0]
        (member,) = superpose([f"{path}:{chain}"]).members
        model = gemmi.read_structure(str(path))[0]
        alpha = {r.seqid.num + offset: r["CA"][0].pos.tolist() for r in model[chain]
                 if r.het_flag == "A" and r.seqid.icode == " " and "CA" in r}
        where, columns = columns_of(gene), load_columns()
        for name in SETS:
            pairs = [(alpha[where[n]], xyz) for n, part, xyz in zip(
                columns.number.tolist(), columns.part.tolist(), columns.xyz, strict=True)
                if part == name and where[n] in alpha]
            here, there = (np.array(side) for side in zip(*pairs, strict=True))
            theirs = SVDSuperimposer()
            theirs.set(there, here)
            theirs.run()
            fit = member.frame.fits[name]
            assert fit.columns == len(pairs)
            assert fit.alone_A == pytest.approx(theirs.get_rms(), abs=1e-3)
            found = gemmi.superpose_positions([gemmi.Position(*p) for p in there], [gemmi.Position(*p) for p in here])
            assert fit.alone_A == pytest.approx(found.rmsd, abs=1e-3)


@pytest.mark.needs_structures
def test_real_files_written_lie_in_the_frame(structures_folder, tmp_path):
    paths = [sorted(structures_folder.glob(f"{code}.*"))[0] for code in ("1atp", "1iep", "3k5v")]
    made = superpose(paths).write(tmp_path)
    for i, member in enumerate(superpose(list(made.files.values())).members):
        np.testing.assert_allclose(member.motion.rotation, np.eye(3), atol=5e-4)
        np.testing.assert_allclose(member.motion.shift, 0.0, atol=5e-3)
        before = read(paths[i])
        np.testing.assert_allclose(member.chain.structure.atoms.xyz, made.members[i].motion.move(before.atoms.xyz),
                                   atol=6e-4)
        assert member.chain.chain == made.members[i].chain.chain
        assert member.chain.structure.residues.name.tolist() == before.residues.name.tolist()

"""Which model of a file is read, however its models are told apart."""

import gemmi
import numpy as np
import pytest

from builders.entries import full_entry
from builders.files import Entry, mmcif_text, pdb_text, peptide
from kinlens.errors import ModelNotFound, UnreadableStructure
from kinlens.examination import examine
from kinlens.provenance import describe_examination
from kinlens.structures import read

HEADER = "REMARK   1 MADE UP FRAMES\nCRYST1   60.000   60.000   60.000  90.00  90.00  90.00 P 1           1\n"
ATOMS = [line for line in pdb_text(Entry(peptide("ACDEFGHIKL"), id="")).splitlines() if line.startswith("ATOM")]


def frame(number):
    """The atoms, 0.1 Å along x for every frame after the first."""
    return "".join(f"{line[:30]}{float(line[30:38]) + 0.1 * (number - 1):8.3f}{line[38:]}\n" for line in ATOMS)


def joined(pattern, numbers=(1, 2, 3), header=HEADER):
    return header + "".join(pattern.format(n=n, atoms=frame(k)) for k, n in enumerate(numbers, start=1))


WRITTEN = {
    "MODEL and ENDMDL": joined("MODEL     {n:4d}\n{atoms}ENDMDL\n") + "END\n",
    "END after every frame": joined("{atoms}END\n"),
    "END and a cell before every frame": joined(
        "CRYST1   60.000   60.000   60.000  90.00  90.00  90.00 P 1\n{atoms}END\n", header=""),
    "END without line end at the last": joined("{atoms}END\n").rstrip("\n"),
    "TER and END": joined("{atoms}TER\nEND   \n"),
    "ENDMDL alone": joined("{atoms}ENDMDL\n"),
    "MODEL 1 every time": joined("MODEL        1\n{atoms}ENDMDL\n".replace("{n}", "1")) + "END\n",
    "MODEL 1 and END": joined("MODEL        1\n{atoms}ENDMDL\nEND\n"),
    "MODEL and END": joined("MODEL     {n:4d}\n{atoms}END\n"),
    "MODEL without end": joined("MODEL     {n:4d}\n{atoms}"),
    "MODEL first": joined("MODEL 1\n{atoms}ENDMDL\n", header=""),
    "MODEL without number": joined("MODEL\n{atoms}ENDMDL\n").replace("MODEL\n", "MODEL     \n"),
    "END with carriage returns": joined("{atoms}END\n").replace("\n", "\r\n"),
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_frames_however_they_are_told_apart(write, text):
    path = write(text)
    first = read(path)
    assert (first.models, first.model) == (3, 1)
    assert first.notes[0] == "3 models: the first is used"
    for number in (1, 2, 3):
        structure = read(path, model=number)
        assert (structure.models, structure.model) == (3, number)
        moved = first.atoms.xyz + np.array([0.1 * (number - 1), 0, 0])
        np.testing.assert_allclose(structure.atoms.xyz, moved, atol=1e-6)
        assert structure.residues.name.tolist() == first.residues.name.tolist()
        assert len(structure.residues) == 10
        assert structure.source.sha256 == first.source.sha256
        said = "the first is" if number == 1 else f"model {number} is"
        assert structure.notes[0] == f"3 models: {said} used"
    with pytest.raises(ModelNotFound) as caught:
        read(path, model=4)
    assert (caught.value.asked, caught.value.models, caught.value.path) == (4, (1, 2, 3), str(path))
    assert str(caught.value) == f"{path} has no model 4: its models are 1–3"


@pytest.mark.parametrize("pattern", ["MODEL     {n:4d}\n{atoms}ENDMDL\n", "MODEL     {n:4d}\n{atoms}END\n"])
def test_numbers_are_those_of_the_file(write, pattern):
    path = write(joined(pattern, (17, 4, 99)))
    assert read(path).model == 17
    assert read(path, model=99).atoms.xyz[0, 0] == pytest.approx(0.2)
    with pytest.raises(ModelNotFound, match="has no model 1: its models are 17, 4, 99"):
        read(path, model=1)


def test_mmcif(write):
    path = write(mmcif_text(full_entry(models=3)), "a.cif")
    structure = read(path, model=3)
    assert (structure.models, structure.model) == (3, 3)
    np.testing.assert_allclose(structure.atoms.xyz, read(path).atoms.xyz + np.array([0.2, 0, 0]), atol=1e-9)
    assert read(write(mmcif_text(full_entry()), "b.cif"), model=1).model == 1
    with pytest.raises(ModelNotFound, match="its only model is 1"):
        read(path.parent / "b.cif", model=2)


def test_many_numbers_are_not_all_listed():
    numbers = tuple(range(0, 60, 2))
    text = str(ModelNotFound("a.pdb", 1, numbers))
    assert text.endswith("34, 36, 38, …")
    assert str(ModelNotFound("a.pdb", 3, (1, 2))).endswith("its models are 1, 2")


def test_objects(write):
    path = write(pdb_text(full_entry(models=2)))
    given = gemmi.read_structure(str(path))
    assert read(given, model=2).model == 2
    assert len(given) == 2
    with pytest.raises(ModelNotFound, match=r"gemmi\.Structure has no model 3"):
        read(given, model=3)
    pdb = pytest.importorskip("Bio.PDB")
    structure = read(pdb.PDBParser(QUIET=True).get_structure("x", str(path)), model=2)
    assert structure.atoms.xyz[0, 0] == pytest.approx(0.1)


def test_parts_of_one_structure_joined_with_their_ends(write):
    one = pdb_text(Entry(peptide("ACDEF"), id=""))
    other = pdb_text(Entry(peptide("GHIKL", "B", shift=(0, 40, 0)), id=""))
    structure = read(write(one + other))
    assert structure.chain_names == ("A",)
    assert structure.models == 2
    assert "END separates parts with different atoms, which are taken for models: leave it out to read them as one" in (
        structure.notes)
    assert read(write(one + other), model=2).chain_names == ("B",)
    assert read(write(one.replace("END\n", "") + other)).chain_names == ("A", "B")


def test_nothing_behind_the_end_is_one_model(write):
    structure = read(write(pdb_text(full_entry()) + "\nREMARK behind\nEND\n"))
    assert (structure.models, structure.model) == (1, 1)


def test_the_model_is_kept_in_the_provenance(write):
    path = write(pdb_text(full_entry(models=3)))
    examination = examine(read(path, model=2))
    assert describe_examination(examination, [])["structure"]["model_used"] == 2
    assert "model 2 of 3" in str(examination)


@pytest.mark.needs_structures
@pytest.mark.parametrize("name", ["1ab2.pdb.gz", "2lgc.pdb.gz"])
def test_real_ensembles(structures_folder, name):
    st = gemmi.read_structure(str(structures_folder / name))
    assert len(st) > 1
    for model in (st[1], st[-1]):
        structure = read(structures_folder / name, model=model.num)
        expected = [a.pos.tolist() for chain in model for residue in chain for a in residue if not a.is_hydrogen()]
        np.testing.assert_array_equal(np.sort(structure.atoms.xyz, axis=0), np.sort(expected, axis=0))
        assert structure.model == model.num


ASSEMBLED = (
    "the models are copies of one structure in several places, an assembly: no distance goes from one to another")


@pytest.mark.parametrize(("axis", "said"), [("two-fold", True), ("shift of 30 Å", True), ("shift of 1 Å", False)])
def test_the_copies_of_an_assembly_are_no_conformations(write, axis, said):
    """wwPDB writes biological assemblies (1abc.pdb1) with a MODEL for every copy."""

    def moved(line):
        x, y, z = (float(line[k:k + 8]) for k in (30, 38, 46))
        new = {"two-fold": (-x, -y + 40, z), "shift of 30 Å": (x, y + 30, z), "shift of 1 Å": (x + 1, y, z)}[axis]
        return line[:30] + "".join(f"{value:8.3f}" for value in new) + line[54:]

    copy = "".join(moved(line) + "\n" for line in ATOMS)
    text = f"MODEL        1\n{frame(1)}ENDMDL\nMODEL        2\n{copy}ENDMDL\nEND\n"
    structure = read(write(text, "1abc.pdb1"))
    assert (ASSEMBLED in structure.notes) == said
    assert structure.models == 2


@pytest.mark.needs_structures
@pytest.mark.parametrize("name", ["1ab2", "2lgc"])
def test_real_ensembles_are_no_assemblies(structures_folder, name):
    assert ASSEMBLED not in read(structures_folder / f"{name}.pdb.gz").notes


def test_models_without_a_readable_atom(write):
    """Every line of atoms is shifted by a blank, MODEL records repeat: none of the frames has an atom."""
    lines = pdb_text(Entry(peptide("ACD"), id="9ZZZ")).splitlines()
    shifted = [f" {line}" if line.startswith("ATOM") else line for line in lines]
    text = "\n".join([*["MODEL        1", *shifted, "ENDMDL"] * 2, "END"])
    with pytest.raises(UnreadableStructure, match="38 lines of atoms are not in the columns"):
        read(write(text))


def test_frames_of_hetero_atoms_alone_take_linear_time(write):
    """One search for the rarer record would run through the whole file for every frame."""
    frames = "".join("HETATM    1  C1  LIG A   1      11.104   6.134  -6.504  1.00 20.00           C\nEND\n"
                     for _ in range(20_000))
    assert read(write(frames)).models == 20_000

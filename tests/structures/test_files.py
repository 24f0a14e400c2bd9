import gzip
from dataclasses import replace

import gemmi
import numpy as np
import pytest

from builders.entries import full_entry, oddities
from builders.files import (
    Entry,
    ligand,
    mmcif_text,
    pdb_text,
    peptide,
    water,
)
from kinlens.errors import EmptyStructure, StructureNotFound, UnreadableStructure
from kinlens.structures import read

FORMATS = pytest.mark.parametrize(("writer", "suffix"), [(pdb_text, "pdb"), (mmcif_text, "cif")])


def table(structure):
    r = structure.residues
    return list(zip(r.name.tolist(), r.number.tolist(), r.icode.tolist(), r.kind.tolist(), strict=True))


def test_several_proteins_under_the_blank_chain(write):
    first = [replace(r, chain="") for r in peptide("ACDEF")]
    second = [replace(r, chain="") for r in peptide(["GLY", "TPO", "ILE"], start=101, shift=(0, 30, 0))]
    text = pdb_text(Entry(first, id="")).replace("END\n", "") + pdb_text(Entry(second, id=""))
    structure = read(write(text))
    assert structure.chain_names == ("",)
    assert set(structure.residues.kind) == {"protein"}
    assert str(structure.key(0)) == ":1"
    assert "chain (blank): 8 protein" in str(structure)


def test_ligands_and_waters_written_as_atoms_without_ter(write):
    residues = [
        *peptide("ACDEFG"),
        replace(ligand("LIG", number=7), het=False),
        replace(water(number=8), het=False),
    ]
    residues.append(replace(residues[-1], name="SOL", number=9))
    structure = read(write(pdb_text(Entry(residues, id="", ter=False))))
    assert structure.residues.kind.tolist() == ["protein"] * 6 + ["ligand", "water", "water"]


@pytest.mark.parametrize(
    "change", [lambda t: t.replace("\n", "\r\n"), lambda t: t.replace("\n", "\r"), lambda t: "\ufeff" + t]
)
@FORMATS
def test_line_ends_and_byte_order_marks(write, writer, suffix, change):
    structure = read(write(change(writer(full_entry())), f"a.{suffix}"))
    assert len(structure.residues) == 14
    assert structure.chains["A"].taxid == 9606
    assert len(structure.chains["A"].references) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
@FORMATS
def test_letters_outside_ascii(write, writer, suffix, encoding):
    line = "AUTHOR    J.MÜLLER\n" if writer is pdb_text else "# J.Müller\n"
    structure = read(write((line + writer(full_entry())).encode(encoding), f"a.{suffix}"))
    assert len(structure.residues) == 14


@pytest.mark.parametrize("wrong", ["a.cif.gz", "a.pdb", "a.txt", "a"])
@FORMATS
def test_content_decides_not_the_name(write, writer, suffix, wrong):
    text = writer(full_entry())
    plain = read(write(text, wrong))
    packed = read(write(gzip.compress(text.encode()), f"packed_{wrong}"))
    assert plain.source.format == packed.source.format == {"pdb": "pdb", "cif": "mmcif"}[suffix]
    assert plain.source.sha256 == packed.source.sha256
    assert len(plain.source.sha256) == 64
    np.testing.assert_array_equal(plain.atoms.xyz, packed.atoms.xyz)


def test_both_formats_give_the_same_structure(write):
    one = read(write(pdb_text(full_entry()), "a.pdb"))
    other = read(write(mmcif_text(full_entry()), "a.cif"))
    assert table(one) == table(other)
    assert one.chains == other.chains
    np.testing.assert_array_equal(one.atoms.xyz, other.atoms.xyz)
    np.testing.assert_array_equal(one.residues.label_number, other.residues.label_number)


def test_mmjson(write):
    block = gemmi.cif.read_string(mmcif_text(full_entry()))
    structure = read(write(block.as_json(mmjson=True), "a.json"))
    assert structure.source.format == "mmjson"
    assert structure.chains["A"].organism == "Homo sapiens"
    assert structure.residues.subchain[0] == "LA"


def test_an_alphafold_model_keeps_its_identifier(write):
    text = mmcif_text(Entry(peptide("ACD"), id="AF-P00533-F1"))
    assert read(write(text, "x.cif")).source.id == "AF-P00533-F1"


def test_coordinates_in_a_later_block(write):
    assert len(read(write("data_first\n_a.b 1\n" + mmcif_text(full_entry()), "a.cif")).residues) == 14


def test_reading_by_identifier(write, monkeypatch):
    path = write(pdb_text(full_entry()), "9zzz.pdb")
    monkeypatch.setenv("KINLENS_STRUCTURES", str(path.parent))
    assert read("9ZZZ").source.origin == str(path)
    with pytest.raises(StructureNotFound):
        read("9ZZY")


def test_gemmi_structures_are_read_and_left_alone(write):
    path = write(pdb_text(full_entry(models=2)))
    given = gemmi.read_structure(str(path))
    before = given.make_mmcif_document().as_string()
    structure = read(given)
    assert given.make_mmcif_document().as_string() == before
    expected = read(path)
    assert table(structure) == table(expected)
    assert structure.models == 2
    assert structure.chains["A"].references == expected.chains["A"].references
    assert structure.chains["A"].sequence == expected.chains["A"].sequence
    source = structure.source
    assert (source.origin, source.id, source.sha256, source.format) == (
        "gemmi.Structure",
        "9zzz",
        "",
        "gemmi",
    )
    assert source.resolution == 2.1


@FORMATS
def test_biopython_structures(write, writer, suffix):
    pdb = pytest.importorskip("Bio.PDB")
    path = write(writer(oddities()), f"a.{suffix}")
    parser = pdb.PDBParser(QUIET=True) if suffix == "pdb" else pdb.MMCIFParser(QUIET=True)
    given = parser.get_structure("9ZZZ", str(path))
    expected = read(path)
    for thing in (given, given[0]):
        structure = read(thing)
        assert table(structure) == table(expected)
        np.testing.assert_allclose(structure.atoms.xyz, expected.atoms.xyz, atol=1e-4)  # Bio.PDB: float32
        np.testing.assert_array_equal(structure.atoms.altloc, expected.atoms.altloc)
        np.testing.assert_array_equal(structure.atoms.selected, expected.atoms.selected)
    structure = read(given)
    assert (structure.models, structure.source.id, structure.source.format) == (2, "9zzz", "Bio.PDB")
    assert (structure.source.method, structure.source.resolution) == ("X-RAY DIFFRACTION", 1.5)


def test_empty_objects():
    with pytest.raises(EmptyStructure):
        read(gemmi.Structure())
    pdb = pytest.importorskip("Bio.PDB")
    with pytest.raises(EmptyStructure):
        read(pdb.Structure.Structure("empty"))


@pytest.mark.parametrize("thing", [None, 7, b"1s9j", ["1s9j"]])
def test_other_objects_are_a_type_error(thing):
    with pytest.raises(TypeError, match="give a path"):
        read(thing)


def test_what_gemmi_cannot_lay_out(write, monkeypatch):
    """Long names get stand-ins (test_headerless.py); for anything else there is the named error."""

    def refuse(structure):
        raise RuntimeError("cannot be laid out")

    monkeypatch.setattr("gemmi.FlatStructure", refuse)
    with pytest.raises(UnreadableStructure, match="cannot be laid out"):
        read(write(pdb_text(full_entry())))
    with pytest.raises(UnreadableStructure, match=r"gemmi\.Structure"):
        read(gemmi.Structure())


def test_names_outside_ascii(write):
    given = gemmi.read_structure(str(write(pdb_text(full_entry()))))
    given[0][0].name = "Å"
    assert read(given).chain_names == ("Å", "B")


def test_a_local_file_of_another_entry_is_said(write, monkeypatch):
    path = write(pdb_text(Entry(peptide("ACDEFGHIKL"), id="1AAB")), "1aaa.pdb")
    monkeypatch.setenv("KINLENS_STRUCTURES", str(path.parent))
    assert read("1aaa").notes == (f"asked for 1aaa, and the file of that name ({path}) says that it is 1aab",)
    assert read(path).notes == ()  # a path is what it is
    path.write_text(path.read_text().replace("1AAB", "1AAA"))
    assert read("1aaa").notes == ()

"""Every format under every name: the content decides."""

import gzip
import re
from dataclasses import replace

import gemmi
import numpy as np
import pytest

from builders.bcif import bcif_bytes
from builders.entries import full_entry
from builders.files import Entry, ligand, mmcif_text, pdb_text, peptide, with_hydrogens
from kinlens.structures import read

NAMES = (
    "a.pdb", "a.ent", "a.cif", "a.mmcif", "a.mmjson", "a.json", "a.bcif", "a.pdb.gz", "a.cif.gz", "a.bcif.gz", "a",
    "a.txt",
)


def mmjson(text):
    return gemmi.cif.read_string(text).as_json(mmjson=True)


FORMATS = {
    "pdb": lambda: pdb_text(full_entry()).encode(),
    "mmcif": lambda: mmcif_text(full_entry()).encode(),
    "mmjson": lambda: mmjson(mmcif_text(full_entry())).encode(),
    "bcif": lambda: bcif_bytes(mmcif_text(full_entry())),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda c: gzip.compress(c[:300]) + gzip.compress(c[300:])],
                         ids=["plain", "gzipped", "two members"])
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_under_every_name(write, form, pack, name):
    if form == "bcif":
        pytest.importorskip("biotite")
    structure = read(write(pack(FORMATS[form]()), name))
    assert structure.source.format == form
    assert structure.residues.name.tolist() == [r.name for r in full_entry().residues]
    np.testing.assert_allclose(structure.atoms.xyz, [a.xyz for r in full_entry().residues for a in r.atoms], atol=1e-9)
    assert structure.chains["A"].taxid == 9606


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("form", ["pdb", "mmcif", "mmjson"])
def test_text_as_windows_programs_save_it(write, form, encoding):
    text = FORMATS[form]().decode().replace("\n", "\r\n")
    structure = read(write(text.encode(encoding), "a.pdb"))
    assert structure.source.format == form
    assert len(structure.residues) == 14


# ------------------------------------------------------------------------------------------------------------ PDBQT


def pdbqt(entry, kinds=None):
    """As AutoDock's tools write: charge and atom type in place of segment and element."""
    kinds = kinds or {}
    lines = []
    for line in pdb_text(entry).splitlines():
        if line.startswith(("ATOM", "HETATM")):
            name, element = line[12:16].strip(), line[76:78].strip()
            kind = kinds.get(name, {"O": "OA", "S": "SA", "H": "HD"}.get(element, element.capitalize()))
            line = f"{line[:66]}    {-0.123 if element == 'N' else 0.045:+6.3f} {kind:<2}"
        lines.append(line)
    return "\n".join(lines)


def test_a_receptor_in_pdbqt(write):
    residues = peptide("ACDEFGHIKL")
    residues[3] = with_hydrogens(residues[3])
    residues.append(replace(ligand("LIG", number=90), atoms=tuple(
        replace(atom, name=name, element=element) for atom, (name, element) in zip(
            ligand("LIG", number=90).atoms,
            [("C1", "C"), ("C2", "C"), ("CL1", "Cl"), ("BR1", "Br"), ("F1", "F"), ("N1", "N")], strict=True))))
    entry = Entry(residues, id="")
    structure = read(write(pdbqt(entry, {"CZ": "A", "CD1": "A", "C2": "A", "N1": "NA"}), "receptor.pdbqt"))
    expected = read(write(pdb_text(entry)))
    assert structure.source.format == "pdbqt"
    assert structure.source.id == "receptor"
    assert structure.atoms.element.tolist() == expected.atoms.element.tolist()
    np.testing.assert_array_equal(structure.atoms.xyz, expected.atoms.xyz)
    assert "1 hydrogen or deuterium atoms left out" in structure.notes


def test_docked_poses_are_models(write):
    text = pdbqt(Entry([ligand("LIG", chain="", number=1)], id="", models=3))
    text = text.replace("HETATM    1", "ROOT\nHETATM    1")
    structure = read(write(text.replace("ENDMDL", "ENDROOT\nTORSDOF 3\nENDMDL"), "out.pdbqt"), model=2)
    assert (structure.models, structure.model) == (3, 2)
    assert structure.atoms.xyz[0, 0] == pytest.approx(0.1)


def test_atom_types_that_are_no_element(write):
    structure = read(write(pdbqt(Entry(peptide("AC"), id=""), {"CB": "G0", "SG": "Zn"}), "a.pdbqt"))
    found = dict(zip(structure.atoms.name.tolist(), structure.atoms.element.tolist(), strict=True))
    assert (found["CB"], found["SG"], found["CA"]) == ("X", "Zn", "C")


# ---------------------------------------------------------------------------------------------------------- PDB-REDO


@pytest.mark.parametrize("line", [
    "REMARK   3   PROGRAM     : REFMAC 5.8, PDB-REDO 8.0", "REMARK   1 OPTIMISED BY PDB_REDO VERSION 5.42"])
def test_pdb_redo_in_pdb(write, line):
    entry = full_entry()
    structure = read(write(pdb_text(entry).replace("REMARK   2\n", f"REMARK   2\n{line}\n")))
    assert [note for note in structure.notes if "PDB-REDO" in note]
    assert structure.source.resolution == 2.1
    assert structure.source.method == "X-RAY DIFFRACTION"
    assert structure.chains["A"].references
    assert not [note for note in read(write(pdb_text(entry))).notes if "REDO" in note]


def test_tags_in_small_letters(write):
    """Tags of mmCIF mean the same in small letters, also where a column has to be made up."""
    text = re.sub(r"_atom_site\.\S+", lambda tag: tag[0].lower(), mmcif_text(Entry(peptide("ACD"))))
    text = text.replace("_atom_site.id", "_atom_site.number")
    structure = read(write(text, "a.cif"))
    assert structure.residues.name.tolist() == ["ALA", "CYS", "ASP"]


def test_pdb_redo_in_mmcif_with_the_columns_in_another_order(write):
    """Their atom tables begin with another column than group_PDB (https://github.com/prody/ProDy/issues/1709)."""
    block = gemmi.cif.read_string(mmcif_text(full_entry())).sole_block()
    table = block.get_mmcif_category("_atom_site.")
    block.find_mmcif_category("_atom_site.").erase()
    block.set_mmcif_category("_atom_site.", dict(reversed(table.items())))
    block.set_mmcif_category("_software.", {"name": ["REFMAC", "PDB-REDO"], "version": ["5.8", "8.0"]})
    block.set_mmcif_category("_cell.", {
        "length_a": ["60"], "length_b": ["70"], "length_c": ["80"], "angle_alpha": ["90"], "angle_beta": ["90"],
        "angle_gamma": ["90"]})
    structure = read(write(block.as_string(), "9zzz_final.cif"))
    assert [note for note in structure.notes if "PDB-REDO" in note]
    assert structure.crystal is not None
    plain = read(write(mmcif_text(full_entry()), "a.cif"))
    np.testing.assert_array_equal(structure.atoms.xyz, plain.atoms.xyz)
    assert structure.chains == plain.chains


# ------------------------------------------------------------------------------------------- long names of ligands


def test_five_letter_names_of_ligands(write):
    entry = Entry([*peptide("ACDEF"), ligand("A1BCD", number=90), ligand("A1BCE", number=91, at=(0, 40, 0))],
                  sequences={"A": ["ALA", "CYS", "ASP", "GLU", "PHE"]})
    path = write(mmcif_text(entry), "a.cif")
    structure = read(path)
    assert structure.residues.name[-2:].tolist() == ["A1BCD", "A1BCE"]
    # gemmi and the programs on it shorten them in PDB and keep the full name in HETNAM.
    st = gemmi.read_structure(str(path))
    st.setup_entities()
    st.shorten_ccd_codes()
    text = st.make_pdb_string()
    assert re.search(r"^HETATM.{11}~CD A", text, re.MULTILINE)
    again = read(write(text))
    assert again.residues.name.tolist() == structure.residues.name.tolist()
    np.testing.assert_allclose(again.atoms.xyz, structure.atoms.xyz, atol=1e-3)

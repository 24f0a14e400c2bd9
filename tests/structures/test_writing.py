"""What is written is read again as what it was."""

import gemmi
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders.entries import three_letters
from builders.files import (
    Entry,
    labelled,
    ligand,
    lone_atom,
    mmcif_text,
    pdb_text,
    peptide,
    water,
    with_altlocs,
    with_hydrogens,
)
from builders.kinases import entry, ruler
from kinlens.structures import read
from kinlens.structures.shelves import coordinate_files
from kinlens.structures.writing import to_mmcif

LETTERS = "MKTAYIAKQRGGSLVW"
ATOM_COLUMNS = ("element", "name", "altloc", "residue", "selected")
RESIDUE_COLUMNS = ("chain", "number", "icode", "name", "parent", "label_number", "kind")


def again(structure, write, xyz=None):
    return read(write(to_mmcif(structure, xyz), "written.cif"))


def assert_same(found, wanted, xyz=None):
    for name in ATOM_COLUMNS:
        assert getattr(found.atoms, name).tolist() == getattr(wanted.atoms, name).tolist(), name
    for name in RESIDUE_COLUMNS:
        assert getattr(found.residues, name).tolist() == getattr(wanted.residues, name).tolist(), name
    assert (found.source.resolution, found.source.method) == (wanted.source.resolution, wanted.source.method)
    np.testing.assert_allclose(found.atoms.xyz, wanted.atoms.xyz if xyz is None else xyz, atol=6e-4)
    np.testing.assert_allclose(found.atoms.occupancy, wanted.atoms.occupancy, atol=6e-3)
    np.testing.assert_allclose(found.atoms.b_factor, wanted.atoms.b_factor, atol=6e-3)
    assert {name: chain.sequence for name, chain in found.chains.items()} == {
        name: chain.sequence for name, chain in wanted.chains.items()}


def renumbered(residue, number, icode=""):
    return type(residue)(residue.chain, number, residue.name, residue.atoms, icode, residue.het, residue.kind)


ODD = {
    "plain": [*peptide(LETTERS)],
    "altlocs": [*peptide("ACD"), with_altlocs(peptide("EF", start=4)[0], {"A": 0.4, "B": 0.6}),
                with_altlocs(peptide("EFG", start=4)[1], {"A": 0.5, "C": 0.5}, only=["CB", "CG"])],
    "two names at one place": [*peptide("AC"), labelled(peptide("ACD")[2], "A", 0.6),
                               labelled(renumbered(peptide("ACE")[2], 3), "B", 0.4)],
    "insertion codes": [*peptide("ACD", start=50), renumbered(peptide("ACDE", start=50)[3], 52, "A"),
                        renumbered(peptide("ACDEF", start=50)[4], 53)],
    "negative numbers": peptide("GSHMAC", start=-4),
    "modified residues": peptide(["ALA", "TPO", "MSE", "GLY", "CSO"]),
    "two chains": [*peptide("ACDEF"), *peptide("WYHGF", "B", start=500, shift=(0, 9, 0))],
    "ligands, ions and waters": [*peptide("ACDEF"), ligand("LIG"), lone_atom("MG", "Mg", number=951),
                                 lone_atom("CL", "Cl", number=952, at=(0, 22, 0)), water(), water(number=1002)],
    "ligand of another chain's name": [*peptide("ACDEF"), *peptide("WYHGF", "B", shift=(0, 9, 0)),
                                       ligand("LIG", "A"), ligand("DRG", "B", number=901, at=(0, 15, 0))],
    "a chain of ligands alone": [*peptide("ACDEF"), ligand("LIG", "Z"), water("Z")],
    "a gap": peptide("ACDEFGHIK", skip=[4, 5]),
}


@pytest.mark.parametrize("text", [pdb_text, mmcif_text])
@pytest.mark.parametrize("case", ODD)
def test_round_trip(write, case, text):
    sequences = {"A": three_letters(LETTERS)} if case == "plain" else {}
    wanted = read(write(text(Entry(ODD[case], sequences=sequences)), "x.pdb" if text is pdb_text else "x.cif"))
    assert_same(again(wanted, write), wanted)


def test_a_compound_with_a_name_of_five_letters(write):
    wanted = read(write(mmcif_text(Entry([*peptide("ACDEF"), ligand("A1BCD")])), "x.cif"))
    found = again(wanted, write)
    assert_same(found, wanted)
    assert found.residues.name[-1] == "A1BCD"


def test_chains_with_names_of_several_letters(write):
    residues = [*peptide("ACDEF", "AAA"), *peptide("WYHGF", "Bx", shift=(0, 9, 0))]
    wanted = read(write(mmcif_text(Entry(residues)), "x.cif"))
    found = again(wanted, write)
    assert_same(found, wanted)
    assert found.chain_names == ("AAA", "Bx")


@pytest.mark.parametrize("text", [pdb_text, mmcif_text])
def test_sequences_of_the_header_stay_with_their_chains(write, text):
    made = entry(ruler("ABL1", 235, 300, unresolved=range(250, 260)), ruler("EGFR", 700, 740, "B", shift=(0, 0, 60.0)),
                 others=[ligand("LIG", "B")])
    wanted = read(write(text(made), "x.pdb" if text is pdb_text else "x.cif"))
    found = again(wanted, write)
    assert_same(found, wanted)
    assert len(found.chains["A"].sequence) == 66
    assert len(found.chains["B"].sequence) == 41
    # Places in the sequence count unresolved residues.
    places = found.residues.label_number[found.residues.chain == "A"].tolist()
    assert places[-1] == 66


def test_hydrogens_are_not_written_for_they_are_not_read(write):
    wanted = read(write(pdb_text(Entry([with_hydrogens(residue) for residue in peptide("ACD")]))))
    text = to_mmcif(wanted)
    assert_same(again(wanted, write), wanted)
    assert gemmi.cif.read_string(text).sole_block().find_values("_atom_site.type_symbol").str(0) == "N"
    assert "H" not in set(gemmi.cif.read_string(text).sole_block().find_values("_atom_site.type_symbol"))


def test_other_coordinates_and_no_cell(write):
    wanted = read(write(pdb_text(Entry(peptide("ACDEF"), cell=(40.0, 50.0, 60.0, 90.0, 90.0, 90.0)))))
    assert wanted.crystal is not None
    there = wanted.atoms.xyz[:, ::-1] * (1.0, -1.0, 1.0) + (100.0, -250.0, 3.25)
    found = again(wanted, write, there)
    assert_same(found, wanted, there)
    assert found.crystal is None


def test_method_and_name_are_kept(write):
    wanted = read(write(pdb_text(Entry(peptide("ACDEF"), id="9XYZ", method="SOLUTION NMR"))))
    found = gemmi.read_structure(str(write(to_mmcif(wanted), "w.cif")))
    assert found.name == wanted.source.id
    assert found.info["_exptl.method"] == "SOLUTION NMR"


def test_of_several_models_the_one_that_is_held(write):
    wanted = read(write(pdb_text(Entry(peptide("ACDEF"), models=3))), model=2)
    found = again(wanted, write)
    assert_same(found, wanted)
    assert found.models == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_put_together_comes_back(write, data):
    """Residues of any number, code, altlocs, in one or two chains, with compounds and waters behind."""
    residues = []
    for chain in data.draw(st.sampled_from(["A", "AB"])):
        numbers = sorted(data.draw(st.sets(st.integers(-20, 900), min_size=2, max_size=8)))
        letters = data.draw(st.text("ACDEFGHIKLMNPQRSTVWY", min_size=len(numbers), max_size=len(numbers)))
        for made, number in zip(peptide(letters, chain, shift=(0.0, 30.0 * (chain == "B"), 0.0)), numbers, strict=True):
            icode = data.draw(st.sampled_from(["", "", "", "A", "Z"]))
            one = renumbered(made, number, icode)
            if data.draw(st.booleans()):
                one = with_altlocs(one, data.draw(st.sampled_from([{"A": 0.5, "B": 0.5}, {"B": 0.3, "C": 0.7}])))
            residues.append(one)
        for k in range(data.draw(st.integers(0, 2))):
            residues.append(ligand(data.draw(st.sampled_from(["LIG", "ATP", "XY"])), chain, 920 + k, size=3,
                                   at=(0.0, 60.0 + 5 * k, 30.0 * (chain == "B"))))
    text = data.draw(st.sampled_from([pdb_text, mmcif_text]))
    wanted = read(write(text(Entry(residues)), "x.pdb" if text is pdb_text else "x.cif"))
    assert_same(again(wanted, write), wanted)


@pytest.mark.needs_structures
def test_real_files_come_back(structures_folder, write):
    """Every 25th file: all heavy atoms, names, numbers, kinds and sequences are those that were read."""
    tried = 0
    for path in sorted(coordinate_files(structures_folder))[::25]:
        wanted = read(path)
        found = again(wanted, write)
        assert_same(found, wanted)
        tried += 1
    assert tried >= 20


@pytest.mark.needs_structures
def test_gemmi_reads_what_is_written_as_the_entry_itself(structures_folder, write):
    """Another reader's counts: chains, residues and heavy atoms of 1ATP and of a file with two chains."""
    for entry_id in ("1atp", "1iep", "2xp2"):
        path = sorted(structures_folder.glob(f"{entry_id}.*"))[0]
        theirs = gemmi.read_structure(str(path))
        theirs.remove_hydrogens()
        mine = gemmi.read_structure(str(write(to_mmcif(read(path)), "w.cif")))
        for left, right in zip(theirs[0], mine[0], strict=True):
            assert left.name == right.name
            assert sorted((str(r.seqid), r.name, len(r)) for r in left) == sorted(
                (str(r.seqid), r.name, len(r)) for r in right)

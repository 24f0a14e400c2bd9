"""Predicted models are told from experiments, and never the other way round."""

from dataclasses import replace

import gemmi
import numpy as np
import pytest

from builders.files import Entry, ligand, mmcif_text, pdb_text, peptide, water, with_altlocs, without_side_chain
from builders.predictions import ALPHAFOLD_TITLE, ESMFOLD_TITLE, bare_pdb, modelcif, profile, with_b
from kinlens.structures import read
from kinlens.structures.confidence import Statement, stated_in_block, stated_in_pdb

CRYST1 = "CRYST1   60.000   70.000   80.000  90.00  90.00  90.00 P 21 21 21    4\n"
LETTERS = "MKVLAWYDRESTNQHFPGIC" * 3
PLDDT = profile(len(LETTERS))


def predicted(values=PLDDT, spread=0.0, **header):
    return Entry(with_b(peptide(LETTERS), values, spread=spread), **header)


def stated(structure):
    return structure.confidence.method, structure.confidence.evidence, structure.determined_by


# ------------------------------------------------------------------------------------------- stated in the header


def test_alphafold_db_in_mmcif(write):
    s = read(write(modelcif(predicted(id="AF-P00000-F1"), software="AlphaFold"), "a.cif"))
    assert stated(s) == ("AlphaFold", "stated in the header (_ma_qa_metric)", "predicted model (AlphaFold)")
    np.testing.assert_allclose(s.confidence.plddt, PLDDT, atol=1e-4)
    assert s.confidence.scale == 100
    assert s.notes == ("predicted model: the B column holds pLDDT, stated in the header (_ma_qa_metric)",)
    assert str(s).startswith("AF-P00000-F1 (predicted model (AlphaFold))")
    with pytest.raises(ValueError, match="read-only"):
        s.confidence.plddt[0] = 1


def test_alphafold_db_in_pdb(write):
    s = read(write(ALPHAFOLD_TITLE + bare_pdb(predicted())))
    assert stated(s) == ("AlphaFold v2.0", "stated in the header (TITLE)", "predicted model (AlphaFold v2.0)")


def test_an_entry_id_of_alphafold_db_is_enough(write):
    s = read(write(mmcif_text(predicted(id="AF-P00000-F1")), "a.cif"))
    assert stated(s)[:2] == ("AlphaFold", "stated in the header (_entry.id)")


def test_esmfold_counts_from_0_to_1(write):
    values = [round(value / 100, 2) for value in PLDDT]
    s = read(write(ESMFOLD_TITLE + bare_pdb(predicted(values))))
    assert stated(s)[2] == "predicted model (ESMFold v1)"
    assert s.confidence.scale == 1
    np.testing.assert_allclose(s.confidence.plddt, np.multiply(values, 100), atol=1e-4)
    assert "from 0 to 1: shown × 100" in s.notes[-1]


def test_boltz_has_the_b_column_on_another_scale_than_the_local_metric(write):
    s = read(write(modelcif(predicted(id="boltz"), local=[value / 100 for value in PLDDT]), "a.cif"))
    assert s.confidence.scale == 100
    np.testing.assert_allclose(s.confidence.plddt, PLDDT, atol=1e-4)
    assert s.determined_by == "predicted model (stated in the header)"


def test_values_of_single_atoms_are_averaged(write):
    s = read(write(modelcif(predicted(spread=0.6)), "a.cif"))
    first = [a.b_factor for a in with_b(peptide(LETTERS), PLDDT, spread=0.6)[0].atoms]
    assert s.confidence.at(0) == pytest.approx(np.mean(first), abs=0.006)


@pytest.mark.parametrize(("text", "method"), [
    ("ALPHAFOLD MONOMER V2.0 PREDICTION FOR X (P00533)", "AlphaFold v2.0"),
    ("AlphaFold-beta-20231127", "AlphaFold"),
    ("AlphaFold2 model", "AlphaFold 2"),
    ("AlphaFold3", "AlphaFold 3"),
    ("COLABFOLD PREDICTION, ALPHAFOLD2_PTM", "ColabFold"),
    ("ESMFOLD V1 PREDICTION FOR INPUT", "ESMFold v1"),
    ("made by Boltz-2", "Boltz-2"),
    ("boltz", "Boltz"),
    ("CHAI-1 PREDICTION", "Chai-1"),
    ("RoseTTAFold2NA", "RoseTTAFold 2"),
    ("OpenFold", "OpenFold"),
    ("MONOMER PREDICTED WITH OPENFOLD V1.0", "OpenFold v1.0"),
    ("POISSON-BOLTZMANN ELECTROSTATICS", ""),
    ("CHAIN A OF THE COMPLEX, CHAINS 1 AND 2", ""),
    ("CRYSTAL STRUCTURE OF EGFR", ""),
])
def test_names_of_programs(text, method):
    line = f"REMARK   1 {text}\nATOM  "
    assert stated_in_pdb(line.encode()).method == method
    block = gemmi.cif.Block("x")
    block.set_pair("_struct.title", gemmi.cif.quote(text))
    assert stated_in_block(block) == (Statement("stated in the header (its title)", method) if method else Statement())


def test_software_states_a_prediction(write):
    text = mmcif_text(predicted()) + "_software.name RoseTTAFold\n"
    assert stated(read(write(text, "a.cif")))[:2] == ("RoseTTAFold", "stated in the header (_software)")


@pytest.mark.parametrize("values", [[0.0] * 60, [1.0] * 60, [250.0, *PLDDT[1:]], [-1.0, *PLDDT[1:]]])
def test_a_stated_prediction_whose_b_column_holds_something_else(write, values):
    s = read(write(ALPHAFOLD_TITLE + bare_pdb(predicted(values))))
    assert s.determined_by == "predicted model (AlphaFold v2.0)"
    assert np.isnan(s.confidence.plddt).all()
    assert s.confidence.over([0, 1]) is None
    assert s.confidence.at(0) is None
    assert "its B column holds no pLDDT" in s.notes[-1]


@pytest.mark.parametrize("header", [
    {"method": "X-RAY DIFFRACTION"}, {"method": "ELECTRON MICROSCOPY"}, {"method": "SOLUTION NMR"},
    {"resolution": "2.10"},
])
def test_an_experiment_phased_with_a_prediction_stays_an_experiment(write, header):
    for text, name in ((ALPHAFOLD_TITLE + pdb_text(predicted(**header)), "a.pdb"),
                       (modelcif(predicted(**header), software="AlphaFold"), "a.cif")):
        s = read(write(text, name))
        assert s.confidence is None
        assert s.determined_by == (header.get("method") or "method not stated")


def test_a_prediction_placed_in_a_crystal_has_b_factors(write):
    assert read(write(ALPHAFOLD_TITLE + CRYST1 + bare_pdb(predicted()))).confidence is None


def test_a_model_of_other_measures_of_quality_is_not_called_a_prediction(write):
    text = modelcif(predicted()).replace("pLDDT", "QMEANDisCo")
    assert read(write(text, "a.cif")).confidence is None


def test_gemmi_structures_are_judged_as_well(write):
    path = write(bare_pdb(predicted()))
    assert read(gemmi.read_structure(str(path))).determined_by == "predicted model (by its pattern)"


# --------------------------------------------------------------------------------------------------- by the pattern


def test_a_prediction_without_header_is_told_by_its_pattern(write):
    s = read(write(bare_pdb(predicted())))
    assert s.determined_by == "predicted model (by its pattern)"
    words = "0 to 100, one value per residue, higher in the core, occupancy 1, no water, no gap, every atom"
    assert s.confidence.evidence == f"by its pattern: {words}"
    assert s.confidence.method == ""
    assert s.notes == (f"no header: the B column is taken for pLDDT ({words})",)
    np.testing.assert_allclose(s.confidence.plddt, PLDDT, atol=1e-4)
    assert repr(s.confidence).startswith("<Confidence: pLDDT, by its pattern")


def test_a_ligand_of_a_prediction_may_have_a_value_per_atom(write):
    residues = with_b(peptide(LETTERS), PLDDT) + with_b([ligand("LIG", number=90)], [50.0], spread=3)
    assert read(write(bare_pdb(Entry(residues)))).confidence is not None


def test_values_from_0_to_1_may_differ_within_a_residue(write):
    s = read(write(bare_pdb(predicted([round(v / 100, 2) for v in PLDDT], spread=0.01))))
    assert s.confidence.scale == 1
    assert "shown × 100" in s.notes[-1]


def two(change):
    return [change(residue) if k == 30 else residue for k, residue in enumerate(with_b(peptide(LETTERS), PLDDT))]


def with_half_occupancy(residue):
    return replace(residue, atoms=tuple(replace(atom, occupancy=0.5) for atom in residue.atoms))


def heap():
    """All residues in one place: each has all others around it."""
    return [replace(residue, atoms=tuple(replace(atom, xyz=(0.01 * k, *atom.xyz[1:])) for atom in residue.atoms))
            for k, residue in enumerate(peptide(LETTERS))]


@pytest.mark.parametrize(("text", "why"), [
    (lambda: bare_pdb(predicted(spread=0.5)), "B factors differ from atom to atom"),
    (lambda: bare_pdb(predicted([60 - 0.4 * v for v in PLDDT])), "lower in the core: B factors refined per residue"),
    (lambda: bare_pdb(predicted([0.0] * 60)), "simulation"),
    (lambda: bare_pdb(predicted([20.0] * 60)), "overall B factor"),
    (lambda: bare_pdb(predicted([float(v > 90) for v in PLDDT])), "flags"),
    (lambda: bare_pdb(predicted([float(1 + min(k, 59 - k) % 9) for k in range(60)])), "grades from 1 to 9"),
    (lambda: bare_pdb(predicted([v + 10 for v in PLDDT])), "above 100"),
    (lambda: bare_pdb(predicted([v - 60 for v in PLDDT])), "below 0"),
    (lambda: CRYST1 + bare_pdb(predicted()), "unit cell"),
    (lambda: bare_pdb(Entry([*with_b(peptide(LETTERS), PLDDT), water(number=99)])), "water"),
    (lambda: bare_pdb(Entry(with_b(peptide(LETTERS, skip=[30]), PLDDT[1:]))), "gap"),
    (lambda: bare_pdb(Entry(two(without_side_chain))), "side chain missing"),
    (lambda: bare_pdb(Entry(two(lambda r: with_altlocs(r, {"A": 0.5, "B": 0.5})))), "alternate locations"),
    (lambda: bare_pdb(Entry(two(lambda r: replace(r, icode="A", number=r.number - 1)))), "insertion code"),
    (lambda: bare_pdb(Entry(two(with_half_occupancy))), "occupancy"),
    (lambda: bare_pdb(Entry(with_b(peptide(LETTERS[:12]), profile(12)))), "too short to tell"),
    (lambda: "EXPDTA    THEORETICAL MODEL\n" + bare_pdb(predicted()), "a model of another kind says so"),
    (lambda: bare_pdb(Entry(with_b(heap(), PLDDT))), "no core"),
])
def test_what_is_no_prediction(write, text, why):
    s = read(write(text()))
    assert s.confidence is None, why
    assert not [note for note in s.notes if "pLDDT" in note]


def test_summaries(write):
    c = read(write(bare_pdb(predicted()))).confidence
    summary = c.over(range(60))
    assert summary.residues == 60
    assert summary.mean == pytest.approx(np.mean(PLDDT), abs=1e-3)
    assert (summary.below_70, summary.below_50) == (sum(v < 70 for v in PLDDT), sum(v < 50 for v in PLDDT))
    assert 0 < summary.below_50 < summary.below_70 < 20


# ------------------------------------------------------------------------------------------------------- real files


@pytest.mark.needs_structures
def test_no_experiment_is_called_a_prediction(structures_folder):
    files = [*structures_folder.iterdir(), *(structures_folder / "modified").iterdir()]
    files = [path for path in files if path.name.removesuffix(".gz").endswith((".pdb", ".cif"))]
    assert len(files) > 500
    assert [path.name for path in files if read(path).confidence is not None] == []


@pytest.mark.needs_structures
def test_no_experiment_without_its_header_is_called_a_prediction(structures_folder, write):
    """Atoms alone, waters, other conformers, gaps and stubs taken away, one B for each residue: the hardest case."""
    called = []
    for path in sorted(structures_folder.glob("*.pdb.gz"))[::12]:
        structure = read(path)
        atoms, r = structure.atoms, structure.residues
        protein = structure.residues_of(structure.chain_names[0]).tolist()
        mean = np.bincount(atoms.residue, atoms.b_factor) / np.bincount(atoms.residue)
        lines = []
        for number, i in enumerate(protein, start=1):
            for a in structure.atoms_of(i).tolist():
                x, y, z = atoms.xyz[a]
                lines.append(f"ATOM  {len(lines) % 99999 + 1:5d}  {atoms.name[a]:3} {r.name[i]:>3} A{number:4d}    "
                             f"{x:8.3f}{y:8.3f}{z:8.3f}  1.00{min(mean[i], 99.99):6.2f}          {atoms.element[a]:>2}")
        text = "\n".join(lines)
        for scaled in (text, *(["\n".join(
                f"{line[:60]}{float(line[60:66]) / 100:6.2f}{line[66:]}" for line in lines)] if lines else [])):
            if read(write(scaled + "\nEND\n")).confidence is not None:
                called.append(path.name)
    assert called == []

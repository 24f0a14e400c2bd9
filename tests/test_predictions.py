"""What a report and a page say of a predicted model."""

import json

import numpy as np
import pytest

from builders.files import Entry, mmcif_text, pdb_text
from builders.kinases import entry, ruler
from builders.predictions import ALPHAFOLD_TITLE, bare_pdb, modelcif, profile, with_b
from kinlens import cli
from kinlens.examination import examine
from kinlens.provenance import describe_fully
from kinlens.reporting import report
from kinlens.structures import read

CHAIN = ruler("EGFR", 680, 1010)
PLDDT = profile(len(CHAIN.residues), core=93.0, ends=30.0)
MODEL = Entry(with_b(CHAIN.residues, PLDDT))


def at(position):
    return PLDDT[position - 680]


@pytest.fixture
def path(write):
    return write(ALPHAFOLD_TITLE + bare_pdb(MODEL))


def test_every_row_has_the_confidence_of_its_residue(path):
    rows = report(path, "L858R T790M 681 1210").rows
    assert [row.get("plddt") for row in rows] == [pytest.approx(at(n), abs=0.006) for n in (858, 790, 681)] + [None]
    table = report(path, "L858R").table
    assert str(table["plddt"].dtype) == "Float64"


def test_experiments_have_none(write):
    (row,) = report(write(pdb_text(entry(CHAIN, method="X-RAY DIFFRACTION", resolution="2.0"))), "L858R").rows
    assert row.get("plddt") is None


def test_the_page(path):
    examination = examine(path)
    page = str(examination).splitlines()
    flowing = " ".join(" ".join(page).split())
    assert page[0] == "made_up: predicted model (AlphaFold v2.0)"
    assert page[1] == "  note: predicted model: the B column holds pLDDT, stated in the header (TITLE)"
    low, very_low = sum(v < 70 for v in PLDDT), sum(v < 50 for v in PLDDT)
    assert (f" pLDDT mean {np.mean(PLDDT):.1f} over {len(PLDDT)} residues; {low} below 70 (low), "
            f"{very_low} of them below 50 (very low)") in flowing
    domain = examination.chains[0].domain
    inside = [at(n) for n in domain.positions]
    assert (f" pLDDT of it mean {np.mean(inside):.1f} over {len(inside)} residues; "
            f"{sum(v < 70 for v in inside)} below 70 (low), {sum(v < 50 for v in inside)} of them below 50 (very low)"
            ) in flowing


def test_the_page_as_json(path):
    page = describe_fully(examine(path))
    assert page["structure"]["determined_by"] == "predicted model (AlphaFold v2.0)"
    assert page["structure"]["confidence"] == {
        "method": "AlphaFold v2.0", "evidence": "stated in the header (TITLE)", "scale_in_file": 100}
    (chain,) = page["chains"]
    assert chain["plddt"]["mean"] == pytest.approx(np.mean(PLDDT), abs=0.01)
    assert chain["plddt"]["residues"] == len(PLDDT)
    assert chain["plddt"]["below_50"] == sum(v < 50 for v in PLDDT)
    assert chain["domains"][0]["plddt"]["below_70"] == 0
    json.dumps(page)


def test_a_prediction_without_pldd_in_its_column(write):
    page = describe_fully(examine(write(ALPHAFOLD_TITLE + bare_pdb(entry(CHAIN)))))
    assert page["structure"]["determined_by"] == "predicted model (AlphaFold v2.0)"
    assert page["chains"][0]["plddt"] is None


def test_experiments_say_nothing_of_it(write):
    examination = examine(write(mmcif_text(entry(CHAIN, method="X-RAY DIFFRACTION")), "a.cif"))
    assert "pLDDT" not in str(examination)
    page = describe_fully(examination)
    assert page["structure"]["confidence"] is None
    assert page["structure"]["determined_by"] == "X-RAY DIFFRACTION"
    assert page["chains"][0]["plddt"] is None


# ------------------------------------------------------------------------------------------------------ the command


def test_commands_name_the_prediction(write, capsys):
    path = write(modelcif(MODEL, software="AlphaFold"), "a.cif")
    assert cli.run(["info", str(path)]) == 0
    assert "predicted model (AlphaFold)" in capsys.readouterr().out
    assert cli.run(["report", str(path), "L858R"]) == 0
    assert "(predicted model (AlphaFold))" in capsys.readouterr().out


def test_commands_read_another_model(write, capsys):
    path = write(pdb_text(entry(CHAIN, models=3)))
    assert cli.run(["info", str(path), "--model", "2"]) == 0
    assert "model 2 of 3" in capsys.readouterr().out
    assert cli.run(["report", str(path), "L858R", "--model", "3", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["provenance"]["structure"]["model_used"] == 3
    assert cli.run(["report", str(path), "L858R", "--model", "3"]) == 0
    assert "model 3 of 3" in capsys.readouterr().out
    for command in (["info", str(path)], ["report", str(path), "L858R"]):
        assert cli.run([*command, "--model", "7"]) == 1
        assert "has no model 7: its models are 1–3" in capsys.readouterr().err


def test_a_model_needs_a_structure(capsys):
    assert cli.run(["report", "EGFR:L858R", "--model", "2"]) == 2
    assert "model 2 needs a structure" in capsys.readouterr().err


def test_files_of_another_kind_say_what_to_do(write, capsys):
    assert cli.run(["info", str(write("<html>Sign in</html>", "1abc.cif"))]) == 1
    assert "it looks like an HTML page" in capsys.readouterr().err


def test_models_are_measured_each(write):
    path = write(pdb_text(entry(CHAIN, models=2)))
    one, two = read(path), read(path, model=2)
    np.testing.assert_allclose(two.atoms.xyz - one.atoms.xyz, [[0.1, 0, 0]] * len(one.atoms), atol=1e-6)
    assert examine(two).at("L858R")["author"] == "858"

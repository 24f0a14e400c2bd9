"""What a result was computed from."""

import hashlib
import json
from importlib.resources import files

import pytest

import kinlens as kl
from builders.files import pdb_text
from builders.kinases import entry, ruler, stranger
from kinlens.examination import examine
from kinlens.provenance import describe_examination, reference_hashes


def test_hashes_are_those_of_the_bundled_files():
    folder = files("kinlens.reference") / "data"
    for name, digest in reference_hashes().items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
    assert {"kinome.npz", "kinase.toml", "ligands.toml", "atlas.parquet"} <= set(reference_hashes())


def test_versions():
    found = kl.versions()
    assert found["kinlens"] == kl.__version__
    assert {"gemmi", "biopython", "numpy"} <= set(found)
    assert all(isinstance(value, str) and value for value in found.values())


@pytest.fixture
def described(write):
    a = ruler("ABL1", 235, 500, offset=-19)
    references = [("A", "UNP", "P00519", "ABL1_HUMAN", 254, 519, 254, 519)]
    made = entry(a, stranger(a), seqres=False, references=references, models=2, method="SOLUTION NMR")
    x = examine(write(pdb_text(made)))
    return describe_examination(x, ["drug", "atp_pocket"])


def test_an_examination(described):
    abl, other = described["chains"]
    assert (abl["gene"], abl["accession"], abl["identity"]) == ("ABL1", "P00519", 1.0)
    assert abl["segments"] == [[254, 519, 235, 500]]
    assert (abl["header_agrees"], "P00519" in abl["header"]) == (False, True)
    assert abl["sites"] == {"drug": "no drug-like ligand bound",
                            "atp_pocket": "22 of 22 pocket-lining residues resolved"}
    assert (other["gene"], other["identity"], other["header_agrees"]) == ("", None, None)
    assert (described["structure"]["models"], described["structure"]["model_used"]) == (2, 1)
    assert described["notes"]


def test_it_is_plain_json(described):
    assert json.loads(json.dumps(described)) == described

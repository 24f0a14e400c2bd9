import gzip
import json
import pickle
from dataclasses import replace

import numpy as np
import pytest

from builders.entries import full_entry, oddities
from builders.files import (
    Entry,
    mmcif_text,
    pdb_text,
    water,
    with_hydrogens,
)
from kinlens.errors import EmptyStructure, KinlensError, UnreadableStructure
from kinlens.structures import read

FORMATS = pytest.mark.parametrize(("writer", "suffix"), [(pdb_text, "pdb"), (mmcif_text, "cif")])


@pytest.mark.parametrize(
    ("content", "looks_like"),
    [
        (b"", "an empty file"),
        (b" \n\n", "an empty file"),
        (b"<!DOCTYPE html><html><pre>\nATOM      1  N   ALA A   1\n</pre></html>", "an HTML page"),
        (b"<?xml version='1.0'?><PDBx:datablock/>", "XML"),
        (b">sp|P00533\nMRPSGTAGAALLALLAALCPASRALEEKK\n", "FASTA sequences"),
        (json.dumps({"message": "rate limit"}).encode(), "JSON"),
        (b"gene,variant,score\nEGFR,L858R,1\n", "a table"),
        (b"gene\tvariant\tscore\n", "a table"),
        (b"just some words\n", "plain text"),
        (b"mol\n  x\n\n  1  0  0  0  0  0            999 V2000\nM  END\n", "an SDF or mol file"),
        (b"#\n@<TRIPOS>MOLECULE\n", "a mol2 file"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"PK\x03\x04\x00\x00", "a zip archive"),
        (b"\x89PNG\r\n\x1a\n\x00", "an image"),
        (b"MTZ \x00\x01", "MTZ reflection data"),
        (b"\x83\xa7encoder\xb2BinaryCIF\x00\x00", "BinaryCIF"),
        (b"x" * 257 + b"ustar\x00", "a tar archive"),
        (bytes(range(256)), "binary data"),
        ("ATOM      1".encode("utf-16"), "UTF-16 text"),
        (gzip.compress(b""), "an empty file"),
        (gzip.compress(b"<html></html>"), "an HTML page"),
        (gzip.compress(gzip.compress(b"ATOM  ")), "a file gzipped twice"),
        (gzip.compress(pdb_text(full_entry()).encode())[:300], "an incomplete download"),
        (gzip.compress(b"x" * 500)[:-8] + b"\0" * 8, "a damaged gzip file"),
        (b"\x1f\x8b\x08\x00" + b"\xff" * 60, "a damaged gzip file"),
        (b"data_x\nloop_\n_atom_site.Cartn_x\n_atom_site.Cartn_y\n1 2 3\n", "a broken mmCIF file"),
        (b"data_x\n_a 'unfinished\n", "a broken mmCIF file"),
        (b'{"data_x": [', "a broken mmJSON file"),
        (b"ATOM      1  N   ALA A   1      11.1", "a broken PDB file"),
    ],
)
def test_unreadable_content(write, content, looks_like):
    path = write(content, "1abc.pdb")
    with pytest.raises(UnreadableStructure) as caught:
        read(path)
    assert caught.value.looks_like == looks_like
    assert caught.value.path == str(path)
    assert looks_like in str(caught.value)
    assert "PDB or mmCIF" in str(caught.value)


def test_a_folder(tmp_path):
    with pytest.raises(UnreadableStructure, match="a folder"):
        read(tmp_path)


def test_a_file_without_permission(write, monkeypatch):
    path = write(pdb_text(full_entry()))

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(UnreadableStructure, match="Permission denied"):
        read(path)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("HEADER    SYNTHETIC\nREMARK   2\nEND\n", "header"),
        ("data_x\n_entry.id x\n", "mmCIF without an atom table"),
        ("data_x\n_refln.index_h 1\n", "structure factors"),
        ("data_x\n_chem_comp_atom.atom_id C1\n", "the dictionary of a ligand"),
        ("data_x\n_atom_site_fract_x 0.5\n", "a small-molecule crystal structure"),
        (
            pdb_text(Entry([replace(water(), atoms=(with_hydrogens(water()).atoms[1],))])),
            "1 hydrogen or unplaced atoms",
        ),
    ],
)
def test_files_without_heavy_atoms(write, content, found):
    with pytest.raises(EmptyStructure) as caught:
        read(write(content))
    assert caught.value.found == found
    assert found in str(caught.value)


def test_errors_survive_a_process_pool():
    for error in (UnreadableStructure("a", "b", "c"), EmptyStructure("a", "b")):
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own bytes)
        assert str(again) == str(error)


@pytest.mark.parametrize("seed", range(8))
@FORMATS
def test_damaged_files_give_a_structure_or_a_named_error(write, writer, suffix, seed):
    random = np.random.default_rng(seed)
    good = np.frombuffer(writer(oddities()).encode(), dtype=np.uint8)
    for _ in range(25):
        bad = good.copy()
        where = random.integers(len(bad), size=random.integers(1, 30))
        bad[where] = random.integers(256, size=len(where))
        bad = bad[: random.integers(1, len(bad))] if random.random() < 0.5 else bad
        try:
            structure = read(write(bad.tobytes(), f"bad.{suffix}"))
        except KinlensError:
            continue
        assert np.isfinite(structure.atoms.xyz).all()
        assert str(structure)

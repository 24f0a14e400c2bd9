import bz2
import gzip
import io
import json
import lzma
import pickle
import sqlite3
import tarfile
import tempfile
import zipfile
from dataclasses import replace

import gemmi
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
from kinlens.errors import EmptyStructure, KinlensError, MissingExtra, ModelNotFound, UnreadableStructure
from kinlens.structures import content, read

FORMATS = pytest.mark.parametrize(("writer", "suffix"), [(pdb_text, "pdb"), (mmcif_text, "cif")])


ATOM = b"ATOM      1  N   ALA A   1      11.104   6.134  -6.504  1.00 20.00           N\n"


def zipped(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "something")
    return file.getvalue()


def tarred(name):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    return file.getvalue()


def database():
    connection = sqlite3.connect(":memory:")
    connection.execute("create table atoms (x real)")
    return connection.serialize()


def ccp4_map():
    grid = gemmi.FloatGrid(4, 4, 4)
    grid.set_unit_cell(gemmi.UnitCell(10, 10, 10, 90, 90, 90))
    written = gemmi.Ccp4Map()
    written.grid = grid
    written.update_ccp4_header()
    with tempfile.NamedTemporaryFile(suffix=".ccp4") as file:
        written.write_ccp4_map(file.name)
        return file.read()


GRO = (b"Protein in water\n 2\n    1ALA      N    1   1.110   0.613  -0.650\n"
       b"    1ALA     CA    2   1.210   0.653  -0.610\n")
PQR = b"REMARK   1 PQR file by PDB2PQR\nATOM      1  N   ALA     1      11.104   6.134  -6.504 -0.3000 1.8500\n"
PDBML = (b'<?xml version="1.0"?>\n<PDBx:datablock datablockName="1ABC" '
         b'xmlns:PDBx="http://pdbml.pdb.org/schema/pdbx-v50.xsd">\n</PDBx:datablock>\n')
TOPOLOGY = b"%VERSION  VERSION_STAMP = V0001.000  DATE = 01/01/00\n%FLAG TITLE\n%FORMAT(20a4)\n"
RESTART = (b"made up\n    2  0.1000000E+01\n"
           b"  11.1040000   6.1340000  -6.5040000  12.0000000   7.0000000  -5.0000000\n")
PDB_TEXT = pdb_text(full_entry()).encode()

# Content, what it is taken for, and a word of what to do.
WRONG = [
    (b"", "an empty file", ""),
    (b" \n\n", "an empty file", ""),
    (b"<!DOCTYPE html><html><pre>\n" + ATOM + b"</pre></html>", "an HTML page", "download it again"),
    (b"<html><head><title>Sign in</title></head><form action='/login'></form></html>", "an HTML page", "a login"),
    (b"<HTML><BODY>404 Not Found</BODY></HTML>", "an HTML page", "an error"),
    (b"<?xml version='1.0'?><note/>", "XML", ""),
    (PDBML, "PDBML, the XML of the PDB", "download the mmCIF"),
    (b">sp|P00533\nMRPSGTAGAALLALLAALCPASRALEEKK\n", "FASTA sequences", "predicted model"),
    (json.dumps({"message": "rate limit"}).encode(), "JSON", "web service"),
    (json.dumps([{"entryId": "AF-P00533-F1", "cifUrl": "https://"}]).encode(), "JSON", "web service"),
    (b"gene,variant,score\nEGFR,L858R,1\n", "a table", ""),
    (b"gene\tvariant\tscore\n", "a table", ""),
    (b"just some words\n", "plain text", ""),
    (b"mol\n  x\n\n  1  0  0  0  0  0            999 V2000\nM  END\n", "an SDF or mol file", "of the protein"),
    (b"#\n@<TRIPOS>MOLECULE\nLIG\n@<TRIPOS>ATOM\n", "a mol2 file", "of the protein"),
    (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n", "a git LFS pointer", "git lfs pull"),
    (GRO, "a GROMACS .gro file", "gmx editconf"),
    (TOPOLOGY, "an AMBER topology (prmtop)", "cpptraj"),
    (RESTART, "an AMBER restart file (inpcrd)", "cpptraj"),
    (b"PSF EXT CMAP\n\n       1 !NTITLE\n REMARKS made up\n", "a PSF topology", "no coordinates"),
    (PQR, "a PQR file", "no columns"),
    (PQR.replace(b"-0.3000 1.8500", b" 0.1010 1.8500"), "a PQR file", "PDB file it was made from"),
    (b"{ \n  s_m_m2io_version\n  ::: \n  2.0.0 \n}\n", "a Maestro file", "from Maestro"),
    (b"#moe:ph4que 2011.10\n", "a MOE file", "from MOE"),
    (b"{\\rtf1 words}", "an RTF document", ""),
    (b"%PDF-1.7\n", "a PDF document", ""),
    (zipped("readme.txt"), "a zip archive (no coordinate file in it)", "unpack it"),
    (zipped("a/b.cif", "a/scores.json", "b.pdb.gz"), "a zip archive (with a/b.cif, b.pdb.gz)", "unpack it"),
    (zipped(*(f"{k}.pdb" for k in range(9))), "a zip archive (with 0.pdb, 1.pdb, 2.pdb, 3.pdb, 4.pdb, …)", "unpack"),
    (zipped("[Content_Types].xml", "word/document.xml"), "a Word document", ""),
    (zipped("xl/workbook.xml"), "an Excel workbook", ""),
    (b"PK\x03\x04\x00\x00", "a zip archive (damaged)", "unpack it"),
    (tarred("a.pdb"), "a tar archive", "unpack it"),
    (bz2.compress(PDB_TEXT), "a bzip2 file", "bunzip2"),
    (lzma.compress(PDB_TEXT), "an xz file", "unxz"),
    (b"\x28\xb5\x2f\xfd" + bytes(20), "a zstd file", "unzstd"),
    (b"\x1f\x9d\x90" + bytes(20), "a file of Unix compress (.Z)", "gunzip"),
    (b"7z\xbc\xaf\x27\x1c" + bytes(20), "a 7z archive", "unpack it"),
    (b"Rar!\x1a\x07\x01\x00", "a RAR archive", "unpack it"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20), "an old Word or Excel file", ""),
    (database(), "an SQLite database", ""),
    (b"\x89PNG\r\n\x1a\n\x00", "an image", ""),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "an image", ""),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "an image", ""),
    (b"GIF89a\x01\x00", "an image", ""),
    (b"MTZ \x00\x01", "MTZ reflection data", "refined against it"),
    (ccp4_map(), "a CCP4 or MRC map", "built into it"),
    (b"\x54\x00\x00\x00CORD" + bytes(76), "a DCD trajectory", "the frame you mean"),
    (b"\x00\x00\x07\xcb" + bytes(40), "an XTC trajectory (GROMACS)", "the frame you mean"),
    (b"\x00\x00\x07\xc9" + bytes(40), "a TRR trajectory (GROMACS)", "the frame you mean"),
    (b"CDF\x02" + bytes(40), "a NetCDF trajectory (AMBER)", "the frame you mean"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file", ""),
    (b"PAR1" + bytes(20), "a Parquet table", ""),
    (pickle.dumps({"a": 1}, protocol=4), "a Python pickle", ""),
    (pickle.dumps({"version": 2.5, "view_dict": {}, "selector_secrets": []}, protocol=2), "a PyMOL session",
     "save out.cif"),
    (pickle.dumps({"view_dict": {}}, protocol=1), "a PyMOL session", "save out.cif"),
    (b"\x82\xabmmtfVersion\xa51.0.0\xaaxCoordList\xc4\x02\0\0", "MMTF", "no longer served"),
    (b"\x81\xa1a\x01", "MessagePack data", ""),
    (bytes(range(256)), "binary data", ""),
    (b"HEADER    MADE UP\n\0\0\0\n" + ATOM, "a damaged coordinate file, with null bytes", ""),
    (b" " + ATOM.replace(b"\n", b"\n "), "a damaged PDB file: its lines are shifted or in small letters", ""),
    (ATOM.lower(), "a damaged PDB file: its lines are shifted or in small letters", ""),
    (b"> " + ATOM.replace(b"\n", b"\n> "), "a damaged PDB file: its lines are shifted or in small letters", ""),
    (b"HEADER    MADE UP\n" + b"\t".join(ATOM.split()), "a broken PDB file", "too short"),
    (b"HEADER    MADE UP\nEND\n" + ATOM[:6], "a broken PDB file", "after END"),
    (ATOM[:17].decode().encode("utf-16"), "a broken PDB file", ""),
    (gzip.compress(b""), "an empty file", ""),
    (gzip.compress(b"<html></html>"), "an HTML page", ""),
    (gzip.compress(gzip.compress(ATOM)), "a file gzipped twice", "unpack it once"),
    (gzip.compress(PDB_TEXT)[:300], "an incomplete download", "download it again"),
    (gzip.compress(PDB_TEXT) + gzip.compress(PDB_TEXT)[:9], "an incomplete download", "download it again"),
    (gzip.compress(b"x" * 500)[:-8] + b"\0" * 8, "a damaged gzip file", "download it again"),
    (b"\x1f\x8b\x08\x00" + b"\xff" * 60, "a damaged gzip file", "download it again"),
    (gzip.compress(PDB_TEXT) + b"<html>", "a damaged gzip file", "download it again"),
    (b"data_x\nloop_\n_atom_site.Cartn_x\n_atom_site.Cartn_y\n1 2 3\n", "a broken mmCIF file", ""),
    (b"data_x\n_a 'unfinished\n", "a broken mmCIF file", ""),
    (b'{"data_x": [', "a broken mmJSON file", ""),
    (ATOM[:34], "a broken PDB file", ""),
]


@pytest.mark.parametrize(("given", "looks_like", "advice"), WRONG, ids=[f"{k}-{row[1]}" for k, row in enumerate(WRONG)])
@pytest.mark.parametrize("name", ["1abc.pdb", "1abc.cif.gz"])
def test_unreadable_content(write, given, looks_like, advice, name):
    path = write(given, name)
    with pytest.raises(UnreadableStructure) as caught:
        read(path)
    assert caught.value.looks_like == looks_like
    assert caught.value.path == str(path)
    assert looks_like in str(caught.value)
    assert advice in str(caught.value)
    assert "PDB or mmCIF" in str(caught.value)


def test_padding_behind_gzipped_content_is_no_damage(write):
    assert len(read(write(gzip.compress(PDB_TEXT) + bytes(512))).residues) == 14


def test_unpacking_has_an_end(write, monkeypatch):
    assert content.MOST_UNPACKED_BYTES == 512 * 2**20
    monkeypatch.setattr(content, "MOST_UNPACKED_BYTES", 4 * 2**20)
    bomb = gzip.compress(bytes(2**20)) * 5
    with pytest.raises(UnreadableStructure, match="more than 4 MiB") as caught:
        read(write(bomb, "a.pdb.gz"))
    assert caught.value.looks_like == "no single structure"
    assert len(content.unpack(gzip.compress(b"x" * (4 * 2**20)), "x")) == 4 * 2**20


def test_pdb_columns_that_look_like_charges(write):
    """No element column, and occupancy and B at the end of the line: PDB, not PQR."""
    lines = [line[:66] for line in PDB_TEXT.decode().splitlines()]
    assert read(write("\n".join(lines))).source.format == "pdb"


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
    ("given", "found"),
    [
        ("HEADER    SYNTHETIC\nREMARK   2\nEND\n", "header"),
        ("data_x\n_entry.id x\n", "mmCIF without an atom table"),
        ("data_x\n_refln.index_h 1\n", "structure factors"),
        ("data_x\n_chem_comp_atom.atom_id C1\n", "the dictionary of a ligand"),
        ("data_x\n_chem_comp_atom.atom_id C1\n_atom_site.id 1\n", "an atom table without Cartn_x"),
        ("data_x\n_atom_site_fract_x 0.5\n", "a small-molecule crystal structure"),
        (
            pdb_text(Entry([replace(water(), atoms=(with_hydrogens(water()).atoms[1],))])),
            "1 hydrogen or unplaced atoms",
        ),
    ],
)
def test_files_without_heavy_atoms(write, given, found):
    with pytest.raises(EmptyStructure) as caught:
        read(write(given))
    assert caught.value.found == found
    assert found in str(caught.value)


def test_errors_survive_a_process_pool():
    for error in (
        UnreadableStructure("a", "b", "c"), EmptyStructure("a", "b"), ModelNotFound("a", 3, (1, 2)),
        MissingExtra("a", "b", "c"),
    ):
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

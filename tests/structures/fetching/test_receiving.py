import gzip
import io

import pytest

from builders.files import Entry, mmcif_text, pdb_text, peptide
from kinlens.errors import DownloadFailed, DownloadTooLarge, NotCoordinates, WrongEntry
from kinlens.structures.fetching.receiving import look_over, pack_as_named
from kinlens.structures.identifiers import parse_identifier

ENTRY = Entry(peptide("ACDEFGHIKL"), id="1ABC")
MMCIF, PDB = mmcif_text(ENTRY).encode(), pdb_text(ENTRY).encode()
PACKED = gzip.compress(MMCIF, mtime=0)
MODEL = mmcif_text(Entry(peptide("ACDEF"), id="AF-P00519-F1")).encode()


def look(content, asked="1abc", most=1 << 20):
    look_over(io.BytesIO(content), "https://x.example/1abc", parse_identifier(asked), most)


@pytest.mark.parametrize("content", [
    MMCIF, PDB, PACKED, gzip.compress(PDB, mtime=0), MMCIF.replace(b"_entry.id 1ABC", b"_entry.id   'pdb_00001abc'"),
    gzip.compress(MMCIF[:300], mtime=0) + gzip.compress(MMCIF[300:], mtime=0), PACKED + b"\0" * 512,
])
def test_what_is_kept(content):
    look(content)


def test_a_model_of_any_version():
    look(MODEL, "AF-P00519-F1-model_v4")


@pytest.mark.parametrize(("content", "looks_like"), [
    (b"<!DOCTYPE html><html><body>Sign in</body></html>", "an HTML page"),
    (b"<html>", "an HTML page"),
    (b'{"error": "no such entry"}', "JSON"),
    (b"", "an empty file"),
    (gzip.compress(b"", mtime=0), "an empty file"),
    (gzip.compress(PACKED, mtime=0), "a file gzipped twice"),
    (b"PK\x03\x04rest", "a zip archive"),
    (b"No such file", "plain text"),
    (b"data_1ABC\n_entry.id 1ABC\n_refln.index_h 1\n", "a file without atoms"),
    (b"HEADER    KINASE\nREMARK\n", "a file without atoms"),
])
def test_what_is_no_coordinate_file(content, looks_like):
    with pytest.raises(NotCoordinates, match=looks_like):
        look(content)


@pytest.mark.parametrize(("content", "asked", "stated"), [
    (MMCIF, "1abd", "1ABC"), (PDB, "1abd", "1ABC"), (MODEL, "AF-P00519-2", "AF-P00519-F1"),
    (MMCIF, "AF-P00519", "1ABC"),
    (MMCIF.replace(b"_entry.id 1ABC\n", b""), "1abc", ""), (PDB.replace(b"HEADER", b"REMARK"), "1abc", ""),
])
def test_another_entry(content, asked, stated):
    with pytest.raises(WrongEntry) as caught:
        look(content, asked)
    assert (caught.value.asked, caught.value.stated) == (parse_identifier(asked).text, stated)
    assert (stated or "no entry at all") in str(caught.value)


@pytest.mark.parametrize(("content", "said"), [
    (PACKED[:-4], "ends early"), (PACKED[:100], "ends early"), (PACKED[:5], "ends early"),
    (PACKED[:-6] + b"\0" * 6, "damaged gzip"), (PACKED[:40] + b"\xff" * 20 + PACKED[60:], "damaged gzip|ends early"),
    (PACKED + b"more", "something else follows"),
])
def test_broken_gzip_may_be_tried_again(content, said):
    with pytest.raises(DownloadFailed, match=said) as caught:
        look(content)
    assert caught.value.passing


def test_a_bomb_is_not_unpacked():
    bomb = gzip.compress(MMCIF + b"#" * (64 << 20), mtime=0)
    assert len(bomb) < 100_000
    with pytest.raises(DownloadTooLarge, match=r"1,048,576 bytes are allowed"):
        look(bomb)
    with pytest.raises(DownloadTooLarge):
        look(MMCIF, most=100)


@pytest.mark.parametrize(("content", "name", "expected"), [
    (MMCIF, "x.cif", MMCIF), (PACKED, "x.cif", MMCIF), (PACKED, "x.cif.gz", PACKED), (MMCIF, "x.cif.gz", None)])
def test_packing_follows_the_name(tmp_path, content, name, expected):
    part = tmp_path / f"{name}.part"
    part.write_bytes(content)
    pack_as_named(part, name)
    packed = part.read_bytes()
    assert packed == expected or (expected is None and gzip.decompress(packed) == MMCIF)
    assert list(tmp_path.iterdir()) == [part]
    part.write_bytes(content)
    pack_as_named(part, name)
    assert part.read_bytes() == packed, "the same content, the same file"

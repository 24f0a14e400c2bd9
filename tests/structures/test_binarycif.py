"""BinaryCIF is read as the mmCIF it stands for."""

import builtins
import gzip
from dataclasses import fields

import numpy as np
import pytest

from builders.bcif import bcif_bytes
from builders.entries import full_entry, oddities
from builders.files import mmcif_text
from kinlens.errors import EmptyStructure, MissingExtra, UnreadableStructure
from kinlens.structures import read


def assert_identical(one, other):
    """Every column, chain header and note; only the file itself differs."""
    for table in ("atoms", "residues"):
        left, right = getattr(one, table), getattr(other, table)
        for column in fields(left):
            a, b = getattr(left, column.name), getattr(right, column.name)
            assert a.dtype == b.dtype, column.name
            np.testing.assert_array_equal(a, b, err_msg=column.name)
    assert dict(one.chains) == dict(other.chains)
    assert (one.models, one.model, one.notes) == (other.models, other.model, other.notes)
    assert (one.source.id, one.source.method, one.source.resolution) == (
        other.source.id, other.source.method, other.source.resolution)


@pytest.fixture(autouse=True)
def _biotite():
    pytest.importorskip("biotite")


@pytest.mark.parametrize("compress", [False, True])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("entry", [full_entry, oddities])
def test_the_same_as_mmcif(write, entry, pack, compress):
    text = mmcif_text(entry())
    structure = read(write(pack(bcif_bytes(text, compress=compress)), "a.bcif"))
    assert structure.source.format == "bcif"
    assert_identical(structure, read(write(text, "a.cif")))


def test_nulls_stay_what_they_are(write):
    from kinlens.structures.binarycif import read_document

    text = "data_x\nloop_\n_t.a\n_t.b\n_t.c\n. ? 'a.?'\n? . 1.50\n1 2 'two words'\n_u.v ?\n_u.w .\n"
    document = read_document(bcif_bytes(text), "x")
    assert document[0].get_mmcif_category("_t.") == {
        "a": [False, None, "1"], "b": [None, False, "2"], "c": ["a.?", "1.50", "two words"]}
    assert document[0].get_mmcif_category("_u.") == {"v": [None], "w": [False]}


def test_without_coordinates(write):
    with pytest.raises(EmptyStructure, match="structure factors"):
        read(write(bcif_bytes("data_x\n_refln.index_h 1\n"), "a.bcif"))


def test_without_biotite(write, monkeypatch):
    path = write(bcif_bytes(mmcif_text(full_entry())), "a.bcif")
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.partition(".")[0] == "biotite":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"pip install 'kinlens\[bcif\]'") as caught:
        read(path)
    assert (caught.value.path, caught.value.extra) == (str(path), "bcif")
    assert "biotite" in str(caught.value)
    assert len(read(write(mmcif_text(full_entry()), "a.cif")).residues) == 14


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.999])
def test_a_truncated_file(write, share):
    content = bcif_bytes(mmcif_text(oddities()))
    with pytest.raises(UnreadableStructure) as caught:
        read(write(content[: int(len(content) * share)], "a.bcif"))
    assert caught.value.looks_like == "a damaged BinaryCIF file"


@pytest.mark.parametrize("seed", range(6))
def test_flipped_bits_give_a_structure_or_a_named_error(write, seed):
    random = np.random.default_rng(seed)
    good = np.frombuffer(bcif_bytes(mmcif_text(oddities())), dtype=np.uint8)
    refused = 0
    for _ in range(40):
        bad = good.copy()
        where = random.integers(60, len(bad), size=random.integers(1, 12))
        bad[where] ^= 1 << random.integers(8, size=len(where)).astype(np.uint8)
        try:
            assert str(read(write(bad.tobytes(), "a.bcif")))
        except (UnreadableStructure, EmptyStructure):
            refused += 1
    assert refused


@pytest.mark.needs_structures
def test_real_entries(structures_folder, write):
    paths = sorted(structures_folder.glob("*.cif.gz"))[::8]
    assert paths
    for path in paths:
        text = gzip.decompress(path.read_bytes()).decode()
        assert_identical(read(write(bcif_bytes(text), path.name.replace(".cif.gz", ".bcif"))), read(path))


def test_a_few_bytes_cannot_ask_for_any_memory(write):
    """A run length is a number: 200 bytes could stand for a billion values."""
    import msgpack

    counts = np.array([7, 2_000_000_000], dtype="<i4").tobytes()
    encoding = [{"kind": "RunLength", "srcType": 3, "srcSize": 2_000_000_000}, {"kind": "ByteArray", "type": 3}]
    column = {"name": "id", "data": {"data": counts, "encoding": encoding}, "mask": None}
    category = {"name": "_atom_site", "rowCount": 2_000_000_000, "columns": [column]}
    packed = msgpack.packb({"version": "0.3.0", "encoder": "made up", "dataBlocks": [
        {"header": "X", "categories": [category]}]})
    with pytest.raises(UnreadableStructure, match="run lengths stand for more than 20,000,000 values"):
        read(write(packed, "a.bcif"))
    del encoding[0]["srcSize"]
    packed = msgpack.packb({"version": "0.3.0", "encoder": "made up", "dataBlocks": [
        {"header": "X", "categories": [category]}]})
    with pytest.raises(UnreadableStructure, match="run lengths"):
        read(write(packed, "a.bcif"))

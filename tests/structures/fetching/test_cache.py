import errno
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from kinlens.errors import BadSetting, DamagedFile, EntryBusy, FolderNotWritable
from kinlens.structures.fetching import cache
from kinlens.structures.fetching.cache import Record, check, folder, keep, look, part_of, read_record, sole, url_of
from kinlens.structures.identifiers import parse_identifier

ID = parse_identifier("1s9j")


def record_of(content: bytes, **other) -> Record:
    values = {"id": "1s9j", "provider": "RCSB PDB", "url": "https://x.example/1S9J.cif.gz",
              "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content),
              "fetched": "2024-01-01T00:00:00+00:00"}
    return Record(**(values | other))


def put(where: Path, content: bytes = b"content", name: str = "1s9j.cif.gz"):
    with part_of(where, name) as part:
        part.write_bytes(content)
        return keep(part, record_of(content))


def test_where_the_cache_is(monkeypatch, tmp_path):
    monkeypatch.setenv("KINLENS_CACHE", str(tmp_path / "here"))
    assert folder() == tmp_path / "here"
    monkeypatch.setenv("KINLENS_CACHE", "~/there")
    assert folder() == Path.home() / "there"
    monkeypatch.setenv("KINLENS_CACHE", "~nobody_here/x")
    with pytest.raises(BadSetting, match="KINLENS_CACHE"):
        folder()
    monkeypatch.setenv("KINLENS_CACHE", " ")
    assert folder() == Path(platformdirs.user_cache_dir("kinlens", appauthor=False)) / "structures"


def test_a_file_and_its_record(tmp_path):
    kept = put(tmp_path)
    assert kept.path == tmp_path / "1s9j.cif.gz"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["1s9j.cif.gz", "1s9j.cif.gz.json"]
    assert json.loads((tmp_path / "1s9j.cif.gz.json").read_text())["url"] == "https://x.example/1S9J.cif.gz"
    assert look(tmp_path, ID) == check(kept.path) == kept
    assert url_of(kept.path, b"content") == "https://x.example/1S9J.cif.gz"
    assert url_of(kept.path, b"other") == ""
    assert look(tmp_path, parse_identifier("1s9k")) is None


def test_a_damaged_file(tmp_path):
    kept = put(tmp_path)
    kept.path.write_bytes(b"contenu")
    with pytest.raises(DamagedFile, match="fetch it again online") as caught:
        look(tmp_path, ID)
    assert caught.value.recorded == hashlib.sha256(b"content").hexdigest()
    assert caught.value.found == hashlib.sha256(b"contenu").hexdigest()
    assert str(kept.path) in str(caught.value)


@pytest.mark.parametrize("text", [
    b"", b"null", b"[]", b"{}", b"7", b"\xff", b"[" * 50_000, b'{"id": 1}', b" " * 70_000,
    json.dumps(dict.fromkeys(("id", "provider", "url", "sha256", "fetched"), "x") | {"bytes": "7"}).encode()])
def test_what_is_no_record(tmp_path, text):
    kept = put(tmp_path)
    (tmp_path / "1s9j.cif.gz.json").write_bytes(text)
    assert read_record(kept.path) is None
    assert check(kept.path).record is None
    assert url_of(kept.path, b"content") == ""


def test_a_part_is_nothing(tmp_path):
    (tmp_path / "1s9j.cif.gz.part").write_bytes(b"half")
    (tmp_path / "1s9j.cif.gz.json").write_text("{}")
    assert look(tmp_path, ID) is None
    put(tmp_path)
    assert look(tmp_path, ID).path.read_bytes() == b"content"
    assert not list(tmp_path.glob("*.part"))


def test_a_part_goes_when_writing_fails(tmp_path):
    with pytest.raises(ZeroDivisionError), part_of(tmp_path, "1s9j.cif.gz") as part:
        part.write_bytes(b"half" * (1 // 0 if part.write_bytes(b"half") else 1))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("step", range(6))
def test_dying_at_any_step_leaves_a_whole_file_or_none(tmp_path, monkeypatch, step):
    """The process dies before its n-th step on the disk; whatever is there is whole, and its record is its own."""
    put(tmp_path, b"earlier")

    class Died(BaseException):
        pass

    left = [step]

    def dying(function):
        def run(*arguments, **options):
            if left[0] == 0:
                raise Died
            left[0] -= 1
            return function(*arguments, **options)

        return run

    with monkeypatch.context() as patch:
        for name in ("replace", "fsync"):
            patch.setattr(os, name, dying(getattr(os, name)))
        patch.setattr(Path, "write_text", dying(Path.write_text))
        with pytest.raises(Died):
            put(tmp_path, b"newer")
    kept = look(tmp_path, ID)
    assert kept.path.read_bytes() in (b"earlier", b"newer")
    assert kept.record in (None, record_of(kept.path.read_bytes()))
    put(tmp_path, b"newest")
    assert look(tmp_path, ID).record == record_of(b"newest")


def test_the_record_is_as_durable_as_the_file(tmp_path, monkeypatch):
    done = []
    for name in ("replace", "fsync"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, name=name, real=real: (done.append(name), real(*a)))
    put(tmp_path)
    assert done == ["fsync", "replace", "fsync", "fsync", "replace"]


@pytest.mark.parametrize(("trouble", "said"), [
    (OSError(errno.ENOSPC, "No space left on device"), "No space left"), (OSError("odd"), "odd")])
def test_a_full_folder(tmp_path, monkeypatch, trouble, said):
    def full(*arguments):
        raise trouble

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(FolderNotWritable, match=said) as caught:
        put(tmp_path)
    assert caught.value.folder == str(tmp_path)
    assert "KINLENS_CACHE" in str(caught.value)
    assert "--into" in str(caught.value)
    assert not list(tmp_path.glob("*.part"))


def test_a_folder_that_cannot_be(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(FolderNotWritable, match="KINLENS_CACHE"), sole(tmp_path / "file" / "x", "1s9j", "1s9j", 1):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(FolderNotWritable), sole(tmp_path, "1s9j", "1s9j", 1):
            pass
    finally:
        tmp_path.chmod(0o700)


def test_one_process_at_a_time(tmp_path):
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom kinlens.structures.fetching.cache import sole\n"
        "with sole(Path(sys.argv[1]), '1s9j', '1s9j', 5):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(EntryBusy, match=r"another process .* 1s9j .* 0.1 s") as caught, \
                sole(tmp_path, "1s9j", "1s9j", 0.1):
            pass
        assert (caught.value.asked, caught.value.folder) == ("1s9j", str(tmp_path))
        with sole(tmp_path, "1s9k", "1s9k", 0.1):
            pass  # another entry
    finally:
        other.communicate("")
    with sole(tmp_path, "1s9j", "1s9j", 0.1):
        pass
    assert cache.look(tmp_path, ID) is None

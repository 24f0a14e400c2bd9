"""The library from end to end: folders, cache, and a world that is a server on this machine."""

import gzip
import hashlib
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kinlens
from builders.files import Entry, mmcif_text, pdb_text, peptide
from builders.server import Answer, redirect, serving
from kinlens.errors import (
    BadIdentifier,
    BadSetting,
    DamagedFile,
    FolderNotWritable,
    NotFetched,
    RefreshOffline,
    StructureNotFound,
)
from kinlens.structures.fetching.download import Limits
from kinlens.structures.library import Fetched, fetch, fetch_all, find

QUICK = Limits(connect_s=1, read_s=0.3, total_s=3, lock_s=10, bytes=100_000, unpacked_bytes=1 << 20, attempts=2,
               backoff_s=0.01, wait_s=0.05)
MMCIF = mmcif_text(Entry(peptide("ACDEFGHIKL"), id="1ABC")).encode()
PACKED = gzip.compress(MMCIF, mtime=0)
OTHER = gzip.compress(mmcif_text(Entry(peptide("ACDEF"), id="2XYZ")).encode(), mtime=0)
MODEL = mmcif_text(Entry(peptide("ACDEFGHIKL"), id="AF-P00519-F1")).encode()
PDB = pdb_text(Entry(peptide("ACDEFGHIKL"), id="1ABC")).encode()
RCSB, PDBE, API = "/rcsb/1ABC.cif.gz", "/pdbe/1abc.cif", "/af/api/prediction/P00519"


@pytest.fixture
def server():
    with serving() as running:
        yield running


@pytest.fixture
def places(tmp_path, monkeypatch, server):
    """Give shelf, cache and another folder, all empty, with the providers on this machine."""
    for name in ("shelf", "cache", "elsewhere"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("KINLENS_STRUCTURES", str(tmp_path / "shelf"))
    monkeypatch.setenv("KINLENS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KINLENS_RCSB", server.url + "/rcsb")
    monkeypatch.setenv("KINLENS_PDBE", server.url + "/pdbe/")
    monkeypatch.setenv("KINLENS_ALPHAFOLD", server.url + "/af")
    monkeypatch.delenv("KINLENS_OFFLINE")
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))


# ---------------------------------------------------------------------------------------- the way to a file


def test_fetched_once_then_found(places, server):
    server.tell(RCSB, Answer(PACKED, headers={"Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT", "ETag": '"7"'}))
    told = []
    path = find("1ABC", limits=QUICK, progress=lambda *numbers: told.append(numbers))
    assert path == places / "cache" / "1abc.cif.gz"
    assert path.read_bytes() == PACKED
    assert told[-1] == (len(PACKED), len(PACKED))
    record = json.loads(path.with_name("1abc.cif.gz.json").read_text())
    assert record.pop("fetched").endswith("+00:00")
    assert record == {
        "id": "1abc", "provider": "RCSB PDB", "url": server.url + RCSB, "bytes": len(PACKED),
        "sha256": hashlib.sha256(PACKED).hexdigest(), "last_modified": "Mon, 01 Jan 2024 00:00:00 GMT", "etag": '"7"'}
    assert find("pdb_00001abc", limits=QUICK) == path
    assert find("1abc", offline=True) == path
    assert server.asked == [RCSB]
    assert names(places / "cache") == ["1abc.cif.gz", "1abc.cif.gz.json"]


def test_a_local_folder_comes_first(places, server):
    (places / "shelf" / "pdb1abc.ent").write_bytes(PDB)
    assert find("1abc") == places / "shelf" / "pdb1abc.ent"
    got = fetch("1abc")
    assert (got.status, got.path, got.provider, got.url) == ("local", places / "shelf" / "pdb1abc.ent", "", "")
    assert (got.bytes, got.sha256) == (len(PDB), hashlib.sha256(PDB).hexdigest())
    assert server.asked == []
    assert names(places / "cache") == []


def test_statuses(places, server):
    server.tell(RCSB, Answer(PACKED))
    first, again = fetch("1ABC", limits=QUICK), fetch("1abc", limits=QUICK)
    assert first == Fetched("1abc", "fetched", places / "cache" / "1abc.cif.gz", len(PACKED), "RCSB PDB",
                            server.url + RCSB, hashlib.sha256(PACKED).hexdigest())
    assert (again.status, again.url, again.sha256) == ("cached", first.url, first.sha256)
    server.tell(RCSB, Answer(gzip.compress(MMCIF, 1)))
    fresh = fetch("1abc", refresh=True, limits=QUICK)
    assert fresh.status == "fetched"
    assert fresh.sha256 != first.sha256
    assert fetch("1abc").sha256 == fresh.sha256
    assert server.asked == [RCSB, RCSB]


def test_a_file_that_comes_in_pdb_format_is_one_too(places, server):
    server.tell(RCSB, Answer(gzip.compress(PDB)))
    assert kinlens.read(find("1abc", limits=QUICK)).source.format == "pdb"


@pytest.mark.parametrize("first", [
    Answer(b"not found", 404), Answer(status=410), Answer(status=403), Answer(status=500),
    Answer(PACKED[:100], length=len(PACKED)), Answer(PACKED[:-20], length=None), Answer(PACKED, pause_s=0.5, piece=100),
    Answer(b"<!DOCTYPE html><html>Sign in</html>"), Answer(b'{"no": "entry"}'), Answer(b""), Answer(OTHER),
    Answer(b"x", length=1 << 30), Answer(b"#" * 1000, endless=True), Answer(gzip.compress(MMCIF + b"#" * (8 << 20))),
    redirect("file:///etc/passwd"), redirect("http://example.org/1ABC.cif.gz"), redirect(RCSB),
], ids=["404", "410", "403", "500", "cut off", "gzip cut off", "stalled", "HTML", "JSON", "empty", "another entry",
        "too large", "endless", "bomb", "file", "other host", "loop"])
def test_the_next_provider_has_it(places, server, first):
    server.tell(RCSB, first)
    server.tell(PDBE, Answer(MMCIF))
    got = fetch("1abc", limits=QUICK)
    assert (got.provider, got.url) == ("PDBe", server.url + PDBE)
    assert got.path == places / "cache" / "1abc.cif.gz", "one name whoever served it"
    assert gzip.decompress(got.path.read_bytes()) == MMCIF
    assert names(places / "cache") == ["1abc.cif.gz", "1abc.cif.gz.json"]
    assert set(server.asked) == {RCSB, PDBE}


def test_nobody_has_it(places, server):
    server.tell(PDBE, Answer(b"<html>Sign in</html>"))
    with pytest.raises(NotFetched) as caught:
        find("1ABC", limits=QUICK)
    error = caught.value
    assert error.asked == "1ABC"
    assert error.looked_in == (str(places / "shelf"), "structures", f"the cache {places / 'cache'}")
    assert [(name, url) for name, url, _ in error.tries] == [
        ("RCSB PDB", server.url + RCSB), ("PDBe", server.url + PDBE)]
    for words in ("RCSB PDB", server.url + RCSB, "HTTP 404 Not Found", "PDBe", "looks like an HTML page",
                  "Check the id"):
        assert words in str(error)
    assert names(places / "cache") == []
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own bytes)
    assert str(again) == str(error)


def test_a_redirect_is_followed_and_recorded(places, server):
    server.tell(RCSB, redirect("/elsewhere"))
    server.tell("/elsewhere", Answer(PACKED))
    assert fetch("1abc", limits=QUICK).url == server.url + "/elsewhere"


def test_a_server_out_of_breath(places, server):
    server.tell(RCSB, Answer(status=429, headers={"Retry-After": "1"}), Answer(PACKED))
    assert fetch("1abc", limits=QUICK).provider == "RCSB PDB"
    assert server.asked == [RCSB, RCSB]


@pytest.mark.parametrize(
    "text", ["../../x", "AF-../..", "1s9j/../../x", "/etc/passwd", "x" * 5000, "a\0b", "", "T315I"])
def test_what_is_no_identifier_never_leaves(places, server, text):
    with pytest.raises(BadIdentifier, match="is no identifier"):
        fetch(text, into=places / "new")
    if text != "/etc/passwd":
        with pytest.raises(StructureNotFound, match="check the path"):
            find(text)
    assert server.asked == []
    assert names(places) == ["cache", "elsewhere", "shelf"]


# ------------------------------------------------------------------------------------------------- AlphaFold


def tell_model(server, **more):
    url = f"{server.url}/af/files/AF-P00519-F1-model_v6.cif"
    entry = {"entryId": "AF-P00519-F1", "latestVersion": 6, "cifUrl": url} | more
    server.tell(API, Answer(json.dumps([entry]).encode()))
    return server.tell("/af/files/AF-P00519-F1-model_v6.cif", Answer(MODEL))


@pytest.mark.parametrize("asked", ["AF-P00519", "af-p00519-f1", "AF-P00519-F1-model_v6"])
def test_a_model_under_its_own_name(places, server, asked):
    url = tell_model(server)
    got = fetch(asked, limits=QUICK)
    assert (got.status, got.provider, got.url) == ("fetched", "AlphaFold DB", url)
    assert got.path.name == "AF-P00519-F1-model_v6.cif"
    assert got.path.read_bytes() == MODEL
    assert fetch(asked, limits=QUICK).status == "cached"
    assert server.asked == [API, "/af/files/AF-P00519-F1-model_v6.cif"]


def test_a_model_that_was_packed_for_the_way(places, server):
    tell_model(server)
    server.tell("/af/files/AF-P00519-F1-model_v6.cif",
                Answer(gzip.compress(MODEL), headers={"Content-Encoding": "gzip"}))
    assert fetch("AF-P00519", limits=QUICK).path.read_bytes() == MODEL


@pytest.mark.parametrize(("answer", "said"), [
    (Answer(b"[]", 404), "more than 2700 residues"), (Answer(b"[]"), "more than 2700 residues"),
    (Answer(b"<html>"), "not JSON"), (Answer(status=503), "HTTP 503"),
    (Answer(b'[{"entryId": "AF-P00519-F1", "cifUrl": "https://evil.example/AF-P00519-F1-model_v6.cif"}]'),
     "another server"),
    (Answer(b"[" + b" " * 5_000_000 + b"]"), "bytes are allowed")])
def test_a_model_that_is_not_to_be_had(places, server, answer, said):
    server.tell(API, answer)
    with pytest.raises(NotFetched, match=said):
        fetch("AF-P00519", limits=QUICK)
    assert set(server.asked) == {API}
    assert names(places / "cache") == []


# --------------------------------------------------------------------------------------------------- offline


@pytest.mark.parametrize("value", ["1", "true", "YES", " yes "])
def test_the_environment_forbids(places, server, monkeypatch, value):
    monkeypatch.setenv("KINLENS_OFFLINE", value)
    server.tell(RCSB, Answer(PACKED))
    for ask in (find, fetch):
        with pytest.raises(StructureNotFound) as caught:
            ask("1abc")
        assert f"KINLENS_OFFLINE is {value.strip()}" in str(caught.value)
        assert "nothing was downloaded" in str(caught.value)
        assert str(places / "cache") in str(caught.value)
    assert server.asked == []
    assert find("1abc", offline=False, limits=QUICK).exists(), "the caller's word is the last"


@pytest.mark.parametrize("value", ["", "0", "no", "False"])
def test_the_environment_allows(places, server, monkeypatch, value):
    monkeypatch.setenv("KINLENS_OFFLINE", value)
    server.tell(RCSB, Answer(PACKED))
    assert find("1abc", limits=QUICK).exists()


@pytest.mark.parametrize("value", ["2", "on", "offline", "maybe"])
def test_the_environment_is_not_understood(places, monkeypatch, value):
    monkeypatch.setenv("KINLENS_OFFLINE", value)
    with pytest.raises(BadSetting, match="1 to download nothing, or 0"):
        find("1abc")
    with pytest.raises(BadSetting):
        fetch_all(["1abc"])
    (places / "shelf" / "1abc.cif").write_bytes(MMCIF)
    assert find("1abc").exists(), "what is at hand needs no word on it"


def test_the_caller_forbids(places, server):
    with pytest.raises(StructureNotFound, match="asked for offline") as caught:
        find("1abc", offline=True)
    assert caught.value.offline
    with pytest.raises(StructureNotFound, match="asked for offline"):
        kinlens.read("1abc", offline=True)
    with pytest.raises(StructureNotFound, match="new") as caught:
        fetch("1abc", offline=True, into="new")
    assert caught.value.looked_in[0] == "new"
    with pytest.raises(RefreshOffline, match="leave one of the two out"):
        fetch("1abc", offline=True, refresh=True)
    assert server.asked == []


def test_a_damaged_file_is_fetched_again_or_named(places, server):
    server.tell(RCSB, Answer(PACKED))
    path = find("1abc", limits=QUICK)
    path.write_bytes(PACKED[:50])
    for ask in (find, fetch):
        with pytest.raises(DamagedFile, match="is damaged"):
            ask("1abc", offline=True)
    with pytest.raises(StructureNotFound):
        fetch("1abc", offline=True, into=places / "new")
    assert find("1abc", limits=QUICK).read_bytes() == PACKED
    assert server.asked == [RCSB, RCSB]


# ---------------------------------------------------------------------------------------------- into a folder


def test_into_a_folder(places, server):
    server.tell(RCSB, Answer(PACKED))
    into = places / "deep" / "down"
    got = fetch("1abc", into=into, limits=QUICK)
    assert (got.status, got.path) == ("fetched", into / "1abc.cif.gz")
    assert names(into) == ["1abc.cif.gz", "1abc.cif.gz.json"]
    assert names(places / "cache") == []
    again = fetch("1abc", into=into, limits=QUICK)
    assert (again.status, again.url, again.provider) == ("local", got.url, "RCSB PDB")
    got.path.write_bytes(PDB)
    edited = fetch("1abc", into=into, limits=QUICK)
    assert (edited.status, edited.url) == ("local", ""), "the user's folder: what they changed stays, its origin goes"
    assert fetch("1abc", into=into, refresh=True, limits=QUICK).status == "fetched"
    assert got.path.read_bytes() == PACKED


def test_copied_from_the_cache_with_its_record(places, server):
    server.tell(RCSB, Answer(PACKED))
    fetch("1abc", limits=QUICK)
    got = fetch("1abc", into=places / "new", limits=QUICK)
    assert (got.status, got.url, got.path) == ("copied", server.url + RCSB, places / "new" / "1abc.cif.gz")
    assert kinlens.read(got.path).source.url == server.url + RCSB
    assert server.asked == [RCSB]


def test_copied_from_a_local_folder(places, server):
    (places / "shelf" / "1ABC.pdb").write_bytes(PDB)
    got = fetch("1abc", into=places / "new")
    assert (got.status, got.path.name, got.url) == ("copied", "1ABC.pdb", "")
    assert got.path.read_bytes() == PDB
    assert names(places / "new") == ["1ABC.pdb", "1ABC.pdb.json"]
    assert server.asked == []


def test_a_list_comes_out_whole_and_in_order(places, server):
    server.tell(RCSB, Answer(PACKED))
    (places / "shelf" / "2xyz.cif.gz").write_bytes(OTHER)
    tell_model(server)
    asked = ["1abc", "9zzz", "../../x", "2XYZ", "AF-P00519", "1ABC"]
    got = fetch_all(asked, limits=QUICK)
    assert [(one.id, one.status) for one in got] == [
        ("1abc", "fetched"), ("9zzz", "failed"), ("../../x", "failed"), ("2xyz", "local"), ("AF-P00519-F1", "fetched"),
        ("1abc", "cached")]
    assert "HTTP 404" in got[1].reason
    assert "is no identifier" in got[2].reason
    assert [bool(one.path) for one in got] == [one.status != "failed" for one in got]
    with pytest.raises(RefreshOffline):
        fetch_all(["1abc"], refresh=True, offline=True)


def test_folders_that_cannot_be_written(places, server, monkeypatch):
    server.tell(RCSB, Answer(PACKED))
    (places / "file").touch()
    monkeypatch.setenv("KINLENS_CACHE", str(places / "file" / "x"))
    with pytest.raises(FolderNotWritable, match="KINLENS_CACHE"):
        find("1abc", limits=QUICK)
    got, = fetch_all(["1abc"], limits=QUICK)
    assert (got.id, got.status) == ("1abc", "failed")
    with pytest.raises(FolderNotWritable):
        fetch("1abc", into=places / "file")
    for nonsense in ("a\0b", "~nobody_here/x", "x" * 5000):
        with pytest.raises(FolderNotWritable):
            fetch("1abc", into=nonsense)
    assert fetch("1abc", into=places / "new", limits=QUICK).status == "fetched", "--into needs no cache"


def test_a_full_disk(places, server):
    """A file size limit is what comes nearest to a full disk without one."""
    server.tell(RCSB, Answer(PACKED))
    code = (
        "import resource, kinlens\nresource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))\n"
        "try:\n    kinlens.fetch('1abc')\n"
        "except kinlens.KinlensError as error:\n    print(type(error).__name__, error)\n"
    )
    assert len(PACKED) > 500
    said = run(code)
    assert said.startswith("FolderNotWritable cannot keep a structure")
    assert "File too large" in said
    assert names(places / "cache") == []


# -------------------------------------------------------------------------------------------- other processes


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_two_processes_download_once(places, server):
    server.tell(RCSB, Answer(PACKED, piece=len(PACKED) // 4, pause_s=0.1))
    code = "import kinlens; got = kinlens.fetch('1abc'); print(got.status, got.path, got.sha256)"
    both = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=30)[0].split() for process in both]
    assert sorted(words[0] for words in said) == ["cached", "fetched"]
    path = places / "cache" / "1abc.cif.gz"
    assert said[0][1:] == said[1][1:] == [str(path), hashlib.sha256(PACKED).hexdigest()]
    assert server.asked == [RCSB]


def test_a_process_killed_in_the_middle_leaves_nothing_to_find(places, server):
    server.tell(RCSB, Answer(PACKED, piece=200, pause_s=0.2), Answer(PACKED))
    code = "import kinlens; kinlens.fetch('1abc')"
    process = subprocess.Popen([sys.executable, "-c", code], env=os.environ)
    part = places / "cache" / "1abc.cif.gz.part"
    for _ in range(500):
        if part.exists():
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert part.exists()
    with pytest.raises(StructureNotFound):
        find("1abc", offline=True)
    assert find("1abc", limits=QUICK).read_bytes() == PACKED
    assert not part.exists()


# -------------------------------------------------------------------------------------------------- provenance


def test_a_structure_knows_where_its_file_came_from(places, server):
    server.tell(RCSB, Answer(PACKED))
    structure = kinlens.read("1abc")
    assert structure.source.url == server.url + RCSB
    assert structure.source.sha256 == hashlib.sha256(MMCIF).hexdigest()
    loose = places / "elsewhere" / "copy.cif.gz"
    loose.write_bytes(PACKED)
    assert kinlens.read(loose).source.url == ""
    loose.with_name("copy.cif.gz.json").write_bytes((places / "cache" / "1abc.cif.gz.json").read_bytes())
    assert kinlens.read(loose).source.url == server.url + RCSB
    loose.write_bytes(gzip.compress(MMCIF + b"# edited\n"))
    assert kinlens.read(loose).source.url == ""

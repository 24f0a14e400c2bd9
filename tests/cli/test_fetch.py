"""`kinlens fetch`, and what report and info download: a server on this machine stands for the world."""

import csv
import gzip
import io
import json
import sys

import pytest

from builders.chains import chain_of, entry_of, part
from builders.files import mmcif_text
from builders.server import Answer, serving
from kinlens.cli import run

PACKED = gzip.compress(mmcif_text(entry_of(chain_of(part("ABL1", 229, 500)), id="1ABC")).encode(), mtime=0)
RCSB = "/rcsb/1ABC.cif.gz"


@pytest.fixture
def server(monkeypatch, tmp_path):
    with serving() as running:
        for name in ("rcsb", "pdbe", "alphafold"):
            monkeypatch.setenv(f"KINLENS_{name.upper()}", f"{running.url}/{name}")
        monkeypatch.setenv("KINLENS_CACHE", str(tmp_path / "cache"))
        monkeypatch.delenv("KINLENS_OFFLINE")
        running.tell(RCSB, Answer(PACKED))
        yield running


def test_a_table_for_people(server, capsys):
    assert run(["fetch", "1ABC"]) == 0
    said = capsys.readouterr()
    header, _, row = (line for line in said.out.splitlines() if line.strip())
    assert header.split() == ["id", "status", "bytes", "provider", "path", "sha256"]
    assert row.split()[:3] == ["1abc", "fetched", f"{len(PACKED):,}"]
    assert "cache/1abc.cif.gz" in row
    assert said.err == "kinlens: 1abc: fetched\n"


def test_one_that_fails_does_not_stop_the_others(server, capsys):
    assert run(["fetch", "9zzz", "1abc", "../../x", "--format", "tsv"]) == 1
    said = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(said.out), delimiter="\t"))
    assert list(rows[0]) == ["id", "status", "path", "bytes", "provider", "url", "sha256", "reason"]
    assert [(row["id"], row["status"]) for row in rows] == [
        ("9zzz", "failed"), ("1abc", "fetched"), ("../../x", "failed")]
    assert "HTTP 404" in rows[0]["reason"]
    assert rows[1]["bytes"] == str(len(PACKED))
    assert len(rows[1]["sha256"]) == 64
    assert "2 of 3 not fetched: 9zzz, ../../x" in said.err
    assert len(said.err.splitlines()) == 4, "one line for each, and one for all"


def test_reasons_are_below_the_table(server, capsys):
    assert run(["fetch", "9zzz"]) == 1
    assert "\n9zzz: no structure '9zzz'" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["json", "csv", "md"])
def test_formats(server, capsys, form):
    assert run(["fetch", "1abc", "--format", form]) == 0
    out = capsys.readouterr().out
    if form == "json":
        document = json.loads(out)
        assert document["schema"] == 1
        row, = document["rows"]
        assert (row["status"], row["url"], row["bytes"]) == ("fetched", server.url + RCSB, len(PACKED))
        assert row["reason"] is None
    else:
        assert out.splitlines()[-1].replace(" ", "").lstrip("|").startswith("1abc")


def test_into_refresh_and_offline(server, capsys, tmp_path):
    def status(*options):
        assert run(["fetch", "1abc", "--format", "json", *options]) == 0
        row, = json.loads(capsys.readouterr().out)["rows"]
        return row["status"], row["path"]

    assert status() == ("fetched", str(tmp_path / "cache" / "1abc.cif.gz"))
    assert status("--offline")[0] == "cached"
    assert status("--into", "mine") == ("copied", "mine/1abc.cif.gz")
    assert status("--into", "mine", "--offline")[0] == "local"
    assert status("--into", "mine", "--refresh")[0] == "fetched"
    assert server.asked == [RCSB, RCSB]
    assert run(["fetch", "2xyz", "--offline"]) == 1
    assert "asked for offline" in capsys.readouterr().out


@pytest.mark.parametrize(("arguments", "message"), [
    ([], "no identifier was given"), (["1abc", "--refresh", "--offline"], "leave one of the two out"),
    (["1abc", "--format", "parquet"], "parquet")])
def test_usage(server, capsys, arguments, message):
    assert run(["fetch", *arguments]) == 2
    said = capsys.readouterr()
    assert message in said.err + said.out


def test_a_setting_that_is_not_understood(server, capsys, monkeypatch):
    monkeypatch.setenv("KINLENS_OFFLINE", "perhaps")
    assert run(["fetch", "1abc"]) == 2
    assert "KINLENS_OFFLINE is 'perhaps'" in capsys.readouterr().err


def test_report_and_info_say_that_they_download(server, capsys):
    assert run(["report", "1abc", "T315I", "--format", "json"]) == 0
    said = capsys.readouterr()
    assert said.err == "kinlens: downloading 1abc\n"
    assert json.loads(said.out)["provenance"]["structure"]["url"] == server.url + RCSB
    assert run(["info", "1abc", "--offline"]) == 0
    assert capsys.readouterr().err == ""
    assert server.asked == [RCSB]


@pytest.mark.parametrize("arguments", [["report", "9zzz", "T315I", "--offline"], ["info", "9zzz", "--offline"]])
def test_report_and_info_download_nothing_offline(server, capsys, arguments):
    assert run(arguments) == 1
    assert "nothing was downloaded because it was asked for offline" in capsys.readouterr().err
    assert server.asked == []


def test_a_bar_on_a_terminal(server, capsys, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert run(["fetch", "1abc", "--format", "tsv"]) == 0
    said = capsys.readouterr()
    assert "1abc" in said.err
    assert "kinlens: 1abc: fetched" not in said.err
    assert "fetched" in said.out


def test_a_folder_is_named_as_the_mistake_even_under_an_id(capsys, tmp_path):
    (tmp_path / "1abc").mkdir()
    assert run(["info", "1abc"]) == 1
    assert "a folder" in capsys.readouterr().err

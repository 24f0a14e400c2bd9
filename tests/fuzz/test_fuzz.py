"""Damaged input gives a result or a named error; and the check that says so can fail."""

import gzip
import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pytest

from builders.entries import full_entry, oddities
from builders.files import Entry, mmcif_text, pdb_text
from builders.kinases import beside, entry, ruler, under
from fuzz import files, summary
from fuzz.__main__ import main
from fuzz.damage import DAMAGES, FORMS, Damage
from fuzz.page import page
from fuzz.running import Case, Outcome, judge, run_all
from fuzz.text import Text
from kinlens.errors import UnreadableStructure

CELL = (80.0, 90.0, 100.0, 90.0, 90.0, 90.0)
MADE_UP, REAL = 150, 160  # cases
WITHOUT_RECORDS = {"operators damaged", "links damaged"}  # made-up files have none of these


def kinase() -> Entry:
    """A kinase with a drug, ATP and another protein, in a crystal."""
    chain = ruler("ABL1", 235, 400, unresolved=range(380, 390))
    others = [beside(chain, 315, "STI"), beside(chain, 270, "ATP", number=901)]
    return entry(chain, under(chain), others=others, organism=("HOMO SAPIENS", "9606"), cell=CELL,
                 references=[("A", "UNP", "P00519", "ABL1_HUMAN", 235, 400, 235, 400)])


ENTRIES = {"kinase": kinase, "full": full_entry, "oddities": oddities}


@pytest.fixture(scope="session")
def made_up(tmp_path_factory) -> list[Path]:
    """Made-up files of every kind and form, one of them gzipped."""
    folder = tmp_path_factory.mktemp("made_up")
    for name, build in ENTRIES.items():
        (folder / f"{name}.pdb").write_text(pdb_text(build()))
        (folder / f"{name}.cif.gz").write_bytes(gzip.compress(mmcif_text(build()).encode(), mtime=0))
    return files.sources(folder)


@cache
def text(form: str) -> Text:
    whole = replace(kinase(), changes=full_entry().changes, id="9ZZZ", method="X-RAY DIFFRACTION", resolution="2.10")
    writer = {"pdb": pdb_text, "mmcif": mmcif_text}[form]
    return Text(writer(whole).encode(), form)


def failures(outcomes: list[Outcome]) -> list[str]:
    return [f"{summary.describe(one, files.NAME, 1)}: {one.error}: {one.message}" for one in outcomes if one.failed]


# --------------------------------------------------------------------------------------------- the check


def test_made_up_files(made_up):
    outcomes = [judge(files.make(made_up, 1, number), files.run) for number in range(MADE_UP)]
    assert failures(outcomes) == []
    counts = summary.by_verdict(outcomes)
    assert counts["result"] > MADE_UP / 4
    assert counts["named error"] > MADE_UP / 10


@pytest.mark.needs_structures
def test_real_files(structures_folder):
    paths = files.sources(structures_folder)
    outcomes = [judge(files.make(paths, 1, number), files.run) for number in range(REAL)]
    assert failures(outcomes) == []
    assert summary.by_verdict(outcomes)["result"] > REAL / 4


def test_undamaged_files_give_results(made_up):
    for number, path in enumerate(made_up):
        outcome = judge(Case(files.NAME, 1, number, path.name, (), path.read_bytes()), files.run)
        assert (outcome.verdict, outcome.message) == ("result", "")


# ------------------------------------------------------------------------------------------- its damages


@pytest.mark.parametrize(("name", "form"), [(one.name, form) for one in DAMAGES.values() for form in one.forms])
def test_a_damage_follows_from_the_seed_and_changes_the_content(name, form):
    one, original = DAMAGES[name], text(form)
    given = original.content if one.stored else original
    made = [one.function(given, Random(f"{name} {seed}")) for seed in range(8)]  # noqa: S311
    assert made[0] == one.function(given, Random(f"{name} 0"))  # noqa: S311
    # Chance may pick the value that is there.
    assert (sum(content != original.content for content in made) >= 4) == (name not in WITHOUT_RECORDS)


def test_every_damage_takes_its_turn(made_up):
    done = {name for number in range(len(DAMAGES)) for name in files.make(made_up, 1, number).damages}
    assert set(DAMAGES) - done <= WITHOUT_RECORDS


def test_a_case_follows_from_seed_and_number(made_up):
    assert files.make(made_up, 1, 7) == files.make(made_up, 1, 7)
    assert files.make(made_up, 1, 7) != files.make(made_up, 2, 7)


# --------------------------------------------------------------------------------------- it can fail


def a_case(content: bytes = b"") -> Case:
    return Case(files.NAME, 1, 0, "made_up.pdb", (), content or text("pdb").content)


def test_a_bare_exception_in_the_path_is_a_failure(monkeypatch, made_up):
    def broken(*anything):
        raise ValueError("bare")

    monkeypatch.setattr("kinlens.examination.find_ligands", broken)
    outcomes = [judge(files.make(made_up, 1, number), files.run) for number in range(20)]
    assert {one.error for one in outcomes if one.failed} == {"ValueError"}


def disguised() -> None:
    try:
        raise KeyError("Cartn_x")
    except KeyError as error:
        raise UnreadableStructure("a.cif", "the parser says: 'Cartn_x'", "a broken mmCIF file") from error


@pytest.mark.parametrize(("fault", "error"), [
    (lambda case: np.zeros(1) / np.zeros(1), "RuntimeWarning"),
    (lambda case: sum(range(10**7)), "time"),
    (lambda case: disguised(), "disguised KeyError"),
    (lambda case: bytearray(2 << 30), "MemoryError"),
    (lambda case: files.check_rows(type("Report", (), {"rows": ()}), ["T315I"]), "AssertionError"),
], ids=["warning", "time", "disguised", "memory", "lost"])
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured by /proc")
def test_other_faults_are_failures(monkeypatch, fault, error):
    monkeypatch.setattr("fuzz.running.CPU_LIMIT_S", 0.05)
    outcome = judge(a_case(), fault)
    assert (outcome.verdict, outcome.error) == ("failure", error)


def test_the_quickest_run_of_a_slow_case_counts(monkeypatch):
    monkeypatch.setattr("fuzz.running.CPU_LIMIT_S", 0.05)
    work = iter([10**7, 10])
    outcome = judge(a_case(), lambda case: sum(range(next(work))))
    assert (outcome.verdict, next(work, None)) == ("result", None)


def small_case(number: int) -> Case:
    return Case(files.NAME, 1, number, "made_up.pdb", (), b"")


def deadly_run(case: Case) -> None:
    if case.number == 1:
        os.abort()


def test_a_worker_that_dies_is_a_failure_of_its_case_alone():
    outcomes = {one.number: one for one in run_all(small_case, deadly_run, iter(range(4)), 1)}
    assert [outcomes[number].verdict for number in range(4)] == ["result", "failure", "result", "result"]
    assert outcomes[1].error == "died"


def test_command_writes_the_page(made_up, tmp_path, capsys):
    wanted = tmp_path / "page.md"
    code = main(["--files", "12", "--jobs", "1", "--structures", str(made_up[0].parent), "--write", str(wanted)])
    assert code == 0
    assert "files, seed 1: " in capsys.readouterr().out
    assert "| 1 | 12 |" in wanted.read_text(encoding="utf-8")


def test_page_counts():
    one = Outcome(0, "a.pdb", ("bits flipped",), "result", cpu_s=0.5, grown_MiB=12.0)
    other = replace(one, number=1, verdict="named error", error="EmptyStructure", cpu_s=0.25)
    written = page({("files", 3): [one, other]}, {"files": "Files"})
    assert "| 3 | 2 | 1 | 1 | 0 | 0.50 | 12 |" in written
    assert "| EmptyStructure | 1 |" in written
    assert "| bits flipped | 1 | 1 | 0 |" in written


assert FORMS == ("pdb", "mmcif")
assert all(isinstance(one, Damage) for one in DAMAGES.values())

"""Start-up of the command beside a bare interpreter, and identity beside aligning to every sequence."""

from __future__ import annotations

import subprocess
import sys

import pytest
from Bio.Align import PairwiseAligner

from kinlens.identity.matching import best_match
from kinlens.reference import load_kinome

COMMANDS = {
    "python": ["-c", "pass"],
    "help": ["-c", "from kinlens.cli import main; main()", "--help"],
    "atlas report": ["-c", "from kinlens.cli import main; main()", "report", "ABL1:T315I"],
}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_command(benchmark, name):
    benchmark.group = "start-up"
    done = benchmark.pedantic(
        subprocess.run, args=([sys.executable, *COMMANDS[name]],), kwargs={"capture_output": True}, rounds=7)
    assert done.returncode == 0


def test_identity_by_words(benchmark):
    benchmark.group = "identity of one kinase domain among 555 proteins"
    sequence = load_kinome().protein("ABL1").sequence[228:512]
    assert benchmark(best_match, sequence)[0].record.gene == "ABL1"


def test_identity_by_aligning_to_ten(benchmark):
    """Ten of the 555 only: the whole table takes 55 times as long."""
    benchmark.group = "identity of one kinase domain among 555 proteins"
    kinome = load_kinome()
    sequence = kinome.protein("ABL1").sequence[228:512]
    others = [kinome.record(i).sequence for i in range(0, 500, 50)]
    aligner = PairwiseAligner(mode="local", match_score=2, mismatch_score=-2, open_gap_score=-7)
    assert len(benchmark(lambda: [aligner.score(other, sequence) for other in others])) == 10

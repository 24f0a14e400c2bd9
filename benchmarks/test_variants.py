"""A million variant strings, a hundred thousand of them different, beside a bare pattern and dictionary.

``python -m pytest benchmarks``; the number in brackets is the ratio to the fastest. The goal is five seconds.
"""

from __future__ import annotations

import random
import re

import pytest

from kinlens.variants import Nature, read_variant, read_variants

TWENTY = "ACDEFGHIKLMNPQRSTVWY"
THREE = ("Ala", "Arg", "Asp", "Cys", "Gln", "Glu", "Gly", "Ile", "Leu", "Lys", "Met", "Thr", "Tyr", "Val")
# How the strings of real screens are made up, roughly: of 119,259 different ones 73 % are plain T315I.
SHAPES = {
    "{a}{n}{m}": 73, "{n}{m}": 9, "p.{a}{n}{m}": 5, "p.({a}{n}{m})": 5, "{a}{n}": 3, "p.{x}{n}{y}": 1,
    "GENE:p.{a}{n}{m}": 1, "{a}{n}_{m}{o}del": 1, "{a}{n}_{m}{o}delins{a}": 1, "EML4-ALK {a}{n}{m}": 1,
}
SIMPLE = re.compile(r"(?:p\.)?\(?(?P<wild>[A-Z][a-z]{2}|[A-Z])?(?P<number>[0-9]+)(?P<mutant>[A-Z][a-z]{2}|[A-Z])?\)?")


@pytest.fixture(scope="module")
def texts() -> list[str]:
    rng = random.Random(315)  # noqa: S311
    shapes = rng.choices(list(SHAPES), SHAPES.values(), k=200_000)
    distinct: dict[str, None] = {}
    for shape in shapes:
        number = rng.randint(1, 3_000)
        distinct[shape.format(a=rng.choice(TWENTY), m=rng.choice(TWENTY), n=number, o=number + 5, x=rng.choice(THREE),
                              y=rng.choice(THREE))] = None
        if len(distinct) == 100_000:
            break
    assert len(distinct) == 100_000
    million = list(distinct) * 10
    rng.shuffle(million)
    return million


def by_pattern(texts: list[str]) -> int:
    """What a script does: one pattern for every string, nothing kept, most notations not read."""
    return sum(SIMPLE.fullmatch(text) is not None for text in texts)


def by_pattern_once(texts: list[str]) -> int:
    """The same, each distinct string once."""
    known: dict[str, bool] = {}
    read = 0
    for text in texts:
        found = known.get(text)
        if found is None:
            found = known[text] = SIMPLE.fullmatch(text) is not None
        read += found
    return read


def by_kinlens(texts: list[str]) -> int:
    return sum(reading.nature == Nature.VARIANT for reading in read_variants(texts))


@pytest.mark.parametrize("job", [by_pattern, by_pattern_once, by_kinlens], ids=lambda job: job.__name__)
def test_a_million_variants(job, texts, benchmark):
    benchmark.group = "a million variant strings"
    assert benchmark.pedantic(job, args=(texts,), rounds=3) > 900_000


@pytest.mark.parametrize("length", [1_000, 10_000])
@pytest.mark.parametrize("unit", ["E746_", "Q61 ", "T315I/", "exon 19 del ", "9"])
def test_long_text(benchmark, unit, length):
    """Ten times the text, about ten times the work."""
    benchmark.group = f"a text of many {unit!r}"
    assert benchmark(read_variant, (unit * length)[:length]).text


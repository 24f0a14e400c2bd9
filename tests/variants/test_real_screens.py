"""Every cell of real screens: nothing raises, nothing is lost, and what is read as a variant reads back."""

from __future__ import annotations

import csv
import gzip
import re
from pathlib import Path

import pytest

from kinlens.variants import Nature, read_variants
from variants.test_round_trip import check_reading

pytestmark = pytest.mark.needs_screens

TABLES = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz", ".maf")
LONGEST = 80  # characters; longer cells are sentences and sequences


def cells(path: Path) -> set[str]:
    """Different cells with a letter and a digit, or a sign of a word, in them."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", errors="replace", newline="") as stream:
        sample = stream.read(4096)
        stream.seek(0)
        delimiter = "\t" if sample.count("\t") > sample.count(",") else ","
        csv.field_size_limit(10**7)
        rows = csv.reader((line.replace("\0", "") for line in stream), delimiter=delimiter)
        return {cell for row in rows for cell in row if len(cell) <= LONGEST and re.search("[A-Za-z*]", cell)}


def test_every_cell(screens_folder):
    found = set()
    for path in sorted(screens_folder.rglob("*")):
        if path.name.endswith(TABLES):
            found |= cells(path)
    texts = sorted(found)
    assert len(texts) > 10_000
    readings = read_variants(texts)
    for text, reading in zip(texts, readings, strict=True):
        check_reading(reading, text)
    assert sum(reading.nature == Nature.VARIANT for reading in readings) > 10_000

"""The grammar as a table, written by hand from HGVS, the literature and real screens; and its completeness."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from kinlens.errors import BadVariant, SeveralVariants
from kinlens.residues import THREE_TO_ONE
from kinlens.variants import Joined, Kind, Nature, parse_variant, read_variant
from kinlens.variants.codes import AMINO_ACIDS
from kinlens.variants.events import EVENTS
from kinlens.variants.others import CLASSES, class_and_gene
from kinlens.variants.trouble import Reason

TABLE = Path(__file__).with_name("grammar.tsv")
INVISIBLE = {"\\u00a0": "\u00a0", "\\ufeff": "\ufeff", "\\r": "\r"}


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in found:
        for written, sign in INVISIBLE.items():
            row["text"] = row["text"].replace(written, sign)
    return found


ROWS = rows()
VARIANTS = [row for row in ROWS if row["nature"] == Nature.VARIANT]
OTHERS = [row for row in ROWS if row["nature"] == Nature.NOT_A_VARIANT]
REFUSED = [row for row in ROWS if row["nature"] == Nature.REFUSED]


def text_of(row: dict[str, str]) -> str:
    return row["text"] or "nothing"


def each(values: list[str]) -> str:
    """The different ones of several values, in their order."""
    return " + ".join(dict.fromkeys(values))


@pytest.mark.parametrize("row", VARIANTS, ids=text_of)
def test_variants(row):
    reading = read_variant(row["text"])
    assert reading.nature == Nature.VARIANT, reading.what
    assert " + ".join(map(str, reading.variants)) == row["reading"]
    assert each([str(v.kind) for v in reading.variants]) == row["kind"]
    assert each([v.gene or v.accession for v in reading.variants]) == row["name"]
    assert (reading.joined, reading.suffix) == (row["joined"], row["suffix"])
    assert (reading.text, reading.what, reading.position) == (row["text"], "", None)


@pytest.mark.parametrize("row", OTHERS, ids=text_of)
def test_recognised_as_no_variant(row):
    reading = read_variant(row["text"])
    assert (reading.nature, reading.what) == (Nature.NOT_A_VARIANT, row["reading"])
    assert (reading.text, reading.variants, reading.position) == (row["text"], (), None)
    with pytest.raises(BadVariant, match="which has no residue") as caught:
        parse_variant(row["text"])
    assert row["reading"] in caught.value.reason


@pytest.mark.parametrize("row", REFUSED, ids=text_of)
def test_refused_with_the_place_of_the_trouble(row):
    reading = read_variant(row["text"])
    assert (reading.nature, reading.variants) == (Nature.REFUSED, ())
    assert row["reading"] in reading.what
    with pytest.raises(BadVariant) as caught:
        parse_variant(row["text"])
    assert f"(character {row['kind']})" in str(caught.value)
    assert str(caught.value).startswith(repr(row["text"]))
    assert "write T315I" in str(caught.value)


# --------------------------------------------------------------------------------------- is it complete?


def test_size():
    assert len(ROWS) >= 330
    assert len(OTHERS) + len(REFUSED) >= 60
    texts = [row["text"] for row in ROWS]
    assert len(set(texts)) == len(texts)


def test_every_kind_and_joiner_has_a_row():
    assert {kind for row in VARIANTS for kind in row["kind"].split(" + ")} == {str(kind) for kind in Kind}
    assert {row["joined"] for row in VARIANTS} == {str(joined) for joined in Joined}


def test_every_rule_is_used(monkeypatch):
    """By watching which rule reads what; a rule behind a wider one would never be."""
    from kinlens.variants import events

    used = set()

    class Watched:
        def __init__(self, name, pattern):
            self.name, self.match_at = name, pattern.match

        def match(self, text, at):
            found = self.match_at(text, at)
            if found is not None:
                used.add(self.name)
            return found

    watched = tuple(events.Event(e.name, Watched(e.name, e.pattern), e.build) for e in EVENTS)
    monkeypatch.setattr(events, "EVENTS", watched)
    for row in VARIANTS:
        read_variant(row["text"])
    names = [event.name for event in EVENTS]
    assert len(set(names)) == len(names)
    assert used == set(names)


PATTERNS = [(name, pattern) for name, _, patterns in CLASSES for pattern in patterns]


@pytest.mark.parametrize(("name", "pattern"), PATTERNS, ids=[pattern[:40] for _, pattern in PATTERNS])
def test_every_pattern_of_a_class_has_a_row(name, pattern):
    """The whole text, or what is left of it behind a gene."""
    whole = re.compile(pattern, re.IGNORECASE)
    texts = [" ".join(row["text"].replace("\u2019", "'").split()) for row in OTHERS if row["reading"] == name]
    texts += [text[len(class_and_gene(text)[1]):].lstrip(" :/_-") for text in texts]
    assert any(whole.fullmatch(text.replace("\u2014", "-")) for text in texts)


def test_no_other_class_is_expected():
    assert {row["reading"] for row in OTHERS} == {name for name, _, _ in CLASSES}


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_row(reason):
    said = re.compile(re.escape(reason).replace(r"\{\}", ".+"))
    assert any(said.fullmatch(read_variant(row["text"]).what) for row in REFUSED)


@pytest.mark.parametrize("name", [name for name, letter in THREE_TO_ONE.items() if letter in AMINO_ACIDS])
def test_every_amino_acid(name):
    letter = THREE_TO_ONE[name]
    other = "A" if letter != "A" else "G"
    for code in (letter, letter.lower(), name, name.lower(), name.capitalize()):
        assert str(parse_variant(f"{code}315{other}")) == f"{letter}315{other}"
        assert str(parse_variant(f"p.({other}315{code})")) == f"{other}315{letter}"
        assert str(parse_variant(f"{code}315=")) == f"{letter}315="


# ------------------------------------------------------------------------------------- what a row cannot say


@pytest.mark.parametrize(("text", "fields"), [
    ("T315I", {"start": 315, "end": 315, "wild_type": "T", "mutant": "I"}),
    ("E746_A750del", {"start": 746, "end": 750, "wild_type": "E", "wild_type_end": "A", "mutant": ""}),
    ("E746_A750delELREA", {"start": 746, "end": 750, "wild_type": "ELREA", "wild_type_end": ""}),
    ("A763insFQEA", {"start": 763, "end": 764, "wild_type": "A", "wild_type_end": "", "mutant": "FQEA"}),
    ("DI842-843IM", {"start": 842, "end": 843, "wild_type": "DI", "mutant": "IM"}),
    ("S768dupSVD", {"start": 768, "end": 770, "wild_type": "SVD"}),
    ("K7Rfs*11", {"start": 7, "end": 7, "mutant": "R", "count": 11}),
    ("R97_E99fs", {"start": 97, "end": 97, "wild_type": "R", "wild_type_end": ""}),
    ("p.Met1ext-5", {"wild_type": "M", "mutant": "", "count": -5}),
    ("p.(Ter315TyrextAsnLysGlyThrTer)", {"wild_type": "*", "mutant": "YNKGT*", "count": None}),
    ("*418", {"start": 418, "wild_type": "", "mutant": "*"}),
    ("L184L", {"wild_type": "L", "mutant": "L"}),
    ("p.Gln18[23]", {"count": 23}),
    ("X1010", {"wild_type": "", "mutant": ""}),
    ("Y100BF", {"start": 100, "insertion_code": "B", "mutant": "F"}),
    ("p.Arg78_Gly79ins3", {"mutant": "XXX"}),
])
def test_fields(text, fields):
    variant = parse_variant(text)
    assert {name: getattr(variant, name) for name in fields} == fields
    assert variant.text == text


@pytest.mark.parametrize(("text", "notation"), [
    ("T315I", "one-letter"), ("p.T315I", "one-letter"), ("R213Stop", "one-letter"), ("Thr315Ile", "three-letter"),
    ("T315Ile", "three-letter"), ("p.Arg97fs", "three-letter"), ("Ter709TrpextTer23", "three-letter"),
    ("Met1?", "three-letter"), ("E746_Ala750del", "three-letter"), ("1R", "one-letter"),
])
def test_notation(text, notation):
    assert parse_variant(text).notation == notation


def test_stated_residues_by_position():
    assert parse_variant("E746_A750del").stated == {746: "E", 750: "A"}
    assert parse_variant("E746_A750delELREA").stated == {746: "E", 747: "L", 748: "R", 749: "E", 750: "A"}
    assert parse_variant("746_750del").stated == {}
    assert parse_variant("*418L").stated == {}


def test_a_variant_keeps_the_gene_it_names():
    plain, named = parse_variant("T315I"), parse_variant("P00519:T315I")
    assert plain.with_gene("ABL1").gene == "ABL1"
    assert plain.with_gene("ABL1").with_gene("SRC").gene == "ABL1"
    assert named.with_gene("SRC") is named
    assert plain.gene == ""


def test_meaning_and_not_spelling_is_compared():
    assert parse_variant("Thr315Ile") == parse_variant("T315I")
    assert parse_variant("ABL1:T315I") != parse_variant("T315I")
    assert parse_variant("R213X") != parse_variant("R213*")


def test_several_where_one_is_wanted():
    with pytest.raises(SeveralVariants, match="2 variants, L858R, T790M") as caught:
        parse_variant("EGFR L858R/T790M")
    assert caught.value.parts == ("L858R", "T790M")

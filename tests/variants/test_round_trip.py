"""Reading and writing are inverse, nothing raises, and no text is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, find, given
from hypothesis import strategies as st

from kinlens.errors import BadVariant, SeveralVariants
from kinlens.variants import (
    Joined,
    Kind,
    Nature,
    Reading,
    Variant,
    parse_variant,
    read_variant,
    read_variants,
    write_variant,
)
from variants.test_grammar import ROWS
from variants.variants import TWENTY, accessions, genes, pieces, residues, variants


@given(variants, st.booleans())
def test_what_is_written_reads_back(variant, three_letter):
    assert parse_variant(write_variant(variant, three_letter=three_letter)) == variant


@given(variants, st.one_of(genes.map(lambda name: {"gene": name}), accessions.map(lambda name: {"accession": name})),
       st.booleans())
def test_with_its_name_as_well(variant, name, three_letter):
    named = replace(variant, **name)
    assert parse_variant(write_variant(named, three_letter=three_letter, named=True)) == named


@given(variants)
def test_no_kind_is_forgotten_and_the_short_form_is_stable(variant):
    again = parse_variant(str(variant))
    assert str(again) == str(variant)
    assert again.text == str(variant)


@pytest.mark.parametrize("kind", Kind)
def test_the_strategy_makes_every_kind(kind):
    assert find(variants, lambda variant: variant.kind == kind).kind == kind


@given(residues, st.integers(1, 99_999), residues, st.booleans(), st.booleans(), st.booleans())
def test_every_spelling_of_a_substitution(wild, number, mutant, long, prefix, brackets):
    kind = Kind.SUBSTITUTION if wild != mutant else Kind.SYNONYMOUS
    plain = Variant("", "", kind, number, number, wild, mutant, "", "")
    core = write_variant(plain, three_letter=long).removeprefix("p.")
    text = ("p." if prefix else "") + (f"({core})" if brackets else core)
    assert parse_variant(text) == plain


@given(st.one_of(st.text(max_size=40), pieces, st.text("TI315_delins*p.()[]/ X=;:-", max_size=30)))
@example("L718Q/\u212a")  # the Kelvin sign is a K to a careless pattern
@example("T" + "9" * 5000 + "I")
@example("R97fs*" + "9" * 5000)
@example("D770_N771ins" + "9" * 5000)
@example("Q18[" + "9" * 5000 + "]")
def test_any_text_is_read_or_refused_and_never_lost(text):
    reading = read_variant(text)
    check_reading(reading, text)
    if len(reading.variants) == 1:
        assert (parse_variant(text),) == reading.variants
        return
    with pytest.raises((BadVariant, SeveralVariants)) as caught:
        parse_variant(text)
    assert caught.value.text == text


def check_reading(reading: Reading, text: str) -> None:
    """What holds for the reading of any text whatever."""
    assert reading.text == text
    if reading.nature != Nature.VARIANT:
        assert not reading.variants
        assert reading.what
    if reading.nature == Nature.REFUSED:
        assert 0 <= reading.position <= len(text)
    if reading.nature == Nature.VARIANT:
        assert reading.variants
        assert (reading.what, reading.position) == ("", None)
        assert (reading.joined == Joined.SINGLE) == (len(reading.variants) == 1)
        assert len(set(reading.variants)) == len(reading.variants)
    for variant in reading.variants:
        assert 1 <= variant.start <= variant.end
        assert set(variant.wild_type + variant.wild_type_end) <= set(TWENTY + "U*X")
        assert set(variant.mutant) <= set(TWENTY + "U*X")
        plain = replace(variant, gene="", accession="")
        for three_letter in (False, True):
            assert parse_variant(write_variant(variant, three_letter=three_letter)) == plain


@given(st.sampled_from([row["text"] for row in ROWS]), st.text(" \t\u00a0\ufeff\r\n", max_size=3),
       st.text(" \t\u00a0\ufeff\r\n", max_size=3))
def test_space_around_does_not_matter(text, before, behind):
    bare, spaced = read_variant(text), read_variant(before + text + behind)
    assert (bare.nature, bare.variants, bare.joined, bare.suffix) == (
        spaced.nature, spaced.variants, spaced.joined, spaced.suffix)
    if bare.nature == Nature.REFUSED and not text[:1].isspace() and not text.endswith("."):
        assert spaced.what == bare.what


JOINERS = {"+": Joined.TOGETHER, " + ": Joined.TOGETHER, "_": Joined.TOGETHER, "/": Joined.LISTED, ", ": Joined.LISTED,
           ";": Joined.LISTED, " ": Joined.LISTED, " or ": Joined.EITHER, " and ": Joined.TOGETHER}
substitutions = st.builds(lambda a, n, m: f"{a}{n}{m}", st.sampled_from(TWENTY), st.integers(10, 9_999),
                          st.sampled_from(TWENTY))


@given(st.lists(substitutions, min_size=2, max_size=6, unique_by=lambda text: text[1:-1]),
       st.sampled_from(sorted(JOINERS)))
def test_joined_ones_are_the_single_ones(texts, joiner):
    reading = read_variant(joiner.join(texts))
    assert reading.variants == tuple(parse_variant(text) for text in texts)
    assert reading.joined == JOINERS[joiner]
    assert [v.text for v in reading.variants] == texts


@given(st.lists(variants, min_size=2, max_size=4, unique=True))
def test_in_hgvs_brackets(several):
    written = [write_variant(variant, three_letter=True).removeprefix("p.") for variant in several]
    assert read_variant(f"p.[{';'.join(written)}]").variants == tuple(several)


def test_many_texts_read_each_once():
    first, second, third = read_variants(["T315I", "WT", "T315I"])
    assert first is third
    assert second.nature == Nature.NOT_A_VARIANT
    assert read_variants(iter([])) == []
    assert read_variants(row["text"] for row in ROWS) == [read_variant(row["text"]) for row in ROWS]


@pytest.mark.parametrize("row", [row for row in ROWS if row["nature"] == Nature.VARIANT], ids=lambda row: row["text"])
def test_rows_of_the_table_read_back(row):
    check_reading(read_variant(row["text"]), row["text"])

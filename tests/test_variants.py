"""The grammar as a table with negatives, and its round trip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinlens.errors import BadVariant, KinlensError
from kinlens.residues import ONE_TO_THREE
from kinlens.variants import Variant, parse_variant

TWENTY = "ACDEFGHIKLMNPQRSTVWY"

READ = """
T315I              |      |        | substitution | T315I  | one-letter
t315i              |      |        | substitution | T315I  | one-letter
Thr315Ile          |      |        | substitution | T315I  | three-letter
thr315ile          |      |        | substitution | T315I  | three-letter
THR315ILE          |      |        | substitution | T315I  | three-letter
Thr315I            |      |        | substitution | T315I  | three-letter
T315Ile            |      |        | substitution | T315I  | one-letter
p.Thr315Ile        |      |        | substitution | T315I  | three-letter
p.T315I            |      |        | substitution | T315I  | one-letter
p.(T315I)          |      |        | substitution | T315I  | one-letter
p.(Thr315Ile)      |      |        | substitution | T315I  | three-letter
(T315I)            |      |        | substitution | T315I  | one-letter
ABL1:T315I         | ABL1 |        | substitution | T315I  | one-letter
ABL1:p.(Thr315Ile) | ABL1 |        | substitution | T315I  | three-letter
abl1 : T315I       | abl1 |        | substitution | T315I  | one-letter
ABL1_HUMAN:T315I   | ABL1_HUMAN |  | substitution | T315I  | one-letter
HLA-A:T31I         | HLA-A |       | substitution | T31I   | one-letter
P00519:T315I       |      | P00519 | substitution | T315I  | one-letter
p00519:T315        |      | P00519 | residue      | T315   | one-letter
A0A0B4J2F2:K56R    |      | A0A0B4J2F2 | substitution | K56R | one-letter
NP_005148.2:p.Thr315Ile | NP_005148.2 | | substitution | T315I | three-letter
T315               |      |        | residue      | T315   | one-letter
p.Thr315           |      |        | residue      | T315   | three-letter
L184L              |      |        | synonymous   | L184L  | one-letter
p.N345=            |      |        | synonymous   | N345N  | one-letter
p.(Asn345=)        |      |        | synonymous   | N345N  | three-letter
p.(A131A)          |      |        | synonymous   | A131A  | one-letter
M1V                |      |        | substitution | M1V    | one-letter
  T315I            |      |        | substitution | T315I  | one-letter
"""


def table(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


@pytest.mark.parametrize("row", table(READ), ids=lambda row: row[0])
def test_read(row):
    text, gene, accession, kind, plain, notation = row
    variant = parse_variant(text)
    assert (variant.gene, variant.accession, variant.kind) == (gene, accession, kind)
    assert (str(variant), variant.notation, variant.text) == (plain, notation, text)
    assert variant.start == variant.end == int("".join(c for c in plain if c.isdigit()))
    assert (variant.wild_type, variant.mutant) == (plain[0], plain[-1] if plain[-1].isalpha() else "")


# Every spelling below occurs in published tables, or is what is left of one after a slip.
REFUSED = {
    "it is empty": ["", "   "],
    "is no gene or accession": ["a b:T315I", ":T315I", "?:T315I", "ABL1::T315I"],
    "positions count from 1": ["T0I", "p.Thr0Ile", "T000"],
    "is none of the twenty amino acids": ["X315I", "T315X", "B12G", "U25C", "T315O", "J1A", "Z9"],
    "a stop is no substitution": ["T315*", "p.Thr315Ter", "R213Stop", "p.(T315*)"],
    "only substitutions and single residues": [
        "A763insFQEA", "S768dupSVD/V769M", "D770del insGY", "E709_T710delInsD", "DEL 755-759", "P780Ins",
        "K7Rfs*11", "Ter709TrpextTer23", "F82H_L83V_H84D", "Y126_splice", "T315I_wt", "_wt", "Ex19del", "F359L_mini",
        "F635_F636>F", "p.E746_A750del",
    ],
    "the wild-type residue is missing": ["546", "1"],
    "it is not one residue, a number and at most one residue": [
        "L718Q/V", "G12/G13", "T315I E255K", "WT", "wt", "none", "ITD", "vIII", "Amplification", "K7R*11", "27-42",
        "p.M1?", "1R", "315I", "p.", "p.(T315I", "T315I)", "P10721/T670I", "EML4-ALK L1196M", "BCR-ABL T315I",
        "Thr", "T-315I", "T315II", "TyrT315I", "T315I;E255K", "p.[Thr2Lys;Leu6His]", "c.944C>T", "ABL1",
        "T" + "9" * 7 + "I", "T" + "9" * 5000 + "I", "T３１５I", "T315Í",
    ],
}


@pytest.mark.parametrize(
    ("text", "reason"), [(text, reason) for reason, texts in REFUSED.items() for text in texts],
    ids=lambda value: value[:30],
)
def test_refused(text, reason):
    with pytest.raises(BadVariant) as caught:
        parse_variant(text)
    assert reason in caught.value.reason
    assert caught.value.text == text
    assert isinstance(caught.value, KinlensError)
    message = str(caught.value)
    assert message.startswith(repr(text))
    assert "write T315I" in message  # what to do


def test_a_variant_keeps_the_gene_it_names():
    plain, named = parse_variant("T315I"), parse_variant("P00519:T315I")
    assert plain.with_gene("ABL1").gene == "ABL1"
    assert plain.with_gene("ABL1").with_gene("SRC").gene == "ABL1"
    assert named.with_gene("SRC") is named
    assert plain.gene == ""


residues = st.sampled_from(TWENTY)
genes = st.from_regex(r"[A-Z][A-Z0-9]{1,6}", fullmatch=True).filter(lambda name: len(name) < 6)


@given(residues, st.integers(1, 999_999), residues, st.booleans(), st.booleans(), st.booleans())
def test_format_and_parse_are_inverse(wild, number, mutant, long, prefix, brackets):
    one, two = (ONE_TO_THREE[wild].title(), ONE_TO_THREE[mutant].title()) if long else (wild, mutant)
    core = f"{one}{number}{two}"
    text = ("p." if prefix else "") + (f"({core})" if brackets else core)
    variant = parse_variant(text)
    assert (variant.wild_type, variant.start, variant.mutant) == (wild, number, mutant)
    again = parse_variant(str(variant))
    assert str(again) == str(variant) == f"{wild}{number}{mutant}"
    assert (again.kind, again.start, again.wild_type, again.mutant) == (
        variant.kind, variant.start, variant.wild_type, variant.mutant)


@given(genes, residues, st.integers(1, 99_999), st.one_of(st.just(""), residues))
def test_gene_in_front(gene, wild, number, mutant):
    variant = parse_variant(f"{gene}:{wild}{number}{mutant}")
    assert (variant.gene or variant.accession) == gene
    assert str(variant) == f"{wild}{number}{mutant}"


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_by_name(text):
    try:
        variant = parse_variant(text)
    except BadVariant:
        return
    assert isinstance(variant, Variant)
    assert variant.start >= 1
    assert variant.wild_type in TWENTY

"""Any variant there can be, and texts that look like some, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from kinlens.variants import Kind, Variant, read_variant

TWENTY = "ACDEFGHIKLMNPQRSTVWY"
residues = st.sampled_from(TWENTY + "U")
maybe = st.one_of(st.just(""), residues)
numbers = st.integers(1, 99_999)
counts = st.one_of(st.none(), st.integers(1, 9_999))
runs = st.text(TWENTY, min_size=1, max_size=8)
genes = st.one_of(
    st.sampled_from(["ABL1", "EML4-ALK", "BCR::ABL1", "HER2/neu", "c-KIT", "p38α", "MET", "PDGFR alpha", "ABL1_HUMAN",
                     "NP_005148.2", "H3.3", "T", "v-Src", "p53"]),
    st.from_regex(r"[A-Z]{2,5}[0-9]{0,2}", fullmatch=True),
).filter(lambda name: [v.gene for v in read_variant(f"{name}:K9K").variants] == [name])
accessions = st.sampled_from(["P00519", "P00519-2", "A0A0B4J2F2", "Q9Y243"])


def _made(kind: Kind, start: int, end: int, wild: str = "", mutant: str = "", **more: object) -> Variant:
    return Variant("", "", kind, start, end, wild, mutant, "", "one-letter", **more)  # type: ignore[arg-type]


@st.composite
def _spans(draw: st.DrawFn, kind: Kind) -> Variant:
    """Residues in a row: none, one, both ends or all of them stated."""
    start = draw(st.integers(1, 99_000))
    length = draw(st.integers(1, 8))
    end = start + length - 1
    if draw(st.booleans()):
        return _made(kind, start, end, draw(st.text(TWENTY, min_size=length, max_size=length)))
    last = draw(maybe) if length > 1 else ""
    return _made(kind, start, end, draw(maybe), wild_type_end=last)


@st.composite
def _replaced(draw: st.DrawFn) -> Variant:
    v = draw(_spans(Kind.DELINS))
    mutant = draw(st.one_of(st.just(""), runs, runs.map(lambda s: s + "*"), st.integers(1, 50).map(lambda n: "X" * n)))
    return _made(Kind.DELINS, v.start, v.end, v.wild_type, mutant, wild_type_end=v.wild_type_end)


@st.composite
def _changed(draw: st.DrawFn) -> Variant:
    wild, number = draw(maybe), draw(numbers)
    mutant, kind = draw(st.one_of(
        residues.map(lambda r: (r, Kind.SYNONYMOUS if r == wild else Kind.SUBSTITUTION)),
        st.sampled_from([("*", Kind.STOP), ("X", Kind.STOP_OR_ANY), ("X", Kind.ANY), (wild, Kind.SYNONYMOUS)])))
    return _made(kind, number, number, wild, mutant)


in_file_numbers = st.builds(
    lambda wild, number, code, mutant: _made(
        {"*": Kind.STOP, wild: Kind.SYNONYMOUS}.get(mutant, Kind.SUBSTITUTION), number, number, wild, mutant,
        insertion_code=code),
    residues, numbers, st.sampled_from("ABCDE"), st.one_of(residues, st.just("*")))
insertions = st.builds(
    lambda start, wild, last, mutant: _made(Kind.INSERTION, start, start + 1, wild, mutant, wild_type_end=last),
    st.integers(1, 99_998), maybe, maybe,
    st.one_of(st.just(""), runs, runs.map(lambda s: s + "*"), st.integers(1, 50).map(lambda n: "X" * n)))
frameshifts = st.builds(
    lambda number, wild, mutant, count: _made(Kind.FRAMESHIFT, number, number, wild, mutant, count=count),
    numbers, st.one_of(maybe, st.just("*")), maybe, counts)
extensions = st.one_of(
    st.builds(lambda n, m, count: _made(Kind.EXTENSION, n, n, "*", m, count=count), numbers, maybe, counts),
    st.builds(lambda n, m, tail: _made(Kind.EXTENSION, n, n, "*", m + tail + "*"), numbers, residues, runs),
    st.builds(lambda m, count: _made(Kind.EXTENSION, 1, 1, "M", m, count=-count if count else None), maybe, counts))
simple = st.one_of(
    st.builds(lambda n, wild: _made(Kind.RESIDUE, n, n, wild), numbers, maybe),
    st.builds(lambda n, wild: _made(Kind.SPLICE, n, n, wild), numbers, maybe),
    st.just(_made(Kind.START_LOSS, 1, 1, "M")))


@st.composite
def _ends_only(draw: st.DrawFn, kind: Kind) -> Variant:
    start = draw(st.integers(1, 99_000))
    end = start + draw(st.integers(1 if kind == Kind.RANGE else 0, 500))
    last = draw(maybe) if end > start else ""
    count = draw(st.integers(1, 9_999)) if kind == Kind.REPEAT else None
    return _made(kind, start, end, draw(maybe), wild_type_end=last, count=count)


variants = st.one_of(
    _changed(), in_file_numbers, insertions, frameshifts, extensions, simple, _replaced(), _spans(Kind.DELETION),
    _spans(Kind.DUPLICATION), _ends_only(Kind.RANGE), _ends_only(Kind.REPEAT))

# Pieces that texts of variants are made of, in any order.
pieces = st.lists(st.one_of(
    st.sampled_from(["T315I", "E746_A750", "Thr315", "315", "del", "ins", "dup", "fs", "ext", "*", "Ter", "X", "=", "?",
                     ">", "p.", "c.", "c.944C>T", "(", ")", "[", "]", "/", "_", "-", "+", ";", ",", ":", " ", " or ",
                     "ABL1", "P00519", "EML4-ALK", "sp|P00519|", "Ex19del", "ITD", "WT", "exon 19 ", "codon ", "splice",
                     "Δ", "\u00a0", "\ufeff", "\u2013", "\u212a", "\u017f", "\u0130", "１", "²", "α", "\n", "\0"]),
    residues, st.integers(0, 10**7).map(str)), max_size=12).map("".join)

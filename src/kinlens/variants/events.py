"""The changes a protein can suffer, each as people write it, in HGVS and outside."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from kinlens.variants.codes import CHANGED, NUMBER, RESIDUE, STOP, THREE, letter, sequence
from kinlens.variants.kinds import Kind
from kinlens.variants.model import Variant


class Trouble(Exception):
    """What is wrong in a text, and where; never leaves this package."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(reason)
        self.reason, self.position = reason, position


Match = re.Match[str]

_FIRST = rf"(?P<a>(?:{THREE})[- ]?|{RESIDUE}-?|X)?(?P<i>{NUMBER})(?![0-9])"
_LAST = rf"(?P<b>{RESIDUE})?(?P<j>{NUMBER})(?![0-9])"
_SPAN = rf"{_FIRST}(?:(?:[_-]| to ){_LAST})?"
_SEQUENCE = r"[A-Za-z*]+"
_DELETION_WORDS = r"(?:del(?:eted|etions?)?)"
_DUPLICATION_WORDS = r"(?:dup(?:lications?)?)"
_END = r"(?![A-Za-z0-9*=?<>])"


def _base(m: Match, kind: Kind, **more: object) -> Variant:
    """Variant with the location of a match: its residues, its numbers, its notation."""
    a, start = _stated(m, "a"), _number(m, "i")
    groups = m.groupdict()
    end = _number(m, "j") if groups.get("j") else start
    if end < start:
        raise Trouble(f"the range runs backwards, from {start} to {end}", m.start("j"))
    b = _stated(m, "b") if groups.get("j") and end > start else ""
    long = any(len(code.strip("- ")) == 3 for name in "abm" if (code := groups.get(name)))
    plain = Variant("", "", kind, start, end, a, "", m[0].strip(), "three-letter" if long else "one-letter", b)
    return replace(plain, **more)  # type: ignore[arg-type]


def _stated(m: Match, group: str) -> str:
    code = (m.groupdict().get(group) or "").strip("- ")
    return "" if code.upper() == "X" else code and letter(code)


def _number(m: Match, group: str) -> int:
    number = int(m[group])
    if number < 1:
        raise Trouble("positions count from 1", m.start(group))
    return number


def _inserted(m: Match, group: str = "s") -> str:
    """Inserted residues; ``X`` for each of those only counted."""
    text = m.groupdict().get(group) or ""
    digits = text.strip("()")
    if digits.isdigit():
        return "X" * int(digits)
    residues = sequence(text, three_letter=len((m["a"] or "").strip("- ")) == 3)
    if residues is None:
        raise Trouble(f"{text!r} is no sequence of residues", m.start(group))
    return residues


def _with_sequence(v: Variant, residues: str, position: int) -> Variant:
    """The variant with all its wild-type residues stated, checked against what else the text says."""
    if not residues:
        return v
    if len(residues) != v.end - v.start + 1:
        raise Trouble(f"{residues} has {len(residues)} residues, {v.start} to {v.end} are {v.end - v.start + 1}",
                      position)
    if residues[0] != (v.wild_type or residues[0]) or residues[-1] != (v.wild_type_end or residues[-1]):
        raise Trouble(f"{residues} does not begin and end with the residues named", position)
    return replace(v, wild_type=residues, wild_type_end="")


def _removed(m: Match, kind: Kind) -> Variant:
    """Deletion or duplication, with the residues or their count spelt out or not."""
    v = _base(m, kind)
    said = m.groupdict().get("d") or ""
    if said.isdigit() or not said:
        length = int(said or 1)
        if v.end == v.start and length > 1:
            return v.at(v.start, v.start + length - 1)
        if said and length != v.end - v.start + 1:
            raise Trouble(f"{length} residues are said to go, {v.start} to {v.end} are {v.end - v.start + 1}",
                          m.start("d"))
        return v
    residues = _inserted(m, "d")
    if v.end == v.start:  # S768dupSVD: three residues from 768 on
        v = v.at(v.start, v.start + len(residues) - 1)
    return _with_sequence(v, residues, m.start("d"))


def _in_frame(m: Match) -> Variant:
    """``LKGFE123in_frame_del``: the residues from 123 on."""
    residues = sequence(m["q"])
    if residues is None:
        raise Trouble(f"{m['q']!r} is no sequence of residues", m.start("q"))
    start = _number(m, "i")
    inserted = m["what"].lower() == "ins"
    end = start + 1 if inserted else start + len(residues) - 1
    return Variant("", "", Kind.INSERTION if inserted else Kind.DELETION, start, end,
                   residues[:1] if inserted else residues, "", m[0], "one-letter")


def _replaced_run(m: Match) -> Variant:
    """``DI842-843IM``: the residues of a range, spelt out on both sides."""
    start, end = _number(m, "i"), _number(m, "j")
    old, new = sequence(m["q"]), sequence(m["s"])
    if old is None or new is None:
        raise Trouble("the letters are no residues", m.start("q" if old is None else "s"))
    v = Variant("", "", Kind.DELINS, start, end, "", new, m[0], "one-letter")
    return _with_sequence(v, old, m.start("q"))


def _delins(m: Match) -> Variant:
    v = replace(_base(m, Kind.DELINS), mutant=_inserted(m))
    said = m.groupdict().get("d") or ""
    return v if not said or said.isdigit() else _with_sequence(v, _inserted(m, "d"), m.start("d"))


def _arrow(m: Match) -> Variant:
    """``T315>I`` is a substitution, ``F635_F636>F`` a deletion and insertion."""
    v = replace(_base(m, Kind.DELINS), mutant=_inserted(m))
    return _changed(v) if v.start == v.end and len(v.mutant) == 1 and v.wild_type else v


def _insertion(m: Match) -> Variant:
    """Between two neighbours; of a single residue the HGVS names are followed: behind it."""
    v = replace(_base(m, Kind.INSERTION), mutant=_inserted(m))
    if v.end == v.start:
        return v.at(v.start, v.start + 1)
    if v.end != v.start + 1:
        raise Trouble(f"an insertion stands between neighbours, {v.start} and {v.end} are none", m.start("j"))
    return v


def _frameshift(m: Match) -> Variant:
    v = _base(m, Kind.FRAMESHIFT)
    count = m["n"] or m["n2"] or ""
    first = letter(m["m"]) if m["m"] else ""
    return replace(v.at(v.start, v.start), wild_type_end="", mutant=first, count=_count(count))


def _extension(m: Match) -> Variant:
    code = m["e"].upper()
    at_end = code not in ("M", "MET")
    count = _count(m.groupdict().get("n") or "")
    if not at_end and int(m["i"]) != 1:
        raise Trouble("an extension in front starts at Met1", m.start("i"))
    start = _number(m, "i")
    mutant = letter(m["m"]) if m["m"] else ""
    long = len(m["e"]) == 3 or len(m["m"] or "") == 3
    return Variant("", "", Kind.EXTENSION, start, start, "*" if at_end else "M", mutant, m[0],
                   "three-letter" if long else "one-letter", count=count)


def _count(text: str) -> int | None:
    return int(text) if text.lstrip("-").isdigit() else None


def _substitution(m: Match) -> Variant:
    code = m["m"]
    v = _base(m, Kind.SUBSTITUTION)
    if code == "?":
        return replace(v, kind=Kind.START_LOSS if v.start == 1 and v.wild_type == "M" else Kind.RESIDUE)
    if code.upper() == "XAA":
        return replace(v, kind=Kind.ANY, mutant="X")
    return _changed(replace(v, mutant="" if code == "=" else letter(code)))


def _changed(v: Variant) -> Variant:
    """A substitution under the name of what it does: nothing, a stop, or something unknown."""
    if v.mutant in ("", v.wild_type):
        return replace(v, kind=Kind.SYNONYMOUS, mutant=v.wild_type)
    kind = {"*": Kind.STOP, "X": Kind.STOP_OR_ANY}.get(v.mutant, Kind.SUBSTITUTION)
    return replace(v, kind=kind)


def _in_file_numbers(m: Match) -> Variant:
    """``Y100BF``: residue 100B of a PDB file."""
    code = m["c"].upper()
    return _changed(replace(_base(m, Kind.SUBSTITUTION), mutant=letter(m["m"]), insertion_code=code))


def _splice(m: Match) -> Variant:
    return replace(_base(m, Kind.SPLICE), notation="one-letter" if len(m["a"] or "") < 3 else "three-letter")


def _residues(m: Match) -> Variant:
    v = _base(m, Kind.RESIDUE)
    return v if v.end == v.start else replace(v, kind=Kind.RANGE)


def _stop_codon(m: Match) -> Variant:
    """``*418``: a stop at 418, new or the natural one."""
    start = _number(m, "i")
    return Variant("", "", Kind.STOP, start, start, "", "*", m[0], "one-letter")


@dataclass(frozen=True, slots=True)
class Event:
    """A way to write a change.

    Attributes
    ----------
    name : str
        Of the rule, for the test that every rule has its rows.
    pattern : re.Pattern
    build : callable
        Variant of a match; raises Trouble.
    """

    name: str
    pattern: re.Pattern[str]
    build: Callable[[Match], Variant]


def _event(name: str, pattern: str, build: Callable[[Match], Variant], end: str = _END) -> Event:
    return Event(name, re.compile(pattern + end, re.IGNORECASE | re.ASCII), build)


# In the order they are tried: what says more comes first.
EVENTS: tuple[Event, ...] = (
    _event("extension", rf"(?P<e>{STOP}|X|MET|M)(?P<i>{NUMBER})(?P<m>{CHANGED})?ext"
           rf"(?:{STOP}|X|MET|M)?(?P<n>-?[0-9]+|\?)?", _extension),
    _event("stop loss", rf"(?P<e>{STOP})(?P<i>{NUMBER})(?P<m>{RESIDUE})(?P<n>)", _extension),
    _event("frameshift", rf"{_SPAN}(?P<m>{CHANGED})?[ _-]?(?:fs|frame[ -]?shift)"
           rf"(?: ?(?:{STOP}|X)(?P<n>[0-9]+|\?)?|(?P<n2>[0-9]+))?", _frameshift),
    _event("start loss", r"(?P<a>MET|M)(?P<i>1)[ _-]?(?P<m>\?|start[ _-]?los[st])",
           lambda m: replace(_base(m, Kind.START_LOSS), notation="three-letter" if len(m["a"]) == 3 else "one-letter")),
    _event("deletion-insertion", rf"{_SPAN}[ _-]?(?:del(?P<d>[0-9]+|[A-Za-z]*?)[ _]?ins|indel)[ _]?"
           rf"(?P<s>{_SEQUENCE}|[0-9]+)?", _delins),
    _event("deletion-insertion, words first", rf"del(?:{_SPAN})ins(?P<s>{_SEQUENCE}|[0-9]+)?", _delins),
    _event("arrow", rf"{_SPAN} ?-?> ?(?P<s>{_SEQUENCE})", _arrow),
    _event("run of residues", rf"(?P<q>[A-Z]{{2,}})(?P<i>{NUMBER})[_-](?P<j>{NUMBER})(?P<s>[A-Z]+)", _replaced_run),
    _event("in frame", rf"(?P<q>[A-Z]+)(?P<i>{NUMBER})in[_ -]?frame[_ -]?(?P<what>del|ins)(?:etion|ertion)?", _in_frame),
    _event("deletion", rf"{_SPAN}[ _-]?{_DELETION_WORDS}(?P<d>[0-9]+|[A-Z]+)?", lambda m: _removed(m, Kind.DELETION)),
    _event("deletion, word first", rf"(?:{_DELETION_WORDS}|Δ)(?: of)?[ _:-]?{_SPAN}",
           lambda m: _removed(m, Kind.DELETION)),
    _event("duplication", rf"{_SPAN}[ _-]?{_DUPLICATION_WORDS}(?P<d>[0-9]+|[A-Z]+)?",
           lambda m: _removed(m, Kind.DUPLICATION)),
    _event("duplication, word first", rf"{_DUPLICATION_WORDS}(?: of)?[ _:-]?{_SPAN}",
           lambda m: _removed(m, Kind.DUPLICATION)),
    _event("insertion", rf"{_SPAN}[ _-]?ins(?:ertions?)? ?(?P<s>{_SEQUENCE}|\(?[0-9]+\)?)?", _insertion),
    _event("insertion, word first", rf"ins(?:ertion)?[ _:-]?{_SPAN}(?P<s>)", _insertion),
    _event("splice", rf"{_FIRST}[ _-]?(?:\(?splice(?:SS|[ _](?:site|region|variant))?\)?|sp)", _splice),
    _event("splice, X in front", rf"(?P<a>X)(?P<i>{NUMBER})", _splice),
    _event("repeat", rf"{_SPAN}\[(?P<n>[0-9]+)\]", lambda m: replace(_base(m, Kind.REPEAT), count=int(m["n"]))),
    _event("substitution", rf"{_FIRST}(?P<m>{CHANGED}|=|\?)", _substitution),
    _event("substitution, spelt out", rf"(?P<a>{THREE})[- ]?\(?(?P<i>{NUMBER})\)?(?:[ -]|(?: to ))?"
           rf"(?P<m>{THREE}|{STOP}|XAA)", _substitution),
    _event("substitution, hyphenated", rf"(?P<a>{RESIDUE})-(?P<i>{NUMBER})-(?P<m>{CHANGED})", _substitution),
    _event("stop at", rf"{STOP}(?P<i>{NUMBER})", _stop_codon),
    _event("residue or range", rf"{_SPAN}(?: ?mut(?:ations?|ants?)?)?", _residues),
    _event("insertion code", rf"{_FIRST}(?P<c>[A-Z])(?P<m>{RESIDUE})", _in_file_numbers),
)


def read_event(text: str, at: int) -> tuple[Variant, int] | None:
    """One change that starts at a place of a text, and where it ends; None where there is none.

    Raises
    ------
    Trouble
        If there is one that cannot be right.
    """
    for event in EVENTS:
        match = event.pattern.match(text, at)
        if match is not None:
            return event.build(match), match.end()
    return None

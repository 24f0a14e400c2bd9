"""From the match of a rule to a variant: what is stated, placed at its residues and checked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from kinlens.variants.codes import letter, sequence
from kinlens.variants.kinds import Kind
from kinlens.variants.model import Variant
from kinlens.variants.trouble import Reason, Trouble

# Groups of a rule: a, i: residue and number; b, j: the last of a range; m: the residue instead; d, s: the residues
# deleted and inserted, or their count; n: a count; q: a run of residues in front of the number; c: insertion code.
Match = re.Match[str]
Build = Callable[[Match], Variant]


def _said(m: Match, group: str) -> str:
    return (m.groupdict().get(group) or "").strip(" -()")


def _residue(m: Match, group: str) -> str:
    """Letter of a residue; '' where none is stated, and for X and Xaa, which state none."""
    code = _said(m, group)
    return "" if code.upper() in ("", "X", "XAA") else letter(code)


def _number(m: Match, group: str) -> int:
    number = int(m[group])
    if number < 1:
        raise Trouble(Reason.FROM_ONE, m.start(group))
    if m[group][0] == "0":
        raise Trouble(Reason.LEADING_ZERO, m.start(group))
    return number


def _count(m: Match, group: str = "n") -> int | None:
    said = _said(m, group)
    return int(m[group]) if said.isdigit() else None


def _residues(m: Match, group: str) -> str:
    """Residues spelt out; ``X`` for each of those only counted."""
    said = _said(m, group)
    counted = re.fullmatch(r"(?:XAA\[)?([0-9]+)\]?", said, re.IGNORECASE)
    if counted is not None:
        return "X" * int(counted[1])
    residues = sequence(said, three_letter=len(_said(m, "a")) == 3)
    if residues is None:
        raise Trouble(Reason.NO_SEQUENCE, m.start(group), repr(said))
    return residues


def _at(m: Match, kind: Kind) -> Variant:
    """Variant at the residues a match names, in its notation."""
    start = _number(m, "i")
    end = _number(m, "j") if _said(m, "j") else start
    if end < start:
        raise Trouble(Reason.BACKWARDS, m.start("j"), start, end)
    last = _residue(m, "b") if end > start else ""
    codes = (_said(m, group) for group in ("a", "b", "m"))
    notation = "three-letter" if any(len(code) == 3 for code in codes) else "one-letter"
    return Variant("", "", kind, start, end, _residue(m, "a"), "", m[0].strip(), notation, last)


def _stating(v: Variant, residues: str, position: int) -> Variant:
    """The variant with all its wild-type residues stated, checked against what else the text says."""
    _check_length(v, residues, position)
    if residues[0] != (v.wild_type or residues[0]) or residues[-1] != (v.wild_type_end or residues[-1]):
        raise Trouble(Reason.OTHER_ENDS, position, residues)
    return replace(v, wild_type=residues, wild_type_end="")


def _check_length(v: Variant, residues: str, position: int) -> None:
    if len(residues) != v.end - v.start + 1:
        raise Trouble(Reason.OTHER_LENGTH, position, len(residues), v.start, v.end, v.end - v.start + 1)


def _spanning(m: Match, kind: Kind) -> Variant:
    """Variant of all residues it removes or repeats: ``S768dupSVD`` and ``S768dup3`` are three, from 768 on."""
    v = _at(m, kind)
    if not _said(m, "d"):
        return v
    residues = _residues(m, "d")
    if v.end == v.start:
        v = v.at(v.start, v.start + max(1, len(residues)) - 1)
    if residues.strip("X"):
        return _stating(v, residues, m.start("d"))
    _check_length(v, residues, m.start("d"))
    return v


def spanning(kind: Kind) -> Build:
    """A deletion or duplication."""
    return lambda m: _spanning(m, kind)


def run_in_frame(m: Match) -> Variant:
    """``LKGFE123in_frame_del``: the residues from 123 on; ``K123in_frame_ins``: behind 123."""
    inserted = m["what"].lower() == "ins"
    start, residues = _number(m, "i"), _residues(m, "q")
    if inserted:
        behind = start + len(residues) - 1
        return Variant("", "", Kind.INSERTION, behind, behind + 1, residues[-1], "", m[0], "one-letter")
    return Variant("", "", Kind.DELETION, start, start + len(residues) - 1, residues, "", m[0], "one-letter")


def run_replaced(m: Match) -> Variant:
    """``DI842-843IM``, ``VV559-560del``: the residues of a range, spelt out in front of it."""
    word = (m["word"] or "").lower()
    kind = {"del": Kind.DELETION, "dup": Kind.DUPLICATION}.get(word, Kind.DELINS)
    v = _stating(_at(m, kind), _residues(m, "q"), m.start("q"))
    return v if word else replace(v, mutant=_residues(m, "s"))


def deletion_insertion(m: Match) -> Variant:
    """``E709_T710delinsD``; the deleted residues may be spelt out."""
    return replace(_spanning(m, Kind.DELINS), mutant=_residues(m, "s"))


def arrow(m: Match) -> Variant:
    """``T315>I`` is a substitution, ``F635_F636>F`` a deletion and insertion."""
    v = replace(_at(m, Kind.DELINS), mutant=_residues(m, "s"))
    return changed(v) if v.start == v.end and len(v.mutant) == 1 and v.wild_type else v


def insertion(m: Match) -> Variant:
    """Between two neighbours; with a single residue behind it, as the residues of HGVS stand on both sides.

    ``L747-P753insS`` is how the clinical literature writes that S stands for the whole range.
    """
    v = replace(_at(m, Kind.INSERTION), mutant=_residues(m, "s"))
    if v.end == v.start:
        return v.at(v.start, v.start + 1)
    if v.end != v.start + 1 and v.mutant:
        return replace(v, kind=Kind.DELINS)
    if v.end != v.start + 1:
        raise Trouble(Reason.NO_NEIGHBOURS, m.start("j"), v.start, v.end)
    return v


def frameshift(m: Match) -> Variant:
    """From the first residue on."""
    v = _at(m, Kind.FRAMESHIFT)
    return replace(v.at(v.start, v.start), wild_type_end="", mutant=_residue(m, "m"), count=_count(m))


def extension_behind(m: Match) -> Variant:
    """At the stop codon, however it is written; the new residues may be spelt out."""
    tail = _residues(m, "s") if _said(m, "s") else ""
    v = _at(m, Kind.EXTENSION)
    return replace(v, wild_type="*", mutant=_residue(m, "m") + tail, count=_count(m))


def extension_in_front(m: Match) -> Variant:
    """At Met1; the count is negative."""
    return replace(_at(m, Kind.EXTENSION), mutant=_residue(m, "m"), count=_count(m))


def stop_at(m: Match) -> Variant:
    """``*418``: a stop at 418, new or the natural one."""
    return replace(_at(m, Kind.STOP), wild_type="", mutant="*")


def start_loss(m: Match) -> Variant:
    """``M1?``: no start codon, and nobody knows what is made instead."""
    return _at(m, Kind.START_LOSS)


def splice(m: Match) -> Variant:
    """At the residue nearest to the splice site."""
    return _at(m, Kind.SPLICE)


def repeat(m: Match) -> Variant:
    """``Q18[23]``: so many copies."""
    return replace(_at(m, Kind.REPEAT), count=_count(m))


def residues(m: Match) -> Variant:
    """A residue or range, and no change."""
    v = _at(m, Kind.RESIDUE)
    return v if v.end == v.start else replace(v, kind=Kind.RANGE)


def substitution(m: Match) -> Variant:
    """One residue for another; ``=`` for none, ``?`` for one nobody knows."""
    code = _said(m, "m")
    v = _at(m, Kind.SUBSTITUTION)
    if code == "?":
        return replace(v, kind=Kind.RESIDUE)
    if code.upper() == "XAA":
        return replace(v, kind=Kind.ANY, mutant="X")
    return changed(replace(v, mutant="" if code == "=" else letter(code)))


def in_file_numbers(m: Match) -> Variant:
    """``Y100BF``: residue 100B of a PDB file."""
    return replace(substitution(m), insertion_code=m["c"])


def changed(v: Variant) -> Variant:
    """A substitution under the name of what it does: nothing, a stop, or something unknown."""
    if v.mutant in ("", v.wild_type):
        return replace(v, kind=Kind.SYNONYMOUS, mutant=v.wild_type)
    kind = {"*": Kind.STOP, "X": Kind.STOP_OR_ANY}.get(v.mutant, Kind.SUBSTITUTION)
    return replace(v, kind=kind)

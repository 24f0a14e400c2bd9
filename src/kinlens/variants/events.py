"""The changes a protein can suffer, each as people write it, in HGVS and outside."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kinlens.variants import building
from kinlens.variants.building import Build
from kinlens.variants.codes import CHANGED, END, NUMBER, RESIDUE, STOP, THREE
from kinlens.variants.kinds import Kind
from kinlens.variants.model import Variant


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
    build: Build


def _event(name: str, pattern: str, build: Build) -> Event:
    return Event(name, re.compile(pattern + END, re.IGNORECASE | re.ASCII), build)


_FIRST = rf"(?P<a>(?:{THREE})[- ]?|{RESIDUE}|X)?(?P<i>{NUMBER})(?![0-9])"
_LAST = rf"(?P<b>{RESIDUE})?(?P<j>{NUMBER})(?![0-9])"
_SPAN = rf"{_FIRST}(?:(?:[_-]| to ){_LAST})?"
_STOP_CODON = rf"(?P<a>{STOP})(?P<i>{NUMBER})"
_COUNT = r"[0-9]{1,4}"
_INSERTED = rf"(?P<s>{_COUNT}|\({_COUNT}\)|XAA\[{_COUNT}\]|[A-Z]+\*?)"
_REMOVED = rf"(?P<d>{_COUNT}|[A-Z]+)"
# Where both are spelt out a small "ins" parts them: I, N and S are residues as well.
_REPLACED = rf"(?P<d>(?-i:[A-Z]+(?=ins))||{_COUNT}|[A-Z]+?)"
_DEL = r"del(?:(?-i:eted|etions?))?"  # delETED: four residues
_DUP = r"dup(?:lications?)?"
_INS = r"ins(?:ertions?)?"
_MET = r"(?P<a>MET|M)(?P<i>1)"
_FS = rf"[ _-]?(?:fs|frame[ -]?shift)(?: ?(?:{STOP}|X))?(?:(?P<n>{NUMBER})|\?)?"

# In the order they are tried: what says more comes first.
EVENTS: tuple[Event, ...] = (
    _event("substitution", rf"{_FIRST}(?P<m>{CHANGED}|=)", building.substitution),
    _event("extension behind", rf"(?P<a>{STOP}|X)(?P<i>{NUMBER})(?P<m>{RESIDUE}|X)?ext"
           rf"(?:(?:{STOP}|X)(?:(?P<n>{NUMBER})|\?)?|(?(m)(?P<s>[A-Z]+\*?)|(?!)))?", building.extension_behind),
    _event("extension in front", rf"{_MET}(?P<m>{RESIDUE})?ext(?:(?P<n>-{NUMBER})|-\?)?", building.extension_in_front),
    _event("stop loss", rf"{_STOP_CODON}(?P<m>{RESIDUE})(?P<s>)", building.extension_behind),
    _event("stop at", rf"{_STOP_CODON}(?:=|{STOP})?", building.stop_at),
    _event("frameshift", rf"{_SPAN}(?P<m>{CHANGED})?{_FS}", building.frameshift),
    _event("frameshift at the stop", rf"{_STOP_CODON}(?P<m>{CHANGED})?{_FS}", building.frameshift),
    _event("start loss", rf"{_MET}[ _-]?(?:\?|start[ _-]?los[st])", building.start_loss),
    _event("nobody knows what", rf"{_FIRST}(?P<m>\?)", building.substitution),
    _event("deletion-insertion", rf"{_SPAN}[ _-]?(?:del{_REPLACED}(?:_?ins|(?-i: ins))|indel)[ _]?{_INSERTED}?",
           building.deletion_insertion),
    _event("deletion-insertion, words first", rf"del[ _]?{_SPAN}(?:_?ins|(?-i: ins))[ _]?{_INSERTED}",
           building.deletion_insertion),
    _event("arrow", rf"{_SPAN} ?-?> ?(?P<s>[A-Z]+\*?|\*)", building.arrow),
    _event("run of residues", rf"(?!{THREE})(?-i:(?P<q>[ACDEFGHIKLMNPQRSTVWY]{{2,}}))(?P<i>{NUMBER})[_-]"
           rf"(?P<j>{NUMBER})(?:[ _-]?(?P<word>del|dup)|(?:delins|>)?(?P<s>[A-Z]+))", building.run_replaced),
    _event("in frame", rf"(?P<q>[A-Z]+)(?P<i>{NUMBER})_?in[_ -]?frame[_ -]?(?P<what>del|ins)(?:etion|ertion)?",
           building.run_in_frame),
    _event("deletion", rf"{_SPAN}[ _-]?{_DEL}{_REMOVED}?", building.spanning(Kind.DELETION)),
    _event("deletion, word first", rf"(?:{_DEL}|Δ)(?: of)?[ _:-]?{_SPAN}", building.spanning(Kind.DELETION)),
    _event("duplication", rf"{_SPAN}[ _-]?{_DUP}{_REMOVED}?", building.spanning(Kind.DUPLICATION)),
    _event("duplication, word first", rf"{_DUP}(?: of)?[ _:-]?{_SPAN}", building.spanning(Kind.DUPLICATION)),
    _event("insertion", rf"{_SPAN}[ _-]?{_INS} ?{_INSERTED}?", building.insertion),
    _event("insertion, word first", rf"{_INS}[ _:-]?{_SPAN}", building.insertion),
    _event("splice", rf"{_FIRST}[ _-]?(?:\(?splice(?:[ _](?:site|region|variant))?\)?|sp)", building.splice),
    _event("splice, X in front", rf"(?P<a>X)(?P<i>{NUMBER})", building.splice),
    _event("repeat", rf"{_SPAN}\[(?P<n>{NUMBER})\]", building.repeat),
    _event("substitution, spelt out", rf"(?P<a>{THREE})[- ]?(?P<open>\()?(?P<i>{NUMBER})(?(open)\))(?:[ -]| to )?"
           rf"(?P<m>{THREE}|{STOP}|XAA)", building.substitution),
    _event("substitution, parts", rf"(?P<a>{RESIDUE})(?P<gap>[ -])(?P<i>{NUMBER})(?P=gap)(?P<m>{CHANGED})",
           building.substitution),
    _event("substitution, mutant apart", rf"(?-i:(?P<a>{RESIDUE})(?P<i>{NUMBER}) (?P<m>{CHANGED}))$",
           building.substitution),
    _event("residue or range", rf"{_SPAN}(?: ?mut(?:ations?|ants?|ated)?)?", building.residues),
    _event("insertion code", rf"(?P<a>{RESIDUE})(?P<i>{NUMBER})(?P<c>(?-i:[A-E]))(?P<m>{RESIDUE}|{STOP}|=)",
           building.in_file_numbers),
)

# Exon 19 and exon 20 of EGFR and ERBB2, so common that nobody writes the word.
_EXON = re.compile(r"(?:del(?:etion)?[ _-]?19|19[ _-]?del(?:etion)?s?|ins(?:ertion)?[ _-]?20|20[ _-]?ins(?:ertion)?s?)"
                   + END, re.IGNORECASE | re.ASCII)


def read_event(text: str, at: int) -> tuple[Variant, int] | None:
    """One change that starts at a place of a text, and where it ends; None where there is none.

    Raises
    ------
    Trouble
        If there is one that cannot be right.
    """
    if _EXON.match(text, at):
        return None
    for event in EVENTS:
        match = event.pattern.match(text, at)
        if match is not None:
            return event.build(match), match.end()
    return None

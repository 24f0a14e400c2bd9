"""From a place of a text to its end: the variants there, their joiners and brackets, and what stands behind."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from kinlens.variants.building import changed
from kinlens.variants.codes import AMINO_ACIDS, CHANGE_INSIDE, CHANGED, END, NUMBER, RESIDUE, letter
from kinlens.variants.events import read_event
from kinlens.variants.kinds import Joined, Kind
from kinlens.variants.model import Variant
from kinlens.variants.names import Name, is_accession, is_name, is_surely_a_residue, name_of
from kinlens.variants.others import class_and_gene
from kinlens.variants.trouble import Reason, Trouble

_FLAGS = re.IGNORECASE | re.ASCII
_OPEN = re.compile(
    r"(?:[\[( ]|p[.:]|(?:codons?|residues?|positions?|amino acids?|aa) ?(?=[A-Z]{0,3}[0-9])"
    r"|(?:mutations?|mutants?|mut|variants?|substitutions?|missense) (?=[^ ])"
    r"|ins(?:ertion)? (?=[^ ]*[0-9]ins)|del(?:etion)? (?=[^ ]*[0-9]del)|dup(?:lication)? (?=[^ ]*[0-9]dup)"
    r"|(?-i:p(?:185|190|210|230)|v[1-9][ab]?) (?=[A-Z]?[A-Z][0-9])"  # BCR-ABL p210, EML4-ALK v3
    r"|ex(?:on)? ?[0-9]{1,2}(?:[:,] ?| )(?=[^ ]))*", _FLAGS)
_CLOSE = re.compile(r" ?[\])]")
_NAME_INSIDE = re.compile(rf"(?P<name>[A-Z][\w.-]{{0,30}})(?: ?: ?| (?=(?:p\.)?\(?{RESIDUE}[0-9]))", _FLAGS)
_JOINER = re.compile(r" ?(?P<sign>\(;\)|[;,/+&|^×:]|(?:and|or|plus|with)\b) ?|(?P<loose>[ _-])", _FLAGS)
# Behind a comma only where nothing but another joiner follows: "T315I, A-loop".
_ALTERNATIVE = re.compile(rf"(?:(?P<comma>, ?)| ?[/|^] ?| or )(?P<m>{CHANGED}){END}(?![.:-])"
                          r"(?(comma)(?= *(?:$|[/,|^;)\]_(&+]| or )))", _FLAGS)
_COPIES = re.compile(rf"\[(?P<n>{NUMBER})\]")
_OTHER_COPIES = re.compile(rf";\[(?P<n>{NUMBER})\]")
_OTHER_ALLELE = re.compile(r" ?;\[\(?[=?]\)?\]")  # [=]: the wild type, [?]: nobody knows
_SUFFIX = re.compile(r"[ _(\[:,;|-]+[A-Za-z].*|\?")
_LOST_MUTANT = re.compile(rf"-|[ _]{CHANGED}$", _FLAGS)  # H4-RET is no residue, T315_I is more than one
_PARTIAL = re.compile(rf"(?:{RESIDUE}|X)?{NUMBER}(?:[_-]{RESIDUE}?{NUMBER})?{CHANGED}?", _FLAGS)

_CHANGES = (Kind.SUBSTITUTION, Kind.SYNONYMOUS, Kind.STOP, Kind.STOP_OR_ANY, Kind.ANY)
_UNCHANGED = (Kind.RESIDUE, Kind.RANGE)
_PARTNER = {")": "(", "]": "["}
_IN_BRACKETS = "[;]"  # HGVS: one allele, where ';' alone says nothing and '(;)' says that nobody knows
_ONE_OF = {"or", "^"}
_ONE_OF_AT_ONE_PLACE = {"/", ",", "|", "or", "^"}
_ALL = {_IN_BRACKETS, "+", "&", "×", ":", "and", "plus", "with", "_", "-"}


class Body(NamedTuple):
    """What stands from a place of a text to its end."""

    variants: list[Variant]
    joined: Joined
    suffix: str


def read_body(text: str, at: int, name: Name) -> Body:
    """Read variants from a place of a text to its end.

    Raises
    ------
    Trouble
        If something cannot be read.
    """
    reader = _Reader(text, at, name)
    while reader.reads_another():
        pass
    suffix = reader.rest()
    variants = list(dict.fromkeys(reader.variants))  # "T315I (p.Thr315Ile)" is one variant, said twice
    return Body(variants, _joined(variants, reader.joiners), suffix)


class _Reader:
    """A place in a text, and what was read up to there."""

    def __init__(self, text: str, at: int, name: Name) -> None:
        self.text, self.at, self.name = text, at, name
        self.named = any(name)
        self.variants: list[Variant] = []
        self.joiners: list[str] = []
        self.brackets: list[str] = []

    def reads_another(self) -> bool:
        """Read one variant, with its alternatives, and the joiner behind it; False if none follows."""
        self._open()
        found = read_event(self.text, self.at)
        if found is None:
            raise _why_none(self.text, self.at)
        variant, self.at = found
        self._add(variant)
        self._alternatives()
        self._close()
        self._copies()
        return self.at < len(self.text) and self._join()

    def _open(self) -> None:
        """Pass brackets, ``p.``, ``codon`` and a name of its own in front of a variant."""
        at = _after_lead(self.text, self.at)
        self.brackets += [c for c in self.text[self.at:at] if c in "[("]
        inside = _NAME_INSIDE.match(self.text, at) if self._may_name() else None
        if inside is not None and is_name(inside["name"]):
            self.name = name_of(inside["name"])
            at = _after_lead(self.text, inside.end())
            self.brackets += [c for c in self.text[inside.end():at] if c in "[("]
        self.at = at

    def _may_name(self) -> bool:
        return bool(self.variants) and bool(self.joiners) and self.joiners[-1] != " "

    def _add(self, variant: Variant) -> None:
        self.variants.append(replace(variant, gene=self.name.gene, accession=self.name.accession))

    def _alternatives(self) -> None:
        """``L718Q/V``, ``G719A/S/C``."""
        first = self.variants[-1]
        while first.kind in _CHANGES and (other := _ALTERNATIVE.match(self.text, self.at)):
            mutant = letter(other["m"])
            text = f"{first.wild_type}{first.start}{mutant}"
            self.variants.append(changed(replace(first, mutant=mutant, text=text)))
            self.joiners.append("/")
            self.at = other.end()

    def _close(self) -> None:
        while (closing := _CLOSE.match(self.text, self.at)) is not None:
            if not self.brackets or self.brackets[-1] != _PARTNER[closing[0][-1]]:
                raise Trouble(Reason.BRACKET_ODD, closing.end() - 1)
            self.brackets.pop()
            self.at = closing.end()

    def _copies(self) -> None:
        """``(Arg65_Ser67)[12]``, ``Ala2[10];[11]``."""
        last = self.variants[-1]
        copies = _COPIES.match(self.text, self.at) if last.kind in _UNCHANGED else None
        if copies is not None:
            self.variants[-1] = replace(last, kind=Kind.REPEAT, count=int(copies["n"]))
            self.at = copies.end()
        while self.variants[-1].kind == Kind.REPEAT and (other := _OTHER_COPIES.match(self.text, self.at)):
            self.variants.append(replace(self.variants[-1], count=int(other["n"]), text=other[0]))
            self.joiners.append(";")
            self.at = other.end()

    def _join(self) -> bool:
        """Pass a joiner if another variant follows."""
        joiner = _JOINER.match(self.text, self.at)
        if joiner is None:
            return False
        following = self._following(joiner.end(), joiner[0] == " ")
        if following is None or not self._belong_together(joiner, following):
            return False
        sign = (joiner["sign"] or joiner[0]).lower()
        self.joiners.append(_IN_BRACKETS if sign == ";" and self.brackets else sign)
        self.at = joiner.end()
        return True

    def _following(self, at: int, spaced: bool) -> Variant | None:
        at = _after_lead(self.text, at)
        inside = None if spaced else _NAME_INSIDE.match(self.text, at)
        if inside is not None and is_name(inside["name"]):
            at = _after_lead(self.text, inside.end())
        found = read_event(self.text, at)
        return found[0] if found is not None else None

    def _belong_together(self, joiner: re.Match[str], following: Variant) -> bool:
        """Whether a sign joins two variants; ``T315I_R1``, ``p53 R175H`` and ``T315I 5`` look as if it did."""
        last = self.variants[-1]
        if following.kind in _UNCHANGED and last.kind not in _UNCHANGED:
            return joiner["sign"] not in (None, ":") and bool(following.wild_type or self.brackets)
        if last.kind not in _UNCHANGED:
            return True
        if joiner[0] == " " and is_surely_a_residue(f"{last.wild_type}{last.start}"):
            return True  # V600 K601E, V600 mutation K601E
        if joiner["sign"] == ":" or (joiner["loose"] and following.kind not in _UNCHANGED) or (
                joiner["loose"] and last.text.startswith("p")):
            if not self.named and len(self.variants) == 1:  # p53 R175H, p53 R175, H3:K27M
                raise Trouble(Reason.CANNOT_READ, self.at, repr(self.text[self.at:].strip()))
            return joiner[0] == " "
        return True

    def rest(self) -> str:
        """What stands behind the last variant and is none.

        Raises
        ------
        Trouble
            If it may be a variant gone wrong.
        """
        rest, last = self.text[self.at:], self.variants[-1]
        at = self.at + len(rest) - len(rest.lstrip())
        while self.brackets and rest.endswith((")", "]")) and _PARTNER[rest[-1]] == self.brackets[-1] and (
                rest.count(rest[-1]) > rest.count(self.brackets[-1])):
            self.brackets.pop()
            rest = rest[:-1].rstrip()
        if self.brackets:
            raise Trouble(Reason.BRACKET_OPEN, len(self.text))
        if not rest:
            self._check_alone(last)
            return ""
        if _OTHER_ALLELE.fullmatch(rest) or _something_else(rest):
            return rest.strip(" ;,/+&|:")
        if last.kind in _UNCHANGED and not last.wild_type:
            raise Trouble(Reason.BARE_NUMBER, at, repr(rest.strip()))
        if last.kind in _UNCHANGED and _LOST_MUTANT.match(rest):
            raise Trouble(Reason.CANNOT_READ, at, repr(rest.strip()))
        if not _SUFFIX.fullmatch(rest) or CHANGE_INSIDE.search(rest):
            raise Trouble(Reason.CANNOT_READ, at, repr(rest.strip()))
        if any(rest.count(opening) != rest.count(closing) for closing, opening in _PARTNER.items()):
            raise Trouble(Reason.BRACKET_ODD, at)
        return _without_brackets(rest.strip(" _:,;|-"))

    def _check_alone(self, last: Variant) -> None:
        """``P10721`` is KIT, and no proline."""
        if last.kind == Kind.RESIDUE and len(self.variants) == 1 and is_accession(self.text.strip()):
            raise Trouble(Reason.ONLY_A_NAME, self.at, repr(self.text.strip()))


def _something_else(rest: str) -> bool:
    """``V600E/WT``, ``L858R + amplification``."""
    joiner = _JOINER.match(rest)
    return bool(joiner and joiner["sign"] and rest[joiner.end():] and class_and_gene(rest[joiner.end():])[0])


def _after_lead(text: str, at: int) -> int:
    lead = _OPEN.match(text, at)
    return lead.end() if lead is not None else at


def _without_brackets(text: str) -> str:
    return text[1:-1] if text[0] in "([" and text[-1] in ")]" and not set(text[1:-1]) & set("()[]") else text


def _why_none(text: str, at: int) -> Trouble:
    """Where a text stops to look like a variant."""
    if at >= len(text):
        return Trouble(Reason.NOTHING_FOLLOWS, at)
    partial = _PARTIAL.match(text, at)
    if partial is None:
        code = text[at].upper()
        if code in "BJZO" and text[at + 1:at + 2].isdigit() and code not in AMINO_ACIDS:
            return Trouble(Reason.NO_AMINO_ACID, at, text[at])
        return Trouble(Reason.NO_START, at, repr(text[at:at + 12]))
    rest = text[partial.end():]
    if rest[:1].isdigit() and partial[0][-1].isdigit():
        return Trouble(Reason.TOO_LONG, partial.end())
    return Trouble(Reason.CANNOT_FOLLOW, partial.end(), repr(partial[0]), repr(rest[:12]))


def _joined(variants: list[Variant], joiners: list[str]) -> Joined:
    """How variants belong together, as far as their joiners say."""
    if len(variants) < 2:
        return Joined.SINGLE
    said = set(joiners)
    places = {(v.gene, v.accession, v.start, v.end, v.insertion_code) for v in variants}
    unchanged = all(v.kind in _UNCHANGED for v in variants)
    if said <= _ONE_OF or (said <= _ONE_OF_AT_ONE_PLACE and len(places) == 1) or (said == {"/"} and unchanged):
        return Joined.EITHER
    if said <= _ALL and len(places) > 1:
        return Joined.TOGETHER
    return Joined.LISTED

"""Writing variants: one text for every meaning, which reads back as the same variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kinlens.residues import ONE_TO_THREE
from kinlens.variants.kinds import Kind

if TYPE_CHECKING:
    from kinlens.variants.model import Variant

_LONG = {letter: name.capitalize() for letter, name in ONE_TO_THREE.items()} | {"U": "Sec", "*": "Ter", "X": "Xaa"}
_SEQUENCE_KINDS = {Kind.INSERTION: "ins", Kind.DELINS: "delins"}
_DELETED_KINDS = {Kind.DELETION: "del", Kind.DUPLICATION: "dup"}


def write_variant(variant: Variant, *, three_letter: bool = False, named: bool = False) -> str:
    """Text of a variant, in the form of HGVS as far as HGVS has one.

    Parameters
    ----------
    variant : Variant
    three_letter : bool
        ``p.Thr315Ile`` instead of ``T315I``.
    named : bool
        Put accession or gene in front.

    Examples
    --------
    >>> from kinlens.variants import parse_variant
    >>> write_variant(parse_variant("DI842-843IM"), three_letter=True)
    'p.Asp842_Ile843delAspIleinsIleMet'
    """
    body = _body(variant, long=three_letter)
    name = (variant.accession or variant.gene) if named else ""
    return (f"{name}:" if name else "") + ("p." if three_letter else "") + body


def _body(v: Variant, *, long: bool) -> str:
    where, mutant = _where(v, long=long), _letters(v.mutant, long=long)
    count = "" if v.count is None else str(v.count)
    match v.kind:
        case Kind.SYNONYMOUS:
            return f"{where}="
        case Kind.ANY:
            return f"{where}Xaa"
        case Kind.STOP_OR_ANY:
            return f"{where}X"
        case Kind.INSERTION | Kind.DELINS:
            replaced = _letters(v.wild_type, long=long) if len(v.wild_type) > 1 else ""
            before = f"del{replaced}ins" if replaced else _SEQUENCE_KINDS[Kind(v.kind)]
            return f"{where}{before}{mutant}"
        case Kind.DELETION | Kind.DUPLICATION:
            stated = _letters(v.wild_type, long=long) if len(v.wild_type) > 1 else ""
            return f"{where}{_DELETED_KINDS[Kind(v.kind)]}{stated}"
        case Kind.REPEAT:
            return f"{where}[{count}]"
        case Kind.FRAMESHIFT:
            return f"{where}{mutant}fs" + (f"{'Ter' if long else '*'}{count}" if count else "")
        case Kind.EXTENSION:
            star = ("Ter" if long else "*") if v.wild_type == "*" else ""
            return f"{where}{mutant}ext" + (f"{star}{count}" if count else "")
        case Kind.START_LOSS:
            return f"{where}?"
        case Kind.SPLICE:
            return f"{where}_splice"
    return f"{where}{mutant}"


def _where(v: Variant, *, long: bool) -> str:
    first = f"{_letters(v.wild_type[:1], long=long)}{v.start}{v.insertion_code}"
    if v.end == v.start:
        return first
    last = v.wild_type_end or (v.wild_type[-1] if len(v.wild_type) > 1 else "")
    return f"{first}_{_letters(last, long=long)}{v.end}"


def _letters(sequence: str, *, long: bool) -> str:
    return "".join(_LONG[letter] for letter in sequence) if long else sequence

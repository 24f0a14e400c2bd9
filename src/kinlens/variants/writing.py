"""Writing variants: one text for every meaning, which reads back as the same variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kinlens.residues import ONE_TO_THREE
from kinlens.variants.kinds import Kind

if TYPE_CHECKING:
    from kinlens.variants.model import Variant

_LONG = {letter: name.capitalize() for letter, name in ONE_TO_THREE.items()} | {"U": "Sec", "*": "Ter", "X": "Xaa"}


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
    name = (variant.accession or variant.gene) if named else ""
    marked = three_letter or _looks_like_accession(variant)
    return (f"{name}:" if name else "") + ("p." if marked else "") + _body(variant, long=three_letter)


def _looks_like_accession(v: Variant) -> bool:
    """P10721 is KIT; the proline of titin is p.P10721."""
    return v.wild_type[:1] in ("P", "Q") and v.start > 9_999


def _body(v: Variant, *, long: bool) -> str:
    where, mutant = _where(v, long=long), _letters(v.mutant, long=long)
    run = _letters(v.wild_type, long=long) if len(v.wild_type) > 1 else ""
    star = "Ter" if long else "*"
    match v.kind:
        case Kind.SYNONYMOUS:
            return f"{where}="
        case Kind.ANY:
            return f"{where}Xaa"
        case Kind.STOP_OR_ANY:
            return f"{where}X"
        case Kind.INSERTION:
            return f"{where}ins{_inserted(v, long=long)}"
        case Kind.DELINS:
            return f"{where}del{run}ins{_inserted(v, long=long)}"
        case Kind.DELETION:
            return f"{where}del{run}"
        case Kind.DUPLICATION:
            return f"{where}dup{run}"
        case Kind.REPEAT:
            return f"{where}[{v.count}]"
        case Kind.FRAMESHIFT:
            return f"{where}{mutant}fs" + ("" if v.count is None else f"{star}{v.count}")
        case Kind.EXTENSION:
            return f"{where}{_extended(v, star, long=long)}"
        case Kind.START_LOSS:
            return f"{where}?"
        case Kind.SPLICE:
            return f"{where}_splice"
    return f"{where}{mutant}"


def _extended(v: Variant, star: str, *, long: bool) -> str:
    """Of the stop codon ``Wext*23``, ``Yext*?`` or ``YextNKGT*``, of the start ``ext-5`` or ``ext-?``."""
    first, tail = _letters(v.mutant[:1], long=long), _letters(v.mutant[1:], long=long)
    if tail:
        return f"{first}ext{tail}"
    count = "?" if v.count is None else str(v.count)
    if v.wild_type == "*":
        return f"{first}ext{star}{count}"
    return f"{first}ext{'-' if v.count is None else ''}{count}"


def _where(v: Variant, *, long: bool) -> str:
    first = f"{_letters(v.wild_type[:1], long=long)}{v.start}{v.insertion_code}"
    if v.end == v.start:
        return first
    last = v.wild_type_end or (v.wild_type[-1] if len(v.wild_type) > 1 else "")
    return f"{first}_{_letters(last, long=long)}{v.end}"


def _inserted(v: Variant, *, long: bool) -> str:
    """Residues that come in; ``(5)`` for five that nobody names."""
    if len(v.mutant) > 1 and not v.mutant.strip("X"):
        return f"({len(v.mutant)})"
    return _letters(v.mutant, long=long)


def _letters(sequence: str, *, long: bool) -> str:
    return "".join(_LONG[letter] for letter in sequence) if long else sequence

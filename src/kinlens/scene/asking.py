"""What is to be marked: rows of a report on every structure of the scene, from variants, a report or a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from kinlens.errors import NothingToMark
from kinlens.examination import Examination
from kinlens.listing import split_text
from kinlens.observed import Facts
from kinlens.provenance import describe_examination
from kinlens.reporting import Report, report, split_variants
from kinlens.statuses import UNPLACED, Status
from kinlens.tables import Column, columns_for, sites_of
from kinlens.variants import Variant

VARIANT_COLUMNS = ("variant", "input", "mutation", "mutant", "hgvs")
GROUP = Column("group", "string", "", "group the variant was given in")
_ELSEWHERE = (*UNPLACED, Status.NOT_IN_STRUCTURE)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Rows to mark, with their columns.

    Attributes
    ----------
    rows : tuple of dict
    columns : tuple of Column
    provenance : dict
    further : tuple of str
        Columns that are not kinlens's own: the user's, which marks may be coloured by.
    """

    rows: tuple[Facts, ...] = ()
    columns: tuple[Column, ...] = ()
    provenance: dict[str, Any] = field(default_factory=dict)
    further: tuple[str, ...] = ()


def ask(
    examined: Sequence[Examination], wanted: Any, *, gene: str, numbering: str | int | None, sites: Sequence[str],
    groups: Mapping[str, Any],
) -> Asked:
    """Report on what is to be marked.

    Parameters
    ----------
    examined : sequence of Examination
    wanted : str, iterable of str or Variant, Report, DataFrame or None
        A table needs a column named variant, input, mutation, mutant or hgvs, or accession and position.
    gene, numbering : str
        As for :func:`kinlens.report`.
    sites : sequence of str
        Sites that have columns, all by default.
    groups : mapping of str to variants
        Further variants, by the name of their group.

    Raises
    ------
    NothingToMark
        If a table has no column that could hold variants, or groups are given beside a table.
    """
    def on_all(texts: Sequence[str | Variant]) -> Report:
        made = [report(one, list(texts), gene=gene, numbering=numbering, sites=_those_of(one, sites))
                for one in examined]
        return _joined(made)

    if isinstance(wanted, Report) or hasattr(wanted, "columns"):
        if groups:
            raise NothingToMark("groups beside a table: give the table a column of that name")
        if isinstance(wanted, Report):
            return Asked(wanted.rows, wanted.columns, wanted.provenance)
        return _from_table(wanted, on_all)
    if wanted is not None and not isinstance(wanted, str | Variant | Iterable):
        raise NothingToMark(f"{wanted!r}")
    texts = list(split_variants(wanted)) if wanted is not None else []
    of_group: dict[str, tuple[str, str | Variant]] = {}
    for name, members in groups.items():
        for member in _members(members):
            before = of_group.get(_text(member))  # in two groups it has both names
            of_group[_text(member)] = (f"{before[0]} + {name}" if before else name, member)
    known = {_text(text) for text in texts}
    texts += [member for text, (_, member) in of_group.items() if text not in known]
    if not texts:
        return Asked(provenance=_provenance([describe_examination(one, one.site_names()) for one in examined]))
    made = on_all(texts)
    if not groups:
        return Asked(made.rows, made.columns, made.provenance)
    rows = tuple(row | ({"group": of_group[row["input"]][0]} if row["input"] in of_group else {}) for row in made.rows)
    return Asked(rows, (*made.columns, GROUP), made.provenance, ("group",))


def _members(members: str | Variant | Iterable[str | Variant]) -> list[str | Variant]:
    return [*split_text(members)] if isinstance(members, str) else split_variants(members)


def _text(asked: str | Variant) -> str:
    """What a report calls its input: the variant as it was given."""
    return asked if isinstance(asked, str) else asked.text or str(asked)


def _those_of(examined: Examination, sites: Sequence[str]) -> list[str]:
    """The sites asked for that this structure has: one of a further structure may be another's."""
    return [site for site in sites if site in examined.site_names()]


def _joined(made: Sequence[Report]) -> Report:
    """One report of several: what is in one structure is not listed as missing from the others."""
    if len(made) == 1:
        return made[0]
    taken: list[Facts] = []
    split = [[list(rows) for _, rows in groupby(one.rows, key=lambda row: row["input"])] for one in made]
    for groups in zip(*split, strict=True):
        here = [rows for rows in groups if any(row["status"] not in _ELSEWHERE for row in rows)]
        for rows in here or groups[:1]:
            taken += rows
    sites = tuple(dict.fromkeys(site for one in made for site in one.sites))
    return Report(tuple(taken), sites, _provenance([one.provenance for one in made]))


def _provenance(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return parts[0] if len(parts) == 1 else {"structures": list(parts)}


def _from_table(table: Any, on_all: Callable[[Sequence[str | Variant]], Report]) -> Asked:
    """Rows of a DataFrame: a report that was worked on, or any table with variants."""
    names = [str(name) for name in table.columns]
    given = [{str(name): value for name, value in row.items() if not _blank(value)}
             for row in table.to_dict(orient="records")]
    if {"accession", "position"} <= set(names):
        return _complete([_whole(row) for row in given], names, (), {})
    column = next((name for name in VARIANT_COLUMNS if name in names), "")
    if not column:
        raise NothingToMark(f"a table with the columns {', '.join(names[:12])}")
    texts = [_named(str(row.get("gene", "")), str(row.get(column, ""))) for row in given]
    made = on_all(list(dict.fromkeys(texts)))
    found: dict[str, list[Facts]] = {}
    for row in made.rows:
        found.setdefault(row["input"], []).append(row)
    rows = [row | one for row, text in zip(given, texts, strict=True) for one in found.get(text, [{}])]
    return _complete(rows, names, made.sites, made.provenance)


def _named(gene: str, text: str) -> str:
    return f"{gene}:{text}" if gene and text and ":" not in text else text


def _whole(row: Facts) -> Facts:
    """A row whose position is a whole number: a column with blanks has it as 315.0; what is none is left out."""
    try:
        position = int(float(row["position"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        return {name: value for name, value in row.items() if name != "position"}
    return row | {"position": position}


def _complete(
    rows: Sequence[Facts], names: Sequence[str], sites: Sequence[str], provenance: dict[str, Any],
) -> Asked:
    """Rows with columns of their own behind kinlens's."""
    sites = sites or sites_of(names)
    own = columns_for(tuple(sites))
    known = {column.name for column in own}
    further = [name for name in names if name not in known]
    columns = (*own, *(Column(name, _dtype([row.get(name) for row in rows]), "", "as given") for name in further))
    return Asked(tuple(rows), columns, provenance, tuple(further))


def _dtype(values: Sequence[Any]) -> str:
    filled = [value for value in values if value is not None]
    if filled and all(isinstance(value, bool) for value in filled):
        return "bool"
    return "float" if filled and all(is_number(value) for value in filled) else "string"


def is_number(value: Any) -> bool:
    """Whether a cell is a number, of Python's or NumPy's kind."""
    return hasattr(value, "__float__") and not isinstance(value, str | bool)


def _blank(value: Any) -> bool:
    """Whether a cell holds nothing: None, NaN or pandas' NA."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or (is_number(value) and value != value)

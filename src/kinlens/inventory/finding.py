"""Asking the inventory: which entries have this gene, this drug, this mutation, this state, this residue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kinlens.conformation import CALLS, DFG_LABELS, HELIX_C_LABELS
from kinlens.errors import NoSuchFolder, UnknownState
from kinlens.inventory.entries import EXAMINED, Row, bundled_rows
from kinlens.inventory.residues_asked import Asked, covers, has_mutation, read_residue
from kinlens.inventory.scanning import Progress, scan
from kinlens.provenance import describe_tables
from kinlens.reference import find_protein
from kinlens.reference.catalog import catalog
from kinlens.reference.drugs import codes_of
from kinlens.structures.fetching import cache
from kinlens.structures.shelves import folders as searched_folders
from kinlens.tables import Column, columns_of, to_frame

if TYPE_CHECKING:
    import pandas

LIGAND_STATES = ("apo", "nucleotide", "drug", "allosteric")
OTHER_STATES = ("mutant", "wild type")
TYPE_STATES = ("type I", "type I½", "type II", "type III", "covalent")
BORDERLINE = "borderline"
STATES = (*DFG_LABELS, *HELIX_C_LABELS, *CALLS, BORDERLINE, *LIGAND_STATES, *TYPE_STATES, *OTHER_STATES)
TYPE_WRITTEN = (("type1", "type I"), ("type1.5", "type I½"), ("type1½", "type I½"),
                ("typei1/2", "type I½"), ("type2", "type II"), ("type3", "type III"))
_Test = Callable[[Row], bool]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Inventory:
    """Structures that serve a question, the best first.

    Attributes
    ----------
    rows : tuple of dict
        One per protein chain.
    not_read : tuple of dict
        Local files that gave no row, with the reason.
    counts : mapping of str to int
        Chains that meet each part of the question by itself.
    provenance : dict
        What was searched, and the question.
    """

    rows: tuple[Row, ...]
    not_read: tuple[Row, ...]
    counts: Mapping[str, int]
    provenance: dict[str, Any]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns, in order, with units and meanings."""
        return columns_of("entry")

    @property
    def table(self) -> pandas.DataFrame:
        """The rows as a DataFrame."""
        return to_frame(self.rows, self.columns)

    @property
    def entries(self) -> tuple[str, ...]:
        """Identifiers, each once, the best first."""
        return tuple(dict.fromkeys(row["entry"] for row in self.rows))

    @property
    def said(self) -> str:
        """One line: how many there are, and how many meet each part of the question."""
        parts = ", ".join(f"{what}: {count}" for what, count in self.counts.items())
        chains, entries = len(self.rows), len(self.entries)
        found = f"{chains} chain{'s' * (chains != 1)} of {entries} {'entry' if entries == 1 else 'entries'}"
        return f"{found} ({parts})" if len(self.counts) > 1 or not self.rows else found

    def _repr_html_(self) -> str:
        return str(self.table.dropna(axis="columns", how="all").to_html(index=False, na_rep=""))

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<Inventory: {self.said}; .table, .entries, .not_read>"


def find_structures(
    *, gene: str = "", drug: str = "", mutant: str = "", state: str | Sequence[str] = (), resolved: str = "",
    folders: str | Path | Iterable[str | Path] | None = None, bundled: bool = True,
    progress: Progress | None = None,
) -> Inventory:
    """Find the structures that serve a question, among the files at hand and the bundled inventory.

    Parameters
    ----------
    gene : str
        Gene symbol, alias, accession or entry name.
    drug : str
        Name, alias or code of a ligand bound to the chain: ``imatinib``, ``PLX4032``, ``STI``.
    mutant : str
        Mutation the construct has, such as ``T315I`` or ``D770_N771insNPG``, or ``T315`` for any at that residue; with
        a gene or isoform in front, ``ABL1b:T334I``, where `gene` does not say it.
    state : str or sequence of str
        Each has to hold: ``DFGin``, ``DFGout``, ``DFGinter``, ``unassigned``, ``αC-in``, ``αC-out``, ``apo`` (nothing
        of the three that follow), ``nucleotide``, ``drug``, ``allosteric``, ``type I``, ``type I½``, ``type II``,
        ``type III``, ``covalent``, ``active``, ``inactive``, ``undetermined``, ``borderline``, ``mutant``,
        ``wild type``.
    resolved : str
        Residue that must have coordinates, such as ``V600``, ``BRAF:V600`` or ``600``.
    folders : str, Path or iterable of them, optional
        Folders to look into; by default those of ``KINLENS_STRUCTURES``, ``structures`` and the cache.
    bundled : bool
        Whether entries that are not at hand are named too.
    progress : callable, optional
        Is told the local files described and those there are.

    Returns
    -------
    Inventory
        Catalogued entries first, then by resolution.

    Raises
    ------
    UnknownProtein, AmbiguousName
        If the gene is not in the tables, or is several.
    UnknownDrug
        If the drug's name is not known and cannot be a code.
    BadVariant, SeveralVariants
        If the mutant or residue cannot be read, or is more than one.
    BadResidue
        If it is a deletion or the like, or not this gene's.
    UnknownState
        If a state is none of the above.
    NoSuchFolder
        If a folder that is named is not there.
    BadSetting
        If ``KINLENS_CACHE`` cannot be understood.
    """
    asked = [word for word in ([state] if isinstance(state, str) else state) if word]
    tests = _tests(gene, drug, mutant, asked, resolved)
    named = _folders(folders)
    local = scan(named, progress=progress)
    known = _once([row for row in local if row["status"] == EXAMINED])
    at_hand = {row["entry"] for row in known}
    if bundled:
        known += [dict(row, place="to fetch") for row in bundled_rows() if row["entry"] not in at_hand]
    references = catalog()
    for row in known:
        reference = references.get(row["entry"])
        row["why"] = reference.why if reference is not None else ""
    fitting = [row for row in known if all(test(row) for test in tests.values())]
    question = {"gene": gene, "drug": drug, "mutant": mutant, "state": asked, "resolved": resolved}
    return Inventory(
        tuple(sorted(fitting, key=_rank)), tuple(row for row in local if row["status"] != EXAMINED),
        {what: sum(map(test, known)) for what, test in tests.items()},
        describe_tables() | {"question": question, "folders": [str(folder) for folder in named], "bundled": bundled},
    )


def _rank(row: Row) -> tuple[Any, ...]:
    """Catalogued first, then local, sharp, complete ones."""
    resolution = row.get("resolution_A")
    return (not row["why"], row["place"] != "local", resolution is None, resolution or 0.0,
            -(row.get("domain_resolved") or 0.0), row["entry"], row["chain"])


def _once(rows: Sequence[Row]) -> list[Row]:
    """Rows of one file where a folder has an entry in several forms."""
    first: dict[tuple[Path, str], str] = {}
    for row in rows:
        first.setdefault((Path(row["file"]).parent, row["entry"]), row["file"])
    return [row for row in rows if row["file"] == first[Path(row["file"]).parent, row["entry"]]]


def _folders(asked: str | Path | Iterable[str | Path] | None) -> list[Path]:
    """Folders to look into; those that are named have to be there."""
    if asked is None:
        return [*searched_folders(), cache.folder()]
    named = [Path(folder).expanduser() for folder in ([asked] if isinstance(asked, str | Path) else asked)]
    for folder in named:
        if not folder.is_dir():
            raise NoSuchFolder(str(folder))
    return named


def _tests(gene: str, drug: str, mutant: str, states: Sequence[str], resolved: str) -> dict[str, _Test]:
    """The parts of a question, by what they are called in the answer."""
    tests: dict[str, _Test] = {}
    record = find_protein(gene).record if gene else None
    wanted: Asked | None = None
    if mutant:
        wanted = read_residue(mutant, record)
        record = wanted.record
    if resolved:
        residue = read_residue(resolved, record)
        record = residue.record
        tests[f"{resolved} resolved"] = lambda row: covers(row, residue)
    if drug:
        codes = codes_of(drug)
        tests[drug] = lambda row: any(code in codes for code in _codes(row))
    if wanted is not None:
        tests[mutant] = lambda row: has_mutation(row, wanted)
    for state in states:
        tests[state] = _in_state(state)
    if record is None:
        return tests
    return {record.gene: lambda row: row["accession"] == record.accession} | tests


def _codes(row: Row) -> list[str]:
    """Ligand codes of a row: ``imatinib (STI)`` is STI, a bare code itself."""
    cells = [row.get(role) or "" for role in ("nucleotide", "drug", "allosteric", "shared")]
    said = [name for cell in cells for name in cell.split("; ") if name]
    return [name.rpartition("(")[2].removesuffix(")") for name in said]


def _in_state(state: str) -> _Test:
    word = _folded(state)
    labels = {_folded(label): label for label in STATES}
    if word not in labels:
        raise UnknownState(state, STATES)
    label = labels[word]
    if label in DFG_LABELS:
        return lambda row: row.get("dfg") == label
    if label in HELIX_C_LABELS:
        return lambda row: row.get("helix_c") == label
    if label in CALLS:
        return lambda row: row.get("activity") == label
    if label == BORDERLINE:
        return lambda row: bool(row.get("activity_borderline"))
    if label in TYPE_STATES:
        return lambda row: label in _types(row)
    if label == "apo":
        return lambda row: not any(row.get(role) for role in LIGAND_STATES[1:])
    if label in LIGAND_STATES:
        return lambda row: bool(row.get(label))
    return lambda row: bool(row.get("mutations")) == (label == "mutant")


def _types(row: Row) -> set[str]:
    """Types of what is bound, each without its side: ``type I½ (back), covalent`` is ``type I½`` and ``covalent``."""
    said = [part.rpartition(": ")[2] for part in (row.get("types") or "").split("; ")]
    return {word.partition(" (")[0] for part in said for word in part.split(", ")}


def _folded(state: str) -> str:
    """``DFG-out``, ``dfg out`` and ``DFGout`` are one word; ``aC`` and ``alphaC`` are αC, ``type 1.5`` is type I½."""
    for written, meant in TYPE_WRITTEN:
        if state.lower().replace(" ", "").replace("-", "") == written:
            state = meant
    plain = "".join(state.lower().split()).replace("-", "").replace("_", "")
    return plain.replace("alphac", "αc").replace("ac", "αc", 1) if plain.startswith(("ac", "alphac")) else plain

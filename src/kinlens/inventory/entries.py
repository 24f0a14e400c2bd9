"""One row per protein chain of a structure: what somebody has to know who looks for a structure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from kinlens.errors import KinlensError
from kinlens.examination import ChainExamination, examine
from kinlens.identity import Difference
from kinlens.ligands import FEWEST_CONTACTS, Ligand, find_ligands
from kinlens.observed import insertions, ranges
from kinlens.reference.bundled import read_rows
from kinlens.reference.drugs import drug_said
from kinlens.structures import read
from kinlens.tables import columns_of

Row = dict[str, Any]
EXAMINED, UNKNOWN, NOT_READ = "examined", "no protein of the tables", "not read"


def describe_file(path: Path) -> list[Row]:
    """Rows of a coordinate file, one per chain of a known protein; one with the reason where there is none.

    Parameters
    ----------
    path : Path

    Returns
    -------
    list of dict
        Column to value, see ``[entry]`` of ``columns.toml``.
    """
    try:
        examination = examine(read(path))
    except KinlensError as trouble:
        return [{"entry": path.name, "status": NOT_READ, "reason": str(trouble)}]
    source = examination.structure.source
    common: Row = {"entry": examination.entry, "method": source.method, "resolution_A": source.resolution}
    ligands = find_ligands(examination.structure)
    known = [chain for chain in examination.chains if chain.protein.record is not None]
    rows = [common | _describe_chain(chain, ligands) for chain in known]
    if rows:
        return rows
    found = "; ".join(f"chain {c.chain}: {c.protein.status}" for c in examination.chains) or "no protein chain"
    return [common | {"status": UNKNOWN, "reason": found}]


def _describe_chain(chain: ChainExamination, ligands: Sequence[Ligand]) -> Row:
    protein, record = chain.protein, chain.protein.record
    assert record is not None  # noqa: S101 - asked for by the caller
    row: Row = {
        "chain": chain.chain, "status": EXAMINED, "gene": record.gene, "accession": record.accession,
        "organism": protein.organism, "resolved": ranges(protein.positions),
        "mutations": " ".join(_mutations(chain)),
    }
    for role in ("nucleotide", "drug", "allosteric"):
        names = dict.fromkeys(bound.ligand.name for bound in chain.ligands if bound.role == role)
        row[role] = "; ".join(drug_said(name) for name in names)
    row["types"] = "; ".join(dict.fromkeys(
        f"{drug_said(bound.ligand.name)}: {bound.type_said}" for bound in chain.ligands if bound.type_said))
    shared = dict.fromkeys(x.name for x in ligands if x.kind == "compound" and x.owner != chain.chain
                           and x.touches.get(chain.chain, 0) >= FEWEST_CONTACTS)
    row["shared"] = "; ".join(map(drug_said, shared))
    if chain.domain is not None:
        row |= {"domain": chain.domain.name, "domain_resolved": round(chain.resolved, 3)}
        state = chain.conformation
        if state is not None:
            row |= {"activity": state.ours.call, "activity_strict": state.strict.call,
                    "activity_borderline": state.ours.borderline,
                    "dihedral": state.dihedral.label if state.dihedral.given else ""}
        for name, label in (("dfg", state.dfg), ("helix_c", state.helix_c)) if state is not None else ():
            row |= {name: label.label if label.given else "",
                    f"{name}_margin_A": round(abs(label.margin), 2) if label.given else None}
    return row


def _mutations(chain: ChainExamination) -> list[str]:
    """Substitutions and insertions of the construct, as variants are written."""
    protein, record = chain.protein, chain.protein.record
    named = [f"{d.expected}{d.position}{d.found}" for d in protein.differences if _is_mutation(d)]
    if record is not None and any(d.kind == "engineered" and not d.position for d in protein.differences):
        for said in dict.fromkeys(insertions(chain.structure, protein).values()):
            position, _, letters = said.partition("+")
            before, after = int(position), int(position) + 1
            named.append(f"{record.sequence[before - 1]}{before}_{record.sequence[after - 1]}{after}ins{letters}")
    return named


def _is_mutation(difference: Difference) -> bool:
    """Whether somebody put a residue there or says that it is a variant; an orthologue or isoform is no mutant."""
    declared = difference.kind == "unknown" and any(word in difference.declared for word in ("VARIANT", "POLYMORPH"))
    return difference.position > 0 and (difference.kind == "engineered" or declared)


@cache
def bundled_rows() -> tuple[Row, ...]:
    """The bundled inventory: deposited entries, described when it was built."""
    types = {column.name: column.dtype for column in columns_of("entry")}
    read_as: dict[str, Callable[[str], Any]] = {"float": float, "int": int, "bool": lambda value: value == "True"}
    return tuple(
        {name: read_as.get(types[name], str)(value) for name, value in row.items() if value}
        for row in read_rows("entries.tsv")
    )


def to_bundle(rows: Sequence[Row]) -> str:
    """Text of the bundled inventory."""
    names = [column.name for column in columns_of("entry") if column.name not in ("why", "place", "file", "reason")]
    lines = ["\t".join(names)]
    for row in rows:
        lines.append("\t".join("" if row.get(name) is None else str(row[name]) for name in names))
    return "\n".join(lines) + "\n"

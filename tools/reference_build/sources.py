"""Readers of the third-party files the reference data are computed from (never shipped)."""

from __future__ import annotations

import csv
import gzip
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from Bio.Align import PairwiseAligner


@dataclass(frozen=True)
class Protein:
    """One protein of the tables, named as its source names it."""

    accession: str
    gene: str
    entry: str
    name: str
    sequence: str


@dataclass(frozen=True)
class AlignedDomain:
    """One row of the kinome alignment, laid onto the canonical sequence."""

    group: str
    gene: str
    accession: str
    start: int
    end: int
    column: dict[int, int]  # UniProt number -> alignment column, unaligned (lower-case) residues left out


def read_fasta(path: Path) -> list[tuple[str, str]]:
    """Headers and sequences, in the order of the file."""
    opener = gzip.open if path.suffix == ".gz" else open
    records: list[tuple[str, list[str]]] = []
    with opener(path, "rt") as lines:
        for line in lines:
            if line.startswith(">"):
                records.append((line[1:].strip(), []))
            else:
                records[-1][1].append(line.strip())
    return [(header, "".join(parts)) for header, parts in records]


def read_names(path: Path) -> dict[str, tuple[str, str]]:
    """Read accession -> entry name and gene from the headers of the kinome alignment."""
    names = {}
    for header, _ in read_fasta(path)[1:]:
        _, entry, gene, accession = header.split()
        names[accession] = (entry, gene)
    return names


def read_proteins(path: Path, named: dict[str, tuple[str, str]]) -> list[Protein]:
    """Read the canonical sequences; a header missing in the source gets entry and gene of the alignment."""
    proteins = []
    for header, sequence in read_fasta(path):
        accession = header.split("|")[1]
        match = re.match(r"[a-z]{2}\|\w+\|(\w+_HUMAN) (.*?) OS=", header)
        entry, gene = named.get(accession, ("", accession))
        name = ""
        if match:
            entry, name = match.groups()
        if found := re.search(r"GN=(\S+)", header):
            gene = found.group(1)
        proteins.append(Protein(accession, gene, entry, name, sequence))
    return sorted(proteins, key=lambda protein: protein.accession)


def read_groups(path: Path) -> dict[str, str]:
    """Read accession -> kinase group of the KinHub list ("Atypical", "TK" …)."""
    with path.open(newline="") as lines:
        return {row["UniprotID"]: row["Group"] for row in csv.DictReader(lines)}


def read_families(path: Path) -> dict[str, str]:
    """Read accession -> kinase family of the KinHub list ("Abl", "STE7"), '' for those in none."""
    with path.open(newline="") as lines:
        return {row["UniprotID"].strip(): kinhub_family(row["Family"]) for row in csv.DictReader(lines)}


def kinhub_family(text: str) -> str:
    """One family: KinHub writes both for proteins with two domains; ``X-Unique`` is its word for "in no family"."""
    parts = {part.strip() for part in text.split(",")} - {"nan", ""}
    second = {part for part in parts if part[:-1] in parts and part[-1] in "Bb"}  # JakB beside Jak, RSKb beside RSK
    left = sorted(part for part in parts - second if not part.endswith("-Unique"))
    return left[0] if left else ""


def read_alignment(path: Path, sequences: dict[str, str]) -> list[AlignedDomain]:
    """Read the rows of the alignment on canonical numbers, by sequence: eight headers count differently."""
    domains = []
    for header, row in read_fasta(path)[1:]:
        label, _, gene, accession = header.split()
        residues = row.replace("-", "").upper()
        numbers = _lay_onto(residues, sequences[accession], int(label.split("/")[1].split("-")[0]))
        columns: dict[int, int] = {}
        for position, (column, letter) in enumerate((c, x) for c, x in enumerate(row) if x != "-"):
            if letter.isupper() and numbers[position]:
                columns[numbers[position]] = column
        laid = [number for number in numbers if number]
        domains.append(AlignedDomain(label.split("_")[0], gene, accession, laid[0], laid[-1], columns))
    return domains


def _lay_onto(residues: str, canonical: str, claimed_start: int) -> list[int]:
    found = canonical.find(residues, max(0, claimed_start - 1))
    if found < 0:
        found = canonical.find(residues)
    if found >= 0:
        return list(range(found + 1, found + 1 + len(residues)))
    aligner = PairwiseAligner(mode="local", match_score=2, mismatch_score=-3,
                              open_gap_score=-8, extend_gap_score=-0.5)
    numbers = [0] * len(residues)
    blocks = aligner.align(canonical, residues)[0].aligned
    for (target, _), (query, query_end) in zip(*blocks, strict=True):
        for step in range(query_end - query):
            numbers[query + step] = int(target) + step + 1
    return numbers


def read_klifs(path: Path) -> dict[str, list[dict[int, int]]]:
    """Read accession -> one table per domain: pocket position -> UniProt number.

    A domain's key may be accession, accession with suffix or gene (GCN2 has one of each): the `uniprot` column tells.
    """
    tables: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    with gzip.open(path, "rt", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["uniprot_num"]:
                accession = row["uniprot"].partition("_")[0]
                tables[accession, row["key"]][int(row["klifs_pos"])] = int(float(row["uniprot_num"]))
    found: dict[str, list[dict[int, int]]] = defaultdict(list)
    for (accession, _), table in tables.items():
        found[accession].append(table)
    return found


def read_known_errors(path: Path) -> dict[str, set[int]]:
    """Read gene -> pocket positions at which the KLIFS table contradicts KLIFS's own structures."""
    errors: dict[str, set[int]] = defaultdict(set)
    with path.open(newline="") as lines:
        for row in csv.DictReader(lines):
            errors[row["hgnc"]].add(int(row["pos"]))
    return errors


def read_corrections(path: Path) -> dict[str, dict[tuple[int, int], str]]:
    """Accession -> pocket block -> why the alignment's place is kept against the KLIFS table."""
    corrections: dict[str, dict[tuple[int, int], str]] = defaultdict(dict)
    with path.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            corrections[row["accession"]][int(row["first"]), int(row["last"])] = f"{row['why']} ({row['source']})"
    return corrections

"""The bundled kinome table: proteins, domains, per-residue numbering, word index."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kinlens.profiles.columns import count_insertions, fill_equal_gaps, place_pocket

from . import pocket as klifs
from .sources import (
    AlignedDomain,
    Protein,
    kinhub_family,
    read_alignment,
    read_corrections,
    read_fasta,
    read_groups,
    read_klifs,
    read_known_errors,
    read_names,
    read_proteins,
)

WORD = 6
ALPHABET = "ACDEFGHIKLMNPQRSTVWY"
# Long names of KinHub that name no protein: one cut at its comma, one of a cDNA.
NO_NAMES = {"Protein kinase domain-containing protein", "HCG2039851"}


@dataclass
class Built:
    """The arrays to bundle, and how their pocket numbers compare with the KLIFS table."""

    arrays: dict[str, np.ndarray]
    differences: list[klifs.Difference]
    compared: int


def build(source: Path, family_file: Path, corrections: Path | None = None) -> Built:
    """Build all arrays of ``kinome.npz`` from the folder of third-party tables."""
    reference = source / "reference" if (source / "reference").is_dir() else source
    family = tomllib.loads(family_file.read_text(encoding="utf-8"))
    corrected = read_corrections(corrections or family_file.with_name("corrections.tsv"))
    tables = read_klifs(reference / "klifs2uniprot.csv.gz")
    groups = read_groups(reference / "kinhub.csv")
    alignment = reference / "Human-PK-alignment.fasta.gz"
    proteins = read_proteins(reference / "human_kinases_uniprot_canonical.fasta.gz", read_names(alignment))
    ras = [Protein(*_ras_header(h), s) for h, s in read_fasta(reference / "ras_uniprot.fasta")]
    sequences = {p.accession: p.sequence for p in proteins}
    domains = sorted(read_alignment(alignment, sequences), key=lambda d: (d.accession, d.start))
    pockets, misaligned, differences, compared = _pockets(
        domains, sequences, tables, read_known_errors(reference / "klifs2uniprot_vs_klifs_structures.csv"),
        corrected)
    everyone = sorted(proteins + ras, key=lambda p: p.accession)
    arrays = (_protein_arrays(everyone, groups, domains, ras)
              | _name_arrays(everyone, ras, reference / "kinhub.csv")
              | _domain_arrays(domains, pockets, misaligned, everyone, family)
              | _word_index("".join(p.sequence for p in everyone)))
    return Built(arrays, differences, compared)


def _ras_header(header: str) -> tuple[str, str, str, str]:
    _, accession, rest = header.split("|")
    entry, name = rest.split(" ", 1)
    return accession, header.split("GN=")[1].split()[0], entry, name.split(" OS=")[0]


def _pockets(domains, sequences, tables, known, corrected):
    theirs: list[klifs.Register | None] = []
    for domain in domains:
        candidates = tables.get(domain.accession, [])
        inside = [sum(domain.start <= n <= domain.end for n in table.values()) for table in candidates]
        best = int(np.argmax(inside)) if inside else -1
        theirs.append(candidates[best] if best >= 0 and inside[best] >= 20 else None)
    columns = klifs.consensus_columns(domains, theirs)
    ours = [place_pocket(domain.column, domain.start, domain.end, columns) for domain in domains]
    profile = klifs.Profile([
        (sequences[d.accession], mine, table) for d, mine, table in zip(domains, ours, theirs, strict=True) if table
    ])
    pockets: list[klifs.Register] = []
    misaligned: list[set[int]] = []
    differences: list[klifs.Difference] = []
    compared = 0
    for domain, mine, table in zip(domains, ours, theirs, strict=True):
        if table is None:
            pockets.append(mine)
            misaligned.append(set())
            continue
        settled, kept, wrong = klifs.settle(domain, sequences[domain.accession], mine, table,
                                            known.get(domain.gene, set()), profile,
                                            corrected.get(domain.accession, {}))
        pockets.append(settled)
        misaligned.append(wrong)
        differences.extend(kept)
        compared += len(set(settled) | set(table))
    return pockets, misaligned, differences, compared


def _protein_arrays(everyone, groups, domains, ras):
    domain_group = {d.accession: d.group for d in domains}
    lengths = [len(p.sequence) for p in everyone]
    ras_accessions = {p.accession for p in ras}

    def family(accession: str) -> str:
        if accession in ras_accessions:
            return "ras"
        if accession in domain_group:
            return "kinase"
        return "atypical kinase" if groups.get(accession) == "Atypical" else "other"

    return {
        "accession": np.array([p.accession for p in everyone]),
        "gene": np.array([p.gene for p in everyone]),
        "entry": np.array([p.entry for p in everyone]),
        "protein_name": np.array([p.name for p in everyone]),
        "family": np.array([family(p.accession) for p in everyone]),
        "group": np.array([domain_group.get(p.accession, "") for p in everyone]),
        "sequence": np.frombuffer("".join(p.sequence for p in everyone).encode(), dtype=np.uint8),
        "sequence_start": np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
    }


def _name_arrays(everyone: list[Protein], ras: list[Protein], kinhub: Path) -> dict[str, np.ndarray]:
    """Other names of each protein and its kinase family, both from KinHub."""
    with kinhub.open(newline="") as lines:
        rows = {row["UniprotID"].strip(): row for row in csv.DictReader(lines)}
    family = {accession: kinhub_family(row["Family"]) for accession, row in rows.items()}
    family |= {protein.accession: "RAS" for protein in ras}
    aliases = [
        (index, *alias) for index, protein in enumerate(everyone) if protein.accession in rows
        for alias in _kinhub_names(protein, rows[protein.accession])
    ]
    return {
        "kinase_family": np.array([family.get(protein.accession, "") for protein in everyone]),
        "alias_protein": np.array([index for index, *_ in aliases], dtype=np.int16),
        "alias": np.array([alias for _, alias, _, _ in aliases]),
        "alias_kind": np.array([kind for _, _, kind, _ in aliases]),
        "alias_source": np.array([source for *_, source in aliases]),
    }


def _kinhub_names(protein: Protein, row: dict[str, str]) -> list[tuple[str, str, str]]:
    """Name, kind and source of the names KinHub gives to a protein beside its gene symbol."""
    found = [(row["HGNC Name"], "previous symbol", "KinHub (HGNC name)")]
    for column, source in (("xName", "KinHub (xName)"), ("Manning Name", "KinHub (Manning name)")):
        parts = row[column].replace("/", ",").split(",")
        found += [(part.strip(), "alias", source) for part in parts]
    # KinHub's long names stop at the first comma ("Muscle"): such a beginning of UniProt's name is no name.
    if not protein.name.startswith(f"{row['Kinase Name']},") and row["Kinase Name"] not in NO_NAMES:
        found.append((row["Kinase Name"], "protein name", "KinHub (kinase name)"))
    seen, names = {protein.gene.casefold(), protein.name.casefold(), "", "nan"}, []
    for name, kind, source in found:
        if name.startswith("Domain2_") or name.endswith("_b") or name.casefold() in seen:
            continue
        seen.add(name.casefold())
        names.append((name, kind, source))
    return names


def _equivalents(
    domain: AlignedDomain, pocket: klifs.Register, misaligned: set[int],
    pka_of_column: dict[int, int], pka_of_slot: dict[int, int],
) -> dict[int, int]:
    """Map UniProt to PKA numbers by the alignment's columns, by the pocket where those are evidently wrong.

    An unaligned stretch as long as PKA's is equivalent to it, residue by residue: both ends count to the same.
    """
    firm = {pocket[p]: pka_of_slot[p] for p in misaligned if p in pocket}
    found = {number: pka_of_column[column] for number, column in domain.column.items() if column in pka_of_column}
    found = firm | {
        number: pka for number, pka in found.items()
        if number not in firm and all((number < n) == (pka < q) and pka != q for n, q in firm.items())
    }
    return fill_equal_gaps(found)


def _domain_arrays(
    domains: list[AlignedDomain], pockets: list[klifs.Register], misaligned: list[set[int]],
    everyone: list[Protein], family: dict,
):
    index_of = {p.accession: i for i, p in enumerate(everyone)}
    row = next(i for i, d in enumerate(domains) if d.accession == family["reference_accession"])
    offset = family["reference_offset"]
    pka_of_column = {column: number + offset for number, column in domains[row].column.items()}
    pka_of_slot = {position: number + offset for position, number in pockets[row].items()}
    bases, inserted, positions = [], [], []
    for domain, pocket, wrong in zip(domains, pockets, misaligned, strict=True):
        slot = {number: position for position, number in pocket.items()}
        equivalents = _equivalents(domain, pocket, wrong, pka_of_column, pka_of_slot)
        reference, count = count_insertions(equivalents, domain.start, domain.end, min(pka_of_column.values()) - 1)
        bases.extend(reference)
        inserted.extend(count)
        positions.extend(slot.get(number, 0) for number in range(domain.start, domain.end + 1))
    lengths = [d.end - d.start + 1 for d in domains]
    ordinal = [1 + sum(o.accession == d.accession and o.start < d.start for o in domains) for d in domains]
    return {
        "domain_protein": np.array([index_of[d.accession] for d in domains], dtype=np.int16),
        "domain_ordinal": np.array(ordinal, dtype=np.int8),
        "domain_group": np.array([d.group for d in domains]),
        "domain_start": np.array([d.start for d in domains], dtype=np.int32),
        "domain_end": np.array([d.end for d in domains], dtype=np.int32),
        "numbering_start": np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
        "pka": np.array(bases, dtype=np.int16),
        "inserted": np.array(inserted, dtype=np.int16),
        "klifs": np.array(positions, dtype=np.uint8),
    }


def _word_index(sequence: str):
    """Start positions of all words of ``WORD`` residues, sorted by word (the words are recomputed on loading)."""
    letters = np.full(256, -1, dtype=np.int64)
    letters[np.frombuffer(ALPHABET.encode(), dtype=np.uint8)] = np.arange(20)
    codes = letters[np.frombuffer(sequence.encode(), dtype=np.uint8)]
    words = np.zeros(len(codes) - WORD + 1, dtype=np.int64)
    valid = np.ones(len(words), dtype=bool)
    for step in range(WORD):
        part = codes[step:step + len(words)]
        valid &= part >= 0
        words = words * 20 + part
    starts = np.flatnonzero(valid)
    return {"word_order": starts[np.argsort(words[starts], kind="stable")].astype(np.uint32)}

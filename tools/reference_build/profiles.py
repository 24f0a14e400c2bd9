"""Profiles of all kinases, of their groups and of finer clusters, on one set of columns of the kinome alignment."""

from __future__ import annotations

import csv
import gzip
import io
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from Bio.Cluster import treecluster
from pyhmmer.easel import Alphabet, TextMSA, TextSequence
from pyhmmer.plan7 import HMM, Background, Builder

from .pocket import consensus_columns
from .sources import (
    AlignedDomain,
    read_alignment,
    read_families,
    read_fasta,
    read_klifs,
    read_names,
    read_proteins,
)

# A column has a residue in this many kinases: seven of the alignment's capital columns have one residue each.
FEWEST = 30
# Clusters join while their members are this much alike on average: a third of the residues, as kinase families are.
ALIKE = 0.33
SEED = 1
ALPHABET = Alphabet.amino()


@dataclass(frozen=True)
class Alignment:
    """The rows of the alignment, and which of its columns the profiles have.

    ``rows`` are capital letters throughout; ``columns`` are places in a row.
    """

    domains: list[AlignedDomain]
    rows: np.ndarray
    aligned: np.ndarray
    columns: np.ndarray

    @property
    def letters(self) -> np.ndarray:
        """Residues in the profiles' columns, - for none."""
        return np.where(self.aligned[:, self.columns], self.rows[:, self.columns], "-")


def read(reference: Path) -> Alignment:
    path = reference / "Human-PK-alignment.fasta.gz"
    proteins = read_proteins(reference / "human_kinases_uniprot_canonical.fasta.gz", read_names(path))
    domains = read_alignment(path, {protein.accession: protein.sequence for protein in proteins})
    text = np.array([list(row) for _, row in read_fasta(path)[1:]])
    aligned = np.char.isupper(text)
    return Alignment(domains, np.char.upper(text), aligned, np.flatnonzero(aligned.sum(0) >= FEWEST))


def members(alignment: Alignment, families: dict[str, str]) -> dict[str, list[int]]:
    """Name of a profile -> its rows; all kinases first, then the groups, then clusters that are neither."""
    everyone = range(len(alignment.domains))
    found = {"kinase": list(everyone)}
    for group in sorted({domain.group for domain in alignment.domains}):
        found[group] = [i for i in everyone if alignment.domains[i].group == group]
    known = {frozenset(rows) for rows in found.values()}
    for cluster in clusters(alignment):
        if len(cluster) > 1 and frozenset(cluster) not in known:
            found[_name(alignment, cluster, families, set(found))] = cluster
    return found


def clusters(alignment: Alignment) -> list[list[int]]:
    """Average-linkage clusters of the rows by the share of equal residues."""
    codes = alignment.letters.view(np.uint32).reshape(len(alignment.domains), -1)
    present = codes != ord("-")
    alike = np.zeros((len(codes), len(codes)))
    for i, row in enumerate(codes):
        both = present[i] & present
        alike[i] = ((codes == row) & both).sum(1) / np.maximum(both.sum(1), 1)
    tree = treecluster(None, distancematrix=1 - alike, method="a")
    joined = {i: [i] for i in range(len(codes))}
    for k in range(len(tree)):
        node = tree[k]
        if node.distance <= 1 - ALIKE and node.left in joined and node.right in joined:
            joined[-(k + 1)] = joined.pop(node.left) + joined.pop(node.right)
    return sorted(sorted(rows) for rows in joined.values())


def _name(alignment: Alignment, cluster: list[int], families: dict[str, str], taken: set[str]) -> str:
    """Group and most frequent families of a cluster, such as ``AGC:Akt+PKC``."""
    group = Counter(alignment.domains[i].group for i in cluster).most_common(1)[0][0]
    count = Counter(families.get(alignment.domains[i].accession) or alignment.domains[i].gene for i in cluster)
    name = f"{group}:{'+'.join(family for family, _ in count.most_common(2))}"
    while name in taken:
        name += "'"
    return name


def build_profile(alignment: Alignment, rows: Sequence[int], name: str) -> HMM:
    """One profile: the alignment's columns as they are, what lies between them as insertions."""
    text = alignment.rows[list(rows)]
    chosen = np.zeros(text.shape[1], dtype=bool)
    chosen[alignment.columns] = True
    kept = np.flatnonzero(chosen | (text != "-").any(0))
    msa = TextMSA(name=name, sequences=[
        TextSequence(name=str(i), sequence="".join(text[k, kept])) for k, i in enumerate(rows)])
    msa.reference = "".join("x" if chosen[column] else "." for column in kept)
    # Few simulated sequences: E-values, which they calibrate, are not used.
    builder = Builder(ALPHABET, architecture="hand", seed=SEED, EmN=10, EvN=10, EfN=10)
    hmm, _, _ = builder.build_msa(msa.digitize(ALPHABET), Background(ALPHABET))
    hmm.creation_time = None
    hmm.command_line = None
    return hmm


def write(hmms: Sequence[HMM], path: Path) -> None:
    """HMMER 3 text, compressed, the same bytes every time."""
    text = io.BytesIO()
    for hmm in hmms:
        hmm.write(text)
    path.write_bytes(gzip.compress(text.getvalue(), mtime=0))


def write_columns(alignment: Alignment, reference: Path, family: dict, path: Path) -> None:
    """What each column is: residue of the reference protein, pocket positions."""
    row = next(d for d in alignment.domains if d.accession == family["reference_accession"])
    pka = {column: number + family["reference_offset"] for number, column in row.column.items()}
    tables = read_klifs(reference / "klifs2uniprot.csv.gz")
    theirs = [max(tables.get(d.accession, [{}]), key=lambda t: sum(d.start <= n <= d.end for n in t.values()))
              for d in alignment.domains]
    slots: dict[int, list[int]] = {}
    for slot, column in consensus_columns(alignment.domains, theirs).items():
        slots.setdefault(column, []).append(slot)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
        writer.writerow(["column", "pka", "klifs"])
        for place, column in enumerate(alignment.columns.tolist(), 1):
            writer.writerow([place, pka.get(column, ""), " ".join(map(str, sorted(slots.get(column, []))))])


def build(source: Path, family_file: Path, data: Path) -> str:
    family = tomllib.loads(family_file.read_text(encoding="utf-8"))
    reference = source / "reference" if (source / "reference").is_dir() else source
    alignment = read(reference)
    named = members(alignment, read_families(reference / "kinhub.csv"))
    write([build_profile(alignment, rows, name) for name, rows in named.items()], data / "profiles.hmm.gz")
    write_columns(alignment, reference, family, data / "profile_columns.tsv")
    return f"profiles.hmm.gz: {len(named)} profiles of {len(alignment.columns)} columns"

"""What a file's header says about its chains: organism, database ranges, declared changes.

The records are taken from the text, because gemmi's Python side shows neither SOURCE nor DBREF nor SEQADV.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import gemmi

from kinlens.structures.declared import Reference, SequenceChange
from kinlens.structures.records import header_of

__all__ = ["HeaderClaims", "from_mmcif", "from_pdb"]

# How PDB-REDO calls itself, also before it had a hyphen.
_REDO = re.compile(r"PDB[-_]REDO", re.IGNORECASE)
_REDO_NOTE = "the header names PDB-REDO: coordinates may be re-refined and differ from those of the PDB entry"
_WANTED = (b"COMPND", b"SOURCE", b"DBREF ", b"DBREF1", b"DBREF2", b"SEQADV")


@dataclass(slots=True)
class HeaderClaims:
    """Claims of one header by author chain name, and what could not be understood.

    Parameters
    ----------
    organisms
        Scientific name and taxonomy number by chain.
    references
        Database ranges by chain.
    changes
        Declared differences by chain.
    notes
        One sentence per record that could not be understood.
    """

    organisms: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    references: dict[str, list[Reference]] = field(default_factory=dict)
    changes: dict[str, list[SequenceChange]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add_reference(self, chain: str, texts: tuple[str, str, str], numbers: tuple[str, ...]) -> None:
        """Keep a database range, or note that its numbers are missing.

        Parameters
        ----------
        chain
            Author chain name.
        texts
            Database, accession and entry name.
        numbers
            Author start and end, database start and end, as texts.
        """
        values = [_integer(text) for text in numbers]
        if None in values:
            self.notes.append(f"database range of chain {chain} ({texts[0]} {texts[1]}) has no numbers")
            return
        start, end, database_start, database_end = (value for value in values if value is not None)
        reference = Reference(*texts, start, end, database_start, database_end)
        self.references.setdefault(chain, []).append(reference)


def from_pdb(content: bytes) -> HeaderClaims:
    """Read the claims of a PDB header.

    Parameters
    ----------
    content
        The whole file.

    Returns
    -------
    HeaderClaims
    """
    claims = HeaderClaims()
    records: dict[str, list[str]] = {}
    header = header_of(content)
    if b"PDB-REDO" in header or b"PDB_REDO" in header:
        claims.notes.append(_REDO_NOTE)
    for raw in header.splitlines():
        if raw.startswith(_WANTED):
            records.setdefault(raw[:6].decode().rstrip(), []).append(raw.decode("latin-1"))

    sources = {m.get("MOL_ID", ""): m for m in _molecules(records.get("SOURCE", []))}
    for molecule in _molecules(records.get("COMPND", [])):
        source = sources.get(molecule.get("MOL_ID", ""), {})
        name = _scientific(source.get("ORGANISM_SCIENTIFIC", ""))
        for chain in molecule.get("CHAIN", "").split(","):
            label = "" if chain.strip() == "NULL" else chain.strip()
            if name:
                claims.organisms[label] = (name, _integer(source.get("ORGANISM_TAXID", "").split(",")[0]))

    for line in records.get("DBREF", []):
        texts = (line[26:32].strip(), line[33:41].strip(), line[42:54].strip())
        claims.add_reference(line[12:13].strip(), texts, (line[14:18], line[20:24], line[55:60], line[62:67]))
    # DBREF1 and DBREF2 are the two halves of a record whose accession or numbers are too long for DBREF.
    for first, second in zip(records.get("DBREF1", []), records.get("DBREF2", []), strict=False):
        texts = (first[26:32].strip(), second[18:40].strip(), first[47:67].strip())
        numbers = (first[14:18], first[20:24], second[45:55], second[57:67])
        claims.add_reference(first[12:13].strip(), texts, numbers)
    for line in records.get("SEQADV", []):
        change = SequenceChange(
            number=_integer(line[18:22]),
            icode=line[22:23].strip(),
            found=line[12:15].strip(),
            expected=line[39:42].strip(),
            comment=line[49:70].strip(),
        )
        claims.changes.setdefault(line[16:17].strip(), []).append(change)
    return claims


def from_mmcif(block: gemmi.cif.Block, entities: Mapping[str, str]) -> HeaderClaims:
    """Read the claims of an mmCIF block.

    Parameters
    ----------
    block
        The data block.
    entities
        Entity identifier of the polymer of each author chain.

    Returns
    -------
    HeaderClaims
    """
    claims = HeaderClaims()
    if any(_REDO.search(gemmi.cif.as_string(value)) for tag in ("_software.name", "_struct.title", "_audit_author.name")
           for value in block.find_values(tag)):
        claims.notes.append(_REDO_NOTE)
    organisms = _organisms(block)
    claims.organisms = {chain: organisms[name] for chain, name in entities.items() if name in organisms}

    target_tags = ("id", "db_name", "db_code", "pdbx_db_accession")
    targets = {row["id"]: row for row in _rows(block, "_struct_ref.", *target_tags)}
    ranges = (
        "pdbx_auth_seq_align_beg",
        "pdbx_auth_seq_align_end",
        "db_align_beg",
        "db_align_end",
    )
    for row in _rows(block, "_struct_ref_seq.", "ref_id", "pdbx_strand_id", "pdbx_db_accession", *ranges):
        target = targets.get(row["ref_id"], {})
        accession = row["pdbx_db_accession"] or target.get("pdbx_db_accession", "")
        texts = (target.get("db_name", ""), accession, target.get("db_code", ""))
        claims.add_reference(row["pdbx_strand_id"], texts, tuple(row[name] for name in ranges))
    for row in _rows(
        block,
        "_struct_ref_seq_dif.",
        *("mon_id", "db_mon_id", "pdbx_pdb_strand_id", "pdbx_auth_seq_num", "pdbx_pdb_ins_code", "details"),
    ):
        change = SequenceChange(
            number=_integer(row["pdbx_auth_seq_num"]),
            icode=row["pdbx_pdb_ins_code"],
            found=row["mon_id"],
            expected=row["db_mon_id"],
            comment=row["details"],
        )
        claims.changes.setdefault(row["pdbx_pdb_strand_id"], []).append(change)
    return claims


def _organisms(block: gemmi.cif.Block) -> dict[str, tuple[str, int | None]]:
    """Give the scientific name and taxonomy number by entity; of a fusion, those of its longest part."""
    found: dict[str, tuple[str, int | None]] = {}
    longest: dict[str, int] = {}
    for category, name, taxid, start, end in (
        (
            "_entity_src_gen.",
            "pdbx_gene_src_scientific_name",
            "pdbx_gene_src_ncbi_taxonomy_id",
            "pdbx_beg_seq_num",
            "pdbx_end_seq_num",
        ),
        (
            "_entity_src_nat.",
            "pdbx_organism_scientific",
            "pdbx_ncbi_taxonomy_id",
            "pdbx_beg_seq_num",
            "pdbx_end_seq_num",
        ),
        ("_pdbx_entity_src_syn.", "organism_scientific", "ncbi_taxonomy_id", "beg_seq_num", "end_seq_num"),
        # Predicted models name the organism of the target sequence here.
        (
            "_ma_target_ref_db_details.",
            "organism_scientific",
            "ncbi_taxonomy_id",
            "seq_db_align_begin",
            "seq_db_align_end",
        ),
    ):
        entity = "target_entity_id" if category.startswith("_ma_") else "entity_id"
        for row in _rows(block, category, entity, name, taxid, start, end):
            length = (_integer(row[end]) or 0) - (_integer(row[start]) or 0)
            if row[name] and length > longest.get(row[entity], -1):
                longest[row[entity]] = length
                found[row[entity]] = (_scientific(row[name]), _integer(row[taxid].split(",")[0]))
    return found


def _rows(block: gemmi.cif.Block, category: str, *tags: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a category that has the first tag; other missing tags and nulls become ``""``."""
    for row in block.find(category, [tags[0], *("?" + tag for tag in tags[1:])]):
        yield {tag: gemmi.cif.as_string(row[i]) if row.has(i) else "" for i, tag in enumerate(tags)}


def _molecules(lines: list[str]) -> list[dict[str, str]]:
    """Split COMPND or SOURCE into one dictionary of tokens per molecule."""
    molecules: list[dict[str, str]] = []
    for token in "".join(line[10:80].ljust(70) for line in lines).split(";"):
        name, colon, value = token.partition(":")
        if not colon:
            continue
        if name.strip() == "MOL_ID" or not molecules:
            molecules.append({})
        molecules[-1][name.strip()] = re.sub(r"\s+", " ", value.strip())
    return molecules


def _scientific(name: str) -> str:
    """Lower the voice of headers that shout ("HOMO SAPIENS"): a scientific name has one capital."""
    return name.capitalize() if name.isupper() else name


def _integer(text: str) -> int | None:
    """Read an integer, None for anything else."""
    text = text.strip()
    return int(text) if re.fullmatch(r"-?[0-9]+", text) else None

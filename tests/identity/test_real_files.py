"""Real entries: the genes their collectors name, headers that lie and headers that do not."""

import csv
from functools import cache
from pathlib import Path

import pytest

from kinlens.errors import UnknownProtein
from kinlens.identity import Protein, identify
from kinlens.reference import load_kinome
from kinlens.residues import parent_letter
from kinlens.structures import read
from kinlens.structures.declared import ChainHeader

pytestmark = pytest.mark.needs_structures

# Genes of the list that no chain is called, with the reason; in brackets what is said instead.
EXCEPTIONS = {
    "PHO85": "yeast, half identical with CDK2 over the whole chain: numbered by profile, under the header's name",
    "PRPF4B": "PRP4K since UniProt and HGNC renamed it",
    "CSNK2A1 (maize)": "named by its human counterpart CSNK2A1",
}
# A partner of which only ten residues are there, or (FGFR1) the kinase insert in another kinase.
PEPTIDES = {"AKT1;GSK3B": {"GSK3B"}, "AKT2;GSK3B": {"GSK3B"}, "CSF1R;FGFR1": {"FGFR1"}}
INSTEAD = {"PHO85": "PHO85", "PRPF4B": "PRP4K", "CSNK2A1 (maize)": "CSNK2A1"}


@cache
def chains_of(path: Path) -> dict[str, tuple[Protein, list[str], ChainHeader]]:
    """Identity, letters and header of every protein chain."""
    structure = read(path)
    found = {}
    for name in structure.chain_names:
        residues = structure.residues_of(name)
        if len(residues):
            letters = structure.residues.parent[residues].tolist()
            found[name] = (identify(structure, name), letters, structure.chains[name])
    return found


def proteins(path: Path) -> dict[str, Protein]:
    return {name: protein for name, (protein, _, _) in chains_of(path).items()}


def listed(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / "SOURCES.csv").read_text().splitlines()))


def entry(folder: Path, name: str, chain: str = "A") -> Protein:
    found = sorted(path for path in folder.iterdir() if path.name.split(".")[0] == name)
    return proteins(found[0])[chain]


def test_genes_of_all_files(structures_folder):
    """Every gene in SOURCES.csv that is a kinase or RAS is found, and no chain is called another one."""
    kinome = load_kinome()
    rows = listed(structures_folder)
    assert len(rows) == 577
    missing, wrong, seen = {}, {}, set()
    for row in rows:
        examined = proteins(structures_folder / row["file"]).values()
        found = {protein.record.gene for protein in examined if protein.record}
        expected = set()
        for gene in row["gene"].split(";"):
            if gene in EXCEPTIONS:
                seen.add(gene)
                expected.add(INSTEAD.get(gene, ""))
                continue
            try:
                expected.add(kinome.protein(gene).gene)
            except UnknownProtein:
                continue  # a partner: cyclin, antibody, inhibitor
        expected -= {""}
        if expected - found - PEPTIDES.get(row["gene"], set()):
            missing[row["file"]] = expected - found
        if found - expected:
            wrong[row["file"]] = found - expected
    assert (missing, wrong) == ({}, {})
    assert seen == set(EXCEPTIONS), "an exception that is none any more"


# Author to UniProt offset by sequence, and what the header says; every one of them is a false claim.
LIARS = {
    "1s9j": ("MAP2K1", 0, -1), "1uwh": ("BRAF", 1, 0), "1uwj": ("BRAF", 1, 0), "1opl": ("ABL1", -19, 0),
    "2fo0": ("ABL1", -19, 0), "2src": ("SRC", 3, 2), "3pyy": ("ABL1", -19, 18), "3og7": ("BRAF", 0, 726),
    "2xp2": ("ALK", 0, -988), "2yfx": ("ALK", 0, -988),
}


@pytest.mark.parametrize("name", LIARS)
def test_false_headers(structures_folder, name):
    gene, offset, claimed = LIARS[name]
    protein = entry(structures_folder, name)
    assert (protein.record.gene, protein.offset) == (gene, offset)
    assert (protein.header.offset, protein.header.agrees) == (claimed, False)
    assert "the sequence says" in protein.header.text


HONEST = {
    "1m17": ("EGFR", 24), "2gs2": ("EGFR", 24), "4hjo": ("EGFR", 24), "1opj": ("ABL1", -19), "1opk": ("ABL1", -19),
    "3k5v": ("ABL1", -19), "4xey": ("ABL1", -19), "6hd6": ("ABL1", -19), "3be1": ("ERBB2", 22), "1ir3": ("INSR", 27),
    "1iep": ("ABL1", 0), "2itz": ("EGFR", 0), "1fin": ("CDK2", 0), "3eqc": ("MAP2K1", 0), "1t46": ("KIT", 0),
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_headers(structures_folder, name):
    gene, offset = HONEST[name]
    protein = entry(structures_folder, name)
    assert (protein.record.gene, protein.offset) == (gene, offset)
    assert protein.header.agrees is True


def test_genbank_is_no_claim(structures_folder):
    header = entry(structures_folder, "2f4j").header
    assert (header.agrees, header.text) == (None, "the header names GB 62362414")


@pytest.mark.parametrize(("name", "organism", "offset"), [
    ("2src", "Homo sapiens", 3), ("1fmk", "Homo sapiens", 3),
    ("2oiq", "Gallus gallus", 3), ("3el8", "Gallus gallus", 3),
])
def test_human_and_chicken_src(structures_folder, name, organism, offset):
    """Both are 3 off: human entries because their authors count like chicken, chicken ones because it is chicken."""
    protein = entry(structures_folder, name)
    assert (protein.record.accession, protein.organism, protein.offset) == ("P12931", organism, offset)
    if organism == "Gallus gallus":
        assert protein.header.agrees is None  # its own numbers cannot be checked
        assert protein.header.accession == "P00523"
        assert {d.kind for d in protein.differences} <= {"orthologue", "tag", "engineered"}


def test_renumbered_without_header(structures_folder):
    """4XV2 numbered from 1: four segments, 13 engineered residues, T529 is author 79 (the issue's figures)."""
    protein = proteins(structures_folder / "modified" / "4xv2_renumbered-headerless.pdb.gz")["A"]
    assert [s.offset for s in protein.segments] == [448, 450, 468, 473]
    assert [d.kind for d in protein.differences] == ["engineered"] * 13
    assert [s.author_start + 529 - s.start for s in protein.segments if s.start <= 529 <= s.end] == [79]
    kit = proteins(structures_folder / "modified" / "4u0i_renumbered-headerless.pdb.gz")["A"]
    assert (kit.record.gene, kit.differences) == ("KIT", ())


DIFFERENCES = {
    # entry, chain: positions by kind, as SEQADV and the papers have them
    ("2v7a", "A"): {"engineered": ["T315I"]},
    ("2yfx", "A"): {"engineered": ["L1196M"]},
    ("3eqc", "A"): {"engineered": ["S298N", "S299K", "Y300F"]},  # unresolved, declared
    ("5cas", "A"): {"engineered": ["T790M", "L858R", "E865A", "E866A", "K867A"]},
    ("1iep", "A"): {"orthologue": ["N336S"]},  # mouse
    ("1t46", "A"): {},  # Thr-Ser in place of the kinase insert is a linker
    ("2i0v", "A"): {},  # the kinase insert is FGFR1's
    ("2itz", "A"): {"engineered": ["L858R"]},
    ("1uwh", "A"): {"unknown": ["K522A"]},
    ("6bdn", "A"): {"engineered": ["R2A", "K3A"]},
}


@pytest.mark.parametrize("case", DIFFERENCES, ids=lambda case: "".join(case))
def test_differences(structures_folder, case):
    protein = entry(structures_folder, *case)
    found: dict[str, list[str]] = {}
    for d in protein.differences:
        if d.position:
            found.setdefault(d.kind, []).append(f"{d.expected}{d.position}{d.found}")
    assert found == DIFFERENCES[case]


# Declared mutations that are none of the canonical sequence's.
UNDECLARED = {
    "1opl.pdb.gz": "K29R and E30D lie in the cap of isoform 1b",
    "3ce3.pdb.gz": "V1272L: another version of the database sequence",
    "3krj.pdb.gz": "C686S is FGFR1's, whose kinase insert it has",
}


def test_every_declared_mutation_is_found(structures_folder):
    """SEQADV and the alignment agree on all engineered mutations, resolved or not."""
    missing: dict[str, list[str]] = {}
    total = 0
    for path in sorted({structures_folder / row["file"] for row in listed(structures_folder)}):
        for protein, _, header in chains_of(path).values():
            if protein.record is None:
                continue
            found = {(d.expected, d.found) for d in protein.differences if d.kind == "engineered" and d.position}
            for change in header.changes:
                if "ENGINEERED" not in change.comment.upper() or not change.expected or not change.found:
                    continue
                total += 1
                if (parent_letter(change.expected), parent_letter(change.found)) not in found:
                    missing.setdefault(path.name, []).append(f"{change.expected}{change.number}{change.found}")
    assert total > 300
    assert set(missing) == set(UNDECLARED), missing


def test_no_chain_is_called_what_its_header_denies(structures_folder):
    """Where the header names a protein of the tables, the sequence names the same one, or the chain is a peptide."""
    kinome = load_kinome()
    known = {kinome.record(i).accession for i in range(len(kinome))}
    denied = {}
    for row in listed(structures_folder):
        path = structures_folder / row["file"]
        for name, (protein, _, header) in chains_of(path).items():
            claimed = {r.accession.split("-")[0] for r in header.references} & known
            called = {protein.record.accession} if protein.record else set()
            if claimed and len(protein.residues) > 15 and not claimed & called:
                denied[row["file"], name] = (claimed, called)
    assert denied == {}


def test_isoform_residues_are_not_vector(structures_folder):
    """ABL1 1b's cap (1OPL: 45 residues, of which two are declared engineered) and KRAS 2B's tail."""
    abl = entry(structures_folder, "1opl")
    assert sum(not d.position and d.kind in ("unknown", "engineered") for d in abl.differences) == 45
    kras = entry(structures_folder, "4obe")
    assert {d.kind for d in kras.differences if not d.position and d.found in "KHE"} == {"unknown"}


def test_insertion_mutant(structures_folder):
    """4LRM: EGFR D770_N771insNPG."""
    protein = entry(structures_folder, "4lrm")
    assert [d.found for d in protein.differences if d.kind == "engineered"] == ["N", "P", "G"]
    assert [s.offset for s in protein.segments] == [0, -3]


def test_atypical_kinase(structures_folder):
    protein = entry(structures_folder, "4jsn", "B")
    assert (protein.record.gene, protein.status) == ("MTOR", "atypical kinase, not numbered")


def test_yeast_is_not_taken_for_human(structures_folder):
    protein = entry(structures_folder, "2pk9")
    assert (protein.record.in_tables, protein.status) == (False, "kinase, numbered by profile")
    assert (protein.record.gene, protein.record.accession) == ("PHO85", "P17157")  # the header's words
    assert protein.runner_up.startswith("CDK2 (")


def test_laid_residues_carry_the_letters(structures_folder):
    """Where no difference is listed, residue and canonical residue are one letter; numbers ascend (all files)."""
    for row in listed(structures_folder):
        for name, (protein, letters, _) in chains_of(structures_folder / row["file"]).items():
            if protein.record is None:
                continue
            differing = {d.position for d in protein.differences}
            sequence = protein.record.sequence
            for number, letter in zip(protein.canonical.tolist(), letters, strict=True):
                same = number == 0 or number in differing or letter == "X" or sequence[number - 1] == letter
                assert same, (row["file"], name, number)
            placed = protein.canonical[protein.canonical > 0]
            assert (placed[1:] > placed[:-1]).all(), (row["file"], name)
            assert protein.construct is None or set(placed.tolist()) <= protein.construct

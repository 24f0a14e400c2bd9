"""The bundled table against UniProt's facts, its manifest and a naive search."""

import hashlib
import tomllib
from importlib.resources import files

import numpy as np
import pytest

from builders.chains import LETTERS, random_letters
from kinlens.errors import UnknownProtein
from kinlens.families import load_family
from kinlens.numbering import domains_of
from kinlens.reference import load_kinome
from kinlens.reference.kinome import WORD_LENGTH

DATA = files("kinlens.reference") / "data"

# Length of the canonical sequence, UniProt.
LENGTHS = """
P00519 ABL1 1130, P00533 EGFR 1210, Q9UM73 ALK 1620, Q02750 MAP2K1 393, P36507 MAP2K2 400, P01116 KRAS 189,
P01111 NRAS 189, P01112 HRAS 189, P15056 BRAF 766, P04049 RAF1 648, P10721 KIT 976, P16234 PDGFRA 1089, P36888 FLT3 993,
P04626 ERBB2 1255, P21860 ERBB3 1342, Q15303 ERBB4 1308, P08581 MET 1390, P07949 RET 1114, P52333 JAK3 1124,
O60674 JAK2 1132, P12931 SRC 536, P17612 PRKACA 351, P24941 CDK2 298, Q06187 BTK 659, P07333 CSF1R 972, P35968 KDR 1356,
P17948 FLT1 1338, P06213 INSR 1382, P11362 FGFR1 822, O14965 AURKA 403, P28482 MAPK1 360, Q16539 MAPK14 360,
P31749 AKT1 480, Q9H4A3 WNK1 2382, P42345 MTOR 2549, O14757 CHEK1 476, P06239 LCK 509, Q16288 NTRK3 839,
Q15831 STK11 433, Q8WZ42 TTN 34350
"""
# Borders of the protein kinase domain, UniProt.
BORDERS = """
ABL1 242 493, EGFR 712 979, ALK 1116 1392, MAP2K1 68 361, BRAF 457 717, KIT 589 937, PRKACA 44 298, SRC 270 523,
MET 1078 1345, CDK2 4 286, ERBB2 720 987, FLT3 610 943, PDGFRA 593 954, RET 724 1016, AURKA 133 383, MAPK1 25 313
"""
RESIDUES = """
ABL1 T315 Y253 E255 F317 M351 F359 H396, EGFR T790 C797 L858 G719 D761 L747 T854, ALK C1156 L1196 F1174 G1202 G1269,
MAP2K1 C121 P124 N122 G128 Y130 S218 S222 S212 K97 Q56 F53 V60 D67, BRAF V600 T529 S446, KIT D816 T670 V654 D820 Y823,
PDGFRA T674 D842, FLT3 D835 N676, ERBB2 T798, JAK3 V674, JAK2 V617, RET K710 M918, KRAS G12 G13 Q61, NRAS Q61,
ERBB4 G1217, FLT1 A276, AKT1 S473
"""


def entries(text: str) -> list[list[str]]:
    return [row.split() for row in text.replace("\n", " ").split(",") if row.strip()]


@pytest.fixture(scope="module")
def kinome():
    return load_kinome()


@pytest.fixture(scope="module")
def domains(kinome):
    return [d for i in range(len(kinome)) for d in domains_of(kinome.record(i))]


def test_manifest():
    """Every bundled file is listed with its hash and size, and nothing else is."""
    manifest = tomllib.loads((DATA / "manifest.toml").read_text(encoding="utf-8"))
    listed = {name: row for name, row in manifest.items() if isinstance(row, dict)}
    bundled = {path.name for path in DATA.iterdir() if path.is_file() and path.name != "manifest.toml"}
    assert set(listed) == bundled
    for name, row in listed.items():
        content = (DATA / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"], name
        assert len(content) == row["bytes"], name
        assert all(row[key] for key in ("what", "source", "licence")), name
    assert "python tools/build_reference.py" in manifest["rebuild"]


def test_size(kinome, domains):
    assert len(kinome) == 555
    assert len(domains) == 497
    families = [kinome.record(i).family for i in range(len(kinome))]
    assert set(families) == {"kinase", "ras", "atypical kinase", "other"}
    assert families.count("ras") == 3
    with_domain = {d.protein.accession for d in domains}
    for i in range(len(kinome)):
        assert (kinome.record(i).accession in with_domain) == (families[i] == "kinase"), kinome.record(i).gene


@pytest.mark.parametrize(("accession", "gene", "length"), entries(LENGTHS), ids=lambda v: v)
def test_canonical_sequences(kinome, accession, gene, length):
    record = kinome.protein(accession)
    assert (record.accession, record.gene, len(record.sequence)) == (accession, gene, int(length))
    assert kinome.protein(gene) == record
    assert record.sequence.startswith("M")


@pytest.mark.parametrize("row", entries(RESIDUES), ids=lambda row: row[0])
def test_famous_residues(kinome, row):
    gene, *residues = row
    sequence = kinome.protein(gene).sequence
    assert [residue for residue in residues if sequence[int(residue[1:]) - 1] != residue[0]] == []


def test_lookup(kinome):
    """By accession, gene or entry name, in any case; every protein by all it has."""
    abl = kinome.protein("P00519")
    for name in ("ABL1", "abl1", "ABL1_HUMAN", "abl1_human", " p00519 "):
        assert kinome.protein(name) == abl
    assert (abl.entry, abl.family, abl.group) == ("ABL1_HUMAN", "kinase", "TYR")
    assert abl.name == "Tyrosine-protein kinase ABL1"
    for i in range(len(kinome)):
        record = kinome.record(i)
        assert record.index == i
        strange = set(record.sequence) - set(LETTERS)
        assert not strange or record.gene == "TRIM66", record.gene  # no kinase; UniProt has an X in it
        for name in (record.accession, record.gene, record.entry):
            assert name, record
            assert kinome.protein(name) == record


def test_names_do_not_collide(kinome):
    records = [kinome.record(i) for i in range(len(kinome))]
    names = [name for r in records for name in {r.accession, r.gene.upper(), r.entry}]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("accession", "gene", "entry"), [
    ("P09619", "PDGFRB", "PGFRB_HUMAN"), ("P16234", "PDGFRA", "PGFRA_HUMAN"), ("Q96SB4", "SRPK1", "SRPK1_HUMAN"),
    ("O00311", "CDC7", "CDC7_HUMAN"), ("Q96GX5", "MASTL", "GWL_HUMAN"), ("A0A0B4J2F2", "SIK1B", "SIK1B_HUMAN"),
])
def test_names_of_proteins_whose_source_has_no_header(kinome, accession, gene, entry):
    record = kinome.protein(accession)
    assert (record.gene, record.entry) == (gene, entry)


@pytest.mark.parametrize(("asked", "similar"), [
    ("ABL", {"ABL1", "ABL2"}), ("MAP2K", {"MAP2K1", "MAP2K2"}), ("EGFRvIII", {"EGFR"}), ("TP53", set()), ("", set()),
    ("HER2", set()), ("X", set()),
])
def test_unknown_names(kinome, asked, similar):
    with pytest.raises(UnknownProtein) as caught:
        kinome.protein(asked)
    assert caught.value.asked == asked
    assert similar <= set(caught.value.similar)
    assert len(caught.value.similar) <= 6
    assert repr(asked) in str(caught.value)
    assert all(gene in str(caught.value) for gene in similar)


@pytest.mark.parametrize(("gene", "start", "end"), entries(BORDERS), ids=lambda v: v)
def test_borders_near_uniprots(kinome, gene, start, end):
    domain = domains_of(kinome.protein(gene))[0]
    assert abs(domain.start - int(start)) <= 5
    assert abs(domain.end - int(end)) <= 15


def test_borders_are_sane(domains):
    previous = None
    for d in domains:
        assert 1 <= d.start < d.end <= len(d.protein.sequence), d.protein.gene
        if d.protein.gene != "PLK5":  # the human protein ends within the domain
            # The longest, by their inserts: MASTL (UniProt 35-835) and RPS6KC1.
            assert 170 <= d.end - d.start + 1 <= 801, (d.protein.gene, d.start, d.end)
        assert len(d.reference) == len(d.inserted) == len(d.pocket) == len(d.region) == d.end - d.start + 1
        if previous is not None and previous.protein == d.protein:
            assert (d.index, previous.end < d.start) == (previous.index + 1, True)
        else:
            assert d.index == 1
        previous = d


def test_proteins_with_two_domains(domains):
    """Known doubles: the JAKs, the RSKs and MSKs, GCN2, obscurin and SPEG."""
    double = {d.protein.gene for d in domains if d.index == 2}
    assert double == {
        "JAK1", "JAK2", "JAK3", "TYK2", "RPS6KA1", "RPS6KA2", "RPS6KA3", "RPS6KA4", "RPS6KA5", "RPS6KA6", "EIF2AK4",
        "OBSCN", "SPEG",
    }
    assert not [d for d in domains if d.index > 2]


def test_pocket_positions_ascend(domains):
    for d in domains:
        slots = d.pocket[d.pocket > 0]
        assert (np.diff(slots) > 0).all(), d.protein.gene
        assert not len(slots) or (slots.min() >= 1 and slots.max() <= 85)
    complete = sum((d.pocket > 0).sum() >= 83 for d in domains)
    assert complete >= 0.9 * len(domains)


def test_motifs_over_the_kinome(domains):
    """β3-Lys, αC-Glu, HRD-Asp and DFG-Asp where KLIFS 17, 24, 70 and 81 are; about one domain in ten has lost one.

    Manning (2002) counts 50 kinase domains of 518 without a catalytic residue.
    """
    working = [d for d in domains if not d.pseudokinase]
    assert 45 <= len(domains) - len(working) <= 55

    def share(slot: int, letter: str) -> float:
        letters = [d.protein.sequence[p - 1] for d in working for p in d.at_pocket(slot)]
        assert len(letters) >= len(working) - 1
        return letters.count(letter) / len(letters)

    assert share(17, "K") >= 0.99  # all but the four WNK
    assert share(70, "D") == share(81, "D") == 1.0
    assert share(24, "E") >= 0.97
    assert share(83, "G") >= 0.96
    assert share(75, "N") >= 0.98
    assert {d.protein.gene for d in working if d.lost_motifs} == {"WNK1", "WNK2", "WNK3", "WNK4"}


def naive_words(kinome, query: str) -> set[tuple[int, int, int]]:
    found = set()
    for start in range(len(query) - WORD_LENGTH + 1):
        word = query[start:start + WORD_LENGTH]
        if set(word) - set(LETTERS):
            continue
        for i in range(len(kinome)):
            sequence, at = kinome.record(i).sequence, -1
            while (at := sequence.find(word, at + 1)) >= 0:
                found.add((i, at, start))
    return found


@pytest.mark.parametrize("query", [
    "HRDLKPENLLL", "MTEYKLVVVGAGGVGKSALTIQLIQNHFVD", "GGGGGGGG", "QQQQQQQ", "ACDEF", "", "XXXXXXXX",
    "IIHRDXAARNCLV", "HRDLKPBNILL", random_letters(40, 3), "hrdlkpenlll",
])
def test_shared_words_are_what_a_search_finds(kinome, query):
    proteins, positions, queries = kinome.shared_words(query)
    found = list(zip(proteins.tolist(), positions.tolist(), queries.tolist(), strict=True))
    assert len(set(found)) == len(found)
    assert set(found) == naive_words(kinome, query)


def test_no_word_runs_from_one_protein_into_the_next(kinome):
    first, second = kinome.record(0).sequence, kinome.record(1).sequence
    proteins, positions, _ = kinome.shared_words(first[-5:] + second[:5])
    for protein, position in zip(proteins, positions, strict=True):
        assert position + WORD_LENGTH <= len(kinome.record(int(protein)).sequence)


def test_loaded_once():
    assert load_kinome() is load_kinome()
    assert load_family() is load_family()

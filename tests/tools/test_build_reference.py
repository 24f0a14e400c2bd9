"""Rebuilding the bundled table from its sources gives the bundled bytes, and agrees with KLIFS."""

import csv
import gzip
import hashlib
from pathlib import Path

import numpy as np
import pytest

from kinlens.numbering import domains_of
from kinlens.reference import load_kinome

ROOT = Path(__file__).parents[2]
DATA = ROOT / "src" / "kinlens" / "reference" / "data"
# Blocks where the KLIFS table is evidently at fault: refused without scoring, or worse by this many bits.


@pytest.fixture(scope="module")
def tools(tools_on_path):
    """Give the build tool's modules."""
    from reference_build import kinome, manifest, pocket, reporting, sources

    return {"kinome": kinome, "manifest": manifest, "pocket": pocket, "reporting": reporting, "sources": sources}


@pytest.fixture(scope="module")
def built(tools, source):
    return tools["kinome"].build(source, DATA / "kinase.toml")


@pytest.mark.needs_structures
def test_the_same_bytes(tools, built, tmp_path):
    """Twice from scratch, and as bundled. (Fails when the tool or a source has changed: rebuild and commit.)"""
    for name in ("one.npz", "two.npz"):
        tools["manifest"].write_npz(tmp_path / name, built.arrays)
    one = (tmp_path / "one.npz").read_bytes()
    assert one == (tmp_path / "two.npz").read_bytes()
    with np.load(DATA / "kinome.npz") as bundled:
        assert set(bundled.files) == set(built.arrays)
        for name in bundled.files:
            assert np.array_equal(bundled[name], built.arrays[name]), name
            assert bundled[name].dtype == built.arrays[name].dtype, name
    assert hashlib.sha256(one).hexdigest() == hashlib.sha256((DATA / "kinome.npz").read_bytes()).hexdigest()


@pytest.mark.needs_structures
def test_building_twice_gives_the_same(tools, source, built):
    again = tools["kinome"].build(source, DATA / "kinase.toml")
    assert all(np.array_equal(again.arrays[name], built.arrays[name]) for name in built.arrays)
    assert again.differences == built.differences


@pytest.mark.needs_structures
def test_agreement_with_klifs(built):
    """At least 99 % without CAMKK1, whose row numbers another isoform throughout; every difference has a reason."""
    total = sum(d.positions for d in built.differences)
    assert built.compared > 41_000
    isoform = sum(d.positions for d in built.differences if d.gene == "CAMKK1")
    assert isoform == 85
    assert 1 - (total - isoform) / (built.compared - isoform) >= 0.99
    assert 1 - total / built.compared >= 0.989
    for d in built.differences:
        assert d.reason, d
        assert 1 <= d.first <= d.last <= 85
        assert 0 < d.positions <= d.last - d.first + 1


@pytest.mark.needs_structures
def test_agreement_counted_independently(source, built):
    """The same count from the loaded package and the raw table, domain by domain."""
    theirs: dict[str, dict[str, dict[int, int]]] = {}
    with gzip.open(source / "klifs2uniprot.csv.gz", "rt", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["uniprot_num"]:
                tables = theirs.setdefault(row["uniprot"].split("_")[0], {})
                tables.setdefault(row["key"], {})[int(row["klifs_pos"])] = int(float(row["uniprot_num"]))
    same = differing = 0
    genes = set()
    for accession, tables in theirs.items():
        candidates = list(tables.values())
        for domain in domains_of(load_kinome().protein(accession)):
            ours = {int(slot): domain.start + i for i, slot in enumerate(domain.pocket) if slot}
            inside = [sum(n in domain for n in table.values()) for table in candidates]
            if max(inside) < 20:
                continue
            table = candidates[int(np.argmax(inside))]
            for slot in set(ours) | set(table):
                if ours.get(slot) == table.get(slot):
                    same += 1
                else:
                    differing += 1
                    genes.add(domain.protein.gene)
    assert same / (same + differing) >= 0.989
    listed = {load_kinome().protein(d.accession).gene for d in built.differences}
    assert genes <= listed, genes - listed


@pytest.mark.needs_structures
def test_the_alignment_is_overruled_only_where_it_is_wrong(tools, source):
    """MOS: the alignment has DFG nine residues late. Every overruled block is one KLIFS fits better by 8 bits."""
    alignment = tools["sources"].read_alignment(
        source / "Human-PK-alignment.fasta.gz",
        {load_kinome().record(i).accession: load_kinome().record(i).sequence for i in range(len(load_kinome()))},
    )
    assert len(alignment) == 497
    mos = next(d for d in alignment if d.gene == "MOS")
    pka = next(d for d in alignment if d.gene == "PRKACA")
    dfg = pka.column[185]  # D184 of 1ATP
    assert next(n for n, column in mos.column.items() if column == dfg) == 228
    assert domains_of(load_kinome().protein("MOS"))[0].reference_name(219) == "PKA 184"


@pytest.mark.needs_structures
def test_difference_list(tools, built):
    """The page for the documentation is what the build says, one line per block."""
    text = tools["reporting"].differences(built)
    assert text.count("\n| ") == len(built.differences) + 1
    assert text == (ROOT / "docs" / "klifs_differences.md").read_text(encoding="utf-8")


def test_list_of_numberings(tools):
    """The page is what the table says, one line per segment."""
    data = ROOT / "src" / "kinlens" / "reference" / "data" / "numberings.tsv"
    text = tools["reporting"].numberings(data)
    rows = [line for line in data.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert text.count("\n| ") == len(rows)  # both with a header
    assert text == (ROOT / "docs" / "numberings.md").read_text(encoding="utf-8")


def test_manifest_writer(tools, tmp_path):
    """Hash and size are filled in, the prose stays."""
    (tmp_path / "a.toml").write_bytes(b"x = 1\n")
    (tmp_path / "manifest.toml").write_text(
        'rebuild = "do"\n\n["a.toml"]\nwhat = "α"\nsha256 = "old"\nbytes = 0\n', encoding="utf-8")
    tools["manifest"].write(tmp_path)
    digest = hashlib.sha256(b"x = 1\n").hexdigest()
    assert (tmp_path / "manifest.toml").read_text(encoding="utf-8") == (
        f'rebuild = "do"\n\n["a.toml"]\nwhat = "α"\nsha256 = "{digest}"\nbytes = 6\n')
    assert tools["manifest"].sha256(tmp_path / "a.toml") == digest


def test_npz_is_readable_and_reproducible(tools, tmp_path):
    arrays = {"b": np.arange(5, dtype=np.int16), "a": np.array(["αβ", "c"])}
    for name, order in (("one.npz", ["a", "b"]), ("two.npz", ["b", "a"])):
        tools["manifest"].write_npz(tmp_path / name, {key: arrays[key] for key in order})
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    with np.load(tmp_path / "one.npz", allow_pickle=False) as archive:
        assert archive["a"].tolist() == ["αβ", "c"]
        assert archive["b"].dtype == np.int16


def test_readers(tools, tmp_path):
    """Headers, names and numbers of small made-up sources."""
    sources = tools["sources"]
    fasta = tmp_path / "p.fasta"
    fasta.write_text(
        ">sp|P11111|AAA_HUMAN Kinase A OS=Homo sapiens OX=9606 GN=AAA PE=1\nMKV\nLL\n"
        ">|P22222| GN=BBB (header absent in source)\nMM\n>sp|P33333|Release 1\nMW\n")
    named = {"P22222": ("BBBX_HUMAN", "OLD"), "P33333": ("CCC_HUMAN", "CCC")}
    a, b, c = sources.read_proteins(fasta, named)
    assert (a.accession, a.gene, a.entry, a.name, a.sequence) == ("P11111", "AAA", "AAA_HUMAN", "Kinase A", "MKVLL")
    assert (b.gene, b.entry, b.name) == ("BBB", "BBBX_HUMAN", "")
    assert (c.gene, c.entry) == ("CCC", "CCC_HUMAN")

    alignment = tmp_path / "a.fasta"
    alignment.write_text(">Row of marks\n*--*\n>TYR_AAA/2-5 AAA_HUMAN AAA P11111\nK-vL-L\n")
    assert sources.read_names(alignment) == {"P11111": ("AAA_HUMAN", "AAA")}
    (domain,) = sources.read_alignment(alignment, {"P11111": "MKVLL"})
    assert (domain.group, domain.gene, domain.start, domain.end) == ("TYR", "AAA", 2, 5)
    assert domain.column == {2: 0, 4: 3, 5: 5}  # the lower-case residue is not aligned


def test_klifs_reader(tools, tmp_path):
    """Tables of one protein under three kinds of key (GCN2 has two of them)."""
    path = tmp_path / "k.csv.gz"
    with gzip.open(path, "wt") as file:
        file.write("key,schema,hgnc,uniprot,klifs_label,klifs_pos,uniprot_num,uniprot_aa,pocket_aa\n"
                   "P1_2,x,AAA,P1_2,I:1,1,31.0,R,R\nP1_2,x,AAA,P1_2,I:2,2,,,_\n"
                   "AAA,x,AAA,P1,I:1,1,531.0,R,R\nP2,x,BBB,P2,I:3,3,7.0,K,K\n")
    assert tools["sources"].read_klifs(path) == {"P1": [{1: 31}, {1: 531}], "P2": [{3: 7}]}


def test_equivalents(tools):
    """By columns; as long as the reference's stretch, residue by residue; by the pocket where the columns are wrong."""
    kinome, aligned = tools["kinome"], tools["sources"].AlignedDomain

    def equivalents(column, pocket=None, misaligned=frozenset()):
        domain = aligned("TYR", "AAA", "P11111", 1, 20, column)
        return kinome._equivalents(domain, pocket or {}, set(misaligned), {c: 100 + c for c in range(30)}, {17: 112})

    assert equivalents({1: 1, 2: 2}) == {1: 101, 2: 102}
    assert equivalents({1: 1, 4: 4}) == {1: 101, 2: 102, 3: 103, 4: 104}
    assert equivalents({1: 1, 4: 5}) == {1: 101, 4: 105}
    moved = equivalents({1: 1, 5: 5, 10: 12, 15: 15}, {17: 8}, {17})
    assert moved == {1: 101, 2: 102, 3: 103, 4: 104, 5: 105, 8: 112, 15: 115}

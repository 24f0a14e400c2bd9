"""Numberings on real screens: what their publishers' columns, or a count by hand, say of them."""

import csv
import gzip
import re
from collections import Counter

import pytest

from kinlens.locating import locate, locate_texts
from kinlens.reporting import locate_all
from kinlens.statuses import Status

pytestmark = pytest.mark.needs_screens
FITS = (Status.MATCH, Status.OUTSIDE_DOMAIN)


@pytest.fixture
def rows(screens_folder):
    """Rows of a delimited file of the folder, every cell as text."""

    def read(name, delimiter=","):
        path = screens_folder / name
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream, delimiter=delimiter))

    return read


def statuses(texts, **options):
    return Counter(item.status for items in locate_texts(texts, **options) for item in items)


def test_a_construct_counted_from_its_first_residue(rows):
    # MET kinase library: residue 1 is UniProt 1059 (column pos), in both backgrounds.
    for name in ("met_estevam2024/ex14_scores.csv.gz", "met_estevam2024/met_scores.csv.gz"):
        table = [row for row in rows(name) if row["hgvs"] != "_wt"]
        asked = [row["hgvs"] for row in table]
        # The library begins with the juxtamembrane helix, before the numbered domain.
        assert set(statuses(asked, gene="MET", numbering="+1058")) == set(FITS)
        found = locate_texts(asked, gene="MET", numbering="+1058")
        assert [items[0].variant.start for items in found] == [int(row["pos"]) for row in table]
        # 13 of 287 residues agree by chance where the numbers are taken for UniProt's.
        wild = {re.sub(r"[^A-Z0-9]|[A-Z]\)", "", text) for text in asked}
        assert len(wild) == 287
        assert sum(locate(text, gene="MET").status in FITS for text in wild) == 13


def test_a_catalytic_domain_counted_from_one(rows):
    asked = [row["hgvs_pro"] for row in rows("mavedb_fixtures/urn_mavedb_00000041-a-1_scores.csv")]
    assert statuses(asked, gene="SRC", numbering="+269") == {Status.MATCH: 5}


def test_two_isoforms_in_one_column(rows):
    # 20 of the 33 residues are UniProt's, 13 those of isoform 1b, by PDB entry.
    published = rows("abl1_hauser2018/PremPLI_S129.txt", "\t")
    table = {(row["PDB ID"], row["Mutation_PDB"][:-1]) for row in published}
    counted = {residue for _, residue in table}
    assert len(counted) == 33
    fit = {residue for residue in counted if locate(residue, gene="ABL1").status == Status.MATCH}
    assert len(fit) == 20
    for entry, residue in table:
        found = locate(residue, gene="ABL1")
        if entry in ("1OPJ", "4XEY"):
            assert found.status == Status.MISMATCH
            assert "isoform 1b" in [suggestion.why for suggestion in found.suggestions]
            assert locate(residue, gene="ABL1", numbering="isoform 1b").status == Status.MATCH
        else:
            assert found.status == Status.MATCH, str(found)


def test_hotspots_in_other_isoforms(rows):
    # FGFR1 N577 and K687, FGFR2 N550 and C383, FGFR3 Y375 are residues of other transcripts.
    table = rows("cancerhotspots/taylorlab_publication_hotspots.tsv", "\t")
    kinases = [locate(row["Codon"], gene=row["Hugo Symbol"]) for row in table if "splice" not in row["Codon"]]
    kinases = [item for item in kinases if item.record is not None and item.record.family in ("kinase", "ras")]
    wrong = {f"{item.record.gene} {item.variant}": [str(s) for s in item.suggestions]
             for item in kinases if item.status == Status.MISMATCH}
    expected = {"FGFR1 N577": "N546 (853 residues)", "FGFR1 K687": "K656 (853 residues)",
                "FGFR2 N550": "N549 (isoform IIIb)", "FGFR2 C383": "C382 (isoform IIIb)",
                "FGFR3 Y375": "Y373 (isoform IIIb)", "TGFBR2 R553": "R528 (isoform B)"}
    assert set(wrong) == {*expected, "ACVR1B R485"}  # its transcript's numbers are in no table: said, not guessed
    for asked, meant in expected.items():
        assert wrong[asked][0] == meant


def test_a_slip_in_a_table(screens_folder):
    # One cell of the workbook says V298L: residue 298 of ABL1 is a leucine, 299 the valine of V299L.
    found = locate("V298L", gene="ABL1")
    assert found.status == Status.MISMATCH
    assert "V299L (one residue off)" in [str(suggestion) for suggestion in found.suggestions]


def test_human_and_mouse_numbers_side_by_side(rows):
    table = rows("base_editing_ball_acosta2025/ABE_LFC_FDR_df.csv.gz")
    pairs = {(row["gene_name_h"], row["HGVSp_h"]) for row in table if row["HGVSp_h"] and row["gene_name_h"]}
    located = [locate(human, gene=gene) for gene, human in pairs]
    kinases = [h for h in located if h.variant is not None and h.record is not None and h.record.family == "kinase"]
    assert len(kinases) > 100
    assert [str(h) for h in kinases if h.status not in FITS] == []
    for gene, mouse, human in [("ALK", "F1178L", "F1174L"), ("BRAF", "N618S", "N581S"), ("FLT3", "R848G", "R845G")]:
        assert f"{human} (mouse)" in [str(s) for s in locate(mouse, gene=gene).suggestions]


@pytest.mark.parametrize(
    ("name", "column", "gene"),
    [
        ("abl1_hauser2018/PremPLI_S144.txt", "MUTATION", "ABL1"),
        ("proteingym_singles/MK01_HUMAN_Brenan_2016.csv", "mutant", "MK01_HUMAN"),
        ("proteingym_singles/RASH_HUMAN_Bandaru_2017.csv", "mutant", "H-Ras"),
        ("proteingym_singles/SRC_HUMAN_Ahler_CD_2019.csv", "mutant", "c-SRC"),
    ],
)
def test_every_wild_type_agrees(rows, name, column, gene):
    asked = [row[column] for row in rows(name, "\t" if name.endswith("txt") else ",")]
    assert len(asked) > 100
    assert set(statuses(asked, gene=gene)) <= {Status.MATCH, Status.OUTSIDE_DOMAIN}


def test_genes_and_variants_of_a_clinical_table(rows):
    # Tab-separated with quotes inside cells; the first two columns are all that is asked.
    table = rows("civic_early/VariantSummaries.txt", "\t")
    asked = [f"{row['entrez_gene']} {row['variant']}" for row in table]
    made = locate_all(asked)
    assert list(dict.fromkeys(row["input"] for row in made.rows)) == list(dict.fromkeys(asked))
    wrong = {row["input"]: row["suggestions"] for row in made.rows if row["status"] == Status.MISMATCH}
    assert set(wrong) == {"FGFR2 P235R"}  # a slip of the table: the known mutation is P253R
    assert "P253R (two digits swapped)" in wrong["FGFR2 P235R"]
    alk = {row["variant"]: row for row in made.rows if row.get("gene") == "ALK" and row["variant"]}
    assert alk["L1196M"]["klifs"] == 45

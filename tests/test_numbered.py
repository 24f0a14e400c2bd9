"""``kinlens.number``: kinase domains of sequences and structures.

Expected numbers are published ones, or the bundled table's (KLIFS and Modi & Dunbrack's alignment), never the output.
"""

from __future__ import annotations

import gzip
import json
import math
import re

import gemmi
import numpy as np
import pytest

import kinlens
from builders.chains import UBIQUITIN, chain_of, entry_of, part, piece, random_letters
from builders.files import mmcif_text, pdb_text
from builders.kinases import entry, ruler
from kinlens.errors import ChainNotFound, KinlensError, NeedsNoChain, NothingToNumber, UnreadableSequences, UsageError
from kinlens.numbered import NO_DOMAIN, NOT_READ, NUMBERED, Numbered, number, sequences_of
from kinlens.numbering import UNSURE, Domain, domains_of
from kinlens.reference import load_kinome
from kinlens.structures import read
from kinlens.tables import columns_of, to_json

TAG = "MGSSHHHHHHSSGLVPRGSH"
LINKER = "GGSGGSGGS"
MOTIFS = ("β3-Lys", "αC-Glu", "gatekeeper", "HRD-Asp", "DFG-Asp")
# UniProt numbers. EGFR: Zhang 2006, Yun 2008. ABL1: Nagar 2002. BRAF: Wan 2004. CDK2: De Bondt 1993. PRKACA (counted
# with Met1, one more than PKA's): Knighton 1991. AURKA: Bayliss 2003.
PUBLISHED = {
    "EGFR": ("K745", "E762", "T790", "D837", "D855"), "ABL1": ("K271", "E286", "T315", "D363", "D381"),
    "BRAF": ("K483", "E501", "T529", "D576", "D594"), "CDK2": ("K33", "E51", "F80", "D127", "D145"),
    "PRKACA": ("K73", "E92", "M121", "D167", "D185"), "AURKA": ("K162", "E181", "L210", "D256", "D274"),
}
PHO85 = ("K36", "E53", "F82", "D133", "D151")  # UniProt P17157; Huang 2007 (PDB 2PK9)


def sequence(gene: str) -> str:
    return load_kinome().protein(gene).sequence


def cut(gene: str, first: int, last: int) -> str:
    return sequence(gene)[first - 1:last]


def table_of(gene: str) -> tuple[Domain, ...]:
    return domains_of(load_kinome().protein(gene))


ABL = cut("ABL1", 229, 500)


def unknown(gene: str, seed: int = 1, share: float = 0.38) -> tuple[str, dict[str, int]]:
    """A kinase of no table: a domain with residues replaced, but for the anchors and their neighbours.

    Returns its letters and the place of each anchor, from 1.
    """
    (domain,) = table_of(gene)
    letters = list(cut(gene, domain.start, domain.end))
    anchors = {name: position - domain.start + 1 for name, position in domain.anchors.items()}
    kept = {place - 1 + step for place in anchors.values() for step in (-1, 0, 1)}
    rng = np.random.default_rng(seed)
    free = [k for k in range(len(letters)) if k not in kept]
    for k in rng.choice(free, round(share * len(letters)), replace=False).tolist():
        letters[k] = str(rng.choice([letter for letter in "ACDEFGHIKLMNPQRSTVWY" if letter != letters[k]]))
    return "".join(letters), anchors


def motifs(found: Numbered, line: int = 0) -> tuple[str, ...]:
    """Residue and position of the five motifs of a line's domain, from the anchor rows."""
    one = Numbered((found.numberings[line],), {})
    rows = {row["anchor"]: row for row in one.anchors}
    return tuple(f"{rows[name]['residue']}{rows[name]['position']}" for name in MOTIFS)


def statuses(found: Numbered) -> list[tuple[str, str]]:
    return [(n.input, n.status) for n in found.numberings]


def check_rows(found: Numbered) -> None:
    """What holds of every answer: the three kinds of rows say the same, in the columns of columns.toml."""
    place_columns = {column.name for column in columns_of("place")}
    assert len(found) == len(found.numberings) == len(found.domains)
    assert found.residues == [row for n in found.numberings for row in Numbered((n,), {}).residues]
    for n in found.numberings:
        one = Numbered((n,), {})
        (row,) = one.domains
        assert set(row) <= {column.name for column in columns_of("domain")}
        assert row["reason"], "every line says why"
        if n.domain is None:
            assert (one.residues, one.anchors, row.get("domain")) == ([], [], None)
            assert (row["start"] is None) is (n.status != "too distant")
            continue
        assert (row["start"], row["end"]) == (n.domain.start, n.domain.end)
        residues = {r["position"]: r for r in one.residues}
        given = [name for name, position in n.domain.anchors.items() if position in residues]
        assert [said.split()[0] for said in row["anchors"].split("; ") if said] == given
        assert row["numbers"] in ("UniProt", "places in the sequence", "author numbers")
        assert (row["numbers"] == "UniProt") is bool(row["gene"])
        assert (row["residues"], row["of_residues"]) == (len(residues), len(n.domain.positions))
        places = [r["place"] for r in residues.values() if r["place"] is not None]
        assert (row["first_place"], row["last_place"]) == (min(places, default=None), max(places, default=None))
        assert {r["domain"] for r in residues.values()} == {row["domain"]}
        assert {r["status"] for r in residues.values()} <= {"numbered", "uncertain", "not resolved"}
        assert len(residues) == len(one.residues)
        assert list(residues) == sorted(residues)
        assert all(r["residue"] and set(r) <= place_columns for r in residues.values())
        assert all(row["start"] <= position <= row["end"] for position in residues)
        frame = n.domain.table().astype(object)
        table = frame.where(frame.notna(), None).set_index("position").to_dict("index")
        for position, residue in residues.items():
            for name in ("klifs", "reference", "reference_after", "region", "lobe", "anchor", "spine"):
                assert residue[name] == table[position][name], (position, name)
            assert residue["confidence"] == table[position].get("confidence")
        assert [a["anchor"] for a in one.anchors] == list(n.domain.family.anchors)
        for anchor in one.anchors:
            assert set(anchor) <= place_columns
            if anchor["anchor"] not in n.domain.anchors:
                assert anchor["status"] in ("withheld", "absent")
                assert anchor["reason"]
                assert anchor.get("position") is None
            elif anchor["position"] in residues:
                assert anchor == residues[anchor["position"]] | {"anchor": anchor["anchor"]}
            else:
                assert anchor["position"] == n.domain.anchors[anchor["anchor"]]
                assert (anchor["status"], anchor["residue"], anchor["place"], anchor["author"]) == (
                    "not in the input", "", None, "")


# --------------------------------------------------------------------------------- kinases of the tables


@pytest.mark.parametrize("gene", PUBLISHED)
@pytest.mark.parametrize("by_profile", [False, True], ids=["table", "profile"])
def test_published_residues(gene, by_profile):
    found = number(sequence(gene), by_profile=by_profile)
    assert statuses(found) == [("sequence 1", NUMBERED)]
    assert motifs(found) == PUBLISHED[gene]
    check_rows(found)


@pytest.mark.parametrize("gene", PUBLISHED)
def test_by_profile_is_the_table_where_there_is_one(gene):
    (domain,) = table_of(gene)
    (n,) = number(sequence(gene), by_profile=True).numberings
    assert (n.start, n.end, dict(n.domain.anchors)) == (domain.start, domain.end, dict(domain.anchors))
    pocket = {slot: domain.at_pocket(slot) for slot in range(1, 86) if domain.at_pocket(slot)}
    same = [n.domain.at_pocket(slot) == where for slot, where in pocket.items()]
    assert np.mean(same) >= 0.95
    assert n.domain.method.startswith("profile ")
    assert n.bits > 200
    assert n.domain.confidence > 0.9
    assert n.record is None


def test_the_table_has_no_score():
    found = number(sequence("EGFR"))
    (row,) = found.domains
    assert (row["gene"], row["accession"], row["numbered_by"]) == ("EGFR", "P00533", "bundled table")
    assert (row["bits"], row["confidence"], row["withheld"], row["coordinates"]) == (None, None, "", "")
    assert {r["confidence"] for r in found.residues} == {None}
    assert {r["status"] for r in found.residues} == {"numbered"}


def test_a_construct_with_a_tag():
    """Places count in the construct, positions are UniProt's."""
    found = number(TAG + ABL)
    (n,) = found.numberings
    assert (n.record.gene, n.start, n.end, n.domain.method) == ("ABL1", 242, 495, "bundled table")
    assert motifs(found) == PUBLISHED["ABL1"]
    shift = len(TAG) - 228
    assert {row["place"] - row["position"] for row in found.residues} == {shift}
    assert [row["position"] for row in found.residues] == list(range(242, 496))
    assert {row["author"] for row in found.residues} == {""}
    check_rows(found)


def test_a_construct_by_profile_counts_in_its_own_places():
    found = number(TAG + ABL, by_profile=True)
    shift = len(TAG) - 228
    expected = {name: position + shift for name, position in table_of("ABL1")[0].anchors.items()}
    assert dict(found.numberings[0].domain.anchors) == expected
    assert {row["place"] - row["position"] for row in found.residues} == {0}
    assert "".join(row["residue"] for row in found.residues) in TAG + ABL


def test_residues_are_those_of_the_input():
    """T315I: Gorre 2001; L858R: Lynch 2004."""
    for gene, position, letter, first, last in [("ABL1", 315, "I", 229, 500), ("EGFR", 858, "R", 696, 1022)]:
        letters = cut(gene, first, position - 1) + letter + cut(gene, position + 1, last)
        found = number(letters)
        (row,) = [row for row in found.residues if row["position"] == position]
        assert (row["residue"], row["place"]) == (letter, position - first + 1)
        assert "".join(row["residue"] for row in found.residues) in letters
        check_rows(found)
    assert motifs(number(cut("ABL1", 229, 314) + "I" + cut("ABL1", 316, 500)))[2] == "I315"


def test_the_anchors_of_the_domain_row_are_the_residues_of_the_input():
    (row,) = number(cut("ABL1", 229, 314) + "I" + cut("ABL1", 316, 500)).domains
    assert "gatekeeper I315" in row["anchors"]


def test_a_dead_mutant_is_said():
    """ABL1 D363N, the kinase-dead mutant of the laboratories."""
    (row,) = number(cut("ABL1", 229, 362) + "N" + cut("ABL1", 364, 500)).domains
    assert "HRD-Asp D→N" in row["lost"] or "D363N" in row["lost"]


def test_anchors_the_input_does_not_have_are_not_given():
    """ABL1 100–300 ends before the gatekeeper."""
    found = number(cut("ABL1", 100, 300))
    there = {row["position"] for row in found.residues}
    given = [row for row in found.anchors if row["status"] == "numbered"]
    assert [row["anchor"] for row in given] == ["β3-Lys", "αC-Glu", "αC-Glu+4"]
    assert {row["position"] for row in given} <= there
    assert found.domains[0]["anchors"] == "β3-Lys K271; αC-Glu E286; αC-Glu+4 M290"
    others = {row["anchor"]: row for row in found.anchors if row not in given}
    assert {(row["status"], row["residue"], row["place"]) for row in others.values()} == {
        ("not in the input", "", None)}
    assert {name: others[name]["position"] for name in ("gatekeeper", "HRD-Asp", "DFG-Asp")} == {
        "gatekeeper": 315, "HRD-Asp": 363, "DFG-Asp": 381}
    assert (found.domains[0]["lost"], found.domains[0]["pseudokinase"]) == ("", False)
    check_rows(found)


def test_anchors_before_and_inside_what_the_input_lacks():
    """ABL1 280–500 begins behind β3-Lys; 229–500 without 310–320 has no gatekeeper."""
    for letters, lacking in [(cut("ABL1", 280, 500), {"β3-Lys"}),
                             (cut("ABL1", 229, 309) + cut("ABL1", 321, 500),
                              {"gatekeeper", "hinge-1", "hinge-2", "hinge-3"})]:
        found = number(letters)
        assert {row["anchor"] for row in found.anchors if row["status"] == "not in the input"} == lacking
        assert {row["status"] for row in found.anchors} == {"numbered", "not in the input"}
        check_rows(found)


def test_a_part_of_a_domain_has_the_residues_it_has():
    found = number(cut("ABL1", 100, 300))
    assert [row["position"] for row in found.residues] == list(range(242, 301))
    assert [row["place"] for row in found.residues] == list(range(143, 202))
    (row,) = found.domains
    assert (row["start"], row["end"], row["first_place"], row["last_place"]) == (242, 495, 143, 201)
    assert (row["residues"], row["of_residues"]) == (59, 254)


def test_a_whole_domain_has_all_its_residues():
    (row,) = number(TAG + ABL).domains
    assert (row["residues"], row["of_residues"]) == (254, 254)
    assert (row["first_place"], row["last_place"]) == (242 - 228 + len(TAG), 495 - 228 + len(TAG))


def test_a_deletion_is_no_residue_of_the_input():
    """EGFR E746_A750del: five residues fewer, and the places go on where the numbers jump."""
    found = number(cut("EGFR", 696, 745) + cut("EGFR", 751, 1022))
    (row,) = found.domains
    assert row["of_residues"] - row["residues"] == 5
    assert row["last_place"] - row["first_place"] + 1 == row["residues"]
    check_rows(found)


def test_the_numbers_column_says_what_is_counted():
    letters, _ = unknown("AURKA")
    assert [row["numbers"] for row in number([ABL, letters, UBIQUITIN, "MK*V"]).domains] == [
        "UniProt", "places in the sequence", "", ""]
    (row,) = number(TAG + ABL, by_profile=True).domains
    assert row["numbers"] == "places in the sequence"
    assert (row["start"], row["end"]) == (row["first_place"], row["last_place"])


@pytest.mark.parametrize(("gene", "first", "last", "said"), [
    ("ABL1", 60, 230, "242–495"), ("JAK2", 37, 500, "545–807; 849–1125"), ("KRAS", 1, 189, "GTPase"),
    ("MTOR", 1385, 2549, "atypical"), ("PIK3CA", 1, 1068, "no protein kinase domain"),
])
def test_a_known_protein_without_a_domain_to_number(gene, first, last, said):
    found = number(cut(gene, first, last))
    (row,) = found.domains
    assert (row["status"], row["gene"]) == (NO_DOMAIN, gene)
    assert said in row["reason"]
    check_rows(found)


def test_several_domains():
    """JAK2: JH2 with N673 for the aspartate, JH1 with K882, E898, D976, D994 (Lucet 2006)."""
    found = number({"JAK2": sequence("JAK2")})
    assert statuses(found) == [("JAK2", NUMBERED)] * 2
    assert motifs(found, 1) == ("K882", "E898", "M929", "D976", "D994")
    first, second = found.domains
    assert (first["domain"], first["pseudokinase"], second["domain"], second["pseudokinase"]) == (1, True, 2, False)
    assert "HRD-Asp D→N" in first["lost"]
    assert [n.domain.name for n in found.numberings] == [domain.name for domain in table_of("JAK2")]
    check_rows(found)


def test_several_domains_by_profile():
    found = number(sequence("JAK2"), by_profile=True)
    for n, domain in zip(found.numberings, table_of("JAK2"), strict=True):
        assert (n.domain.index, dict(n.domain.anchors)) == (domain.index, dict(domain.anchors))
    assert [row["pseudokinase"] for row in found.domains] == [True, False]


def test_every_human_kinase_is_numbered_by_its_own_table():
    """One protein in eight, whole."""
    kinome = load_kinome()
    for protein in (kinome.record(k) for k in range(0, len(kinome), 8)):
        found = number(protein.sequence)
        assert {n.record.accession for n in found.numberings} == {protein.accession}, protein.gene
        expected = [dict(domain.anchors) for domain in domains_of(protein)]
        assert [dict(n.domain.anchors) for n in found.numberings if n.domain] == expected, protein.gene
        assert len(found) == max(len(expected), 1)


@pytest.mark.parametrize(("gene", "count"), [("TTN", 1), ("OBSCN", 2)])
def test_giants_are_known(gene, count):
    """Obscurin has two kinase domains (Russell 2002)."""
    found = number(sequence(gene))
    assert {(row["gene"], row["status"], row["reason"], row["numbered_by"]) for row in found.domains} == {
        (gene, NUMBERED, "identity 100.0%", "bundled table")}
    assert [row["domain"] for row in found.domains] == list(range(1, count + 1))
    assert [(n.start, n.end) for n in found.numberings] == [(domain.start, domain.end) for domain in table_of(gene)]
    check_rows(found)


def test_the_first_residues_of_a_domain_are_no_domain():
    """ABL1 100–243 are SH3, SH2 and linker; 242 and 243 lie in the borders of the kinase domain."""
    (row,) = number(cut("ABL1", 100, 243)).domains
    assert (row["status"], row["gene"], row.get("domain")) == (NO_DOMAIN, "ABL1", None)
    assert "without its kinase domain (242–495, of which 2 residues are there)" in row["reason"]


@pytest.mark.parametrize(("last", "there"), [(274, 33), (275, 34)])
def test_what_is_less_than_three_strands_is_no_domain(last, there):
    """β1 to β3 of PKA are 34 residues, 43–76 (Knighton 1991)."""
    found = number(cut("ABL1", 200, last))
    (row,) = found.domains
    assert (row["status"] == NUMBERED) is (there >= 34)
    if there >= 34:
        assert (row["residues"], row["of_residues"], len(found.residues)) == (there, 254, there)
    else:
        assert f"of which {there} residues are there" in row["reason"]
        assert found.residues == []
    check_rows(found)


def test_of_two_domains_the_one_that_is_there():
    """JAK2 500–830 ends before JH1, which then is not counted; 536–820 is JH2's construct (Bandaranayake 2012)."""
    for first, last in [(536, 820), (500, 870)]:
        found = number(cut("JAK2", first, last))
        assert [(row["domain"], row["start"], row["end"]) for row in found.domains] == [(1, 545, 807)]
    found = number(cut("JAK2", 830, 1132))
    assert [(row["domain"], row["start"], row["end"]) for row in found.domains] == [(1, 849, 1125)]
    assert {row["domain"] for row in [*found.residues, *found.anchors]} == {1}


# -------------------------------------------------------------------------------- several proteins in one


def places_of(found: Numbered, line: int) -> dict[str, int]:
    return {row["anchor"]: row["place"] for row in Numbered((found.numberings[line],), {}).anchors}


def test_a_tandem_of_two_kinases():
    letters = ABL + LINKER + cut("EGFR", 696, 1000)
    found = number(letters)
    lines = {n.record.gene: k for k, n in enumerate(found.numberings)}
    assert set(lines) == {"ABL1", "EGFR"}
    assert motifs(found, lines["ABL1"]) == PUBLISHED["ABL1"]
    assert motifs(found, lines["EGFR"]) == PUBLISHED["EGFR"]
    assert places_of(found, lines["ABL1"])["gatekeeper"] == 315 - 228
    assert places_of(found, lines["EGFR"])["gatekeeper"] == 272 + 9 + 790 - 695
    check_rows(found)


def test_the_same_kinase_twice():
    found = number(ABL + LINKER + ABL)
    assert [motifs(found, k) for k in (0, 1)] == [PUBLISHED["ABL1"]] * 2
    assert sorted(places_of(found, k)["DFG-Asp"] for k in (0, 1)) == [381 - 228, 381 - 228 + 272 + 9]
    check_rows(found)


@pytest.mark.parametrize("first", [True, False], ids=["unknown-first", "unknown-last"])
def test_a_known_kinase_and_an_unknown_one(first):
    letters, anchors = unknown("AURKA")
    found = number(letters + LINKER + ABL if first else ABL + LINKER + letters)
    lines = {n.record.gene if n.record else "": k for k, n in enumerate(found.numberings)}
    assert set(lines) == {"", "ABL1"}
    assert motifs(found, lines["ABL1"]) == PUBLISHED["ABL1"]
    shift = 0 if first else len(ABL + LINKER)
    of_unknown = found.numberings[lines[""]].domain
    expected = {name: place + shift for name, place in anchors.items()}
    assert dict(of_unknown.anchors) == expected
    assert places_of(found, lines[""]) == expected
    check_rows(found)


def test_domains_come_in_the_order_of_the_sequence():
    letters, _ = unknown("AURKA")
    for fused in (ABL + LINKER + cut("EGFR", 696, 1000), letters + LINKER + ABL):
        firsts = [min(row["place"] for row in Numbered((n,), {}).residues) for n in number(fused).numberings]
        assert firsts == sorted(firsts)


def test_domains_of_a_fusion_are_counted_in_the_sequence():
    """So that input and domain name a row."""
    found = number(ABL + LINKER + cut("EGFR", 696, 1000))
    assert [(row["gene"], row["domain"]) for row in found.domains] == [("ABL1", 1), ("EGFR", 2)]
    assert [{row["domain"] for row in Numbered((n,), {}).residues} for n in found.numberings] == [{1}, {2}]


def test_domains_are_counted_anew_in_every_input():
    letters, _ = unknown("AURKA")
    found = number({"a": sequence("JAK2"), "none": UBIQUITIN, "b": letters + LINKER + ABL, "a again": ABL})
    assert [(row["input"], row.get("domain")) for row in found.domains] == [
        ("a", 1), ("a", 2), ("none", None), ("b", 1), ("b", 2), ("a again", 1)]
    assert [row["gene"] for row in found.domains] == ["JAK2", "JAK2", "", "", "ABL1", "ABL1"]
    check_rows(found)


def test_tags_and_partners_have_no_line_of_their_own():
    partner = UBIQUITIN + random_letters(120, 3)
    found = number(partner + ABL)
    assert [n.record.gene for n in found.numberings] == ["ABL1"]
    assert places_of(found, 0)["gatekeeper"] == len(partner) + 315 - 228


# ------------------------------------------------------------------------------------- kinases of no table


@pytest.mark.parametrize("gene", ["AURKA", "CDK2", "SRC", "PRKACA", "BRAF"])
@pytest.mark.parametrize("seed", [1, 2])
def test_an_unknown_kinase(gene, seed):
    """Six residues of ten are left; the motifs are where they were."""
    letters, anchors = unknown(gene, seed)
    found = number({"made up": letters})
    (n,) = found.numberings
    assert (n.input, n.record, n.status) == ("made up", None, NUMBERED)
    for name, position in n.domain.anchors.items():
        if n.domain.confidence_of(position) >= UNSURE:
            assert position == anchors[name], name
    assert {"HRD-Asp", "catalytic-Asn", "DFG-Asp", "αF-Asp"} <= set(n.domain.anchors)
    assert n.domain.method.startswith("profile ")
    assert f"{n.bits:.0f} bits" in n.reason
    (row,) = found.domains
    assert (row["gene"], row["accession"]) == ("", "")
    assert 0 < row["confidence"] <= 1
    check_rows(found)


def test_what_is_uncertain_is_called_so():
    found = number([unknown("SRC", share=0.45)[0], sequence("CDK2")], by_profile=True)
    sure = [row["confidence"] for row in found.residues]
    assert min(sure) < UNSURE < max(sure)
    for row in found.residues:
        assert row["status"] == ("uncertain" if row["confidence"] < UNSURE else "numbered")


def test_a_distant_kinase_is_numbered_with_a_warning():
    found = number(unknown("AURKA", seed=3, share=0.6)[0])
    (n,) = found.numberings
    assert (n.status, n.domain is None) == ("distant", False)
    assert 40 <= n.bits < 60
    assert "check the anchors" in n.reason
    assert found.residues
    check_rows(found)


def test_what_resembles_a_kinase_is_not_numbered():
    """RIO1 has a kinase's fold and neither its APE nor its substrate lobe (LaRonde-LeBlanc 2004)."""
    found = number(sequence("RIOK1"), by_profile=True)
    (row,) = found.domains
    assert (row["status"], row.get("domain"), row.get("anchors")) == ("too distant", None, None)
    assert 150 < row["start"] < row["end"] < 500  # its RIO domain: 180–479 in UniProt
    assert 12 <= row["bits"] < 40
    assert (found.residues, found.anchors) == ([], [])


def test_the_nearest_human_kinase_of_an_unknown_one_is_named():
    (n,) = number(unknown("AURKA", share=0.35)[0]).numberings
    assert "closest in the tables: AURKA (" in n.reason


def test_withheld_anchors_have_a_row_and_a_reason():
    """PEAK3 has no APE motif (Lecointre 2018: its domain ends the activation segment otherwise)."""
    for by_profile, status in [(True, "withheld"), (False, "absent")]:
        found = number(sequence("PEAK3"), by_profile=by_profile)
        (row,) = [row for row in found.anchors if row["anchor"] == "APE-Glu"]
        assert row["status"] == status
        why = "no residue could be placed in its column" if by_profile else "the protein has no such residue"
        assert row["reason"] == why
        assert row.get("position") is None
        assert found.domains[0]["withheld"] == f"APE-Glu: {why}"
        assert "APE-Glu" not in found.domains[0]["anchors"]
        check_rows(found)


@pytest.mark.parametrize("letters", [
    UBIQUITIN, random_letters(300, 5), "X" * 200, "Q" * 300, "MK", TAG, ABL[::-1],
], ids=["ubiquitin", "random", "X", "Q", "short", "tag", "reversed"])
@pytest.mark.parametrize("by_profile", [False, True], ids=["", "profile"])
def test_what_is_no_kinase(letters, by_profile):
    found = number([letters], by_profile=by_profile)
    assert statuses(found) == [("sequence 1", NO_DOMAIN)]
    nothing = len(letters.replace("X", "")) < len(TAG)
    said = "finds anything in it" if nothing else r"fits: at best \d bits on the profile \S+, a kinase needs 40"
    assert re.fullmatch(f"no profile of a kinase {said}", found.domains[0]["reason"])
    check_rows(found)


@pytest.mark.parametrize("letter", list("UBJOZX"))
@pytest.mark.parametrize("by_profile", [False, True], ids=["table", "profile"])
def test_letters_beyond_the_twenty_are_numbered(letter, by_profile):
    """Selenocysteine and the unknowns of IUPAC stand where they stand."""
    letters = ABL[:100] + letter + ABL[101:]
    found = number(letters, by_profile=by_profile)
    (row,) = [row for row in found.residues if row["place"] == 101]
    assert (row["residue"], found.numberings[0].status) == (letter, NUMBERED)
    known = table_of("ABL1")[0].anchors
    shift = 228 if by_profile else 0
    assert dict(found.numberings[0].domain.anchors) == {name: position - shift for name, position in known.items()}


def test_a_giant():
    """Titin, 34,350 residues, its kinase domain near the end (Mayans 1998: 32,172–32,492)."""
    (n,) = number(sequence("TTN"), by_profile=True).numberings
    assert 32_150 < n.start < n.end < 32_500


# ---------------------------------------------------------------------------------------- what can be given


FASTA = f""">sp|P00519|ABL1_HUMAN Tyrosine-protein kinase
{ABL}
>empty
>dna
{'ACGT' * 30}
>stop inside
{ABL[:50]}*{ABL[50:]}
>ras
{sequence('KRAS')}
>
{sequence('CDK2')}
>strange
{ABL[:50]}%
>twice
{ABL.lower()}
>twice
{UBIQUITIN}
"""
EXPECTED = [
    ("sp|P00519|ABL1_HUMAN", NUMBERED), ("empty", NOT_READ), ("dna", NOT_READ), ("stop", NOT_READ), ("ras", NO_DOMAIN),
    ("sequence 6", NUMBERED), ("strange", NOT_READ), ("twice", NUMBERED), ("twice", NO_DOMAIN),
]


def test_every_sequence_comes_out_in_order_with_a_status(write):
    text = number(FASTA)
    assert statuses(text) == EXPECTED
    check_rows(text)
    path = write(FASTA.replace("\n", "\r\n"), "all.fasta")
    packed = write(gzip.compress(FASTA.encode("utf-8-sig")), "all.fa.gz")
    for source in (path, str(path), packed, str(packed)):
        assert number(source).domains == text.domains
    assert number(path).residues == text.residues


def test_an_answer_does_not_depend_on_the_neighbours():
    records = [">" + record for record in FASTA.split(">")[1:]]
    whole = number(FASTA)
    alone = [number(record if record.split("\n")[0] != ">" else record.replace(">", ">sequence_6", 1))
             for record in records]
    rows = [row | {"input": ""} for one in alone for row in one.domains]
    assert [row | {"input": ""} for row in whole.domains] == rows
    turned = number("".join(reversed(records)))
    assert [row | {"input": ""} for row in turned.domains] == rows[::-1]


def test_lists_and_mappings():
    sequences = {"abl": ABL, "none": "", "cdk2": sequence("CDK2").lower(), 7: "MK*V" + ABL}
    found = number(sequences)
    assert statuses(found) == [("abl", NUMBERED), ("none", NOT_READ), ("cdk2", NUMBERED), ("7", NOT_READ)]
    for given in (list(sequences.values()), tuple(sequences.values())):
        listed = number(given)
        assert [n.input for n in listed.numberings] == [f"sequence {k}" for k in range(1, 5)]
        assert [n.status for n in listed.numberings] == [n.status for n in found.numberings]
    assert number([ABL]).residues == [row | {"input": "sequence 1"} for row in number({"": ABL}).residues]


@pytest.mark.parametrize(("value", "kind"), [(None, "NoneType"), (5, "int"), (b"MKVL", "bytes"), (math.nan, "float")])
def test_a_value_that_is_no_text_leaves_its_neighbours(value, kind):
    """As a column of a table with blanks has them."""
    found = number({"blank": value, "abl": ABL})
    assert statuses(found) == [("blank", NOT_READ), ("abl", NUMBERED)]
    assert found.domains[0]["reason"] == f"{kind} is no sequence"
    assert [n.status for n in number([value, ABL]).numberings] == [NOT_READ, NUMBERED]
    check_rows(found)


def test_the_name_of_a_file_among_sequences_is_said_to_be_one(write):
    """Sequences are asked for in a list or mapping; neither is the file read nor its name numbered."""
    path = str(write(FASTA, "all.fasta"))
    found = number([path, ABL, "no/such/file.fasta"])
    assert statuses(found) == [(path, NOT_READ), ("sequence 2", NUMBERED), ("no/such/file.fasta", NOT_READ)]
    named = number({"mine": path})
    assert statuses(named) == [("mine", NOT_READ)]
    for row in (found.domains[0], found.domains[2], named.domains[0]):
        assert row["reason"] == "the name of a file or structure: number each by itself"


def test_control_characters_of_a_name_are_replaced():
    found = number({"a\x1b[31mb\n": ABL, "c\td": ABL})
    assert [n.input for n in found.numberings] == ["a\ufffd[31mb\ufffd", "c\ufffdd"]


def test_letters_with_gaps_and_numbers():
    aligned = "\n".join(f"{k + 1:>9} {ABL[k:k + 10]}--- {ABL[k + 10:k + 20]}" for k in range(0, len(ABL), 20)) + "*\n"
    assert number(aligned).residues == number(ABL).residues


@pytest.mark.parametrize("nothing", [[], {}, ()])
def test_nothing_to_number(nothing):
    with pytest.raises(NothingToNumber):
        number(nothing)
    with pytest.raises(UsageError):
        number(nothing, by_profile=True)


def test_nothing_to_number_is_said_in_its_own_words():
    with pytest.raises(NothingToNumber) as caught:
        number([])
    assert str(caught.value) == (
        "nothing to number: give a FASTA file, the letters of a protein, or a structure")


@pytest.mark.parametrize("word", ["", " \n", "nothere.fasta", "nothere.fa.gz", "ABL1", "MKVLAC", "hello world"])
def test_a_word_that_is_none_of_it(word, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KinlensError):
        number(word)


def test_a_fasta_file_that_is_not_there(tmp_path):
    with pytest.raises(UnreadableSequences, match="there is no such file"):
        number(str(tmp_path / "nothere.fasta"))


@pytest.mark.parametrize("name", ["all-human-protein-kinases.fasta", "my.favourite.kinases.2024.fasta"])
def test_a_long_name_of_a_missing_file_is_no_protein(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnreadableSequences):
        number(name)


@pytest.mark.parametrize("inside", ["*", "%", "Ä"])
def test_a_long_sequence_with_a_strange_letter_is_said_to_have_one(inside):
    """As the same letters are in a FASTA record; at least it is an error of kinlens."""
    try:
        (n,) = number(ABL[:100] + inside + ABL[100:]).numberings
    except UnreadableSequences:
        return
    assert n.status == NOT_READ


def test_fasta_text_with_a_byte_order_mark():
    assert statuses(number("\ufeff" + FASTA)) == EXPECTED


@pytest.mark.parametrize("name", ["nothere.fasta", "nothere.pdb", "nothere", "."])
def test_a_path_that_is_no_file(tmp_path, name):
    with pytest.raises(KinlensError):
        number(tmp_path / name)


@pytest.mark.parametrize("name", ["folder", "folder.fasta"])
def test_a_folder(tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(KinlensError, match="folder"):
        number(str(tmp_path / name))


@pytest.mark.parametrize(("content", "name"), [
    ("", "a.fasta"), (bytes(range(256)), "a.fasta"), ("<html></html>", "a.fasta"), ("", "a.pdb"), ("hello", "a"),
    (b"\x00" * 500, "a"),
])
def test_a_file_that_is_neither(write, content, name):
    path = write(content, name)
    with pytest.raises(KinlensError, match=re.escape(str(path))):
        number(str(path))


@pytest.mark.parametrize("source", [None, 5, 1.5, b"MKVL", {"a", "b"}, object()])
def test_objects_that_are_none_of_it(source):
    with pytest.raises(TypeError):
        number(source)


def test_chains_are_of_structures(write):
    path = write(FASTA, "all.fasta")
    for source in (ABL, FASTA, str(path), [ABL], {"a": ABL}):
        with pytest.raises(NeedsNoChain) as caught:
            number(source, chain="A")
        assert isinstance(caught.value, UsageError)
        assert str(caught.value) == "chain A can be asked of a structure only: sequences have no chains"


def test_which_sources_are_structures(write, tmp_path):
    made = write(pdb_text(entry(ruler("ABL1", 229, 500))), "made.pdb")
    for source in ("2pk9", "AF-P00519-F1", "pdb_00001iep", str(made), made, read(made), "nothere.cif"):
        assert sequences_of(source) is None, source
    for source in (ABL, ">a\n" + ABL, [ABL], {"a": ABL}, write(FASTA, "a.fasta"), str(write(FASTA, "b"))):
        assert sequences_of(source) is not None
    with pytest.raises(UnreadableSequences):
        sequences_of("nothere.fasta")


def test_progress_is_told_of_every_sequence(write):
    told = []
    number([ABL, "", UBIQUITIN], progress=lambda *now: told.append(now))
    assert told == [(1, 3), (2, 3), (3, 3)]
    told.clear()
    number(str(write(FASTA, "all.fasta")), progress=lambda *now: told.append(now))
    assert [done for done, _ in told] == list(range(1, 10))
    assert {total for _, total in told} <= {None, 9}


# ----------------------------------------------------------------------------------------------- structures


@pytest.fixture
def made(write):
    """Give a built file: ABL1 T315I counted as isoform 1b is (+19), without its β3-Lys; KRAS; a stranger."""
    chains = [ruler("ABL1", 229, 512, offset=-19, changed={315: "I"}, unresolved=range(270, 280)),
              ruler("KRAS", 1, 169, "B", shift=(0.0, 60.0, 0.0))]
    return write(pdb_text(entry(*chains, id="8AAA")))


def test_a_structure(made):
    found = number(made)
    assert statuses(found) == [("8aaa", NUMBERED), ("8aaa", NO_DOMAIN)]
    assert [n.chain for n in found.numberings] == ["A", "B"]
    rows = {row["position"]: row for row in found.residues}
    assert list(rows) == list(range(242, 496))
    assert (rows[315]["residue"], rows[315]["author"], rows[315]["klifs"]) == ("I", "334", 45)
    assert (rows[271]["residue"], rows[271]["author"], rows[271]["klifs"]) == ("K", "", 17)
    assert {int(row["author"]) - position for position, row in rows.items() if row["author"]} == {19}
    assert {row["place"] for row in rows.values()} == {None}
    assert "not checked β3-Lys" in found.domains[0]["coordinates"]
    assert {position for position, row in rows.items() if row["status"] == "not resolved"} == set(range(270, 280))
    assert {row["status"] for row in rows.values()} == {"numbered", "not resolved"}
    (lysine,) = [row for row in found.anchors if row["anchor"] == "β3-Lys"]
    assert (lysine["status"], lysine["residue"], lysine["author"]) == ("not resolved", "K", "")
    (row, _) = found.domains
    assert (row["numbers"], row["domain"], row["residues"], row["of_residues"]) == ("UniProt", 1, 254, 254)
    assert (row["first_place"], row["last_place"]) == (None, None)
    assert found.domains[1]["coordinates"] == ""
    assert found.provenance["structure"]["id"].lower() == "8aaa"
    check_rows(found)


def test_a_structure_that_does_not_tell_its_construct(write):
    """Without SEQRES nobody knows whether residues without coordinates are there."""
    built = entry(ruler("ABL1", 229, 512, unresolved=range(270, 280)), id="8AAE", seqres=False)
    found = number(write(pdb_text(built)))
    (lysine,) = [row for row in found.anchors if row["anchor"] == "β3-Lys"]
    assert (lysine["status"], lysine["position"], lysine["residue"]) == ("not in the input", 271, "")
    assert {row["status"] for row in found.residues} == {"numbered"}
    assert (found.domains[0]["residues"], found.domains[0]["of_residues"]) == (244, 254)
    check_rows(found)


def test_a_structure_of_a_part_of_a_domain(write):
    found = number(write(pdb_text(entry(ruler("ABL1", 229, 300), id="8AAF"))))
    (row,) = found.domains
    assert (row["status"], row["residues"], row["of_residues"]) == (NUMBERED, 59, 254)
    assert row["anchors"] == "β3-Lys K271; αC-Glu E286; αC-Glu+4 M290"
    assert {row["status"] for row in found.anchors} == {"numbered", "not in the input"}
    check_rows(found)
    (row,) = number(write(pdb_text(entry(ruler("ABL1", 100, 243), id="8AAG")))).domains
    assert (row["status"], row["gene"]) == (NO_DOMAIN, "ABL1")
    assert "(242–495, of which 2 residues are there)" in row["reason"]


def test_chains_of_a_structure(made):
    both = number(made)
    assert number(made, chain="A").residues == both.residues
    assert [n.record.gene for n in number(made, chain="B").numberings] == ["KRAS"]
    with pytest.raises(ChainNotFound, match="no chain 'Z'; it has A, B"):
        number(made, chain="Z")
    with pytest.raises(ChainNotFound):
        number(made, chain="a")


def test_structure_objects(made):
    expected = number(made).residues
    assert number(read(made)).residues == expected
    assert number(str(made)).residues == expected
    assert number(gemmi.read_structure(str(made))).residues == expected
    pdb = pytest.importorskip("Bio.PDB")
    parsed = number(pdb.PDBParser(QUIET=True).get_structure("x", str(made)), chain="A")
    assert [(r["position"], r["residue"]) for r in parsed.residues if r["author"]] == [
        (r["position"], r["residue"]) for r in expected if r["author"]]


def test_mmcif_says_what_pdb_says(made, write):
    chains = [ruler("ABL1", 229, 512, offset=-19, changed={315: "I"}, unresolved=range(270, 280)),
              ruler("KRAS", 1, 169, "B", shift=(0.0, 60.0, 0.0))]
    cif = write(mmcif_text(entry(*chains, id="8AAA")), "made.cif")
    assert number(cif).residues == number(made).residues


def test_a_structure_of_an_unknown_kinase(write):
    """Numbered by profile, in author numbers; here they begin at 501."""
    letters, anchors = unknown("AURKA")
    found = number(write(pdb_text(entry_of(chain_of(piece(letters, 501)), id="8AAB"))))
    (n,) = found.numberings
    assert (n.status, n.record, n.domain.method[:8]) == (NUMBERED, None, "profile ")
    assert dict(n.domain.anchors) == {name: place + 500 for name, place in anchors.items()}
    assert {row["author"] == str(row["position"]) for row in found.residues} == {True}
    assert {row["place"] for row in found.residues} == {None}
    assert (found.domains[0]["numbers"], found.domains[0]["domain"]) == ("author numbers", 1)
    assert "".join(row["residue"] for row in found.residues) in letters
    check_rows(found)


def test_a_chain_of_two_kinases(write):
    chain = chain_of(part("ABL1", 229, 500), piece(LINKER, 501), part("EGFR", 696, 1000))
    found = number(write(pdb_text(entry_of(chain, id="8AAC"))))
    lines = {n.record.gene: k for k, n in enumerate(found.numberings)}
    for gene in ("ABL1", "EGFR"):
        assert motifs(found, lines[gene]) == PUBLISHED[gene]
    assert [(row["gene"], row["domain"]) for row in found.domains] == [("ABL1", 1), ("EGFR", 2)]
    check_rows(found)


def test_domains_are_counted_in_every_chain(write):
    pair = chain_of(part("EGFR", 696, 1000), piece(LINKER, 1001), part("ABL1", 229, 500, offset=-1000))
    single = chain_of(part("ABL1", 229, 500), name="B", shift=(0.0, 60.0, 0.0))
    found = number(read(write(pdb_text(entry_of(pair, single, id="8AAH")))))
    assert [(row["chain"], row["gene"], row["domain"]) for row in found.domains] == [
        ("A", "EGFR", 1), ("A", "ABL1", 2), ("B", "ABL1", 1)]


def test_a_structure_by_profile(write):
    found = number(write(pdb_text(entry(ruler("EGFR", 696, 1022, offset=24), id="8AAD"))), by_profile=True)
    assert motifs(found) == PUBLISHED["EGFR"]
    assert found.domains[0]["numbered_by"].startswith("profile ")
    assert (found.domains[0]["gene"], found.domains[0]["numbers"]) == ("EGFR", "UniProt")
    assert {row["position"] - int(row["author"]) for row in found.residues} == {24}


# ------------------------------------------------------------------------------------------------- the answer


def answers(write):
    yield number(FASTA)
    yield number([sequence("PEAK3"), unknown("SRC")[0], UBIQUITIN], by_profile=True)
    yield number(write(pdb_text(entry(ruler("ABL1", 229, 512), ruler("KRAS", 1, 169, "B", shift=(0.0, 60.0, 0.0))))))


def test_frames_have_the_columns_of_the_toml_in_order(write):
    for found in answers(write):
        for frame, rows, group in [(found.domain_table, found.domains, "domain"),
                                   (found.table, found.residues, "place")]:
            assert list(frame.columns) == [column.name for column in columns_of(group)]
            assert len(frame) == len(rows)
        assert str(found.table["klifs"].dtype) == "Int64"
        assert str(found.domain_table["confidence"].dtype) == "Float64"


def test_rows_by_their_kind(write):
    for found in answers(write):
        for each, rows, group in [("domain", found.domains, "domain"), ("anchor", found.anchors, "place"),
                                  ("residue", found.residues, "place")]:
            assert found.rows(each) == (rows, columns_of(group))


def test_json_has_no_nan(write):
    def refuse(word):
        raise AssertionError(word)

    for found in answers(write):
        for each in ("domain", "anchor", "residue"):
            text = to_json(*found.rows(each), found.provenance)
            assert json.loads(text, parse_constant=refuse)["rows"]


def test_no_cell_is_a_number_that_is_none(write):
    for found in answers(write):
        for each in ("domain", "anchor", "residue"):
            cells = [value for row in found.rows(each)[0] for value in row.values()]
            assert not [value for value in cells if isinstance(value, float) and not math.isfinite(value)]
            assert not [value for value in cells if isinstance(value, np.generic)]


def test_frames_without_a_domain_keep_their_columns():
    found = number([UBIQUITIN])
    assert (len(found.table), len(found.domain_table)) == (0, 1)
    assert list(found.table.columns) == [column.name for column in columns_of("place")]


def test_html_shows_every_line_and_escapes_names():
    page = number({"<b>me</b>": ABL, "ras": sequence("KRAS")})._repr_html_()
    assert page.count("<tr") == 3
    assert "&lt;b&gt;me&lt;/b&gt;" in page
    assert "<b>me" not in page
    assert "GTPase" in page
    assert "NaN" not in page


def test_html_has_nothing_in_blank_cells():
    page = number([ABL, UBIQUITIN])._repr_html_()
    assert "NA&gt;" not in page


def test_repr_names_the_first_ten():
    found = number([ABL] * 12 + [UBIQUITIN])
    lines = repr(found).splitlines()
    assert lines[0] == "<Numbered: .domains, .anchors, .residues, .table, .provenance>"
    assert lines[1] == "sequence 1: ABL1, 242–495 (UniProt), numbered by bundled table"
    assert (len(lines), lines[-1], len(found)) == (12, "… 3 more", 13)
    assert repr(number([UBIQUITIN])).splitlines()[1].startswith(
        "sequence 1: no kinase domain (no profile of a kinase fits")
    profiled = repr(number([ABL], by_profile=True)).splitlines()[1]
    assert re.fullmatch(r"sequence 1: 14–267 \(places in the sequence\), numbered by profile \S+ \(\d+ bits\), "
                        r"confidence 0\.\d\d", profiled)


def test_provenance_names_the_tables():
    provenance = number(ABL).provenance
    assert provenance == number(UBIQUITIN).provenance
    assert provenance["kinlens"]
    assert "kinome.npz" in json.dumps(provenance)
    assert "structure" not in provenance


def test_it_is_in_the_package():
    assert kinlens.number is number
    assert kinlens.Numbered is Numbered


def test_the_same_twice():
    letters = unknown("SRC")[0]
    assert number(letters).residues == number(letters).residues
    assert number(letters).domains == number(letters).domains


def test_columns_say_which_statuses_there_are():
    meaning = {column.name: column.meaning for group in ("domain", "place") for column in columns_of(group)
               if column.name != "status"}
    assert all(meaning.values())
    (status,) = [column.meaning for column in columns_of("domain") if column.name == "status"]
    for word in (NUMBERED, NO_DOMAIN, NOT_READ, "distant", "too distant"):
        assert word in status


def test_columns_explain_an_absent_anchor():
    (status,) = [column.meaning for column in columns_of("place") if column.name == "status"]
    (row,) = [row for row in number(sequence("PEAK3")).anchors if row["anchor"] == "APE-Glu"]
    assert row["status"] in status
    for word in ("numbered", "uncertain", "not resolved", "withheld", "absent", "not in the input"):
        assert f"{word}:" in status or status.startswith(f"{word};")


# ---------------------------------------------------------------------------------------------- real files


def seqres(path, chain: str) -> str:
    """The construct of a chain, read from SEQRES by gemmi."""
    structure = gemmi.read_structure(str(path))
    entity = next(e for e in structure.entities if structure[0][chain].get_polymer().subchain_id() in e.subchains)
    return gemmi.one_letter_code(entity.full_sequence).upper()


@pytest.mark.needs_structures
def test_yeast_pho85_as_a_structure(structures_folder):
    found = number(structures_folder / "2pk9.pdb.gz")
    assert [(n.chain, n.status) for n in found.numberings] == [
        ("A", NUMBERED), ("B", NO_DOMAIN), ("C", NUMBERED), ("D", NO_DOMAIN)]
    for line in (0, 2):
        assert motifs(found, line) == PHO85
        said = found.domains[line]["coordinates"]
        assert said.startswith("confirmed β3-Lys")
        assert not [word for word in ("unclear", "shifted", "moved", "corrected", "not resolved") if word in said]
    assert "not in the kinome" in found.domains[1]["reason"]
    check_rows(found)


@pytest.mark.needs_structures
def test_yeast_pho85_as_a_sequence(structures_folder):
    """Its SEQRES begins with residue 1 and ends in a His-tag."""
    letters = seqres(structures_folder / "2pk9.pdb.gz", "A")
    assert len(letters) == 317
    found = number({"PHO85": letters})
    assert motifs(found) == PHO85
    (n,) = found.numberings
    assert n.domain.method.startswith("profile CMGC")
    assert "closest in the tables: CDK" in n.reason
    # In the structure the same profile puts every residue where it puts it here.
    of_structure = number(structures_folder / "2pk9.pdb.gz", chain="A")
    where = {row["position"]: row["reference"] for row in of_structure.residues}
    assert {row["position"]: row["reference"] for row in found.residues} == where


@pytest.mark.needs_structures
@pytest.mark.parametrize(("name", "gene", "chain", "authors"), [
    ("1m17", "EGFR", "A", ("721", "738", "766", "813", "831")),  # Stamos 2002 counts without the signal peptide
    ("1iep", "ABL1", "A", ("271", "286", "315", "363", "381")),
])
@pytest.mark.parametrize("by_profile", [False, True], ids=["table", "profile"])
def test_real_structures_of_known_kinases(structures_folder, name, gene, chain, authors, by_profile):
    found = number(structures_folder / f"{name}.pdb.gz", chain=chain, by_profile=by_profile)
    assert motifs(found) == PUBLISHED[gene]
    rows = {row["anchor"]: row for row in found.anchors}
    assert tuple(rows[motif]["author"] for motif in MOTIFS) == authors
    assert found.domains[0]["coordinates"].startswith("confirmed β3-Lys")
    check_rows(found)

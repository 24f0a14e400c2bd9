"""Every status a variant can get on a structure."""

import pytest

from builders.files import mmcif_text, pdb_text
from builders.kinases import beside, entry, ruler
from kinlens.locating import Located, locate_in
from kinlens.placing import place
from kinlens.reference import load_kinome
from kinlens.reporting import locate_all, report
from kinlens.statuses import Status
from kinlens.variants import parse_variant


@pytest.fixture
def placed(write):
    """Rows of one variant on made-up chains, by chain."""

    def rows(variant, *chains, gene="", numbering="", others=(), text=pdb_text, **more):
        made = report(write(text(entry(*chains, others=others, **more))), variant, gene=gene, numbering=numbering)
        return {row.get("chain", ""): row for row in made.rows}

    return rows


# -------------------------------------------------------------------------------------- on a made-up chain


def test_match(placed):
    row = placed("T315I", ruler("ABL1", 235, 500))["A"]
    assert (row["status"], row["reason"], row["author"], row["found"]) == ("match", "", "315", "T")


def test_match_by_sequence_not_by_number(placed):
    row = placed("T315I", ruler("ABL1", 235, 500, offset=-19))["A"]
    assert (row["status"], row["author"], row["position"]) == ("match", "334", 315)


def test_the_authors_number_is_a_mismatch_with_a_hint(placed):
    (row,) = placed("T334I", ruler("ABL1", 235, 500, offset=-19)).values()
    assert row["status"] == "mismatch"
    assert row["reason"] == "ABL1 (P00519) has E at 334, not T"
    assert row["suggestions"] == "T315I (author 334 of chain A, isoform 1b)"  # said once, for both reasons
    assert "position" not in row


@pytest.mark.parametrize("gene", ["ABL1", ""])
def test_the_hint_is_given_for_a_changed_residue_too(placed, gene):
    chain = ruler("ABL1", 235, 500, offset=-19, changed={315: "I"})
    (row,) = placed("T334I", chain, gene=gene).values()
    assert row["status"] == "mismatch"
    assert row["suggestions"].startswith("T315I (author 334 of chain A, isoform 1b)")


def test_author_numbers_on_request(placed):
    chain = ruler("ABL1", 235, 500, offset=-19)
    (row,) = placed("T334I", chain, numbering="author").values()
    assert (row["status"], row["variant"], row["author"], row["input"]) == ("match", "T315I", "334", "T334I")
    assert row["reason"] == "T334I in author numbers of chain A"
    (named,) = placed("T334I", chain, gene="ABL", numbering="author").values()
    assert (named["variant"], named["klifs"]) == ("T315I", 45)
    (canonical,) = placed("T315I", chain, gene="ABL1", numbering="author").values()
    assert canonical["status"] == "mismatch"
    assert canonical["suggestions"] == "T315I (UniProt)"  # it fits as it stands
    (nowhere,) = placed("T34I", chain, gene="ABL1", numbering="author").values()
    assert nowhere["status"] == "no counterpart known"


def test_author_numbers_of_residues_without_coordinates(placed):
    chain = ruler("ABL1", 235, 500, offset=-19, unresolved=range(310, 320))
    (row,) = placed("T334I", chain, gene="ABL1", numbering="author").values()
    assert (row["variant"], row["status"]) == ("T315I", "not resolved")
    (row,) = placed("T334I", chain, gene="ABL1").values()
    assert row["suggestions"].startswith("T315I (author 334 of chain A")


def test_a_number_that_fits_both_ways(placed):
    # F401 and F382 are both phenylalanines; the file calls F382 401.
    (row,) = placed("F401L", ruler("ABL1", 235, 500, offset=-19), gene="ABL1").values()
    assert (row["status"], row["position"]) == ("match", 401)
    assert row["suggestions"] == "F382L (author 401 of chain A)"
    (plain,) = placed("F401L", ruler("ABL1", 235, 500), gene="ABL1").values()
    assert plain["suggestions"] == ""


def test_author_numbers_chain_by_chain(placed):
    # Two copies, numbered differently: the number is that of the chain where the residue fits.
    shifted, plain = ruler("ABL1", 235, 500, "A", offset=-19), ruler("ABL1", 235, 500, "B", shift=(0, 60, 0))
    for asked in ("T334I", "T315I"):
        rows = placed(asked, shifted, plain, gene="ABL1", numbering="author")
        assert {row["variant"] for row in rows.values()} == {"T315I"}
        assert set(rows) == {"A", "B"}


def test_an_insertion_code_is_an_author_number(placed):
    # E316 is numbered 315A, and everything behind it one less than UniProt.
    chain = ruler("ABL1", 235, 500, inserted={316: "A"})
    (row,) = placed("E315AK", chain, gene="ABL1").values()
    assert row["status"] == "no counterpart known"
    assert "name the structure and --numbering author" in row["reason"]
    (row,) = placed("E315AK", chain, gene="ABL1", numbering="author").values()
    assert (row["status"], row["variant"], row["author"]) == ("match", "E316K", "315A")
    (row,) = placed("E315BK", chain, gene="ABL1", numbering="author").values()
    assert row["status"] == "no counterpart known"  # the file has no 315B


def test_a_numbering_on_a_structure(placed):
    chain = ruler("ABL1", 235, 500)
    for gene in ("ABL1", ""):
        (row,) = placed("T334I", chain, gene=gene, numbering="isoform 1b").values()
        assert (row["status"], row["variant"], row["author"]) == ("match", "T315I", "315")
    (row,) = placed("T313I", chain, gene="ABL1", numbering="+2").values()
    assert row["variant"] == "T315I"
    (row,) = placed("T334I", chain, gene="ABL1", numbering="mature").values()
    assert row["status"] == "numbering not known for this protein"


def test_every_residue_of_a_deletion_has_a_row(write):
    made = report(write(pdb_text(entry(ruler("ABL1", 235, 500, unresolved=[272])))), "V270_L273del", gene="ABL1")
    assert [(row["part"], row["position"], row["status"]) for row in made.rows] == [
        ("1 of 4", 270, "match"), ("2 of 4", 271, "match"), ("3 of 4", 272, "not resolved"), ("4 of 4", 273, "match")]
    assert {row["variant"] for row in made.rows} == {"V270_L273del"}
    assert [row.get("helix_c_A") is None for row in made.rows] == [False, False, True, False]


def test_an_insertion_stands_between_its_neighbours(write):
    made = report(write(pdb_text(entry(ruler("ABL1", 235, 500, stubs=[271])))), "V270insGG", gene="ABL1")
    assert [(row["variant"], row["position"], row["status"]) for row in made.rows] == [
        ("V270_K271insGG", 270, "match"), ("V270_K271insGG", 271, "side chain missing")]


def test_an_insertion_that_is_in_the_file(write):
    chain = ruler("ABL1", 235, 500, extra={270: "GG"})
    for asked, status in [("V270_K271insGG", "engineered"), ("V270insGA", "mutant present"), ("V270", "match"),
                          ("K271_T272insGG", "match")]:
        made = report(write(pdb_text(entry(chain))), asked, gene="ABL1")
        assert {row["status"] for row in made.rows} == {status}, asked
    made = report(write(pdb_text(entry(chain))), "V270 K271 T272", gene="ABL1")
    assert [row["insertion"] for row in made.rows] == ["270+GG", "270+GG", ""]
    (row, other) = report(write(pdb_text(entry(chain))), "V270_K271insGG", gene="ABL1", numbering="author").rows
    assert (row["status"], row["position"], other["position"]) == ("engineered", 270, 271)


def test_an_engineered_residue_is_one_only_for_the_same_substitution(placed):
    chain = ruler("ABL1", 235, 500, changed={315: "I"})
    assert placed("T315I", chain, gene="ABL1")["A"]["status"] == "engineered"
    for other in ("T315A", "T315del", "T315", "T315_E316insI"):
        assert placed(other, chain, gene="ABL1")["A"]["status"] in ("mutant present", "match")
    assert placed("T315del", chain, gene="ABL1")["A"]["status"] == "mutant present"


def test_the_hint_comes_from_whichever_protein_has_it(placed):
    # Without a gene: BRAF numbered from 1, beside MEK1; T79 is nobody's, but author 79 is BRAF T529.
    mek, braf = ruler("MAP2K1", 62, 393, "A"), ruler("BRAF", 449, 720, "B", offset=450, shift=(0, 60, 0))
    (row,) = placed("T79", mek, braf).values()
    assert row["status"] == "mismatch"
    assert row["suggestions"].startswith("T529 (author 79 of chain B)")


def test_a_plain_mismatch_has_no_hint(placed):
    (row,) = placed("W315I", ruler("ABL1", 235, 500), gene="ABL1").values()
    assert (row["status"], row["reason"]) == ("mismatch", "ABL1 (P00519) has T at 315, not W")


@pytest.mark.parametrize(
    ("variant", "status"),
    [("T315I", "engineered"), ("T315", "mutant present"), ("T315M", "mutant present"), ("T315T", "mutant present")],
)
def test_the_mutant_in_the_crystal(placed, variant, status):
    # 2V7A is T315I.
    row = placed(variant, ruler("ABL1", 235, 500, changed={315: "I"}))["A"]
    assert row["status"] == status
    assert row["reason"] == "the file has I at author 315, an engineered mutation"
    assert (row["found"], row["wild_type"], row["difference"]) == ("I", "T", "engineered")
    assert row["atp_pocket_in_site"]


def test_an_orthologues_residue_is_not_engineered(placed):
    # Mouse PKA has T at 33 where man has S: nobody made it.
    mouse = ruler("PRKACA", 16, 351, changed={33: "T", 35: "S", 349: "T"})
    row = placed("S33T", mouse, organism=("MUS MUSCULUS", "10090"))["A"]
    assert (row["status"], row["difference"]) == ("mutant present", "orthologue")
    assert "the orthologue's residue" in row["reason"]


def test_a_modified_residue_is_its_parent(placed):
    for text in (pdb_text, mmcif_text):
        row = placed("T197", ruler("PRKACA", 16, 351, changed={198: "TPO"}), text=text).get("A")
        assert row is None or row["status"] == "mismatch"  # PKA numbers: 197 is UniProt 198
        row = placed("T198", ruler("PRKACA", 16, 351, changed={198: "TPO"}), text=text)["A"]
        assert (row["status"], row["residue_name"], row["found"]) == ("match", "TPO", "T")


def test_not_resolved_and_outside_the_construct(placed):
    chain = ruler("MAP2K1", 62, 393, unresolved=range(218, 226))
    row = placed("S222A", chain, gene="MAP2K1")["A"]
    assert (row["status"], row["reason"]) == ("not resolved", "in SEQRES without coordinates")
    assert "author" not in row
    assert row.get("drug_A") is None
    row = placed("S231", chain, gene="MAP2K1")["A"]
    assert row["status"] == "match"
    for variant in ("F53", "Q56", "V60"):
        row = placed(variant, chain, gene="MAP2K1")["A"]
        assert row["status"] == "outside construct"
        # Outside the domain too, which the reason says as well.
        assert row["reason"].startswith("the construct is 62–393; ")


def test_a_deleted_stretch_is_outside_the_construct(placed):
    # A kinase insert cut out: 694–753 of KIT.
    row = placed("M722", ruler("KIT", 565, 930, deleted=range(694, 754)))["A"]
    assert (row["status"], row["coordinates_note"]) == ("outside construct", "the construct is 565–693, 754–930")


def test_without_seqres_nothing_is_outside_the_construct(placed):
    row = placed("F53", ruler("MAP2K1", 62, 393), seqres=False)["A"]
    assert row["status"] == "not resolved"
    assert row["coordinates_note"] == "no coordinates; the file has no SEQRES"


def test_a_mutation_in_a_loop_without_coordinates(placed):
    chain = ruler("BRAF", 449, 720, changed={600: "E"}, unresolved=range(597, 612))
    row = placed("V600E", chain)["A"]
    assert (row["status"], row["difference"]) == ("not resolved", "engineered")
    assert row["reason"] == "in SEQRES, as E, without coordinates"


def test_a_missing_side_chain(placed):
    row = placed("T315I", ruler("ABL1", 235, 500, stubs=[315]))["A"]
    assert (row["status"], row["reason"]) == ("side chain missing", "without CG2, OG1")
    assert row["coordinates"] == "side chain missing"
    assert row["atp_pocket_in_site"]
    # A stub that was engineered is engineered first; the other column still says what is missing.
    row = placed("T315I", ruler("ABL1", 235, 500, stubs=[315], changed={315: "I"}))["A"]
    assert (row["status"], row["coordinates"]) == ("engineered", "side chain missing")


def test_glycine_and_selenomethionine_lack_nothing(placed):
    row = placed("G321", ruler("ABL1", 235, 500))["A"]
    assert (row["status"], row["coordinates"]) == ("match", "resolved")
    chain = ruler("ABL1", 235, 500, changed={318: "MSE"})
    at = next(i for i, r in enumerate(chain.residues) if r.name == "MSE")
    chain.residues[at] = _with_selenium(chain.residues[at])
    row = placed("M318", chain)["A"]
    assert (row["status"], row["residue_name"], row["coordinates"]) == ("match", "MSE", "resolved")


def _with_selenium(residue):
    atoms = tuple(type(a)("SE", "Se", a.xyz) if a.name == "SD" else a for a in residue.atoms)
    return type(residue)(residue.chain, residue.number, residue.name, atoms, het=True)


def test_outside_the_domain_distances_are_still_given(placed):
    chain = ruler("ABL1", 235, 512)
    row = placed("E505K", chain, others=[beside(chain, 316, "STI")])["A"]
    assert (row["status"], row["in_domain"]) == ("outside the kinase domain", False)
    assert row["reason"] == "10 residues after kinase domain 1 (242–495)"
    for site in ("atp_pocket", "helix_c", "drug"):
        assert row[f"{site}_A"] > 100


def test_a_tag_residue(placed):
    # GSHM in front of D233: authors 229–232. H231 is no residue of ABL1 there.
    chain = ruler("ABL1", 233, 500, n_tag="GSHM")
    (row,) = placed("H231", chain, gene="ABL1").values()
    assert (row["status"], row["reason"]) == ("tag", "vector residue, author 231 of chain A")
    assert "position" not in row


def test_an_inserted_residue_is_no_tag(placed):
    # EGFR D770_N771insNPG: author 772 is the proline of the insertion; UniProt P772 is author 775.
    egfr = ruler("EGFR", 696, 1000, extra={770: "NPG"})
    changes = [("A", str(n), "", name, "", "INSERTION") for n, name in ((771, "ASN"), (772, "PRO"), (773, "GLY"))]
    (row,) = placed("G773", egfr, changes=changes, organism=("HOMO SAPIENS", "9606")).values()
    assert row["status"] == "mismatch"
    assert row["reason"].endswith("; author 773 of chain A is G, which the canonical sequence lacks")
    row = placed("P772", egfr, changes=changes)["A"]
    assert (row["status"], row["author"]) == ("match", "775")


def test_a_tag_beyond_the_end(placed):
    chain = ruler("MAP2K1", 62, 393, c_tag="LEHHHHHH")
    (row,) = placed("H397", chain, gene="MAP2K1").values()
    assert row["status"] == "tag"


def test_not_in_this_structure(placed):
    (row,) = placed("EGFR:T790M", ruler("ABL1", 235, 500)).values()
    assert (row["status"], row["reason"]) == ("not in this structure", "9zzz holds ABL1")
    assert (row["position"], row["klifs"], row["gene"]) == (790, 45, "EGFR")


def test_not_in_the_chain_that_was_asked_for(write):
    a, b = ruler("ABL1", 235, 500, "A"), ruler("EGFR", 696, 1000, "B", shift=(0, 60, 0))
    (row,) = report(write(pdb_text(entry(a, b))), "EGFR:T790M", chain="A").rows
    assert row["reason"] == "chain A of 9zzz holds ABL1"


def test_no_known_protein_in_the_structure(placed):
    from builders.kinases import stranger

    alone = stranger(ruler("ABL1", 235, 500))
    (row,) = placed("T315I", alone, seqres=False).values()
    assert row["status"] == "not in the kinome or RAS tables"
    assert row["reason"] == "no chain of the structure fits the kinome or RAS tables"
    (row,) = placed("ABL1:T315I", alone, seqres=False).values()
    assert (row["status"], row["reason"]) == ("not in this structure", "9zzz holds no protein of the tables")


def test_without_a_gene_the_structure_decides(placed):
    mek, braf = ruler("MAP2K1", 62, 393, "A"), ruler("BRAF", 449, 720, "B", shift=(0, 60, 0))
    rows = placed("T529I", mek, braf)
    assert set(rows) == {"B"}
    assert rows["B"]["gene"] == "BRAF"


def test_place_takes_located_variants_only_as_far_as_they_go():
    unread = Located("x", None, None, Status.NOT_READ, "why")
    assert place(unread, {}) == (Status.NOT_READ, "why")
    record = load_kinome().protein("ABL1")
    found = locate_in(parse_variant("E505K"), record)
    facts = {"coordinates": "resolved", "coordinates_note": "", "found": "E", "wild_type": "E", "author": "505",
             "difference": ""}
    assert place(found, facts)[0] == Status.OUTSIDE_DOMAIN
    missing = facts | {"coordinates": "not resolved", "coordinates_note": "in SEQRES without coordinates"}
    assert place(found, missing) == (
        Status.NOT_RESOLVED, "in SEQRES without coordinates; 10 residues after kinase domain 1 (242–495)")


def test_statuses_are_words():
    assert [str(s) for s in Status] == [
        "match", "wild type not stated", "mismatch", "engineered", "mutant present", "tag", "not resolved",
        "side chain missing", "outside construct", "outside the kinase domain", "no counterpart known",
        "numbering not known for this protein", "several proteins have this name", "not in the kinome or RAS tables",
        "not in this structure", "no gene named", "not a variant", "not read",
    ]


def test_the_residue_of_the_file_written_as_wild_type(placed):
    (row,) = placed("I315T", ruler("ABL1", 235, 500, changed={315: "I"}), gene="ABL1").values()
    assert (row["status"], row["reason"]) == (
        "mismatch", "ABL1 (P00519) has T at 315, not I; chain A of 9zzz has I there")


def test_the_headline_is_the_chain_whose_numbers_were_meant(placed):
    # B is resolved as well and first by rank; author 334 is T315 in A only.
    whole, shifted = ruler("ABL1", 235, 500, "A", shift=(0, 60, 0)), ruler("ABL1", 245, 480, "B", offset=-19)
    rows = placed("T334I", whole, shifted, gene="ABL1", numbering="author")
    assert [(chain, row["headline"]) for chain, row in rows.items()] == [("B", True), ("A", False)]
    assert rows["B"]["author"] == "334"


def test_each_residue_of_a_range_has_its_own_domain_status(write):
    # The kinase domain begins with residue 242.
    made = report(write(pdb_text(entry(ruler("ABL1", 235, 500)))), "R239_M244del", gene="ABL1")
    outside, inside = "outside the kinase domain", "match"
    assert [row["status"] for row in made.rows] == [outside] * 3 + [inside] * 3
    assert {row["reason"] for row in made.rows} == {"3 of 6 residues are in a kinase domain"}
    assert [row["status"] for row in locate_all("ABL1:R239_M244del").rows] == [outside] * 3 + [inside] * 3


def test_author_numbers_that_nobody_has_are_explained(placed):
    chain = ruler("ABL1", 235, 500, offset=-19)
    (row,) = placed("T315I", chain, gene="ABL1", numbering="author").values()
    assert row["suggestions"] == "T315I (UniProt)"
    (row,) = placed("M244V", chain, gene="ABL1", numbering="author").values()
    assert (row["status"], row["reason"]) == (
        "no counterpart known", "244 of author numbers of chain A has no canonical counterpart")
    assert row["suggestions"] == "M244V (UniProt)"

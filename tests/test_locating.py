"""Laying variants onto proteins, without any structure."""

import re

import pytest

import kinlens as kl
from kinlens.errors import NeedsStructure, NothingAsked, SeveralVariants, UnknownNumbering
from kinlens.locating import Located, locate, locate_each, locate_in, locate_texts
from kinlens.reference import load_kinome
from kinlens.reporting import locate_all, report
from kinlens.statuses import Status
from kinlens.variants import parse_variant


@pytest.mark.parametrize(
    ("text", "gene", "status", "accession"),
    [
        ("ABL1:T315I", "", Status.MATCH, "P00519"),
        ("T315I", "ABL1", Status.MATCH, "P00519"),
        ("T315", "P00519", Status.MATCH, "P00519"),
        ("P00519:p.(Thr315Ile)", "", Status.MATCH, "P00519"),
        ("ABL1:T315I", "EGFR", Status.MATCH, "P00519"),  # the variant's own gene wins
        ("KRAS:G12D", "", Status.MATCH, "P01116"),
        ("JAK3:V674A", "", Status.MATCH, "P52333"),  # JH2, the pseudokinase domain
        ("RET:K710N", "", Status.OUTSIDE_DOMAIN, "P07949"),
        ("ERBB4:G1217E", "", Status.OUTSIDE_DOMAIN, "Q15303"),
        ("ABL1:S315I", "", Status.MISMATCH, "P00519"),
        ("MAP2K1:L394", "", Status.MISMATCH, "Q02750"),  # 393 residues
        ("MTOR:M2327I", "", Status.MATCH, "P42345"),
        ("TERT:E727K", "", Status.NOT_IN_TABLES, None),
        ("T315I", "NOGENE", Status.NOT_IN_TABLES, None),
        ("T315I", "", Status.NO_GENE, None),
        ("ABL1:T315*", "", Status.MATCH, "P00519"),
        ("rubbish", "ABL1", Status.NOT_READ, None),
        ("T315Ix", "ABL1", Status.NOT_READ, None),
        ("", "ABL1", Status.NOT_A_VARIANT, None),
        ("Ex19del", "EGFR", Status.NOT_A_VARIANT, None),
        ("WT", "EGFR", Status.NOT_A_VARIANT, None),
        ("EGFR:790", "", Status.NOT_CHECKED, "P00533"),
        ("EGFR:790M", "", Status.NOT_CHECKED, "P00533"),
        ("HER2:V777L", "", Status.MATCH, "P04626"),
        ("EML4-ALK L1196M", "", Status.MATCH, "Q9UM73"),
        ("ABL1 BCR-ABL T315I", "", Status.MATCH, "P00519"),
        ("MEK:C121S", "", Status.AMBIGUOUS_NAME, None),
        ("P00519-2:T334I", "", Status.MATCH, "P00519"),
        ("P00519-1:T315I", "", Status.MATCH, "P00519"),
        ("P00519-2:T30I", "", Status.NO_COUNTERPART, "P00519"),  # the cap of 1b, which 1a lacks
        ("ABL1:T315AI", "", Status.NO_COUNTERPART, "P00519"),  # a residue number of a file
    ],
)
def test_locate(text, gene, status, accession):
    found = locate(text, gene=gene)
    assert (found.status, found.text) == (status, text)
    assert (found.record.accession if found.record else None) == accession
    assert (found.variant is None) == (status in (Status.NOT_READ, Status.NOT_A_VARIANT))
    plain = re.fullmatch(r"(?!P00519-2)[A-Z0-9-]+:[^ *]+", text) and "HER2" not in text and accession != "P42345"
    assert bool(found.reason) == (status != Status.MATCH or (not plain and not gene) or gene == "EGFR")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ABL1:D241", "1 residue before kinase domain 1 (242–495)"),
        ("ABL1:T240", "2 residues before kinase domain 1 (242–495)"),
        ("ABL1:E499", "4 residues after kinase domain 1 (242–495)"),
        ("ABL1:S315I", "ABL1 (P00519) has T at 315, not S"),
        ("MAP2K1:L394", "MAP2K1 (Q02750) has 393 residues"),
        ("MTOR:M2327I", "MTOR (atypical kinase) has no numbered domain"),
        ("T315I", "name the gene: in front (ABL1:T315I), or one for all"),
    ],
)
def test_reasons(text, reason):
    assert locate(text).reason == reason


def test_just_before_the_kinase_domain_is_said():
    # RET K710N: UniProt has the domain at 724–1016.
    assert re.fullmatch(r"1[34] residues before kinase domain 1 \(72\d–10\d\d\)", locate("RET:K710N").reason)


def test_a_variant_that_was_parsed_before():
    variant = parse_variant("ABL1:T315I")
    assert locate(variant).status == Status.MATCH
    assert locate(parse_variant("T315I"), gene="ABL1").record.gene == "ABL1"


@pytest.mark.parametrize(
    "group",
    [
        # One position, many kinases (claim 1 of the mission): gatekeeper, KLIFS 31, KLIFS 84.
        (45, "ALK:L1196 ABL1:T315 EGFR:T790 KIT:T670 PDGFRA:T674 MAP2K1:M143 BRAF:T529 ERBB2:T798"),
        (31, "MAP2K1:C121 ALK:F1174 MET:F1134 EGFR:V769"),
        (84, "JAK3:V674 EGFR:L858 BRAF:L597"),
        # And the mutations that the 85 positions do not hold.
        (None, "ALK:C1156 BRAF:V600 KIT:D816 MAP2K1:Q56 ABL1:M351 ABL1:H396"),
    ],
)
def test_equivalent_residues(group):
    slot, names = group
    made = report(names.split())
    found = {}
    for row in made.rows:
        assert row["status"] != Status.MISMATCH, row["reason"]
        found.setdefault(row["input"], set()).add(row["klifs"])
    assert found == {name: {slot} for name in names.split()}



# ---------------------------------------------------------------------------------------- what else it may mean


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        # Numberings: the issue's own examples, and pairs that papers state.
        ("ABL1:T334I", "T315I (isoform 1b)"),
        ("EGFR:T766M", "T790M (mature)"),
        ("EGFR:L834R", "L858R (mature)"),
        ("BRAF:V599E", "V600E (before 2004)"),
        ("BTK:C515S", "C481S (isoform C)"),
        ("MET:D1246N", "D1228N (isoform 2)"),
        ("FGFR2:N550K", "N549K (isoform IIIb)"),
        ("FGFR3:K652E", "K650E (isoform IIIb)"),
        ("SRC:T338M", "T341M (chicken)"),
        ("PRKACA:T197A", "T198A (without Met1)"),
        ("INSR:Y1162F", "Y1189F (mature isoform B)"),
        ("RPS6KB1:T389A", "T412A (alpha II)"),
        ("NPM-ALK L256M", "L1196M (NPM-ALK)"),  # ALK has a leucine at 256, too
        # Genes: one of several of a name, or a relative.
        ("MEK:C121S", "MAP2K1 C121S (one of MEK)"),
        ("RAS:G12D", "KRAS G12D (one of RAS)"),
        ("PKA:T197", "PRKACA T198 (without Met1)"),
        ("ERBB2:T790M", "EGFR T790M (EGFR family, 1 of 3 relatives fit)"),
        # Slips of the pen.
        ("ABL1:T351I", "T315I (two digits swapped)"),
        ("ABL1:I315T", "T315I (residue and mutant swapped)"),
        ("ABL1:T314I", "T315I (one residue off)"),
        ("ABL1:T317I", "T315I (two residues off)"),
        # More than one residue: all of them have to fit.
        ("EGFR:E722_A726del", "E746_A750del (mature)"),
    ],
)
def test_suggestions(text, suggested):
    found = locate(text)
    assert suggested in [str(suggestion) for suggestion in found.suggestions]
    assert suggested in str(found)


def test_swapped_digits_make_no_shorter_number():
    assert not any(s.why == "two digits swapped" and s.variant.start < 1000 for s in locate("IGF1R:D1056").suggestions)


def test_the_likeliest_suggestion_comes_first():
    assert str(locate("ABL1:T334I").suggestions[0]) == "T315I (isoform 1b)"
    assert str(locate("BRAF:V599E").suggestions[0]) == "V600E (before 2004)"  # and not only one residue off
    assert len({s.variant for s in locate("EGFR:T766M").suggestions}) == len(locate("EGFR:T766M").suggestions)


@pytest.mark.parametrize(
    "text", ["ABL1:T315I", "EGFR:T790M", "KRAS:G12D", "EGFR:790", "XYZ:T1A", "WT", "MAP2K1:W2000C"])
def test_nothing_is_suggested_where_nothing_else_fits(text):
    assert locate(text).suggestions == ()


def test_every_suggestion_fits_its_protein():
    for text in ["ABL1:T334I", "EGFR:T766M", "ERBB2:T790M", "MEK:C121S", "SRC:T338M", "ABL1:T351I", "NPM-ALK L256M"]:
        for suggestion in locate(text).suggestions:
            again = locate(suggestion.variant)
            assert again.status in (Status.MATCH, Status.OUTSIDE_DOMAIN), str(again)


# ------------------------------------------------------------------------------------------------- numberings


@pytest.mark.parametrize(
    ("text", "numbering", "status", "written"),
    [
        ("ABL1:T334I", "isoform 1b", Status.MATCH, "T315I"),
        ("ABL1:T334I", "1B", Status.MATCH, "T315I"),
        ("ABL1:T315I", "1b", Status.MISMATCH, "T296I"),  # asked for, so applied
        ("EGFR:T766M", "mature", Status.MATCH, "T790M"),
        ("EGFR:E722_A726del", "mature", Status.MATCH, "E746_A750del"),
        ("MET:A1A", "+1058", Status.MISMATCH, "A1059="),
        ("SRC:p.Thr72Met", "+269", Status.MATCH, "T341M"),  # the construct of a MaveDB score set
        ("EGFR:T10M", "-24", Status.NO_COUNTERPART, "T10M"),
        ("ABL1:T315I", "mature", Status.NUMBERING_UNKNOWN, "T315I"),
        ("ABL1:T30I", "isoform 1b", Status.NO_COUNTERPART, "T30I"),
        ("P00519-2:T334I", "", Status.MATCH, "T315I"),
        ("P00519-7:T334I", "", Status.NUMBERING_UNKNOWN, "T334I"),
    ],
)
def test_a_numbering_on_request(text, numbering, status, written):
    found = locate(text, numbering=numbering)
    assert (found.status, str(found.variant)) == (status, written)
    assert (numbering in ("1B", "1b") and "isoform 1b" in found.reason) or numbering in found.reason


def test_nothing_is_renumbered_unasked():
    found = locate("ABL1:T334I")
    assert (found.status, str(found.variant), found.positions) == (Status.MISMATCH, "T334I", ())


@pytest.mark.parametrize(
    ("text", "numbering", "suggested"),
    [
        ("P00519-2:T315I", "", ["T315I (UniProt)"]),  # and not T277I: no numbering is applied twice
        ("ABL1b T315I", "", ["T315I (UniProt)"]),
        ("EGFR:T790M", "mature", ["T790M (UniProt)"]),
        ("NPM-ALK:F1174L", "NPM-ALK", ["F1174L (UniProt)"]),  # no residue of the fusion has that number
        ("BRAF:V600E", "before 2004", ["V600E (UniProt)"]),
        ("KIT:T669I", "mouse", []),
    ],
)
def test_suggestions_where_a_numbering_was_applied(text, numbering, suggested):
    assert [str(s) for s in locate(text, numbering=numbering).suggestions][:1] == suggested[:1]
    assert "T277I" not in str(locate(text, numbering=numbering))


@pytest.mark.parametrize(
    ("text", "numbering", "reason"),
    [
        ("ABL1:T30I", "1b", "30 of isoform 1b has no canonical counterpart: known are its numbers 46–1149"),
        ("KIT:K700E", "mouse", "700 of mouse has no canonical counterpart: known are its numbers 556–669 and 719–818"),
        ("MET:D750_L760del", "isoform 2", "760 of isoform 2 has no canonical counterpart: "
                                          "known are its numbers 1–755 and 774–1408"),
        ("EGFR:T10M", "-24", "10 of -24 has no canonical counterpart"),
        ("KRAS4B C185S", "", "185 of isoform 4B has no canonical counterpart: known are its numbers 1–150"),
        ("ABL1:T315AI", "1b", "315A is a residue number of a PDB file: name the structure and --numbering author"),
    ],
)
def test_why_a_number_has_no_counterpart(text, numbering, reason):
    found = locate(text, numbering=numbering)
    assert found.status == Status.NO_COUNTERPART
    assert found.reason.startswith(reason)


def test_met1_is_of_one_numbering():
    found = locate("EGFR:M1?", numbering="mature")
    assert (found.status, found.reason) == (Status.NO_COUNTERPART, "Met1 is none of the residues of mature")
    assert not any(s.kind == "gene" for s in locate("EGFR:M1?", numbering="+1").suggestions)


def test_behind_the_last_residue():
    found = locate("EGFR:A1210_1211insGG")
    assert (found.status, found.positions) == (Status.OUTSIDE_DOMAIN, (1210,))
    stated = locate("EGFR:A1210_G1211insGG")
    assert (stated.status, stated.reason) == (Status.MISMATCH, "EGFR (P00533) has 1210 residues")


def test_a_numbering_asked_for_overrules_an_isoform_in_front():
    found = locate("ABL1b:T315I", numbering="+0")
    assert (found.status, str(found.variant)) == (Status.MATCH, "T315I")
    assert "+0 was asked for, so isoform 2 of its name is not applied" in found.reason


def test_no_isoform_is_blamed_for_numbers_far_behind_it():
    assert "not known" not in locate("MET:Y9999F").reason


def test_the_stop_codon_moves_with_the_numbering():
    assert str(locate("BRAF:*766Wext*4", numbering="before 2004").variant) == "*767Wext*4"


def test_isoforms_of_which_only_a_part_is_known():
    assert "residue 20 of isoform 1b is not known" in locate("ABL1:A20T").reason
    assert "residue 185 of isoform 4B is not known" in locate("KRAS:C185S").reason


@pytest.mark.parametrize("numbering", ["", " ", "UniProt", "canonical", None])
def test_uniprot_numbers_may_be_asked_for(numbering):
    assert locate("ABL1:T315I", numbering=numbering) == locate("ABL1:T315I")


def test_spellings_of_a_shift():
    for numbering in ("+1058", 1058, " +1058 "):
        assert str(locate("MET:D170N", numbering=numbering).variant) == "D1228N"
    assert str(locate("ABL1:T334I", numbering="\u221219").variant) == "T315I"  # a minus sign, not a hyphen
    for numbering in ("1058", True, 1.5):
        with pytest.raises(UnknownNumbering, match="with its sign"):
            locate("MET:D170N", numbering=numbering)


# ------------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("text", "gene", "reason"),
    [
        ("HER2:V777L", "", "HER2 is ERBB2 (alias)"),
        ("EML4-ALK L1196M", "", "fusion EML4-ALK, numbered as ALK"),
        ("ABL1:T315I", "EGFR", "the variant names ABL1, EGFR was given for those that name none"),
        ("ABL1:T315I", "MEK", "the variant names ABL1, MEK was given for those that name none"),
        ("ABL1:T315I", "P00519", ""),
        ("ABL1:T315I", "BCR-ABL", ""),
        ("V600E BRAF", "", ""),
        ("T315I in ABL1", "", ""),
        ("HER2", "", "a name, of ERBB2, without a variant"),
        ("EGFR", "", "a name, of EGFR, without a variant"),
    ],
)
def test_how_a_name_was_understood(text, gene, reason):
    assert locate(text, gene=gene).reason == reason


def test_a_symbol_that_is_used_for_another_protein_too():
    wrong = locate("PDK1:S241A")
    assert wrong.record.accession == "Q15118"
    assert "PDPK1 S241A (PDK1 is a name of it, too)" in [str(s) for s in wrong.suggestions]


@pytest.mark.parametrize("gene", [None, float("nan")])
def test_no_gene_of_a_table_is_no_gene(gene):
    assert locate("T315I", gene=gene).status == Status.NO_GENE


def test_a_gene_that_is_no_text_is_no_protein():
    assert locate("T315I", gene=5).status == Status.NOT_IN_TABLES


def test_numberings_nobody_has():
    for ask in (locate, locate_each, locate_all, report):
        with pytest.raises(UnknownNumbering, match=r"no numbering 'foo': give .* or name one of .*isoform 1b \(ABL1\)"):
            ask("ABL1:T315I", numbering="foo")
    with pytest.raises(NeedsStructure, match="numbering author"):
        locate("ABL1:T315I", numbering="Author")
    with pytest.raises(NeedsStructure, match="numbering author"):
        locate_all("ABL1:T315I", numbering="author")
    with pytest.raises(NeedsStructure, match="numbering author"):
        report(["ABL1:T315I"], numbering="author")


# ------------------------------------------------------------------------------- changes of more than one residue


@pytest.mark.parametrize(
    ("text", "positions", "reason"),
    [
        ("EGFR:E746_A750del", (746, 747, 748, 749, 750), ""),
        ("EGFR:A763_Y764insFQEA", (763, 764), "between 763 and 764"),
        ("EGFR:A763insFQEA", (763, 764), "between 763 and 764"),
        ("EGFR:S768_D770dup", (768, 769, 770), ""),
        ("PDGFRA:DI842-843IM", (842, 843), ""),
        ("BRAF:V600fs", (600,), "every residue from 600 on is another or gone"),
        ("BRAF:V600*", (600,), "the protein ends before 600"),
        ("BRAF:V600X", (600,), "X may mean a stop or any residue"),
        ("BRAF:*767Wext*4", (766,), "the stop codon is read through; placed at the last residue"),
        ("BRAF:M1?", (1,), "the start codon"),
        ("EGFR:X763_splice", (763,), "splice site: which residues go is not known"),
        ("EGFR:745-759", tuple(range(745, 760)), "the number could not be checked"),
        ("ABL1:490-500", tuple(range(490, 501)), "6 of 11 residues are in a kinase domain"),
    ],
)
def test_residues_of_a_change(text, positions, reason):
    found = locate(text)
    assert found.positions == positions
    assert reason in found.reason
    assert found.keys == tuple((found.record.accession, p) for p in positions)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("EGFR:E746_A751del", "has T at 751, not A"),
        ("EGFR:L747_A750delELREA", None),
        ("BRAF:*700Wext*4", "ends with residue 766, its stop codon is 767"),
        ("BRAF:V760_L770del", "has 766 residues"),
        ("EGFR:A763_R764insFQEA", "has Y at 764, not R"),
    ],
)
def test_every_stated_residue_is_checked(text, reason):
    found = locate(text)
    assert found.status == (Status.MISMATCH if reason else Status.NOT_READ)
    assert reason is None or reason in found.reason


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("EGFR:790M", "T790M"), ("EGFR:790", "T790"), ("EGFR:790T", "T790="), ("EGFR:790=", "T790="),
        ("EGFR:A763insFQEA", "A763_Y764insFQEA"), ("ERBB2:DEL 755-759", "L755_T759del"), ("EGFR:745-759", "K745_I759"),
        ("EGFR:X790_splice", "T790_splice"), ("EGFR:*790", "T790*"), ("BRAF:*767Wext*4", "*767Wext*4"),
        ("PDGFRA:DI842-843IM", "D842_I843delDIinsIM"),
    ],
)
def test_what_is_left_out_is_filled_in(text, completed):
    assert str(locate(text).variant) == completed


def test_several_variants_in_one_text():
    with pytest.raises(SeveralVariants, match="holds 2 variants, L718Q, L718V: give them one by one"):
        locate("EGFR:L718Q/V")
    both = locate_each("EGFR:L718Q/V")
    assert [(str(item.variant), item.joined, item.text) for item in both] == [
        ("L718Q", "either", "EGFR:L718Q/V"), ("L718V", "either", "EGFR:L718Q/V")]
    assert locate_each("F359L_mini", gene="ABL1")[0].suffix == "mini"


def test_many_texts_are_located_once_each():
    found = locate_texts(["T315I", "E255K", "T315I", float("nan")], gene="ABL1")
    assert [len(items) for items in found] == [1, 1, 1, 1]
    assert found[0] is found[2]
    assert found[3][0].status == Status.NOT_A_VARIANT


# ---------------------------------------------------------------------------------------------------- the table


def test_locate_all_keeps_every_input():
    asked = ["ABL1:T334I", "EGFR:E746_A750del", "WT", "T315Ix", "MEK:C121S", "EGFR:L858R+T790M", "", "RET:K710N", 7]
    made = locate_all(asked)
    assert list(dict.fromkeys(row["input"] for row in made.rows)) == [str(text) for text in asked]
    table = made.table.set_index("input")
    assert table.loc["EGFR:E746_A750del", "part"].tolist() == [f"{i} of 5" for i in range(1, 6)]
    assert table.loc["EGFR:E746_A750del", "position"].tolist() == [746, 747, 748, 749, 750]
    assert table.loc["ABL1:T334I", "suggestions"] == "T315I (isoform 1b)"
    assert table.loc["EGFR:L858R+T790M", "joined"].tolist() == ["together", "together"]
    assert made.sites == ()
    assert "reference_data" in made.provenance


@pytest.mark.parametrize("asked", [None, 5, "1s9j"])
def test_locate_all_wants_variants(asked):
    with pytest.raises(NothingAsked):
        locate_all(asked)


def test_the_name_as_given_is_kept():
    made = locate_all(["HER2:V777L", "MEK:C121S", "TERT:E727K", "T315I", "WT"], gene="BCR-ABL")
    assert [row["named"] for row in made.rows] == ["HER2", "MEK", "TERT", "BCR-ABL", ""]
    renumbered = locate_all("ABL1:T334I", numbering="1B")
    assert renumbered.rows[0]["numbering"] == "isoform 1b"


def test_a_line_of_text():
    made = kl.locate_all("EGFR T790M C797S, EML4-ALK L1196M")
    assert [(row["gene"], row["variant"], row["klifs"]) for row in made.rows] == [
        ("EGFR", "T790M", 45), ("EGFR", "C797S", 52), ("ALK", "L1196M", 45)]


def test_located_variants_are_values():
    record = load_kinome().protein("ABL1")
    assert locate_in(parse_variant("T315I"), record) == locate_in(parse_variant("T315I"), record)
    unread = Located("x", None, None, Status.NOT_READ, "why")
    assert (unread.positions, unread.keys, str(unread)) == ((), (), "x: not read – why")

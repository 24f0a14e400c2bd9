"""Numbering by profile: held against the bundled table, the literature and itself."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from builders.chains import LETTERS, random_letters
from kinlens.families import load_family
from kinlens.numbering import (
    UNSURE,
    block_of,
    domains_of,
    number_by_profile,
    numbering_facts,
    search_domains,
    shift_blocks,
)
from kinlens.numbering.finding import TRUSTED, WITHOUT_ITS_RESIDUE
from kinlens.profiles import find_kinase_domains
from kinlens.profiles.columns import BLOCKS
from kinlens.profiles.hmms import load_profiles
from kinlens.reference import load_kinome
from profiles import GFP, domain_letters, mutant, table_domain, unknown

# Residues the field knows by heart (UniProt numbers): β3-Lys, αC-Glu, gatekeeper, HRD-Asp, DFG-Asp.
FAMOUS = {
    "EGFR": (745, 762, 790, 837, 855), "ABL1": (271, 286, 315, 363, 381), "BRAF": (483, 501, 529, 576, 594),
    "PRKACA": (73, 92, 121, 167, 185),  # 1ATP: K72, E91, M120, D166, D184
    "CDK2": (33, 51, 80, 127, 145), "SRC": (298, 313, 341, 389, 407),  # chicken: K295, E310, T338, D386, D404
    "MAP2K1": (97, 114, 143, 190, 208), "KIT": (623, 640, 670, 792, 810), "ALK": (1150, 1167, 1196, 1249, 1270),
}
SLOTS = ("β3-Lys", "αC-Glu", "gatekeeper", "HRD-Asp", "DFG-Asp")
# Their anchors are the table's also when they are left out of their profiles.
PARENTS = ["CDK2", "PRKACA", "ABL1", "EGFR", "BRAF", "AURKA", "MAP2K1", "STK10", "PLK1"]
# Yeast Cdc28 (P00546): its gatekeeper is F88 (cdc28-as1 is F88G), its lysine K40; Bishop 2000 (doi:10.1038/35030148).
CDC28 = (
    "MSGELANYKRLEKVGEGTYGVVYKALDLRPGQGQRVVALKKIRLESEDEGVPSTAIREISLLKELKDDNIVRLYDIVHSDAHKLYLVFEFLDLDLKRYMEGIPKDQP"
    "LGADIVKKFMMQLCKGIAYCHSHRILHRDLKPQNLLINKDGNLKLGDFGLARAFGVPLRAYTHEIVTLWYRAPEVLLGGKQYSTGVDTWSIGCIFAEMCNRKPIFSG"
    "DSEIDQIFKIFRVLGTPNEAIWPDIVYLPDFKPSFPQWRRKDLSQVVPSLDPRGIDLLDKLLAYDPINRISARRAAIHPYFQES"
)


def by_profile(gene: str):
    return number_by_profile(load_kinome().protein(gene))


# ------------------------------------------------------------------------------- against what is known


@pytest.mark.parametrize("gene", FAMOUS)
def test_the_famous_residues(gene):
    (domain,) = by_profile(gene)
    assert tuple(domain.anchors[name] for name in SLOTS) == FAMOUS[gene]
    assert min(domain.confidence_of(domain.anchors[name]) for name in SLOTS) > 0.9


def test_a_kinase_of_yeast():
    (domain,) = number_by_profile(unknown(CDC28))
    assert (domain.anchors["β3-Lys"], domain.anchors["gatekeeper"]) == (40, 88)
    assert CDC28[domain.anchors["DFG-Asp"] - 1:][:3] == "DFG"
    assert CDC28[domain.anchors["HRD-His"] - 1:][:3] == "HRD"
    assert CDC28[domain.anchors["APE-Glu"] - 3:][:3] == "APE"
    assert domain.evidence.profile.startswith("CMGC")
    assert (domain.pseudokinase, domain.lost_motifs) == (False, ())


def test_nearly_every_anchor_of_the_kinome_is_where_the_table_has_it():
    """docs/validation.md, nothing left out: 99.6 % of the anchors of the alignment, 483 of 497 domains all right."""
    kinome = load_kinome()
    right = total = whole = count = 0
    for record in map(kinome.record, range(len(kinome))):
        if record.family != "kinase":
            continue
        table, found = domains_of(record), number_by_profile(record)
        count += len(table)
        for domain in table:
            near = [other for other in found if min(abs(other.start - domain.start), abs(other.end - domain.end)) < 50]
            given = near[0].anchors if near else {}
            same = [given.get(name) == place for name, place in domain.anchors.items()]
            right, total, whole = right + sum(same), total + len(same), whole + all(same)
    assert count == 497
    assert right / total > 0.985
    assert whole >= 455


@pytest.mark.parametrize("gene", ["JAK1", "JAK2", "TYK2", "RPS6KA1", "EIF2AK4"])
def test_two_domains_are_numbered_in_order(gene):
    found, table = by_profile(gene), domains_of(load_kinome().protein(gene))
    assert [domain.index for domain in found] == [1, 2]
    for one, other in zip(found, table, strict=True):
        assert one.anchors["gatekeeper"] == other.anchors["gatekeeper"]
        assert one.anchors["DFG-Asp"] == other.anchors["DFG-Asp"]
    if gene == "JAK2":
        assert [domain.pseudokinase for domain in found] == [domain.pseudokinase for domain in table] == [True, False]


@pytest.mark.parametrize("gene", PARENTS)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_relative_nobody_knows_is_numbered_like_its_parent(gene, seed):
    """Forty per cent of the residues replaced by similar ones."""
    parent, sequence = table_domain(gene), mutant(gene, seed)
    inside = slice(parent.start - 1, parent.end)
    same = np.mean([a == b for a, b in zip(sequence[inside], parent.protein.sequence[inside], strict=True)])
    assert 0.5 < same < 0.72
    (domain,) = domains_of(unknown(sequence))
    assert dict(domain.anchors) == dict(parent.anchors)
    agree = np.mean([domain.pocket_position(place) == parent.pocket_position(place)
                     for place in parent.positions.tolist() if parent.pocket_position(place)])
    assert agree > 0.95
    assert abs(domain.start - parent.start) <= 3
    assert abs(domain.end - parent.end) <= 3
    assert domain.method.startswith("profile ")
    assert domain.evidence.withheld == {}


@pytest.mark.parametrize("gene", PARENTS)
def test_everything_else_follows_from_the_anchors(gene):
    """Regions, spine and helix αC of the sequence itself are the table's."""
    (domain,), parent = by_profile(gene), table_domain(gene)
    assert domain.helix_c == parent.helix_c
    assert domain.lost_motifs == parent.lost_motifs
    places = [place for place in parent.positions.tolist() if place in domain]
    same = np.mean([domain.region_of(place) == parent.region_of(place) for place in places])
    assert same > 0.97
    spine = {place: parent.spine(place) for place in places if parent.spine(place)}
    assert {place: domain.spine(place) for place in spine} == spine


def test_facts_of_a_residue_say_how_it_was_numbered():
    domain = by_profile("ABL1")[0]
    facts = numbering_facts(domain, 315)
    assert (facts["klifs"], facts["reference"], facts["region"]) == (45, "PKA 120", "gatekeeper")
    assert facts["numbered_by"] == domain.method
    assert 0.9 < facts["confidence"] <= 1
    assert numbering_facts(table_domain("ABL1"), 315)["confidence"] is None
    assert domain.confidence_of(domain.start - 1) is None
    frame = domain.table()
    assert frame["confidence"].between(0, 1).all()
    assert "confidence" not in table_domain("ABL1").table()


# ----------------------------------------------------------------------------------------- from where


def test_the_tables_number_what_they_have():
    record = load_kinome().protein("EGFR")
    assert [domain.evidence for domain in domains_of(record)] == [None]
    assert [domain.method for domain in domains_of(record)] == ["bundled table"]
    assert domains_of(load_kinome().protein("KRAS")) == ()


def test_records_outside_the_tables_are_numbered_by_profile():
    record = replace(load_kinome().protein("EGFR"), index=-1)
    (domain,), (table,) = domains_of(record), domains_of(load_kinome().protein("EGFR"))
    assert domain.anchors == table.anchors
    assert domain.evidence.profile.startswith("TYR")
    assert domain.evidence.bits > 60
    assert domains_of(unknown(GFP)) == ()
    assert domains_of(replace(record))[0] is domain  # laid once


# ------------------------------------------------------------------------------------------ X and none


@pytest.mark.parametrize("unknowns", [1, 85, 711, 30_000])
def test_numbers_that_do_not_begin_with_one(unknowns):
    """The X before a chain that begins with another number: every number is so much higher."""
    letters = domain_letters("ABL1", 10, 10)
    (plain,), (padded,) = number_by_profile(unknown(letters)), number_by_profile(unknown("X" * unknowns + letters))
    assert {name: place - unknowns for name, place in padded.anchors.items()} == dict(plain.anchors)
    assert (padded.start - unknowns, padded.end - unknowns) == (plain.start, plain.end)
    assert (padded.pocket == plain.pocket).all()
    assert (padded.evidence.confidence == plain.evidence.confidence).all()
    assert {place - unknowns: column for place, column in padded.evidence.column_of.items()} == plain.evidence.column_of
    (trace,) = search_domains(unknown("X" * unknowns + letters))
    assert (trace.start, trace.end) == (padded.start, padded.end)


def test_a_loop_that_is_not_known():
    """X in the place of an unresolved activation loop: the rest stays where it is."""
    parent = table_domain("ABL1")
    first, last = parent.anchors["DFG-Gly"] + 3, parent.anchors["APE-Glu"] - 5
    sequence = parent.protein.sequence
    (domain,) = number_by_profile(unknown(sequence[:first] + "X" * (last - first) + sequence[last:]))
    assert dict(domain.anchors) == dict(parent.anchors)


def test_a_motif_that_is_not_known_is_not_lost():
    parent = table_domain("CDK2")
    letters = list(parent.protein.sequence)
    for name in ("β3-Lys", "HRD-Asp", "DFG-Asp"):
        letters[parent.anchors[name] - 1] = "X"
    (domain,) = number_by_profile(unknown("".join(letters)))
    assert domain.lost_motifs == ()
    assert {name: domain.anchors[name] for name in SLOTS} == {name: parent.anchors[name] for name in SLOTS}


@pytest.mark.parametrize(("name", "to", "said"), [
    ("HRD-Asp", "N", "HRD-Asp D→N"), ("β3-Lys", "M", "β3-Lys K→M"), ("DFG-Asp", "A", "DFG-Asp D→A"),
])
def test_a_lost_motif_is_named(name, to, said):
    """What makes a kinase dead: K→M, HRN, AFG."""
    parent = table_domain("BRAF")
    place = parent.anchors[name]
    sequence = parent.protein.sequence
    (domain,) = number_by_profile(unknown(sequence[:place - 1] + to + sequence[place:]))
    assert domain.lost_motifs == (said,)
    assert domain.pseudokinase
    assert domain.anchors[name] == place


@pytest.mark.parametrize("sequence", ["", "X", "X" * 300, "M", "A" * 300, GFP, random_letters(500, 11)],
                         ids=lambda s: f"{s[:3]}{len(s)}")
def test_what_is_no_kinase_has_no_domain(sequence):
    assert number_by_profile(unknown(sequence)) == ()
    assert all(not trace.numbered for trace in search_domains(unknown(sequence)))


def test_what_resembles_a_kinase_too_little_is_said():
    trace = max(search_domains(load_kinome().protein("RIOK1")), key=lambda trace: trace.bits)
    assert (trace.status, trace.domain, trace.numbered) == ("too distant", None, False)
    assert "too distant to be numbered" in trace.reason
    assert 0 < trace.start < trace.end <= len(load_kinome().protein("RIOK1").sequence)


def test_only_numbered_domains_are_counted():
    """A kinase behind something that is too distant is the first domain."""
    rio = load_kinome().protein("RIOK1").sequence
    traces = search_domains(unknown(rio + "GS" * 20 + domain_letters("CDK2")))
    assert [trace.status for trace in traces if trace.bits > 8] == ["too distant", "numbered"]
    assert [trace.domain.index for trace in traces if trace.numbered] == [1]


# ------------------------------------------------------------------------------------------ confidence


@pytest.mark.parametrize("gene", ["ABL1", "PEAK3", "PINK1", "PKDCC", "POMK", "NRBP2", "RPS6KC1", "TP53RK"])
def test_what_is_uncertain_is_withheld_with_a_reason(gene):
    family = load_family()
    for domain in by_profile(gene):
        assert set(domain.anchors) | set(domain.evidence.withheld) == set(family.anchors)
        assert not set(domain.anchors) & set(domain.evidence.withheld)
        assert all(reason.startswith(("no residue could be placed", "uncertain: confidence"))
                   for reason in domain.evidence.withheld.values())
        assert all(domain.confidence_of(place) >= TRUSTED for place in domain.anchors.values())
        assert ((domain.evidence.confidence >= 0) & (domain.evidence.confidence <= 1)).all()
        assert not any(lost.partition(" ")[0] in domain.evidence.withheld for lost in domain.lost_motifs)
        assert domain.confidence == pytest.approx(domain.evidence.confidence.mean())


@pytest.mark.parametrize(("value", "given"), [(0.19, False), (0.2, True), (0.5, True)])
@pytest.mark.parametrize("name", ["gatekeeper", "HRD-Asp", "αF-Asp"])
def test_an_anchor_is_given_from_a_confidence_of_a_fifth_on(monkeypatch, name, value, given):
    """docs/validation.md: below 0.2 it is withheld; what is withheld is not lost."""
    record = unknown(load_kinome().protein("ABL1").sequence)
    place = table_domain("ABL1").anchors[name]
    (found,) = find_kinase_domains(record.sequence)
    doubtful = replace(found, confidence=np.where(found.places == place, value, found.confidence))
    monkeypatch.setattr("kinlens.profiles.find_kinase_domains", lambda *_: (doubtful,))
    (domain,) = number_by_profile(record, load_profiles())  # with profiles named nothing is kept
    assert domain.confidence_of(place) == value
    assert (domain.anchors.get(name) == place) == given
    assert set(domain.evidence.withheld) == (set() if given else {name})
    assert given or domain.evidence.withheld[name] == "uncertain: confidence 0.19, below 0.2"
    assert domain.lost_motifs == ()
    assert (place in domain.evidence.column_of) == given


def confidence_with(name: str, letter: str) -> float:
    """Confidence of an anchor of CDK2 that is another residue."""
    parent = table_domain("CDK2")
    place, whole = parent.anchors[name], parent.protein.sequence
    (domain,) = number_by_profile(unknown(whole[:place - 1] + letter + whole[place:]))
    assert domain.anchors[name] == place
    return domain.confidence_of(place)


@pytest.mark.parametrize(("name", "to"), [("αC-Glu", "Q"), ("β3-Lys", "R"), ("HRD-Asp", "N")])
def test_an_anchor_without_its_residue_is_uncertain(name, to):
    """However much the profiles agree."""
    place = table_domain("CDK2").anchors[name]
    assert confidence_with(name, to) <= WITHOUT_ITS_RESIDUE < UNSURE
    assert confidence_with(name, table_domain("CDK2").protein.sequence[place - 1]) > 0.9


def test_an_anchor_that_is_not_known_is_as_sure_as_its_column():
    """An X may be the residue."""
    assert min(confidence_with(name, "X") for name in ("αC-Glu", "β3-Lys", "HRD-Asp")) > 0.9


def test_half_a_kinase_withholds_the_other_half():
    """N-lobe alone: HRD and DFG are not lost, there is no residue for them."""
    parent = table_domain("ABL1")
    letters = parent.protein.sequence[:parent.anchors["hinge-3"] + 4]
    (domain,) = number_by_profile(unknown(letters))
    for name in ("β3-Lys", "αC-Glu", "gatekeeper"):
        assert domain.anchors[name] == parent.anchors[name]
    for name in ("HRD-Asp", "catalytic-Asn", "DFG-Asp", "αF-Asp"):
        assert domain.evidence.withheld[name] == "no residue could be placed in its column"
    assert domain.lost_motifs == ()
    assert not domain.pseudokinase


def test_numbers_of_any_mutant_are_in_order():
    rng = np.random.default_rng(2)
    seen = Counter()
    for gene in ("ABL1", "PEAK1", "WNK1", "JAK2", "KIT"):
        sequence = load_kinome().protein(gene).sequence
        for share in (0.1, 0.3, 0.5):
            letters = np.array(list(sequence))
            changed = rng.random(len(letters)) < share
            letters[changed] = rng.choice(list(LETTERS + "X"), int(changed.sum()))
            for domain in number_by_profile(unknown("".join(letters))):
                seen[gene] += 1
                assert (np.diff(domain.reference) >= 0).all()
                assert (np.diff(domain.pocket[domain.pocket > 0]) > 0).all()
                assert all(place in domain for place in domain.anchors.values())
                assert len(domain.region) == len(domain.positions) == len(domain.evidence.confidence)
                assert all(domain.region)
    assert set(seen) == {"ABL1", "PEAK1", "WNK1", "JAK2", "KIT"}


# --------------------------------------------------------------------------------------- moving blocks


@pytest.mark.parametrize(("anchor", "block"), [
    ("β3-Lys", {"β3-Lys"}), ("β4-RS4", {"β4-RS4"}),
    ("gatekeeper", {"gatekeeper", "hinge-1", "hinge-2", "hinge-3"}),
    ("HRD-His", {"HRD-His", "HRD-Arg", "HRD-Asp", "catalytic-Asn"}),
    ("DFG-Asp", {"xDFG-x", "DFG-Asp", "DFG-Phe", "DFG-Gly"}),
])
@pytest.mark.parametrize("shift", [-3, -1, 1, 2])
def test_a_block_is_moved_and_the_rest_stays(anchor, block, shift):
    (domain,) = number_by_profile(unknown(mutant("AURKA", 0)))
    first, last = block_of(domain, anchor)
    moved = shift_blocks(domain, {(first, last): shift})
    for name, place in domain.anchors.items():
        assert moved.anchors.get(name, place) == place + (shift if name in block else 0)
    assert block <= set(moved.anchors)
    assert {name: block_of(domain, name) for name in block} == dict.fromkeys(block, (first, last))
    # What the coordinates say makes the sequence no surer.
    for name in block:
        place = moved.anchors[name]
        as_named = domain.family.anchors[name].expected in ("", moved.protein.sequence[place - 1])
        assert moved.confidence_of(place) == min(domain.confidence_of(domain.anchors[name]),
                                                 1 if as_named else WITHOUT_ITS_RESIDUE)
    assert moved.method == f"{domain.method}; moved by coordinates: KLIFS {first}–{last} {shift:+d}"
    assert (moved.start, moved.end, moved.index) == (domain.start, domain.end, domain.index)
    assert (np.diff(moved.pocket[moved.pocket > 0]) > 0).all()
    assert (np.diff(moved.reference) >= 0).all()


def test_a_block_moved_there_and_back_is_where_it_was():
    (domain,) = by_profile("ABL1")
    back = shift_blocks(shift_blocks(domain, {(42, 49): 1}), {(42, 49): -1})
    assert back.anchors == domain.anchors
    assert shift_blocks(domain, {}).anchors == domain.anchors


def test_the_domain_given_is_left_as_it_is():
    (domain,) = by_profile("CDK2")
    before = (dict(domain.anchors), domain.evidence.confidence.copy(), dict(domain.evidence.column_of))
    shift_blocks(domain, {(79, 85): 2, (14, 19): -1})
    assert dict(domain.anchors) == before[0]
    assert (domain.evidence.confidence == before[1]).all()
    assert domain.evidence.column_of == before[2]


def test_numbers_of_the_table_are_not_moved():
    with pytest.raises(ValueError, match="bundled table: it is not moved"):
        shift_blocks(table_domain("ABL1"), {(79, 85): 1})


def test_two_anchors_of_one_block_move_it_once():
    """HRD and the catalytic Asn lie in one block without a break: both one residue off is one residue, not two."""
    (domain,) = by_profile("ABL1")
    moved = shift_blocks(domain, {block_of(domain, name): 1 for name in ("HRD-His", "catalytic-Asn")})
    assert {name: moved.anchors[name] for name in ("HRD-His", "HRD-Asp", "catalytic-Asn")} == {
        "HRD-His": 362, "HRD-Asp": 364, "catalytic-Asn": 369}


@pytest.mark.parametrize("anchor", ["αF-Asp", "APE-Glu"])
def test_anchors_outside_the_pocket_lie_in_no_block(anchor):
    """With an answer, not with the end of an iterator; and no block moves them."""
    (domain,) = by_profile("ABL1")
    assert block_of(domain, anchor) is None
    for block in BLOCKS:
        for shift in (-1, 1):
            assert shift_blocks(domain, {block: shift}).anchors[anchor] == domain.anchors[anchor]


def test_every_anchor_of_the_pocket_lies_in_the_block_of_its_slot():
    (domain,) = by_profile("ABL1")
    for name, anchor in domain.family.anchors.items():
        block = block_of(domain, name)
        assert (block is None) == (not anchor.pocket)
        assert block is None or (block in BLOCKS and block[0] <= anchor.pocket <= block[1])
    assert block_of(table_domain("ABL1"), "gatekeeper") == (42, 49)


def test_two_blocks_are_moved_at_once_each_by_its_own():
    (domain,) = by_profile("ABL1")
    moved = shift_blocks(domain, {(42, 49): 1, (79, 85): -2})
    assert {name: moved.anchors[name] - place for name, place in domain.anchors.items() if name in moved.anchors} == {
        name: {(42, 49): 1, (79, 85): -2}.get(block_of(domain, name), 0) for name in moved.anchors}
    assert moved.method.endswith("; moved by coordinates: KLIFS 42–49 +1, KLIFS 79–85 -2")


# ---------------------------------------------------------------------------------------- real entries


@pytest.mark.needs_structures
@pytest.mark.parametrize(("entry", "chain", "expected"), [
    ("2pk9", "A", {"β3-Lys": 36, "αC-Glu": 53, "gatekeeper": 82, "HRD-Asp": 133, "DFG-Asp": 151}),  # Pho85
    ("1atp", "E", {"β3-Lys": 72, "αC-Glu": 91, "gatekeeper": 120, "HRD-Asp": 166, "DFG-Asp": 184}),
    ("1s9j", "A", {"β3-Lys": 97, "αC-Glu": 114, "gatekeeper": 143, "HRD-Asp": 190, "DFG-Asp": 208}),
])
def test_the_sequence_of_an_entry_by_its_author_numbers(structures_folder, entry, chain, expected):
    from kinlens.structures import read

    (path,) = sorted(structures_folder.glob(f"{entry}.pdb*"))
    structure = read(path)
    rows = structure.residues_of(chain)
    numbers = structure.residues.number[rows]
    letters = np.full(int(numbers.max()), "X")
    letters[numbers[numbers > 0] - 1] = structure.residues.parent[rows][numbers > 0]
    (domain,) = number_by_profile(unknown("".join(letters)))
    assert {name: domain.anchors[name] for name in expected} == expected

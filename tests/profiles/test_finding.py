"""Domains in sequences: how many, where, what is none; the verdict on their scores."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.chains import LETTERS, T4_LYSOZYME, UBIQUITIN, random_letters
from kinlens.numbering import domains_of
from kinlens.profiles import FoundDomain, find_kinase_domains, judge
from kinlens.profiles.columns import load_columns
from kinlens.profiles.finding import (
    CLOSEST,
    FAINT,
    LONGEST_INSERT,
    NEAR,
    NUMBERED,
    OVERLAP,
    RELATED,
    _apart,
    _fill,
    _group,
    _in_order,
    _vote,
)
from kinlens.profiles.hmms import Piece, Profiles, load_profiles
from kinlens.reference import load_kinome
from profiles import GFP, domain_letters, mutant, table_domain

LINKER = "GGSGGSGGSGGSGGS"


def sequence_of(gene: str) -> str:
    return load_kinome().protein(gene).sequence


def numbered(sequence: str) -> list[FoundDomain]:
    return [found for found in find_kinase_domains(sequence) if judge(found).numbered]


def borders(sequence: str) -> list[tuple[int, int]]:
    return [(found.start, found.end) for found in numbered(sequence)]


def place_of(found: FoundDomain, reference: int) -> int:
    """Place of the residue with a number in 1ATP; 0 for none."""
    column = int(np.flatnonzero(load_columns().reference == reference)[0])
    hits = np.flatnonzero(found.columns == column)
    return int(found.places[hits[0]]) if len(hits) else 0


# --------------------------------------------------------------------------------------------- how many


@pytest.mark.parametrize("gene", [
    "EGFR", "ABL1", "BRAF", "PRKACA", "CDK2", "JAK1", "JAK2", "JAK3", "TYK2", "RPS6KA1", "KIT", "PDGFRA", "FLT3",
    "CSF1R", "KDR", "CSNK2A1", "AURKA", "EIF2AK3", "SRPK1", "CDC7", "TTN", "MYLK", "SPEG", "OBSCN",
])
def test_domains_are_those_of_the_alignment(gene):
    """The borders of the table are those of Modi and Dunbrack's rows, within three residues; also around inserts."""
    expected = [(domain.start, domain.end) for domain in domains_of(load_kinome().protein(gene))]
    found = borders(sequence_of(gene))
    assert len(found) == len(expected)
    assert np.abs(np.array(found) - np.array(expected)).max() <= 3


@pytest.mark.parametrize("gene", ["ABL1", "CDK2", "PRKACA"])
@pytest.mark.parametrize("linker", ["", LINKER, "GS" * 60], ids=["none", "short", "long"])
def test_two_copies_are_two_domains(gene, linker):
    domain = domain_letters(gene)
    first, second = borders(domain + linker + domain)
    assert np.abs(np.array(first) - [1, len(domain)]).max() <= 2
    assert np.abs(np.array(second) - [1 + len(domain + linker), len(domain + linker + domain)]).max() <= 2


def test_a_domain_is_found_as_it_is_alone_wherever_it_stands():
    """Two kinases in one chain, each with the places it has by itself."""
    a, b = domain_letters("BRAF", 20, 20), domain_letters("EGFR", 20, 20)
    both = numbered(a + LINKER + b)
    for found, alone, shift in zip(both, (a, b), (0, len(a + LINKER)), strict=True):
        (single,) = numbered(alone)
        for number in (72, 91, 120, 166, 171, 184):
            assert place_of(found, number) == place_of(single, number) + shift


@pytest.mark.parametrize(("behind", "by", "length", "seed"), [
    *(("αD-start", 12, length, seed) for length in (30, 100) for seed in (7, 8)),
    ("αF-Asp", 15, 30, 7), ("αF-Asp", 15, 100, 7), ("αF-Asp", 15, 100, 8),
])
def test_an_insert_splits_no_domain(behind, by, length, seed):
    """Between αD and αE, as in PDGF receptors, and behind helix αF, as in CMGC kinases; CDK2 has none in either."""
    domain = table_domain("CDK2")
    at = domain.anchors[behind] + by
    whole = domain.protein.sequence
    (found,) = numbered(whole[:at] + random_letters(length, seed) + whole[at:])
    for name, number in (("β3-Lys", 72), ("gatekeeper", 120), ("HRD-Asp", 166), ("αF-Asp", 220)):
        moved = length if domain.anchors[name] > at else 0
        assert place_of(found, number) == domain.anchors[name] + moved
    assert np.abs(np.array([found.start, found.end]) - [domain.start, domain.end + length]).max() <= 3


@pytest.mark.parametrize("gene", ["KIT", "PDGFRA", "PDGFRB", "CSF1R", "KDR"])
def test_the_insert_of_the_pdgf_receptors(gene):
    """Sixty to a hundred residues between αD and αE, with no column but perhaps at the two ends."""
    (found,) = numbered(sequence_of(gene))
    domain = table_domain(gene)
    gaps = np.diff(found.places)
    widest = int(gaps.argmax())
    assert gaps[widest] >= 60
    assert domain.anchors["αD-start"] < found.places[widest] < found.places[widest + 1] < domain.anchors["HRD-His"]


# ------------------------------------------------------------------------------------------------ none


@pytest.mark.parametrize("letters", [
    "", "A", "M", "X", "X" * 300, "MKV", "GAGAG", "A" * 300, "W" * 50, "Q" * 200, "GGGGS" * 60, "EK" * 100,
    UBIQUITIN, T4_LYSOZYME, GFP, *(random_letters(300, seed) for seed in range(6)), random_letters(3000, 6),
], ids=lambda letters: f"{letters[:6]}…{len(letters)}")
def test_what_is_no_kinase(letters):
    """Random letters and other folds: no more than eight bits (docs/validation.md)."""
    assert all(judge(found).status == "no kinase domain" for found in find_kinase_domains(letters))


@pytest.mark.parametrize("gene", ["KRAS", "HRAS", "NRAS", "MTOR", "PIK3CA", "ATM"])
def test_other_proteins_of_the_tables(gene):
    """GTPases; lipid kinases and their kin, whose fold is another."""
    assert numbered(sequence_of(gene)) == []


def test_an_atypical_kinase_is_too_distant():
    """RIO kinases have the fold, without activation loop and APE."""
    (found,) = (found for found in find_kinase_domains(sequence_of("RIOK1")) if found.bits > 8)
    verdict = judge(found)
    assert (verdict.status, verdict.numbered) == ("too distant", False)
    assert "too distant to be numbered" in verdict.reason
    assert 10 <= found.bits < 40


def scored(bits: float, residues: int = 200) -> FoundDomain:
    columns = np.arange(residues)
    return FoundDomain(1, 250, "TYR", bits, columns, columns + 1, np.full(residues, 0.9))


def test_a_motif_is_no_domain():
    """However well it fits: a catalytic loop of 25 residues has 40 bits, β1 to β3 have 34 residues."""
    assert judge(scored(100, 34)).numbered
    assert judge(scored(100, 33)).status == "too short"
    assert "33 residues" in judge(scored(100, 33)).reason
    assert not any(d.numbered for d in map(judge, find_kinase_domains("QGMDYLHAKSIIHRDLKSNNIFLH")))  # BRAF 566-589


@pytest.mark.parametrize(("bits", "status", "is_numbered"), [
    (NEAR + 100, "numbered", True), (NEAR, "numbered", True), (np.nextafter(NEAR, 0), "distant", True),
    (NUMBERED, "distant", True), (np.nextafter(NUMBERED, 0), "too distant", False),
    (RELATED, "too distant", False), (np.nextafter(RELATED, 0), "no kinase domain", False),
    (0.0, "no kinase domain", False),
])
def test_the_verdict_at_the_cut_offs(bits, status, is_numbered):
    verdict = judge(scored(bits))
    assert (verdict.status, verdict.numbered) == (status, is_numbered)
    assert f"{bits:.0f} bits on the profile TYR" in verdict.reason


def test_the_cut_offs_lie_where_the_documentation_puts_them():
    """No kinase: 8 at most; ADCK and RIO: 10 to 33; KinCoRe calls a chain a kinase from 60 on."""
    assert 8 < RELATED <= 10
    assert 33 < NUMBERED < 44
    assert NEAR == 60
    assert "check the anchors" in judge(scored(50)).reason


def test_the_verdict_in_words():
    said = {bits: judge(scored(bits)).reason for bits in (100, 50, 20, 3)}
    assert said == {
        100: "100 bits on the profile TYR; a kinase needs 40",
        50: "50 bits on the profile TYR; a kinase needs 40, KinCoRe asks for 60: check the anchors",
        20: "resembles a kinase, too distant to be numbered: 20 bits on the profile TYR, a kinase needs 40",
        3: "no profile of a kinase fits: at best 3 bits on the profile TYR, a kinase needs 40",
    }


# ------------------------------------------------------------------------------------------- fragments


@pytest.mark.parametrize("gene", ["ABL1", "CDK2", "PRKACA", "BRAF", "AURKA"])
def test_half_a_kinase(gene):
    """Either lobe alone: what is there is where it is in the whole."""
    domain = table_domain(gene)
    whole, cut = domain.protein.sequence, domain.anchors["hinge-3"] + 3
    n_lobe = whole[domain.start - 1:cut]
    (found,) = numbered(n_lobe)
    for name, number in (("β3-Lys", 72), ("αC-Glu", 91), ("gatekeeper", 120)):
        assert place_of(found, number) == domain.anchors[name] - domain.start + 1
    assert place_of(found, 166) == 0
    assert found.end <= len(n_lobe)
    c_lobe = whole[cut:domain.end]
    (found,) = numbered(c_lobe)
    for name, number in (("HRD-Asp", 166), ("catalytic-Asn", 171), ("DFG-Asp", 184), ("αF-Asp", 220)):
        assert place_of(found, number) == domain.anchors[name] - cut
    assert place_of(found, 72) == 0
    assert found.start >= 1


def test_every_length_of_a_kinase_is_survived():
    """From nothing to the whole domain, and what is placed is right as soon as it fits well enough."""
    domain = table_domain("CDK2")
    letters = domain_letters("CDK2")
    for length in range(0, len(letters), 9):
        for found in numbered(letters[:length]):
            assert found.end <= length
            assert place_of(found, 72) in (0, domain.anchors["β3-Lys"] - domain.start + 1)
            assert place_of(found, 184) in (0, domain.anchors["DFG-Asp"] - domain.start + 1)


OVERLAPPING = [
    ("CDK2", "EGFR", 150, 30), ("CDK2", "EGFR", 180, 90), ("CDK2", "EGFR", 240, 60), ("CDK2", "CDK2", 90, 30),
    ("CDK2", "CDK2", 240, 30), ("ABL1", "BRAF", 120, 30), ("ABL1", "BRAF", 240, 90), ("EGFR", "PRKACA", 210, 60),
]


@pytest.mark.parametrize(("first", "second", "cut", "begin"), OVERLAPPING)
def test_pieces_of_two_kinases_that_overlap(first, second, cut, begin):
    """The end of one kinase is missing, and the beginning of the next: both have the columns in between."""
    a, b = domain_letters(first)[:cut], domain_letters(second)[begin:]
    found = find_kinase_domains(a + b)
    assert len(found) == 2
    assert found[0].places[-1] < found[1].places[0]
    assert abs(int(found[0].places[-1]) - cut) <= 21  # the last of CDK2's own columns is as far from its 240th residue
    assert abs(int(found[1].places[0]) - cut) <= 21
    for one, gene, skipped, before in ((found[0], first, 0, 0), (found[1], second, begin, cut)):
        domain = table_domain(gene)
        assert judge(one).numbered
        for name, number in (("β3-Lys", 72), ("αC-Glu", 91), ("HRD-Asp", 166), ("DFG-Asp", 184)):
            place = domain.anchors[name] - domain.start + 1 - skipped
            if 5 < place < len((a, b)[before > 0]) - 5:
                assert place_of(one, number) == place + before


def test_borders_of_two_kinases_do_not_overlap():
    """What lies between the columns of two domains is in the borders of one of them at most."""
    for first, second, cut, begin in OVERLAPPING:
        a, b = find_kinase_domains(domain_letters(first)[:cut] + domain_letters(second)[begin:])
        assert a.end < b.start


@pytest.mark.parametrize("gene", ["CDK2", "ABL1"])
def test_pieces_of_two_kinases_at_any_place(gene):
    """Groups that overlap were the end of a search (IndexError): pieces of any two lengths."""
    letters, other = domain_letters(gene), domain_letters("BRAF")
    for cut in range(40, len(letters), 40):
        for begin in range(0, 200, 40):
            found = find_kinase_domains(letters[:cut] + other[begin:])
            places = [place for one in found for place in one.places.tolist()]
            assert places == sorted(set(places))
            assert all(1 <= one.start <= one.places[0] and one.places[-1] <= one.end for one in found)


@pytest.mark.parametrize("cut", [30, 72])
def test_the_beginning_of_a_kinase_before_a_whole_one(cut):
    """A duplicated β-sheet, as a misassembled gene model has it: the whole copy is placed as it is alone."""
    letters, domain = domain_letters("CDK2"), table_domain("CDK2")
    found = numbered(letters[:cut] + letters)[-1]
    for name, number in (("gatekeeper", 120), ("HRD-Asp", 166), ("DFG-Asp", 184)):
        assert place_of(found, number) == domain.anchors[name] - domain.start + 1 + cut


# ---------------------------------------------------------------------------------------- same each time


def same(a: FoundDomain, b: FoundDomain) -> bool:
    arrays = ("columns", "places", "confidence")
    return ((a.start, a.end, a.profile, a.bits) == (b.start, b.end, b.profile, b.bits)
            and all(np.array_equal(getattr(a, name), getattr(b, name)) for name in arrays))


def test_the_result_does_not_depend_on_what_was_searched_before():
    asked = [sequence_of("JAK2"), mutant("ABL1", 3), random_letters(200, 9), domain_letters("CDK2")[:80], "", "MKV"]
    first = [find_kinase_domains(sequence) for sequence in asked]
    find_kinase_domains(sequence_of("TTN")[:9000])
    again = [find_kinase_domains(sequence) for sequence in reversed(asked)]
    assert [len(found) for found in first][:2] == [2, 1]
    for found, repeated in zip(first, reversed(again), strict=True):
        assert len(found) == len(repeated)
        assert all(same(a, b) for a, b in zip(found, repeated, strict=True))


GENES = ["ABL1", "EGFR", "JAK2", "KIT", "CDK2", "BRAF", "PRKACA", "WNK1", "PEAK1", "RIOK1", "KRAS", "RPS6KC1", "HASPIN",
         "PINK1", "TP53RK", "STK32B", "MAP3K20", "BUB1B"]


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.sampled_from(GENES), st.floats(0, 1), st.integers(0, 800), st.floats(0, 0.5), st.integers(0, 2**32 - 1))
def test_what_holds_for_any_piece_of_any_kinase(gene, begin, length, share, seed):
    whole = sequence_of(gene)
    start = int(begin * len(whole))
    letters = np.array(list(whole[start:start + length]), dtype="U1")
    rng = np.random.default_rng(seed)
    changed = rng.random(len(letters)) < share
    letters[changed] = rng.choice(list(LETTERS + "X"), int(changed.sum()))
    sequence = "".join(letters)
    for found in find_kinase_domains(sequence):
        assert 1 <= found.start <= found.places[0]
        assert found.places[-1] <= found.end <= len(sequence)
        assert len(found.columns) == len(found.places) == len(found.confidence) > 0
        assert (np.diff(found.columns) > 0).all()
        assert (np.diff(found.places) > 0).all()
        assert found.columns[0] >= 0
        assert found.columns[-1] < 231
        assert (found.confidence >= 0).all()
        assert (found.confidence <= 1).all()
        assert found.bits >= 0
        assert found.profile in load_profiles().names


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.sampled_from(["ABL1", "CDK2", "BRAF", "PRKACA", "AURKA", "PLK1"]), st.integers(0, 60), st.integers(0, 60),
       st.integers(0, 200))
def test_what_stands_around_a_domain_does_not_move_it(gene, before, after, seed):
    domain = table_domain(gene)
    letters = random_letters(before, seed) + domain_letters(gene) + random_letters(after, seed + 1)
    (found,) = numbered(letters)
    for name, number in (("β3-Lys", 72), ("αC-Glu", 91), ("gatekeeper", 120), ("HRD-Asp", 166), ("DFG-Asp", 184)):
        assert place_of(found, number) == domain.anchors[name] - domain.start + 1 + before


# --------------------------------------------------------------------------------------------- the parts


def piece(first_column: int, first_place: int, length: int, bits: float = 50.0) -> Piece:
    run = np.arange(length)
    return Piece(bits, run + first_column, run + first_place, np.full(length, 0.9))


@pytest.mark.parametrize(("second", "groups"), [
    (piece(100, 400, 50), 1),     # an insertion of 300
    (piece(100, 699, 50), 1),     # one that ends 600 residues on
    (piece(100, 700, 50), 2),     # and 601
    (piece(100, 720, 50), 2),
    (piece(0, 101, 100), 2),      # the domain from its beginning: another copy
    (piece(92, 110, 60), 1),      # sharing eight columns
    (piece(80, 110, 60), 1),      # twenty, a third of the shorter
    (piece(71, 110, 60), 1),      # 29 of 60
    (piece(70, 110, 60), 2),      # half of the shorter
    (piece(60, 110, 90), 1),      # forty of ninety
    (piece(59, 110, 91), 2),      # one more
    (piece(90, 110, 8), 2),       # nothing new
    (piece(100, 100, 50), 1),
    (piece(100, 80, 50), 1),      # twenty residues in both, beside a deletion
    (piece(100, 79, 50), 2),      # one more
    (piece(100, 85, 15), 2),      # no residue that is new
])
def test_alignments_that_make_one_domain(second, groups):
    assert (OVERLAP, LONGEST_INSERT) == (40, 600)
    assert len(_group([piece(0, 0, 100), second], "A" * 800)) == groups


def test_the_numbers_of_alignments_are_not_lost_in_groups():
    pieces = [piece(0, 0, 100), piece(100, 120, 50), piece(10, 300, 150), piece(160, 500, 60)]
    assert _group(pieces, "A" * 800) == [pieces[:2], pieces[2:]]
    assert _group([], "") == []


def test_residues_that_are_not_known_are_no_insertion():
    """Numbers that jump between two halves: what lies between is X."""
    pieces = [piece(0, 0, 100), piece(100, 3000, 50)]
    assert len(_group(pieces, "A" * 100 + "X" * 2900 + "A" * 50)) == 1
    assert len(_group(pieces, "A" * 3050)) == 2
    assert len(_group(pieces, "A" * 399 + "X" * 2301 + "A" * 350)) == 1  # the second begins 600 known residues on
    assert len(_group(pieces, "A" * 400 + "X" * 2300 + "A" * 350)) == 2


def laid(first_column: int, first_place: int, length: int, bits: float, more: int = 0) -> FoundDomain:
    run = np.arange(length)
    return FoundDomain(max(first_place - more, 1), first_place + length - 1 + more, "TYR", bits, run + first_column,
                       run + first_place, np.linspace(0.5, 1, length))


def claimed(found) -> list[tuple[int, int]]:
    return [(int(one.places[0]), int(one.places[-1])) for one in found]


def test_what_two_domains_claim_belongs_to_the_better():
    first, second = laid(0, 1, 200, 100), laid(0, 151, 200, 50)
    assert claimed(_apart([first, second])) == [(1, 200), (201, 350)]
    assert claimed(_apart([second, first])) == [(1, 200), (201, 350)]
    better = dataclasses.replace(second, bits=200.0)
    kept = _apart([first, better])
    assert claimed(kept) == [(1, 150), (151, 350)]
    assert [(one.start, one.end) for one in kept] == [(1, 150), (151, 350)]
    # Columns and confidences go with their places.
    assert kept[0].columns.tolist() == list(range(150))
    assert kept[0].confidence.tolist() == first.confidence[:150].tolist()
    assert claimed([first, better]) == [(1, 200), (151, 350)]  # as they were


def test_a_domain_inside_a_better_one_is_none():
    assert claimed(_apart([laid(0, 1, 200, 100), laid(20, 50, 100, 50)])) == [(1, 200)]
    assert _apart([]) == ()


def test_three_domains_come_apart():
    kept = _apart([laid(0, 1, 100, 60, 5), laid(0, 81, 100, 90, 5), laid(0, 161, 100, 70, 5)])
    assert claimed(kept) == [(1, 80), (81, 180), (181, 260)]
    assert [(one.start, one.end) for one in kept] == [(1, 80), (81, 180), (181, 265)]


def test_domains_that_share_nothing_stay_as_they_are():
    two = [laid(0, 1, 100, 60, 5), laid(0, 301, 100, 90, 5)]
    assert all(same(a, b) for a, b in zip(_apart(two), two, strict=True))


@pytest.mark.parametrize(("letters", "count"), [(random_letters(300, 0), 1), (T4_LYSOZYME, 1), ("", 0)])
def test_no_other_profile_is_asked_about_a_faint_match(monkeypatch, letters, count):
    asked, search = [], Profiles.search

    def recorded(self, profile, sequence):
        found = search(self, profile, sequence)
        asked.append((profile, sum(piece.bits for piece in found)))
        return found

    monkeypatch.setattr(Profiles, "search", recorded)
    find_kinase_domains(letters)
    assert len(asked) >= count
    assert {profile for profile, _ in asked} == {0}
    assert all(bits < FAINT for _, bits in asked)
    asked.clear()
    find_kinase_domains(domain_letters("CDK2"))
    assert len(asked) == 1 + CLOSEST


def test_profiles_vote_with_their_scores():
    """Five bits less are half the weight: one profile of 100 bits against two of 95, which agree."""
    sure = np.ones(1)
    laid = [(np.array([7]), sure), (np.array([8]), sure), (np.array([8]), sure)]
    places, confidence = _vote(laid, [100.0, 94.0, 94.0])
    assert places.tolist() == [7]
    assert confidence[0] == pytest.approx(1.01 / (1 + 2 * 2**-1.2), rel=1e-6)
    places, confidence = _vote(laid, [100.0, 96.0, 96.0])
    assert places.tolist() == [8]
    places, confidence = _vote([(np.array([3]), sure)] * 3, [100.0, 90.0, 80.0])
    assert (places.tolist(), confidence.tolist()) == ([3], [1.0])
    places, confidence = _vote([(np.array([-1]), np.zeros(1))] * 2, [100.0, 90.0])
    assert (places.tolist(), confidence.tolist()) == ([-1], [0.0])


def test_columns_in_equal_gaps_are_filled_with_half_the_confidence():
    places, confidence = _fill(np.array([5, -1, -1, 8, -1, 20]), np.array([0.8, 0, 0, 0.6, 0, 0.9]))
    assert places.tolist() == [5, 6, 7, 8, -1, 20]
    assert confidence == pytest.approx([0.8, 0.3, 0.3, 0.6, 0, 0.9])


def test_of_two_columns_that_contradict_the_less_certain_goes():
    places = _in_order(np.array([3, 9, 5, 6, -1, 7]), np.array([0.9, 0.2, 0.9, 0.9, 0, 0.9]))
    assert places.tolist() == [3, -1, 5, 6, -1, 7]
    assert _in_order(np.array([3, 3]), np.array([0.5, 0.4])).tolist() == [3, -1]


def test_a_found_domain_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        scored(50).bits = 100.0

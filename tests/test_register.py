"""What coordinates say of a numbering: chains whose Cα stand as far apart as those of kinases do.

Nothing here is a structure: the points are laid out from the table of distances by multidimensional scaling, and each
motif goes on from them in steps of 3.8 Å, the distance of neighbouring Cα.
"""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from builders.files import Entry, amino_acid, pdb_text
from builders.kinases import entry, ruler
from kinlens import register
from kinlens.examination import examine
from kinlens.identity import identify_all
from kinlens.numbering import UNSURE, block_of, domains_of, number_by_profile, shift_blocks
from kinlens.reference import load_kinome
from kinlens.reference.bundled import read_rows
from kinlens.register import MOTIFS, SHIFTS, MotifCheck, check_register, correct_register, lacks_fold
from kinlens.residues import ONE_TO_THREE
from kinlens.structures import read
from profiles import mutant, table_domain

MOVABLE = ("β3-Lys", "β4", "hinge", "HRD", "catalytic-Asn", "DFG")
STEP = 3.8
REACH = 5  # residues on either side of an anchor that lead away from it


@cache
def expected() -> dict[tuple[str, str], tuple[float, float]]:
    return {(row["anchor"], row["other"]): (float(row["distance_A"]), float(row["spread_A"]))
            for row in read_rows("register.tsv")}


@cache
def anchor_points() -> dict[str, np.ndarray]:
    """Points with the distances of the table, as well as three dimensions allow."""
    names = list(dict.fromkeys(name for name, _ in expected()))
    far = np.array([[expected().get((a, b), (0.0, 0.0))[0] for b in names] for a in names])
    far = (far + far.T) / 2
    centre = np.eye(len(names)) - 1 / len(names)
    values, vectors = np.linalg.eigh(-centre @ far**2 @ centre / 2)
    xyz = vectors[:, -3:] * np.sqrt(values[-3:])
    return dict(zip(names, xyz, strict=True))


def calpha(gene: str) -> dict[int, np.ndarray]:
    """Cα of every residue of a kinase domain: its anchors at their points, the others led away from the nearest."""
    domain, points = table_domain(gene), anchor_points()
    at = {place: points[name] for name, place in domain.anchors.items() if name in points}
    ordered = sorted(at)
    made = {}
    for place in domain.positions.tolist():
        near = min(ordered, key=lambda other: abs(other - place))
        k = ordered.index(near)
        before, after = at[ordered[max(k - 1, 0)]], at[ordered[min(k + 1, len(ordered) - 1)]]
        along = (after - before) / np.linalg.norm(after - before)
        inside = ordered[0] < place < ordered[-1] and place not in at
        left = max((p for p in ordered if p < place), default=0)
        right = min((p for p in ordered if p > place), default=0)
        if inside and right - left <= REACH:
            share = (place - left) / (right - left)
            made[place] = (1 - share) * at[left] + share * at[right]
        else:
            made[place] = at[near] + STEP * (place - near) * along
    return made


def residue(letter: str, number: int, xyz: np.ndarray):
    """A residue of the builder with its Cα at a point."""
    x, y, z = (float(value) for value in xyz)
    return amino_acid(ONE_TO_THREE[letter], "A", number, (x - 1.2, y - 0.8, z))


def laid_out(gene: str, unresolved=(), letters: str = "", moved=()) -> Entry:
    """A file of one kinase domain with the numbers of UniProt."""
    domain = table_domain(gene)
    sequence = letters or domain.protein.sequence
    points = calpha(gene) | dict(moved)
    inside = domain.positions.tolist()
    residues = [residue(sequence[place - 1], place, points[place]) for place in inside if place not in set(unresolved)]
    return Entry(residues, sequences={"A": [ONE_TO_THREE[sequence[place - 1]] for place in inside]})


@pytest.fixture
def built(write):
    """Give a function that writes a laid-out kinase: structure, protein, and the domain by profile."""

    def make(gene: str = "ABL1", **more):
        structure = read(write(pdb_text(laid_out(gene, **more))))
        (protein,) = identify_all(structure, "A")
        (domain,) = number_by_profile(load_kinome().protein(gene))
        assert dict(domain.anchors) == dict(table_domain(gene).anchors)
        return structure, protein, domain

    return make


def renumbered(domain, motif: str, shift: int):
    """The same domain with the anchors of one motif a few residues off."""
    names = MOTIFS[motif]
    return replace(domain, anchors={n: p + (shift if n in names else 0) for n, p in domain.anchors.items()})


def unsure(domain, *motifs: str, value: float = 0.5):
    """The same domain with anchors of motifs the profiles are not sure of."""
    confidence = np.ones_like(domain.evidence.confidence)
    for motif in motifs:
        for name in MOTIFS[motif]:
            confidence[domain.anchors[name] - domain.start] = value
    return replace(domain, evidence=replace(domain.evidence, confidence=confidence))


def statuses(checks) -> dict[str, str]:
    return {check.motif: check.status for check in checks}


# --------------------------------------------------------------------------------------------- checking


def test_every_anchor_of_a_motif_has_its_distances():
    names = {name for name, _ in expected()}
    assert {name for names_of in MOTIFS.values() for name in names_of} <= names
    assert all(expected()[a, b] == expected()[b, a] for a, b in expected())
    # Published: Cα of β3-Lys and αC-Glu in active kinases 10-12 Å; a residue on is 3.8 Å on.
    assert 9 < expected()["β3-Lys", "αC-Glu"][0] < 13
    for a, b in (("hinge-1", "hinge-2"), ("HRD-Arg", "HRD-Asp"), ("DFG-Asp", "DFG-Phe"), ("gatekeeper", "hinge-1")):
        assert expected()[a, b][0] == pytest.approx(3.8, abs=0.1)


@pytest.mark.parametrize("gene", ["ABL1", "CDK2", "AURKA", "PRKACA"])
def test_what_stands_as_kinases_do_is_confirmed(built, gene):
    structure, protein, domain = built(gene)
    checks = check_register(structure, protein, domain)
    assert [check.motif for check in checks] == list(MOTIFS)
    assert set(statuses(checks).values()) == {"confirmed"}
    assert all(check.shift == 0 and check.misfit < 1.5 for check in checks)
    # The table's numbers are the same, and checked the same way.
    assert check_register(structure, protein, table_domain(gene)) == checks


@pytest.mark.parametrize("motif", [*MOVABLE, "αF"])
@pytest.mark.parametrize("shift", [-3, -2, -1, 1, 2, 3])
def test_a_motif_off_its_place_is_contradicted(built, motif, shift):
    structure, protein, domain = built("PRKACA")  # no other lysine so near β3-Lys that it could reach αC-Glu
    checks = check_register(structure, protein, renumbered(domain, motif, shift))
    found = next(check for check in checks if check.motif == motif)
    assert (found.status, found.shift) == ("contradicted", -shift)
    assert f"{-shift:+d} residues" in found.text
    assert "contradicted" in str(found)
    assert [check.motif for check in checks if check.status == "contradicted"] == [motif]


@pytest.mark.parametrize("shift", [-2, 1, 3])
def test_helix_c_is_never_contradicted(built, shift):
    """It swings with the state: at most unclear."""
    structure, protein, domain = built()
    (found,) = (c for c in check_register(structure, protein, renumbered(domain, "αC", shift)) if c.motif == "αC")
    assert (found.status, found.shift) == ("unclear", 0)


def test_the_misfit_is_the_mean_deviation_in_spreads(built):
    """By plain loops: β4 against all other anchors; no spread below half an ångström, no deviation above six."""
    structure, protein, domain = built()
    wrong = renumbered(domain, "β4", 2)
    points = calpha("ABL1")
    here = points[wrong.anchors["β4-RS4"]]
    off = []
    for name, place in wrong.anchors.items():
        if name != "β4-RS4" and ("β4-RS4", name) in expected():
            median, spread = expected()["β4-RS4", name]
            off.append(min(abs(math.dist(here, points[place]) - median) / max(spread, 0.5), 6.0))
    (found,) = (c for c in check_register(structure, protein, wrong) if c.motif == "β4")
    assert found.misfit == pytest.approx(sum(off) / len(off), abs=0.02)


def test_what_is_not_resolved_says_nothing(built):
    domain = table_domain("ABL1")
    loop = range(domain.anchors["xDFG-x"] - 6, domain.anchors["DFG-Gly"] + 12)
    structure, protein, by_profile = built(unresolved=loop)
    checks = check_register(structure, protein, by_profile)
    found = statuses(checks)
    assert found.pop("DFG") == "not checked"
    assert set(found.values()) == {"confirmed"}
    (dfg,) = (check for check in checks if check.motif == "DFG")
    assert (math.isnan(dfg.misfit), dfg.shift, str(dfg)) == (True, 0, "DFG not checked")


def test_one_resolved_residue_of_a_motif_is_not_the_motif(built):
    structure, protein, domain = built(unresolved=[table_domain("ABL1").anchors["HRD-Arg"]])
    assert statuses(check_register(structure, protein, domain))["HRD"] == "not checked"


def test_a_few_anchors_decide_nothing(built):
    """With fewer than five others there is nothing to hold a motif against."""
    table = table_domain("ABL1")
    hinge = range(table.anchors["gatekeeper"] - 8, table.anchors["hinge-3"] + 4)
    structure, protein, domain = built(unresolved=set(table.positions.tolist()) - set(hinge))
    assert set(statuses(check_register(structure, protein, domain)).values()) == {"not checked"}


def test_a_chain_without_the_domain_has_nothing_to_check(write):
    structure = read(write(pdb_text(entry(ruler("ABL1", 60, 140)))))
    (protein,) = identify_all(structure, "A")
    checks = check_register(structure, protein, table_domain("ABL1"))
    assert set(statuses(checks).values()) == {"not checked"}


def test_a_chain_that_is_no_fold_confirms_nothing(write):
    """A straight line: hardly a motif stands where it should."""
    structure = read(write(pdb_text(entry(ruler("ABL1", 229, 512)))))
    (protein,) = identify_all(structure, "A")
    checks = check_register(structure, protein, table_domain("ABL1"))
    assert "confirmed" not in statuses(checks).values()
    assert min(check.misfit for check in checks) > 2.5


def test_a_salt_bridge_confirms_both_its_ends(write):
    """β3-Lys NZ within 3.6 Å of αC-Glu OE1, where the Cα of helix αC fit nowhere."""
    domain = table_domain("ABL1")
    lysine, glutamate = domain.anchors["β3-Lys"], domain.anchors["αC-Glu"]

    def checked(apart: float, swung: float = 8.0):
        away = {place: calpha("ABL1")[place] + [swung, swung, 0.0] for place in range(glutamate - 6, glutamate + 7)}
        made = laid_out("ABL1", moved=away)
        at = {r.number: k for k, r in enumerate(made.residues)}
        nz = next(atom for atom in made.residues[at[lysine]].atoms if atom.name == "NZ")
        x, y, z = nz.xyz
        atoms = tuple(replace(a, xyz=(x + apart, y, z)) if a.name == "OE1" else a
                      for a in made.residues[at[glutamate]].atoms)
        made.residues[at[glutamate]] = replace(made.residues[at[glutamate]], atoms=atoms)
        structure = read(write(pdb_text(made)))
        (protein,) = identify_all(structure, "A")
        return {check.motif: check for check in check_register(structure, protein, domain)}

    near, far = checked(3.0), checked(3.9)
    assert near["αC"].status == near["β3-Lys"].status == "confirmed"
    assert near["αC"].text.endswith("salt bridge 3.0 Å")
    assert far["αC"].status == "unclear"
    assert "salt bridge" not in far["αC"].text
    # Nor two atoms in the place of one, nor a helix that is nowhere.
    for other in (checked(0.1), checked(1.9), checked(3.0, swung=25.0)):
        assert other["αC"].status == "unclear"
        assert "salt bridge" not in other["αC"].text
    assert near["αC"].misfit > 2.5


def test_coordinates_that_are_no_kinase_fold_are_called_so(built, write):
    structure, protein, domain = built()
    assert not lacks_fold(check_register(structure, protein, domain))
    assert not lacks_fold(check_register(structure, protein, renumbered(domain, "DFG", 3)))
    assert not lacks_fold(())
    straight = read(write(pdb_text(entry(ruler("ABL1", 229, 512)))))
    (line,) = identify_all(straight, "A")
    assert lacks_fold(check_register(straight, line, domain))
    unseen = read(write(pdb_text(entry(ruler("ABL1", 60, 140)))))
    (before,) = identify_all(unseen, "A")
    assert not lacks_fold(check_register(unseen, before, domain))


def test_one_wrong_neighbour_does_not_decide(built):
    """β4 far from its place: itself off, the others still where they are."""
    domain = table_domain("ABL1")
    place = domain.anchors["β4-RS4"]
    away = {n: calpha("ABL1")[n] + 60.0 for n in range(place - 6, place + 6)}
    structure, protein, by_profile = built(moved=away)
    found = statuses(check_register(structure, protein, by_profile))
    assert found.pop("β4") == "unclear"
    assert set(found.values()) == {"confirmed"}


# ------------------------------------------------------------------------------------------- correcting


@pytest.mark.parametrize("motifs", [("β3-Lys",), ("β4",), ("hinge",), ("HRD", "catalytic-Asn"), ("DFG",)],
                         ids=lambda motifs: motifs[0])
@pytest.mark.parametrize("shift", [-3, -2, -1, 1, 2, 3])
def test_an_uncertain_block_is_moved_back(built, motifs, shift):
    structure, protein, domain = built("PRKACA")  # no other lysine so near β3-Lys that it could reach αC-Glu
    first, last = block_of(domain, MOTIFS[motifs[0]][0])
    wrong = unsure(shift_blocks(domain, {(first, last): shift}), *motifs)
    before = {check.motif: check for check in check_register(structure, protein, wrong)}
    assert {motif for motif, check in before.items() if check.status == "contradicted"} == set(motifs)
    corrected, checks = correct_register(structure, protein, wrong)
    assert dict(corrected.anchors) == dict(domain.anchors)
    assert (corrected.pocket[corrected.pocket > 0] == domain.pocket[domain.pocket > 0]).all()
    assert corrected.method.endswith(f"; moved by coordinates: KLIFS {first}–{last} {-shift:+d}")
    # The checks are those of the domain returned; of what was moved they say what it was before.
    for check, after in zip(checks, check_register(structure, protein, corrected), strict=True):
        assert after.status == "confirmed"
        if check.motif in motifs:
            assert check == MotifCheck(check.motif, "corrected", after.misfit, -shift, before[check.motif].text)
            assert f"{-shift:+d} residues" in check.text
            assert {corrected.confidence_of(corrected.anchors[name]) for name in MOTIFS[check.motif]} == {0.5}
        else:
            assert check == after


@pytest.mark.parametrize("shift", [-2, -1, 1, 2])
def test_two_motifs_of_one_block_are_moved_back_together(built, shift):
    """HRD and the catalytic Asn have no break between them: where one is misplaced, so is the other."""
    structure, protein, domain = built()
    wrong = unsure(shift_blocks(domain, {(60, 78): shift}), "HRD", "catalytic-Asn")
    corrected, checks = correct_register(structure, protein, wrong)
    assert {statuses(checks)[motif] for motif in ("HRD", "catalytic-Asn")} == {"corrected"}
    assert dict(corrected.anchors) == dict(domain.anchors)


@pytest.mark.parametrize("uncertain", ["HRD", "catalytic-Asn"])
@pytest.mark.parametrize("shift", [-2, 1])
def test_a_block_with_a_sure_motif_is_not_moved(built, uncertain, shift):
    """Both are contradicted, but the sequence is sure of one of them."""
    structure, protein, domain = built()
    wrong = unsure(shift_blocks(domain, {(60, 78): shift}), uncertain)
    kept, checks = correct_register(structure, protein, wrong)
    assert kept is wrong
    assert {statuses(checks)[motif] for motif in ("HRD", "catalytic-Asn")} == {"contradicted"}


@pytest.mark.parametrize(("wrong_one", "right"), [("HRD", "catalytic-Asn"), ("catalytic-Asn", "HRD")])
@pytest.mark.parametrize("shift", [-2, -1, 1, 2])
def test_a_block_with_a_confirmed_motif_is_not_moved(built, wrong_one, right, shift):
    """The block would take what is right out of its place, however uncertain both are."""
    structure, protein, domain = built()
    wrong = unsure(renumbered(domain, wrong_one, shift), "HRD", "catalytic-Asn")
    kept, checks = correct_register(structure, protein, wrong)
    assert kept is wrong
    assert (statuses(checks)[wrong_one], statuses(checks)[right]) == ("contradicted", "confirmed")


def test_motifs_of_a_block_that_ask_for_different_shifts_stay(built):
    structure, protein, domain = built()
    wrong = unsure(renumbered(renumbered(domain, "HRD", 2), "catalytic-Asn", -1), "HRD", "catalytic-Asn")
    kept, checks = correct_register(structure, protein, wrong)
    assert kept is wrong
    assert {check.motif: check.shift for check in checks if check.shift} == {"HRD": -2, "catalytic-Asn": 1}


def test_what_is_not_resolved_holds_no_block_back(built):
    """Of the catalytic Asn and its neighbours there is nothing: HRD speaks for the block."""
    place = table_domain("ABL1").anchors["catalytic-Asn"]
    structure, protein, domain = built(unresolved=range(place, place + 8))
    wrong = unsure(shift_blocks(domain, {(60, 78): 1}), "HRD")
    assert statuses(check_register(structure, protein, wrong))["catalytic-Asn"] == "not checked"
    corrected, checks = correct_register(structure, protein, wrong)
    assert dict(corrected.anchors) == dict(domain.anchors)
    assert (statuses(checks)["HRD"], statuses(checks)["catalytic-Asn"]) == ("corrected", "not checked")


def test_two_blocks_are_moved_back_at_once(built):
    structure, protein, domain = built("PRKACA")
    wrong = unsure(shift_blocks(domain, {(33, 41): 1, (79, 85): -1}), "β4", "DFG")
    corrected, checks = correct_register(structure, protein, wrong)
    assert dict(corrected.anchors) == dict(domain.anchors)
    assert {check.motif: check.shift for check in checks if check.status == "corrected"} == {"β4": -1, "DFG": 1}


def rewritten(checks, status: str, *motifs: str):
    """Checks with another verdict on some motifs."""
    return tuple(replace(check, status=status, shift=2 if status == "contradicted" else 0)
                 if check.motif in motifs else check for check in checks)


@pytest.mark.parametrize(("status", "motif"), [
    ("unclear", "hinge"), ("contradicted", "hinge"), ("not checked", "hinge"),  # it does not fit where it was moved
    ("contradicted", "DFG"),  # or another one no longer does
])
def test_what_coordinates_do_not_confirm_is_taken_back(built, monkeypatch, status, motif):
    structure, protein, domain = built()
    wrong = unsure(shift_blocks(domain, {(42, 49): 1}), "hinge")
    before = check_register(structure, protein, wrong)
    answers = iter([before, rewritten(check_register(structure, protein, domain), status, motif)])
    monkeypatch.setattr(register, "check_register", lambda *_: next(answers))
    kept, checks = correct_register(structure, protein, wrong)
    assert kept is wrong
    assert checks == before


def test_what_was_contradicted_before_does_not_take_a_block_back(built):
    """αF is off and stays so: no reason against the hinge."""
    structure, protein, domain = built()
    wrong = unsure(renumbered(domain, "αF", 2), "hinge")
    wrong = shift_blocks(wrong, {(42, 49): 1})
    wrong = replace(wrong, anchors=dict(wrong.anchors) | {"αF-Asp": domain.anchors["αF-Asp"] + 2})
    assert statuses(check_register(structure, protein, wrong))["αF"] == "contradicted"
    corrected, checks = correct_register(structure, protein, wrong)
    assert statuses(checks)["hinge"] == "corrected"
    assert {name: corrected.anchors[name] for name in MOTIFS["hinge"]} == {
        name: domain.anchors[name] for name in MOTIFS["hinge"]}


@pytest.mark.parametrize("motif", MOVABLE)
def test_a_certain_motif_is_only_reported(built, motif):
    structure, protein, domain = built()
    wrong = unsure(renumbered(domain, motif, 1), value=1.0)
    kept, checks = correct_register(structure, protein, wrong)
    assert kept is wrong
    assert statuses(checks)[motif] == "contradicted"


def test_at_the_border_a_motif_is_certain(built):
    structure, protein, domain = built()
    wrong = shift_blocks(domain, {(79, 85): 1})
    kept, checks = correct_register(structure, protein, unsure(wrong, "DFG", value=UNSURE))
    assert statuses(checks)["DFG"] == "contradicted"
    assert kept.anchors == wrong.anchors
    moved, checks = correct_register(structure, protein, unsure(wrong, "DFG", value=UNSURE - 0.01))
    assert statuses(checks)["DFG"] == "corrected"
    assert moved.anchors == domain.anchors


def test_helix_c_is_never_moved(built):
    structure, protein, domain = built()
    wrong = unsure(shift_blocks(domain, {(20, 32): 2}), "αC", value=0.3)
    assert wrong.anchors["αC-Glu"] == domain.anchors["αC-Glu"] + 2
    kept, checks = correct_register(structure, protein, wrong)
    assert statuses(checks)["αC"] == "unclear"
    assert kept is wrong


@pytest.mark.parametrize("motif", MOVABLE)
def test_numbers_of_the_table_are_never_moved(built, motif):
    structure, protein, _ = built()
    wrong = renumbered(table_domain("ABL1"), motif, 1)
    kept, checks = correct_register(structure, protein, wrong)
    assert kept is wrong
    assert statuses(checks)[motif] == "contradicted"


def test_what_is_right_is_left_alone_however_uncertain(built):
    structure, protein, domain = built()
    doubtful = unsure(domain, *MOTIFS, value=0.25)
    kept, checks = correct_register(structure, protein, doubtful)
    assert kept is doubtful
    assert set(statuses(checks).values()) == {"confirmed"}


def test_correcting_twice_changes_nothing_more(built):
    structure, protein, domain = built()
    once, _ = correct_register(structure, protein, unsure(shift_blocks(domain, {(42, 49): 2}), "hinge"))
    assert once.anchors == domain.anchors
    twice, checks = correct_register(structure, protein, once)
    assert twice is once
    assert set(statuses(checks).values()) == {"confirmed"}


@pytest.mark.parametrize("shift", [-2, 1])
def test_an_uncertain_aspartate_of_helix_f(built, shift):
    """It has no pocket position and lies in no block: only reported."""
    structure, protein, domain = built()
    wrong = unsure(renumbered(domain, "αF", shift), "αF")
    kept, checks = correct_register(structure, protein, wrong)
    assert kept is wrong
    (found,) = (check for check in checks if check.motif == "αF")
    assert (found.status, found.shift) == ("contradicted", -shift)


def test_an_unknown_kinase_is_checked_when_it_is_examined(write):
    """Chains of the tables have no need of it."""
    path = write(pdb_text(laid_out("ABL1", letters=mutant("ABL1", 0))))
    (chain,) = examine(path).chains
    assert chain.protein.by_profile
    assert set(statuses(chain.register[1]).values()) == {"confirmed"}
    assert chain.domain.anchors == table_domain("ABL1").anchors
    (known,) = examine(write(pdb_text(laid_out("ABL1")))).chains
    assert known.register == {}


def test_the_shifts_tried_include_none():
    assert SHIFTS.tolist() == list(range(-5, 6))


# ---------------------------------------------------------------------------------------- real entries


@pytest.mark.needs_structures
@pytest.mark.parametrize(("name", "chain"), [("1atp", "E"), ("2pk9", "A"), ("2pk9", "C")])
def test_motifs_of_real_entries(structures_folder, name, chain):
    """PKA with ATP, and Pho85 of yeast, which no table has: active kinases, every motif in its place."""
    (path,) = sorted(structures_folder.glob(f"{name}.pdb*"))
    structure = read(path)
    (protein,) = identify_all(structure, chain)
    (domain,) = domains_of(protein.record)
    assert (domain.evidence is None) == (name == "1atp")
    checks = check_register(structure, protein, domain)
    assert statuses(checks) == dict.fromkeys(MOTIFS, "confirmed")
    for motif in ("hinge", "HRD", "DFG"):
        for shift in (-1, 1, 2):
            wrong = check_register(structure, protein, renumbered(domain, motif, shift))
            (found,) = (check for check in wrong if check.motif == motif)
            assert (found.status, found.shift) == ("contradicted", -shift)


@pytest.mark.needs_structures
def test_a_helix_that_swung_out_moves_nothing(structures_folder):
    """MEK1 with PD318088: helix αC is out, every other motif where it belongs."""
    (path,) = sorted(structures_folder.glob("1s9j.pdb*"))
    structure = read(path)
    (protein,) = identify_all(structure, "A")
    (domain,) = number_by_profile(protein.record)
    kept, checks = correct_register(structure, protein, domain)
    assert kept is domain
    found = statuses(checks)
    assert found.pop("αC") in ("confirmed", "unclear")
    assert "contradicted" not in found.values()
    assert found["hinge"] == found["HRD"] == found["catalytic-Asn"] == "confirmed"

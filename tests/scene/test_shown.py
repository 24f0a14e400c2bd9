"""Which chains are shown, where they lie, and what is said of a residue."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from builders.files import Entry, ligand, lone_atom, pdb_text, peptide
from builders.kinases import beside, ruler, stranger, under
from builders.lobes import lobes, nucleotide, rigid
from kinlens.errors import NothingToShow
from kinlens.examination import examine
from kinlens.reporting import report
from kinlens.scene.shown import choose_chains, show

ABL, EGFR = ("ABL1", 235, 500), ("EGFR", 696, 1000)
FAR = (0.0, 90.0, 0.0)


def chosen(x, variants=""):
    rows = report(x, variants).rows if variants else ()
    return [chain.chain for chain in choose_chains(x, rows)]


def shown(x, others=(), number=0, name="1aaa", chains=None):
    return show(x, chains or choose_chains(x, ()), others, number, name)


# --------------------------------------------------------------------------------------- which chains


def test_without_marks_the_best_resolved_kinase(examined):
    x = examined(ruler(*ABL, "A", unresolved=range(300, 330)), ruler(*ABL, "B", shift=FAR),
                 ruler("KRAS", 1, 169, "C", shift=(0, 180, 0)))
    assert chosen(x) == ["B"]


@pytest.mark.parametrize("swapped", [False, True])
def test_the_order_of_chains_does_not_matter(examined, swapped):
    chains = [ruler(*ABL, "A", unresolved=range(300, 330)), ruler(*ABL, "B", shift=FAR)]
    x = examined(*(chains[::-1] if swapped else chains))
    assert chosen(x) == chosen(x, "T351I") == ["B"]


def test_one_chain_for_each_protein_that_has_something_to_mark(examined):
    x = examined(ruler(*ABL, "A"), ruler(*EGFR, "B", shift=FAR), ruler(*ABL, "C", shift=(0, 180, 0)))
    assert chosen(x, "ABL1:T315I") == ["A"]
    assert chosen(x, "EGFR:T790M") == ["B"]
    assert chosen(x, "EGFR:T790M ABL1:T315I") == ["A", "B"]


def test_the_chain_that_has_the_residue(examined):
    x = examined(ruler(*ABL, "A", unresolved=[396]), ruler(*ABL, "B", unresolved=range(300, 330), shift=FAR))
    assert chosen(x) == chosen(x, "T351I") == ["A"]
    assert chosen(x, "H396P") == ["B"]


def test_rows_that_name_no_chain_or_another_structure(examined):
    x = examined(ruler(*ABL, "A", unresolved=[396]), ruler(*ABL, "B", unresolved=[351, 352], shift=FAR))
    known = {"accession": "P00519", "position": 396}
    for row in (known, known | {"entry": "9zzz", "chain": "A"}, known | {"entry": "1aaa", "chain": "Q"}):
        assert [chain.chain for chain in choose_chains(x, [row])] == ["B"]
    # A row of this entry is shown on its own chain, though another one is resolved better.
    own = {"accession": "P00519", "position": 315, "entry": "1aaa", "chain": "B"}
    assert [chain.chain for chain in choose_chains(x, [own])] == ["B"]
    # A copy is shown only where no headline says another.
    headline = own | {"chain": "A", "headline": True}
    assert [chain.chain for chain in choose_chains(x, [own | {"headline": False}, headline])] == ["A"]


@pytest.mark.parametrize("row", [
    {}, {"accession": "P00519"}, {"position": 315}, {"accession": "P00533", "position": 790},
    {"accession": "P00519", "position": 9}])
def test_rows_that_name_no_residue_here_choose_no_chain(examined, row):
    x = examined(ruler(*ABL, "A", unresolved=[351]), ruler(*ABL, "B", shift=FAR))
    assert [chain.chain for chain in choose_chains(x, [row])] == ["B"]


def test_without_a_kinase_a_known_protein_else_any(examined):
    odd = stranger(ruler(*ABL), "A")
    ras = ruler("KRAS", 1, 169, "B", shift=(0.0, 400.0, 0.0))
    assert chosen(examined(odd, ras)) == ["B"]
    assert chosen(examined(odd)) == ["A"]


def test_a_file_without_protein_has_nothing_to_show(write):
    x = examine(write(pdb_text(Entry([ligand("LIG")], id="1aaa"))))
    with pytest.raises(NothingToShow, match="1aaa has no protein chain"):
        choose_chains(x, ())


# ----------------------------------------------------------------------------------- what is in the molecule


def test_chains_shown_and_what_is_bound_to_them(examined):
    a = ruler(*ABL)
    x0, y0, z0 = a.xyz(381, "O")
    bound = [beside(a, 316, "XYZ", y=1.8, z=2.0, number=901), beside(a, 440, "GOL", size=6, number=902),
             lone_atom("CL", "Cl", number=903, at=a.xyz(450, "O")),
             lone_atom("MG", "Mg", number=904, at=(x0, y0 - 2.1, z0)), beside(a, 470, "NAG", size=10, number=905)]
    x = examined(a, under(a), others=bound)
    alone, both = shown(x), shown(x, ["B"])
    assert set(alone.molecule.chain) == {"A"}
    assert set(both.molecule.chain) == {"A", "B"}
    others = both.molecule.residue_name[~both.molecule.polymer].tolist()
    assert others == ["XYZ", "MG"]  # no glycerol, chloride or sugar
    assert [b.ligand.name for b in alone.bound] == ["XYZ", "MG"]


def test_what_is_said_of_it(examined):
    x = examined(ruler(*ABL), method="X-RAY DIFFRACTION", resolution="2.10")
    one = shown(x, number=3, name="1aaa:A")
    assert (one.name, one.number, one.molecule.home, one.molecule.name) == ("1aaa:A", 3, 3, "1aaa:A")
    assert one.caption.startswith("1aaa (X-RAY DIFFRACTION 2.10 Å) chain A: ABL1, ")
    assert one.structure is x.structure


def test_captions_of_what_is_no_kinase(examined):
    assert shown(examined(ruler("KRAS", 1, 169))).caption == "1aaa (method not stated) chain A: KRAS"
    odd = shown(examined(stranger(ruler(*ABL), "A")))
    assert odd.caption.startswith("1aaa (method not stated) chain A: ")
    assert len(odd.molecule.number) == 22


def test_two_chains_in_one_caption(examined):
    x = examined(ruler("KRAS", 1, 169, "A"), ruler("HRAS", 1, 166, "B", shift=FAR))
    rows = [{"accession": "P01116", "position": 12}, {"accession": "P01112", "position": 12}]
    assert show(x, choose_chains(x, rows), (), 0, "").caption == (
        "1aaa (method not stated) chain A: KRAS; chain B: HRAS")


def told(x, chain, number, others=()):
    one = shown(x, others)
    (k,) = np.flatnonzero((one.molecule.chain == chain) & (one.molecule.number == number))
    return one.molecule.told[int(k)]


def test_a_residue_tells_all_its_numbers(examined):
    # In PKA the equivalent of ABL1 T315 is M120; the file numbers from another start.
    said = told(examined(ruler(*ABL, offset=20)), "A", 295)
    for part in ("ABL1 T315", "gatekeeper", "KLIFS 45", "PKA 120", "author 295", "1aaa A:295"):
        assert part in said.split(" · "), part


def test_a_mutant_tells_what_stands_there(examined):
    assert told(examined(ruler(*ABL, changed={315: "I"})), "A", 315).startswith("ABL1 T315 (here I) · ")


def test_what_is_no_residue_of_a_known_protein(examined):
    a = ruler(*ABL, n_tag="GSH")
    drug = beside(a, 316, "STI", y=1.8, z=2.0, number=901)
    x = examined(a, stranger(a), others=[drug])
    assert told(x, "A", 901).startswith("imatinib (STI)")
    assert told(x, "A", 901).endswith(" · 1aaa A:901")
    assert told(x, "A", 232) == "GLY 1aaa A:232"
    assert told(x, "C", 1, ["C"]) == "TRP 1aaa C:1"


# -------------------------------------------------------------------------------------- where it lies


@pytest.mark.parametrize("seed", range(3))
def test_a_kinase_lies_in_the_common_frame(examined, seed):
    move = rigid(seed)
    one = shown(examined(lobes(*ABL, move=move), others=[nucleotide("ADP", move)]))
    still = lobes(*ABL)
    expected = [atom.xyz for residue in still.residues for atom in residue.atoms]
    expected += [atom.xyz for atom in nucleotide("ADP").atoms]
    assert one.placed == ""
    np.testing.assert_allclose(one.molecule.xyz, expected, atol=5e-3)
    np.testing.assert_allclose(one.moved(move(np.eye(3))), np.eye(3), atol=5e-3)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_no_kinase_stands_upright(write, seed):
    """A straight chain: its length along y, its middle at the origin, nothing bent or mirrored."""
    move = rigid(seed)
    residues = ruler("KRAS", 1, 169).residues
    turned = [replace(residue, atoms=tuple(
        replace(atom, xyz=tuple(move(np.array(atom.xyz)).tolist())) for atom in residue.atoms)) for residue in residues]
    one = shown(examine(write(pdb_text(Entry(turned)))))
    assert one.placed == "laid by its longest axis: no kinase domain"
    xyz = one.molecule.xyz
    np.testing.assert_allclose(xyz.mean(axis=0), 0.0, atol=1e-6)
    extent = xyz.std(axis=0)
    assert extent[1] > extent[0] > extent[2]
    written = [atom.xyz for residue in residues for atom in residue.atoms]
    for i, j in ((0, -1), (3, 400), (17, 900)):
        assert math.dist(xyz[i], xyz[j]) == pytest.approx(math.dist(written[i], written[j]), abs=3e-3)
    assert np.linalg.det(one.motion.rotation) == pytest.approx(1.0)


def test_too_little_of_a_kinase_says_why(examined):
    kept = 29
    made = lobes(*ABL)
    one = shown(examined(lobes(*ABL, unresolved=list(made.of)[kept:])))
    assert one.placed.startswith("laid by its longest axis: ")
    assert one.placed.endswith(" of 79 core columns resolved, 30 needed")
    assert one.motion is not None


def test_a_single_atom_stays_where_it_is(write):
    (residue,) = peptide("G")
    one = shown(examine(write(pdb_text(Entry([replace(residue, atoms=residue.atoms[1:2])])))))
    assert one.motion is None
    np.testing.assert_allclose(one.molecule.xyz, [residue.atoms[1].xyz])
    assert one.placed.startswith("laid by its longest axis")


def test_the_first_chain_with_a_domain_decides(examined):
    ras = ruler("KRAS", 1, 169, "A", shift=(0, 300, 0))
    x = examined(ras, lobes(*ABL, "B", move=rigid(5)))
    rows = [{"accession": "P01116", "position": 12}, {"accession": "P00519", "position": 315}]
    assert show(x, choose_chains(x, rows), (), 0, "").placed == ""


def test_places_point_at_the_same_residues(examined):
    x = examined(ruler(*ABL, "A"), ruler(*EGFR, "B", shift=FAR))
    one = shown(x, chains=(x.chain("B"),))
    for residue, here in one.places.items():
        assert x.structure.residues.number[residue] == one.molecule.number[here]
        assert x.structure.residues.chain[residue] == one.molecule.chain[here] == "B"
    assert len(one.places) == 1000 - 696 + 1

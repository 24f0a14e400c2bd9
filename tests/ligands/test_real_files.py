"""Ligands of real entries against their headers, other programs' output, the literature and plain loops."""

import gzip
import math
import re
from functools import lru_cache

import gemmi
import numpy as np
import pytest

from kinlens.examination import examine
from kinlens.ligand_tables import ligand_table, seen_ligands
from kinlens.ligands import KINDS, ROLES, TYPES, contacts_of, find_ligands
from kinlens.ligands.pocket import pocket_of

pytestmark = pytest.mark.needs_structures


@lru_cache(maxsize=8)
def examined(folder, name):
    deposited = [path for path in sorted(folder.glob(f"{name}*")) if path.is_file()]
    return examine((deposited or sorted((folder / "modified").glob(f"{name}_*")))[0])


def bound(folder, name, code, chain=""):
    found = [b for c in examined(folder, name).chains if chain in ("", c.chain) for b in c.ligands
             if b.ligand.name == code]
    return found[0]


# Entry, chain, code, role, type. Titles of the entries, else what is commonly said of them (unverified).
KNOWN = [
    ("1s9j", "A", "ATP", "nucleotide", "ATP-like"),
    ("1s9j", "A", "BBM", "allosteric", "type III"),
    ("1s9i", "A", "5EA", "allosteric", "type III"),
    ("3eqc", "A", "3BM", "allosteric", "type III"),
    ("4an2", "A", "EUI", "allosteric", "type III"),
    ("6nyb", "B", "LCJ", "allosteric", "type III"),
    ("4tpt", "A", "35H", "allosteric", "type III"),  # title: non-ATP competitive
    ("4iti", "A", "1HW", "allosteric", "type III"),
    ("6duk", "A", "JBJ", "allosteric", "type III"),  # title: allosteric
    ("8a2d", "A", "KXY", "allosteric", "type III"),
    ("1iep", "A", "STI", "drug", "type II"),
    ("1t46", "A", "STI", "drug", "type II"),
    ("3cs9", "A", "NIL", "drug", "type II"),
    ("3ik3", "A", "0LI", "drug", "type II"),
    ("1uwh", "A", "BAX", "drug", "type II"),
    ("3heg", "A", "BAX", "drug", "type II"),
    ("2hiw", "A", "7MP", "drug", "type II"),  # title: type II
    ("3f3v", "A", "1BU", "drug", "type II"),  # title: type II
    ("4xuf", "A", "P30", "drug", "type II"),
    ("3ugc", "A", "046", "drug", "type II"),
    ("1xbb", "A", "STI", "drug", "type I"),  # imatinib bound compactly to SYK (Atwell 2004, unverified)
    ("2xp2", "A", "VGH", "drug", "type I"),
    ("1m17", "A", "AQ4", "drug", "type I"),
    ("2ity", "A", "IRE", "drug", "type I"),
    ("2f4j", "A", "VX6", "drug", "type I"),
    ("6wtn", "A", "RXT", "drug", "type I"),
    ("1xkk", "A", "FMM", "drug", "type I½ (back)"),
    ("3bbt", "B", "FMM", "drug", "type I½ (back)"),
    ("3poz", "A", "03P", "drug", "type I½ (back)"),
    ("3pp0", "A", "03Q", "drug", "type I½ (back)"),
    ("3og7", "A", "032", "drug", "type I½ (back)"),
    ("3k5v", "A", "STI", "drug", "type II"),
    ("3k5v", "A", "STJ", "allosteric", "allosteric"),
    ("3pyy", "A", "STI", "drug", "type II"),
    ("3pyy", "A", "3YY", "allosteric", "allosteric"),
    ("6hd6", "A", "FYH", "allosteric", "allosteric"),
    ("3o96", "A", "IQO", "allosteric", "allosteric"),
    ("5dpv", "A", "5DN", "allosteric", "allosteric"),
    ("5dpv", "A", "SKE", "drug", "type I"),
    ("6c9j", "A", "R34", "allosteric", "allosteric"),  # between AMPK's α and β subunits
    ("1atp", "E", "ATP", "nucleotide", "ATP-like"),
    ("1ol5", "A", "ADP", "nucleotide", "ATP-like"),  # ATPlike in 1ol5.out of Kincore-standalone3
]


@pytest.mark.parametrize(("name", "chain", "code", "role", "kind"), KNOWN)
def test_known_ligands(structures_folder, name, chain, code, role, kind):
    found = bound(structures_folder, name, code, chain)
    assert (found.role, found.type.name) == (role, kind), str(found.type)


def test_lapatinib_binds_egfr_with_helix_c_out(structures_folder):
    conformation = examined(structures_folder, "1xkk").chain("A").conformation
    assert conformation.helix_c.label == "αC-out"


def test_metals_of_catalysis_are_cofactors(structures_folder):
    for name, chain, code in (("1s9j", "A", "MG"), ("1atp", "E", "MN")):
        assert bound(structures_folder, name, code, chain).role == "cofactor"
    assert bound(structures_folder, "1iep", "CL", "A").role == "ion"


def test_myristate_sits_in_a_pocket_and_a_pip3_on_a_ph_domain(structures_folder):
    assert bound(structures_folder, "1opk", "MYR", "A").role == "allosteric"
    assert bound(structures_folder, "2z0p", "4PT", "A").role == "elsewhere"


# Second copies of no site that is known to us: far from the hinge, between copies in the crystal, or loosely held.
@pytest.mark.parametrize(("name", "chain", "code"), [
    ("3zos", "A", "0LI"), ("5hu9", "A", "66K"), ("6fdy", "U", "DB8"), ("6jx0", "A", "YY3"), ("4w9w", "A", "YDJ"),
    ("4mne", "H", "573"),
])
def test_second_copies_lie_on_the_surface(structures_folder, name, chain, code):
    copies = [b for b in examined(structures_folder, name).chain(chain).ligands if b.ligand.name == code]
    assert len(copies) > 1
    assert copies[0].role in ("drug", "allosteric")
    assert {b.role for b in copies[1:]} == {"surface"}
    assert all("on the surface" in b.type.reason for b in copies[1:])


# ------------------------------------------------------------------------- residue counts by plain loops


def counted(structure, chain, residue_name, sets, dfg):
    """KinCoRe's counts, atom by atom with gemmi, by author numbers (equal to UniProt's in these entries)."""
    model = structure[0]
    compound = next(r for r in model[chain] if r.name == residue_name)
    atoms = [a for a in compound if a.element.name != "H"]
    hinge, glu4, back, front, type_ii, (x, asp, phe) = sets
    near = {}
    lowest = {"hinge": math.inf, "glu4": math.inf}
    seals = set()
    for residue in model[chain].get_polymer():
        number = residue.seqid.num
        for a in residue:
            if a.element.name == "H":
                continue
            apart = min(a.pos.dist(b.pos) for b in atoms)
            if number in hinge and a.name in ("N", "O"):
                lowest["hinge"] = min(lowest["hinge"], apart)
            if number == glu4 and a.name not in ("N", "CA", "C", "O"):
                lowest["glu4"] = min(lowest["glu4"], apart)
            if number in type_ii and apart <= 4.5:
                seals.add(number)
            if apart > 4.0:
                continue
            if number in (x, asp):
                near["x and Asp"] = near.get("x and Asp", False) or a.name in ("N", "O")
            elif number == phe:
                if dfg not in ("DFGout", "DFGinter") and a.name not in ("N", "CA", "O"):
                    near[phe] = True
            elif number in back | type_ii:
                near[number] = True
    return lowest["hinge"], lowest["glu4"], sum(near.values()), sum(n in front for n in near), len(seals)


# Author numbers are UniProt's. Sets from the literature's residues: β3-Lys, αC-Glu, β4-RS4, gatekeeper, HRD-His, x.
ANCHORS = {
    "ABL1": (271, 286, 301, 315, 361, 380), "EGFR": (745, 762, 777, 790, 835, 854),
    "AURKA": (162, 181, 196, 210, 254, 273), "BRAF": (483, 501, 516, 529, 574, 593),
    "MAPK14": (53, 71, 86, 106, 148, 167),
}


def sets_of(lys, glu, rs4, gatekeeper, his, x):
    back = {*range(lys + 4, rs4 - 2), *range(rs4, rs4 + 9), *range(gatekeeper - 5, gatekeeper - 2)}
    return ({gatekeeper + 1, gatekeeper + 2, gatekeeper + 3}, glu + 4, back - {x, x + 1, x + 2},
            set(range(lys + 4, glu - 2)), {glu + 3, glu + 7, his - 7, his}, (x, x + 1, x + 2))


@pytest.mark.parametrize(("name", "gene", "chain", "code"), [
    ("1iep", "ABL1", "A", "STI"), ("2gqg", "ABL1", "A", "1N1"), ("2gqg", "ABL1", "B", "1N1"),
    ("3cs9", "ABL1", "A", "NIL"), ("1xkk", "EGFR", "A", "FMM"), ("2ity", "EGFR", "A", "IRE"),
    ("4zau", "EGFR", "A", "YY3"), ("6duk", "EGFR", "A", "JBJ"), ("5dt0", "AURKA", "A", "SKE"),
    ("3og7", "BRAF", "A", "032"), ("3heg", "MAPK14", "A", "BAX"), ("2fb8", "BRAF", "A", "215"),
])
def test_counts_by_plain_loops(structures_folder, name, gene, chain, code):
    path = next(p for p in sorted(structures_folder.glob(f"{name}*")) if p.is_file())
    structure = gemmi.read_structure(str(path))
    structure.setup_entities()
    structure.remove_alternative_conformations()
    one = examined(structures_folder, name).chain(chain)
    assert one.protein.offset == 0
    found = bound(structures_folder, name, code, chain)
    placed = found.type.evidence
    expected = counted(structure, chain, code, sets_of(*ANCHORS[gene]), placed.dfg)
    assert (placed.hinge_A, placed.glu4_A) == pytest.approx(expected[:2], abs=2e-3)
    assert (len(placed.back), len(placed.front), len(placed.type_ii)) == expected[2:]
    assert pocket_of(one.domain).back >= sets_of(*ANCHORS[gene])[2]


# ------------------------------------------------------------------------------------------------- bonds


def linked(path):
    """Covalent links between a residue of the protein and something bound that the header of a file declares."""
    structure = gemmi.read_structure(str(path))
    structure.setup_entities()
    found = set()
    for link in structure.connections:
        if link.type != gemmi.ConnectionType.Covale:
            continue
        ends = [link.partner1, link.partner2]
        protein = [e for e in ends if gemmi.find_tabulated_residue(e.res_id.name).is_amino_acid()]
        other = [e for e in ends if e not in protein]
        if len(protein) == len(other) == 1:
            found.add((protein[0].chain_name, protein[0].res_id.seqid.num, protein[0].atom_name,
                       other[0].res_id.name, other[0].atom_name))
    return found


@pytest.fixture(scope="session")
def compounds_at_hand(structures_folder):
    """Rows of every compound of the deposited entries with a covalent bond, and the links of all headers."""
    rows, declared = set(), set()
    for path in sorted(structures_folder.iterdir()):
        if not re.search(r"[.](pdb|cif)([.]gz)?$", path.name):
            continue
        text = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes())
        if b"\nLINK " not in text and b"covale" not in text:
            continue
        x = examine(path)
        for seen in seen_ligands(x, everything=True):
            for bond in seen.bound.covalent:
                if seen.chain is not None and not bond.clash:
                    rows.add((path.name, seen.chain.chain, int(re.sub("[A-Z]", "", bond.author)), bond.protein_atom,
                              seen.bound.ligand.name, bond.ligand_atom))
        names = {ligand.name for ligand in find_ligands(x.structure)}
        declared |= {(path.name, *link) for link in linked(path) if link[3] in names}
    return rows, declared


# Links that are not given: atoms 2.0 Å apart (said to overlap) or 37 Å, and an ATP analogue tied to a substrate peptide
# while the kinase owns it.
NOT_GIVEN = {("3be1", "A", 237, "NAG"), ("3be1", "A", 508, "NAG"), ("3hll", "A", 161, "PO2"),
             *(("2g1t", chain, 107, "112") for chain in "EFGH"), ("2g2f", "C", 107, "112")}


def test_the_links_of_the_headers_are_found(compounds_at_hand):
    found, declared = compounds_at_hand
    assert len(declared) == 77
    assert {(name[:4], chain, number, code) for name, chain, number, _, code, _ in declared - found} == NOT_GIVEN


@pytest.mark.parametrize(("name", "code", "residue", "atom"), [
    ("4g5p", "0WN", "C797", "SG"), ("2jiv", "HKI", "C797", "SG"),
    ("4zau", "YY3", "", ""),  # no bond is modelled
    ("5acb", "5I1", "C1039", "SG"), ("4yhf", "4C9", "C481", "SG"), ("6jpj", "FGF", "C552", "SG"),
    ("6oim", "MOV", "C12", "SG"), ("4lrm", "YUN", "C797", "SG"), ("8f1x", "R28", "C797", "SG"),
    ("5orl", "A4W", "C247", "SG"), ("6h0u", "FKB", "C199", "SG"), ("6qhr", "J3N", "C202", "SG"),
    ("1iep", "STI", "", ""), ("9bg5", "A1AHB", "", ""),  # C202 of MAP2K7 is 218 in the file
])
def test_covalent_inhibitors(structures_folder, name, code, residue, atom):
    bonds = [b for b in bound(structures_folder, name, code).covalent if not b.clash]
    assert [(f"{b.letter}{b.position}", b.protein_atom) for b in bonds] == ([(residue, atom)] if residue else [])


def test_a_contact_too_short_is_no_bond(structures_folder):
    """1H00 has two inhibitors in turn: FCP is altloc B, and runs into K89 only as that is in altloc A."""
    found = bound(structures_folder, "1h00", "FCP")
    assert found.covalent == ()  # altloc A is never measured to B
    assert "covalent" not in found.type_said


# Nagar 2002 (1IEP), Cui 2011 (2XP2), Stamos 2002 (1M17), Knighton 1991 and Zheng 1993 (1ATP), Tokarski 2006 (2GQG):
# what these papers report, from memory of them (unverified).
@pytest.mark.parametrize(("name", "chain", "code", "bonds"), [
    ("1iep", "A", "STI", [(318, "N")]),
    ("2xp2", "A", "VGH", [(1197, "O"), (1199, "N")]),
    ("1m17", "A", "AQ4", [(793, "N")]),
    ("1atp", "E", "ATP", [(122, "O"), (124, "N")]),
    ("2gqg", "A", "1N1", [(318, "N"), (318, "O")]),
])
def test_known_bonds_to_the_hinge(structures_folder, name, chain, code, bonds):
    found = bound(structures_folder, name, code, chain)
    assert [(b.position, b.backbone) for b in found.hinge_bonds] == bonds
    assert all(2.5 < b.distance_A < 3.5 for b in found.hinge_bonds)


def test_atp_of_pka_in_author_numbers(structures_folder):
    x = examined(structures_folder, "1atp")
    one = x.chain("E")
    atp = next(b.ligand for b in one.ligands if b.ligand.name == "ATP")
    rows = contacts_of(x.structure, one.protein, one.domain, atp)
    at_hinge = {row["author"]: row["hinge_bond"][:2] for row in rows if row["hinge_bond"]}
    assert at_hinge == {"121": "O–", "123": "N–"}
    assert {row["reference"] for row in rows if row["hinge_bond"]} == {"PKA 121", "PKA 123"}


# ------------------------------------------------------------------------------------------- all files


def test_every_compound_of_every_chain_has_a_type_or_a_reason(structures_folder):
    count = dict.fromkeys((*TYPES, ""), 0)
    for path in sorted([*structures_folder.iterdir(), *(structures_folder / "modified").iterdir()]):
        if path.suffix == ".csv" or path.is_dir():
            continue
        x = examine(path)
        rows, columns = ligand_table(x, everything=True)
        for row in rows:
            assert set(row) == {c.name for c in columns}
            assert row["kind"] in KINDS
            assert row["role"] in ROLES
            name = row["type"].removesuffix(", covalent")
            assert name in count
            assert bool(name) != bool(row["reason"]), (path.name, row["key"])
            assert not np.isnan(row["hinge_A"] or 0.0)
            if row["kind"] in ("compound", "nucleotide"):
                count[name] += 1
    assert all(count[name] >= 3 for name in TYPES), count

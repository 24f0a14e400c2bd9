"""Known sites on real entries: their lists again, by the tool and by plain loops, and the allosteric column."""

import math
import tomllib
from pathlib import Path

import gemmi
import pytest

from kinlens.asked_sites import state_of
from kinlens.identity import identify_all
from kinlens.known_sites import known_sites, name_site
from kinlens.structures import read

pytestmark = pytest.mark.needs_structures
SITES = known_sites()
FILE = Path(__file__).parents[2] / "src/kinlens/reference/data/sites.toml"
ROWS = tomllib.loads(FILE.read_text(encoding="utf-8"))
WITH_LIGAND = [name for name, row in ROWS.items() if "ligand" in row.get("computed", ({},))[0]]
WITH_PARTNER = [name for name, row in ROWS.items() if "partner" in row.get("computed", ({},))[0]]
WITHIN = [name for name, row in ROWS.items() if "to" in row.get("computed", ({},))[0]]


def path_of(folder, entry):
    return next(p for p in sorted(folder.glob(f"{entry}.*")) if p.is_file())


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if "computed" in row])
def test_the_rules_give_the_list(name, site_tool, structures_folder):
    found = site_tool.compute(ROWS[name], structures_folder)
    assert found
    for key, value in found.items():
        assert ROWS[name][key] == value


def test_a_list_that_differs_is_refused(site_tool, structures_folder, tmp_path):
    text = FILE.read_text(encoding="utf-8")
    start = text.index("[myristoyl_pocket]")
    alone = text[start:text.index("\n[", start)]
    changed = tmp_path / "sites.toml"
    changed.write_text(alone.replace("A337 ", ""), encoding="utf-8")
    with pytest.raises(SystemExit, match="myristoyl_pocket residues: the file has L340"):
        site_tool.build(structures_folder, changed)
    changed.write_text(alone.replace("A337 ", "A337 D381 "), encoding="utf-8")
    with pytest.raises(SystemExit, match="is not what its rules give"):
        site_tool.build(structures_folder, changed)
    empty = tmp_path / "empty.toml"
    lines = ['residues = ""' if line.startswith("residues") else line for line in alone.splitlines()]
    empty.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "1 lists filled in" in site_tool.build(structures_folder, empty)
    assert tomllib.loads(empty.read_text(encoding="utf-8")) == tomllib.loads(alone)


@pytest.mark.parametrize("name", [name for name, site in SITES.items() if site.example])
def test_the_example_is_at_hand_and_has_the_ligand(name, structures_folder):
    site = SITES[name]
    model = gemmi.read_structure(str(path_of(structures_folder, site.example)))[0]
    assert site.chain in [chain.name for chain in model]
    assert not site.ligand or site.ligand in {residue.name for chain in model for residue in chain}


def heavy(residue):
    """Atoms of the first alternate location, without hydrogen."""
    labels = sorted({a.altloc for a in residue if a.has_altloc()})
    return [a.pos for a in residue if not a.is_hydrogen() and (not a.has_altloc() or a.altloc == labels[0])]


def touching(own, others, cut=4.5):
    """Residues with a heavy atom within the cut-off of any of some points, by plain loops."""
    return {str(residue.seqid) for residue in own
            if any(math.dist(a.tolist(), b.tolist()) <= cut for a in heavy(residue) for b in others)}


def authors(folder, site, labels):
    """Author numbers of the site's residues in its example, as the header-independent alignment has them."""
    structure = read(path_of(folder, site.example))
    protein = identify_all(structure, site.chain)[0]
    return {structure.author(protein.positions[n]) for n in labels}


@pytest.mark.parametrize("name", WITH_LIGAND)
def test_ligand_sites_by_plain_loops(name, structures_folder):
    site, rule = SITES[name], ROWS[name]["computed"][0]
    model = gemmi.read_structure(str(path_of(structures_folder, site.example)))[0]
    chain = [r for c in model if c.name == site.chain for r in c
             if gemmi.find_tabulated_residue(r.name).is_amino_acid()]
    copies = [r for c in model for r in c if r.name == rule["ligand"]]
    wanted = rule.get("atoms")
    points = [[a.pos for a in copy if not a.is_hydrogen() and (wanted is None or a.name in wanted)] for copy in copies]
    found = max((touching(chain, atoms) for atoms in points), key=len)
    assert found == authors(structures_folder, site, site.residues)


@pytest.mark.parametrize("name", WITH_PARTNER)
def test_interfaces_by_plain_loops(name, structures_folder):
    site, rule = SITES[name], ROWS[name]["computed"][0]
    model = gemmi.read_structure(str(path_of(structures_folder, site.example)))[0]

    def of(chain):
        return [r for c in model if c.name == chain for r in c
                if gemmi.find_tabulated_residue(r.name).is_amino_acid()]

    partner = [point for residue in of(rule["partner"]) for point in heavy(residue)]
    found = touching(of(site.chain), partner)
    listed = authors(structures_folder, site, site.residues)
    if "own" not in rule:
        assert found == listed
    else:
        structure = read(path_of(structures_folder, site.example))
        first, last = map(int, rule["own"].split("-"))
        positions = identify_all(structure, site.chain)[0].positions
        inside = {structure.author(i) for n, i in positions.items() if first <= n <= last}
        assert found & inside == listed


@pytest.mark.parametrize("name", WITHIN)
def test_contacts_within_a_chain_by_plain_loops(name, structures_folder):
    site, rule = SITES[name], ROWS[name]["computed"][0]
    path = path_of(structures_folder, site.example)
    model, structure = gemmi.read_structure(str(path))[0], read(path)
    positions = identify_all(structure, site.chain)[0].positions
    residues = {str(r.seqid): r for c in model if c.name == site.chain for r in c
                if gemmi.find_tabulated_residue(r.name).is_amino_acid()}

    def stretch(text):
        first, last = map(int, text.split("-"))
        return [residues[structure.author(i)] for n, i in positions.items() if first <= n <= last]

    own, to = stretch(rule["own"]), stretch(rule["to"])
    found = touching(own, [p for r in to for p in heavy(r)])
    if rule.get("both"):
        found |= touching(to, [p for r in own for p in heavy(r)])
    assert found == authors(structures_folder, site, site.residues)


@pytest.mark.parametrize(
    ("entry", "chain", "origin", "said"),
    [
        ("1s9j", "A", "observed here", "in mek_pocket (21 of its 21 residues touched)"),
        ("3k5v", "A", "observed here", "STJ A:1 "),
        ("3k5v", "A", "observed here", "in myristoyl_pocket (17 of its 17 residues touched)"),
        ("3pyy", "A", "observed here", "in myristoyl_pocket ("),
        ("1opl", "A", "observed here", "MYR A:538 "),
        ("3o96", "A", "observed here", "in akt_interdomain (21 of its 21 residues touched)"),
        ("6duk", "A", "observed here", "in egfr_allosteric_pocket ("),
        ("1iep", "A", "observed in this kinase", "myristoyl_pocket (3K5V chain A with STJ) 14 of 17 residues resolved"),
        ("1xkk", "A", "observed in this kinase", "egfr_allosteric_pocket (6DUK chain A with JBJ) 22 of 24"),
        ("4ekk", "A", "observed in this kinase", "pif_pocket "),
        ("1oky", "A", "transferred", "pif_pocket of AKT1 (4EKK chain A), 17 of 17 residues resolved"),
        ("2src", "A", "transferred", "mek_pocket of MAP2K1 (1S9J chain A with BBM), "),
        ("2xp2", "A", "absent", "no mek_pocket: αC-in, it needs DFGin αC-out"),
        ("2itz", "A", "absent", "no egfr_allosteric_pocket: αC-in, it needs αC-out"),
        ("1t46", "A", "absent", "no mek_pocket: DFGout αC-in, it needs DFGin αC-out"),
    ],
)
def test_the_allosteric_column(entry, chain, origin, said, entry_of):
    site = entry_of(entry).chain(chain).sites["allosteric"]
    assert site.origin == origin
    assert said in site.evidence
    assert site.absent == (origin == "absent")


def test_one_ligand_in_two_columns_is_said(entry_of):
    sites = entry_of("1s9j").chain("A").sites
    assert sites["drug"].residues.tolist() == sites["allosteric"].residues.tolist()
    assert "no drug at the hinge, this is the ligand of the allosteric column" in sites["drug"].evidence
    # A lipid is no drug: in 2FO0 the drug is P16, the myristoyl group is allosteric.
    sites = entry_of("2fo0").chain("A").sites
    assert sites["drug"].evidence.startswith("P16 A:2 ")
    assert sites["allosteric"].evidence.startswith("MYR A:1 ")


def test_distance_to_a_site_of_the_registry(entry_of, structures_folder):
    """E255 of ABL1 to the myristoyl pocket's residues, by plain loops."""
    x = entry_of("3k5v", "myristoyl_pocket")
    chain = x.chain("A")
    far, inside = x.facts(chain, [255, 337])
    model = gemmi.read_structure(str(path_of(structures_folder, "3k5v")))[0]
    residues = {str(r.seqid): r for r in model["A"] if gemmi.find_tabulated_residue(r.name).is_amino_acid()}
    listed = [residues[name] for name in authors(structures_folder, SITES["myristoyl_pocket"],
                                                 SITES["myristoyl_pocket"].residues)]
    own = residues[chain.structure.author(chain.protein.positions[255])]
    shortest = min(math.dist(a.tolist(), b.tolist()) for a in heavy(own) for r in listed for b in heavy(r))
    assert far["myristoyl_pocket_A"] == pytest.approx(shortest, abs=2e-3)
    assert (inside["myristoyl_pocket_A"], inside["myristoyl_pocket_in_site"]) == (0.0, True)


@pytest.mark.parametrize(("entry", "chain", "ligand", "name"), [
    ("1iep", "A", "STI", "atp_site + dfg_out_pocket"), ("1s9j", "A", "BBM", "mek_pocket"),
    ("3k5v", "A", "STJ", "myristoyl_pocket"), ("3o96", "A", "IQO", "akt_interdomain"),
    ("2oiq", "A", "STI", "dfg_out_pocket + atp_site"), ("2xp2", "A", "VGH", "atp_site"),
    # Ten of 21 residues are of the ATP site, too few to be the first of the two, enough to be the second.
    ("3o23", "A", "MQY", "dfg_out_pocket + atp_site"),
    ("1xkk", "A", "FMM", "egfr_allosteric_pocket + atp_site"), ("3og7", "A", "032", "atp_site"),
    ("1m52", "A", "P17", "atp_site"), ("1atp", "E", "ATP", "atp_site"), ("7b94", "A", "T3W", "mek_pocket"),
])
def test_where_a_ligand_sits(entry, chain, ligand, name, entry_of, structures_folder):
    """By the residues that plain loops find within 4.5 Å of it."""
    c = entry_of(entry).chain(chain)
    model = gemmi.read_structure(str(path_of(structures_folder, entry)))[0]
    protein = [r for part in model if part.name == chain for r in part
               if gemmi.find_tabulated_residue(r.name).is_amino_acid()]
    copies = [[a.pos for a in r] for part in model for r in part if r.name == ligand]
    touched = max((touching(protein, atoms) for atoms in copies), key=len)
    numbers = [n for n, i in c.protein.positions.items() if c.structure.author(i) in touched]
    assert name_site(c.domain, numbers, state_of(c.conformation)) == name


WITH_MATE = [name for name, row in ROWS.items() if "mate" in row.get("computed", ({},))[0]]


@pytest.mark.parametrize("name", WITH_MATE)
def test_faces_to_a_symmetry_mate_by_plain_loops(name, structures_folder):
    """Residues whose nearest mate is that of the operation named, with images made by gemmi."""
    site, rule = SITES[name], ROWS[name]["computed"][0]
    st = gemmi.read_structure(str(path_of(structures_folder, site.example)))
    st.setup_cell_images()
    operations = [op.triplet() for op in gemmi.SpaceGroup(st.spacegroup_hm).operations()]
    assert operations.count(rule["mate"]) == 1
    wanted = operations.index(rule["mate"])
    model = st[0]
    search = gemmi.NeighborSearch(model, st.cell, 5).populate(include_h=False)
    found = set()
    for residue in model[site.chain]:
        nearest, by = 4.5, None
        for position in heavy(residue):
            for mark in search.find_atoms(position, "\0", radius=4.5):
                apart = st.cell.find_nearest_pbc_image(position, mark.to_cra(model).atom.pos, mark.image_idx).dist()
                # (Image 0 is the file itself: in a cell of 145 Å no copy moved by whole edges comes near.)
                if mark.image_idx and mark.to_cra(model).residue.name != "HOH" and apart <= nearest:
                    nearest, by = apart, mark.image_idx
        if by == wanted and gemmi.find_tabulated_residue(residue.name).is_amino_acid():
            found.add(str(residue.seqid))
    assert found == authors(structures_folder, site, site.residues)


def test_an_operation_the_crystal_does_not_have_is_refused(site_tool, structures_folder):
    row = ROWS["egfr_dimer_receiver"]
    rule = row["computed"][0] | {"mate": "x,y,-z"}
    with pytest.raises(SystemExit, match="2gs2: 0 operations x,y,-z of 24"):
        site_tool.compute(row | {"computed": [rule]}, structures_folder)

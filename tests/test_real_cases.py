"""Real entries with something odd: copies, foreign chain ids, two domains, partners, models, insertion codes."""

import math
import re
from functools import cache

import numpy as np
import pytest

from kinlens.examination import examine
from kinlens.ligands import ROLES
from kinlens.placing import Status
from kinlens.reporting import report
from kinlens.sites import approach, read_off

pytestmark = pytest.mark.needs_structures


@cache
def examined(path):
    return examine(path)


@pytest.fixture
def structure(structures_folder):
    def find(name):
        (path,) = sorted(structures_folder.glob(f"{name}.pdb*")) or sorted(structures_folder.glob(f"{name}.cif*"))
        return examined(path)

    return find


# ------------------------------------------------------------------------------------------------- ligands


@pytest.mark.parametrize(
    ("entry", "chain", "name", "role", "hinge"),
    [
        # Distances to the hinge by tests/expected/make_distances.py --heteros.
        ("1s9j", "A", "ATP", "nucleotide", 2.968),
        ("1s9j", "A", "BBM", "allosteric", 6.687),
        ("2xp2", "A", "VGH", "drug", 2.895),
        ("1iep", "B", "STI", "drug", 2.936),
        ("3pyy", "A", "STI", "drug", 2.926),
        ("3pyy", "A", "3YY", "allosteric", 20.146),
        ("3pyy", "B", "2PE", "additive", 34.038),
        ("3k5v", "A", "STJ", "allosteric", 20.203),
        ("2itz", "A", "IRE", "drug", 2.667),
        ("1t46", "A", "PO4", "additive", 3.509),
        ("3pp0", "B", "03Q", "drug", 2.981),
        ("1atp", "E", "ATP", "nucleotide", 3.009),
        ("3eqc", "A", "3BM", "allosteric", 6.789),
        ("3eqc", "A", "AGS", "nucleotide", 2.843),
        ("5p21", "A", "GNP", "nucleotide", math.nan),
        ("modified/4xv2_renumbered-headerless", "A", "P06", "drug", 2.911),
        ("modified/4xv2_renumbered-headerless", "B", "P06", "drug", 2.950),
    ],
)
def test_role_and_distance_from_the_hinge(structure, entry, chain, name, role, hinge):
    found = [b for b in structure(entry).chain(chain).ligands if b.ligand.name == name]
    assert {b.role for b in found} == {role}
    assert min(b.hinge_A for b in found) == pytest.approx(hinge, abs=0.002, nan_ok=True)


@pytest.mark.parametrize(
    ("entry", "chain", "name", "role"),
    [
        # What the crystallographers say is bound, where.
        ("1opj", "A", "MYR", "allosteric"),  # the myristoyl pocket of the C-lobe
        ("1opk", "A", "MYR", "allosteric"),
        ("6hd6", "A", "FYH", "allosteric"),
        ("5dpv", "A", "5DN", "allosteric"),  # PIF pocket of Aurora A
        ("5dpv", "A", "SKE", "drug"),
        ("3o96", "A", "IQO", "allosteric"),  # between PH domain and kinase domain
        ("6duk", "A", "JBJ", "allosteric"),  # JBJ-04-125-02 beside the nucleotide
        ("6duk", "A", "ANP", "nucleotide"),
        ("4iti", "A", "1HW", "allosteric"),  # type III on RIPK1
        ("6b2e", "A", "CG7", "allosteric"),  # ADaM site of AMPK
        ("6b2e", "A", "STU", "drug"),
        ("1m52", "A", "P17", "drug"),
        ("1opk", "A", "GOL", "additive"),
        ("1xh9", "A", "R69", "drug"),
        ("6oim", "A", "MOV", "drug"),  # sotorasib on KRAS
        ("6oim", "A", "GDP", "nucleotide"),
        ("3beg", "A", "SEP", "peptide"),  # a residue of the substrate's RS tail, no compound
        ("2z0p", "A", "4PT", "elsewhere"),  # a lipid on BTK's PH domain
    ],
)
def test_roles_of_the_literature(structure, entry, chain, name, role):
    found = [b.role for b in structure(entry).chain(chain).ligands if b.ligand.name == name]
    assert found
    assert set(found) == {role}


def test_the_bisubstrate_of_2g1t_is_filed_under_the_peptides_chain(structure):
    x = structure("2g1t")
    for chain, key in zip("ABCD", ("E:1101", "F:1201", "G:1301", "H:1401"), strict=True):
        assert x.chain(chain).sites["atp_ligand"].evidence == f"bound 112 {key}, 3 phosphates (ATP analogue)"
    assert x.chain("B").sites["partner"].evidence.startswith("chain F (not in the tables, ")


def test_copies_of_a_ligand_are_listed(structure):
    x = structure("2cmw")
    assert x.chain("A").sites["drug"].evidence.startswith(
        "OLP A:1340 (drug, 2.9 Å from the hinge); other copies: A:1342, A:1341; crystal contact: 3.2 Å from")
    assert "; other copies: H:904" in structure("4mne").chain("H").sites["drug"].evidence


def test_chlorides_in_the_site_are_no_drug(structure):
    # 1IEP has a chloride 3.9 Å from the hinge.
    assert structure("1iep").chain("A").sites["drug"].evidence.startswith("STI A:201 (drug")


def test_a_drug_between_two_proteins_is_said_where_it_is_not_measured(structure):
    # KRAS with cyclophilin A and the compound that glues them: most of its contacts are cyclophilin's.
    evidence = structure("9bg5").chain("A").sites["drug"].evidence
    assert evidence.startswith("no drug-like ligand bound; touched from here: A1AHB C:201 of chain C")


# ------------------------------------------------------------------------------------- chains and domains


def test_two_kinases_in_one_entry(structure):
    x = structure("4mne")
    rows = [row for row in report(x, "C121S T529N").rows if row["status"] == Status.MATCH]
    assert {(row["input"], row["gene"], row["chain"]) for row in rows} >= {
        ("C121S", "MAP2K1", "A"), ("T529N", "BRAF", "B")}
    assert x.chain("A").sites["partner"].evidence.startswith("chain B (BRAF, ")
    assert x.chain("B").sites["partner"].evidence.startswith("chain A (MAP2K1, ")


def test_the_headline_chain_has_residue_and_drug(structure):
    # 3OG7: vemurafenib sits in A only; B is the one with V600E resolved.
    leading = {row["input"]: row for row in report(structure("3og7"), "T529N V600E").rows if row["headline"]}
    assert (leading["T529N"]["chain"], leading["T529N"]["status"]) == ("A", "match")
    assert (leading["V600E"]["chain"], leading["V600E"]["found"], leading["V600E"].get("drug_A")) == ("B", "E", None)
    other = next(row for row in report(structure("3og7"), "V600E").rows if not row["headline"])
    assert (other["status"], other["reason"]) == ("not resolved", "in SEQRES, as E, without coordinates")


@pytest.mark.parametrize(
    ("entry", "gene", "domain", "gatekeeper", "other"),
    [
        ("4gvj", "TYK2", 2, "M978", "V678"),
        ("6c7y", "JAK1", 2, "M956", "V658"),
        ("3lpb", "JAK2", 2, "M929", "V617"),
    ],
)
def test_jak_has_two_domains(structure, entry, gene, domain, gatekeeper, other):
    x = structure(entry)
    assert x.domain.index == domain
    assert x.at(anchor="gatekeeper")["position"] == int(gatekeeper[1:])
    (row,) = [r for r in report(x, f"{other}F", gene=gene).rows if r["headline"]]
    assert (row["status"], row["pseudokinase"], row["in_domain"]) == ("outside construct", True, True)
    assert row["domain"].startswith("kinase domain 1 ")


def test_an_atypical_kinase_is_named_and_not_numbered(structure):
    chain = structure("4jsn").chain("A")
    assert (chain.protein.record.gene, chain.protein.status) == ("MTOR", "atypical kinase, not numbered")
    assert chain.domains == ()
    (row, *_) = report(structure("4jsn"), "M2327I", gene="MTOR").rows
    assert (row["status"], row["reason"]) == ("match", "MTOR (atypical kinase) has no numbered domain")
    assert row.get("klifs") is None
    assert row["partner_A"] > 0


def test_antibodies_are_partners_of_the_receptor(structure):
    # Trastuzumab on HER2 domain IV: 557–603 of the receptor (numbered without its 22-residue signal).
    x = structure("modified/1n8z_headerless-no-water")
    evidence = x.chain("C").sites["partner"].evidence
    assert re.fullmatch(r"chain [LH] \(.* residues in contact\); also [LH] \(.* residues in contact\)", evidence)
    x = examine(x.structure, chains="C", sites="antibody=chain:H+L")
    near = [p for p in x.chain("C").positions() if (d := x.facts(x.chain("C"), [p])[0].get("antibody_A")) and d <= 4.5]
    epitope = [p - 22 for p in near]
    assert min(epitope) > 550
    assert {558, 573, 593} <= set(epitope)
    row = x.at("T216")
    assert row["author"] == "194"


# ---------------------------------------------------------------------------- models, insertion codes, RAS


@pytest.mark.parametrize(("entry", "models"), [("1ab2", 20), ("2lgc", 10)])
def test_the_first_of_several_models(structure, entry, models):
    x = structure(entry)
    assert x.structure.models == models
    assert f"model 1 of {models}" in str(x)
    made = report(x, "W99" if entry == "2lgc" else "W127", gene="MAPK14" if entry == "2lgc" else "ABL1")
    assert made.provenance["structure"]["model_used"] == 1


def test_a_domain_that_is_not_in_the_file_is_numbered_all_the_same(structure):
    (row,) = report(structure("1ab2"), "T315I", gene="ABL1").rows
    assert (row["status"], row["region"], row["klifs"]) == ("outside construct", "gatekeeper", 45)


@pytest.mark.parametrize(("entry", "chains"), [("3be1", "HL"), ("3hll", "A")])
def test_insertion_codes_survive(structure, entry, chains):
    x = structure(entry)
    r = x.structure.residues
    assert set(r.chain[r.icode != ""].tolist()) <= {*chains, "A"}
    assert (r.icode != "").any()
    for chain in x.chains:
        protein = chain.protein
        assert len(set(protein.positions.values())) == len(protein.positions)
        assert (np.diff(protein.canonical[protein.canonical > 0]) > 0).all()


def test_ras_is_a_generic_site(structure):
    x = structure("5p21")
    rows = {row["input"]: row for row in report(x, "G12D G13D Q61K", gene="HRAS").rows}
    assert {row["status"] for row in rows.values()} == {"match"}
    assert {row.get("klifs") for row in rows.values()} == {None}
    # Bio.PDB's distances: tests/expected/distances.tsv.
    assert rows["G12D"]["atp_ligand_A"] == pytest.approx(3.572, abs=0.01)
    assert rows["Q61K"]["atp_ligand_A"] == pytest.approx(5.011, abs=0.01)
    assert rows["G12D"]["atp_pocket_site"] == "no numbered kinase domain"


# ---------------------------------------------------------------------------------------------- the claims


@pytest.mark.parametrize(
    ("entry", "near", "far"),
    [
        ("1iep", "T315 Y253", "E255"),
        ("1t46", "T670 V654", "D816 D820 Y823"),
        ("5grn", "T674", ""),
        ("1m17", "T790 T854", "L747 D761"),
        ("2xp2", "L1196", "C1156 F1174"),
        ("4xuf", "", "N676"),
    ],
)
def test_half_of_the_resistance_residues_are_within_5_angstrom_of_the_drug(structure, entry, near, far):
    x = structure(entry)
    for residue in near.split():
        assert x.at(residue)["drug_A"] <= 5.0, residue
    for residue in far.split():
        assert x.at(residue)["drug_A"] > 5.0, residue


def test_the_n_terminal_hits_of_mek1_pack_on_the_clinical_mutations(structure):
    # Helix A is in 3EQC: F53 comes within 7 Å of C121 (6.63 Å by Bio.PDB).
    assert structure("3eqc").at("F53")["coordinates"] == "resolved"
    assert structure("1s9j").at("F53")["coordinates"] == "outside construct"


def test_no_distance_joins_two_alternate_locations(structures_folder):
    # Entries where residue and site choose different conformers.
    for name in ("7si1.pdb.gz", "8bom.cif.gz", "7pih.cif.gz", "4wsq.pdb.gz"):
        x = examined(structures_folder / name)
        atoms = x.structure.atoms
        for chain in x.chains:
            residues = np.array(sorted(chain.protein.positions.values()), dtype=np.intp)
            for site in chain.sites.values():
                found = read_off(x.structure, approach(x.structure, residues, site), site, "any")
                pair = found.own_atom >= 0
                if site.pose is not None:
                    continue  # ATP carried over has one conformer, and no atom of the file
                own, other = atoms.altloc[found.own_atom[pair]], atoms.altloc[found.site_atom[pair]]
                assert not ((own != "") & (other != "") & (own != other)).any(), (name, site.name)


def test_every_structure_is_examined(structures_folder):
    files = [path for folder in (structures_folder, structures_folder / "modified") for path in folder.iterdir()
             if path.name.removesuffix(".gz").endswith((".pdb", ".cif"))]
    known = 0
    for path in files:
        x = examine(path)
        for chain in x.chains:
            known += chain.protein.record is not None
            assert all(site.evidence for site in chain.sites.values()), path.name
            assert all(site.absent == (site.origin == "absent") for site in chain.sites.values()), path.name
            roles = {bound.role for bound in chain.ligands}
            assert roles <= set(ROLES), path.name
        assert str(x).count("chain ") >= len(x.chains)
    assert known > len(files)

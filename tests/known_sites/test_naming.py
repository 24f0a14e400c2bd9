"""Naming where a ligand sits by the residues it touches."""

import pytest

from builders.files import pdb_text
from builders.kinases import beside, entry, ruler
from kinlens.examination import examine
from kinlens.known_sites import State, known_sites, name_site, on_domain, overlaps, touched_positions
from kinlens.numbering import domains_of, main_domain
from kinlens.reference import load_kinome

SITES = known_sites()


def domain(gene):
    return main_domain(domains_of(load_kinome().protein(gene)))


def at(gene, *slots):
    return domain(gene).at_pocket(*slots)


@pytest.mark.parametrize("name", [name for name, site in SITES.items() if site.kind == "pocket" and site.home])
def test_a_ligand_that_touches_a_whole_site_sits_in_it(name):
    site = SITES[name]
    (found,) = overlaps(domain(site.home), site.residues, site.needs)
    assert (found.placed.site.name, found.shared, found.touched) == (name, len(site.residues), len(site.residues))


def test_both_pockets_of_a_type_ii_inhibitor():
    touched = at("ABL1", *SITES["atp_site"].klifs[:12], *SITES["dfg_out_pocket"].klifs[:10])
    assert name_site(domain("ABL1"), touched, State("DFGout", "αC-in")) == "atp_site + dfg_out_pocket"


def test_a_pocket_that_needs_another_state_is_not_there():
    touched = at("ABL1", *SITES["dfg_out_pocket"].klifs)
    assert name_site(domain("ABL1"), touched, State("DFGout", "αC-in")) == "dfg_out_pocket"
    assert name_site(domain("ABL1"), touched, State("DFGin", "αC-in")) == ""
    # Nothing known of the state speaks against it.
    assert "dfg_out_pocket" in name_site(domain("ABL1"), touched)


def test_a_fragment_in_a_corner_of_a_pocket_is_in_it():
    assert name_site(domain("ABL1"), [337, 340, 341], State()) == "myristoyl_pocket"


@pytest.mark.parametrize("touched", [[], [337], [337, 340], [500, 501, 503, 504], [337, 340, 341, *range(500, 512)]])
def test_a_ligand_elsewhere_has_no_name(touched):
    assert name_site(domain("ABL1"), touched, State("DFGin", "αC-in")) == ""


def test_a_type_i_inhibitor_that_grazes_the_next_pocket_is_not_in_it():
    """Five of fourteen residues, as the type I inhibitor of 1M52 in DFG-out ABL1."""
    touched = at("ABL1", *SITES["atp_site"].klifs[:14], *SITES["dfg_out_pocket"].klifs[:5])
    assert name_site(domain("ABL1"), touched, State("DFGout", "αC-in")) == "atp_site"


def test_a_site_carried_over_is_named_alone():
    """In αC-out BRAF an inhibitor of the ATP pocket that reaches behind the gatekeeper is not in MEK's pocket."""
    state = State("DFGin", "αC-out")
    atp = at("BRAF", *SITES["atp_site"].klifs[:14])
    mek = on_domain(SITES["mek_pocket"], domain("BRAF"))
    further = [n for n in mek.positions if n not in atp][:8]
    assert name_site(domain("BRAF"), [*atp, *further], state) == "atp_site"
    assert name_site(domain("BRAF"), mek.positions, state) == "mek_pocket"


def test_what_is_said_of_an_overlap():
    (found,) = overlaps(domain("ABL1"), [337, 340, 341, 344])
    assert str(found) == "myristoyl_pocket (4 of its 17 residues touched)"


def test_positions_a_ligand_touches_leave_out_what_has_no_number(write):
    """The compound lies along the last residues of a tag and the first ones of ABL1."""
    a = ruler("ABL1", 235, 500, n_tag="GSHMGS")
    chain = examine(write(pdb_text(entry(a, others=[beside(a, 235, "XYZ", size=6)])))).chain("A")
    contacts = chain.ligands[0].ligand.contacts
    own = {index: number for number, index in chain.protein.positions.items()}
    expected = [own[index] for index in contacts.tolist() if index in own]
    assert touched_positions(chain.protein, contacts) == expected
    assert 235 in expected
    assert len(expected) < len(contacts)

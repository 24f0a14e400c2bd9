"""All labels of one domain in one chain, and the verdicts on them."""

from __future__ import annotations

from kinlens.conformation.activation_loop import label_autoinhibition, label_loop_c, label_loop_n
from kinlens.conformation.dfg_motif import DFG_IN, label_dfg, label_dfg_asp, label_dihedral, label_hrd
from kinlens.conformation.measuring import Angles
from kinlens.conformation.model import Conformation
from kinlens.conformation.motif_residues import MotifResidues
from kinlens.conformation.n_lobe import (
    is_wnk,
    label_helix_c,
    label_r_spine,
    label_salt_bridge,
    measure_c_spine,
    measure_distances,
)
from kinlens.conformation.rules import ACTIVE_CLUSTER
from kinlens.conformation.verdicts import ABA_IS_ACTIVE, ABAMINUS, our_verdict, strict_verdict
from kinlens.identity import Protein
from kinlens.numbering import Domain
from kinlens.structures.model import Structure


def find_conformation(structure: Structure, protein: Protein, domain: Domain) -> Conformation:
    """Label the state of a domain by the rules of KinCoRe and judge it.

    Parameters
    ----------
    structure : Structure
    protein : Protein
        The chain.
    domain : Domain
        One of its domains.

    Returns
    -------
    Conformation
        Labels that cannot be given carry their reason.
    """
    gene = domain.protein.gene
    residues = MotifResidues(structure, protein, domain)
    angles = Angles(residues)
    dfg = label_dfg(residues)
    dihedral = label_dihedral(angles, dfg.label)
    if gene in ABA_IS_ACTIVE and dihedral.label == ABAMINUS:
        dihedral = label_dihedral(angles, dfg.label, ABAMINUS)
    labels = {
        "dfg": dfg,
        "dihedral": dihedral,
        "helix_c": label_helix_c(residues, wnk=is_wnk(domain)),
        "salt_bridge": label_salt_bridge(residues),
        "dfg_asp": label_dfg_asp(residues, angles),
        "hrd": label_hrd(residues, angles),
        "loop_n": label_loop_n(residues),
        "loop_c": label_loop_c(residues, angles, group_of(domain), gene),
        "r_spine": label_r_spine(residues),
        "autoinhibition": label_autoinhibition(residues),
        "c_spine": measure_c_spine(structure, residues),
        "distances": measure_distances(residues),
    }
    as_in = label_dihedral(angles, DFG_IN, ACTIVE_CLUSTER) if DFG_IN in dfg.near else dihedral
    lost = domain.lost_motifs if domain.pseudokinase else ()
    return Conformation(**labels, strict=strict_verdict(labels, gene), ours=our_verdict(labels, as_in, gene, lost))


def group_of(domain: Domain) -> str:
    """Kinase group of a domain: of its protein or, outside the tables, of the profile that fits best; '' if unknown."""
    if domain.protein.group or domain.evidence is None:
        return domain.protein.group
    group = domain.evidence.profile.partition(":")[0]
    return "" if group == domain.family.name else group

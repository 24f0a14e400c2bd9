"""The state of a kinase domain: labels with values and margins by the rules of KinCoRe, and whether it is active."""

from kinlens.conformation.finding import find_conformation
from kinlens.conformation.model import CALLS, LABEL_NAMES, NOT_APPLICABLE, Conformation, Label, Verdict
from kinlens.conformation.rules import CLUSTER_LABELS, DFG_LABELS, HELIX_C_LABELS, RULES, RULES_VERSION

__all__ = [
    "CALLS",
    "CLUSTER_LABELS",
    "DFG_LABELS",
    "HELIX_C_LABELS",
    "LABEL_NAMES",
    "NOT_APPLICABLE",
    "RULES",
    "RULES_VERSION",
    "Conformation",
    "Label",
    "Verdict",
    "find_conformation",
]

"""Kinase domains of sequences that stand in no table: profiles on the columns of the human kinome alignment.

Every profile counts the same columns, so what one says of a residue another can confirm or contradict; a column is an
equivalent residue of the reference protein and, in the pocket, a pocket position. Only this room knows pyhmmer.
"""

from kinlens.profiles.finding import SHORTEST_DOMAIN, FoundDomain, Verdict, find_kinase_domains, judge
from kinlens.profiles.hmms import Profiles

__all__ = ["SHORTEST_DOMAIN", "FoundDomain", "Profiles", "Verdict", "find_kinase_domains", "judge"]

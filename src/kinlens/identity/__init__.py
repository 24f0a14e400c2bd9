"""Which protein a chain is, decided by sequence; the header's claim is checked, never believed.

Words of six residues shared with the bundled table name the candidates; a local alignment with cheap deletions
(construct gaps, unresolved loops) lays the chain onto the canonical sequence. Gaps are then moved, where the
letters allow, to where the chain is really broken, and what lies beside an inner gap by chance is taken back.
"""

from kinlens.identity.identification import identify, identify_all
from kinlens.identity.model import Difference, HeaderClaim, Protein, Segment
from kinlens.identity.unnamed import unite_copies

__all__ = ["Difference", "HeaderClaim", "Protein", "Segment", "identify", "identify_all", "unite_copies"]

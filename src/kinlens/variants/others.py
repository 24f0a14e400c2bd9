"""What stands in columns of variants and is none: wild type, exons, fusions, copy numbers, DNA."""

from __future__ import annotations

import re

_WORDS = r"(?:mutations?|mutants?|mut|variants?|alterations?)"
_EXON_EVENT = r"(?:del(?:etions?)?|ins(?:ertions?)?|dup(?:lications?)?|skip(?:ping|ped)?|mut(?:ations?|ants?)?|variants?|splice.*)"
_CHROMOSOME = r"(?:chr)?(?:[0-9]{1,2}|X|Y|MT?)"
_GENE = r"[A-Za-z][A-Za-z0-9]{1,14}"
_PARTNER = rf"(?![A-Z][0-9]+(?:[A-Z*]|$)){_GENE}"  # EGFR-T790M is no fusion with T790M

# Name of the class and what its texts look like, matched whole, without regard to case; the first that fits names it.
# A gene may stand in front where the class is marked so.
_CLASSES: tuple[tuple[str, bool, str], ...] = (
    ("missing value", False, r"|n/?a|na?n|null|\.|-+|—|\?|unknown|not (?:available|applicable|done)|#n/a|undefined"),
    ("wild type", True, r"_?(?:wt|wild[ _-]?type)(?:[_ -]?[0-9]+)?|none|p\.\(?=\)?|=|(?:no|without) mutations?|unmutated"),
    ("control", False, r"vehicle|dmso|(?:un|mock[ _-]?)treated|(?:neg(?:ative)?|pos(?:itive)?)?[ _-]?(?:ctrl|controls?)"
                       r"|empty(?: vector)?|non[ _-]?targeting|safe[ _-]?(?:harbou?r|targeting)"),
    ("no protein, or nobody knows", False, r"p\.\(?(?:0\??|\?)\)?"),
    ("exchange without a position", False, r"[A-Z*]/[A-Z*](?:/[A-Z*])*|[A-Z*]->?[A-Z*]"),
    ("DNA or RNA", True, r"\(?[cgnmr]\..+"
                   rf"|{_CHROMOSOME}:(?:[gm]\.)?[0-9]+.*|rs[0-9]+|e[0-9]+[+-][0-9]+"
                   rf"|(?:{_GENE}:)?{_CHROMOSOME}:[0-9]+(?::[0-9]+)?:[ACGTN0-]+:[ACGTN0-]+"
                   r"|[0-9XY]+-[0-9]+-[ACGT]+-[ACGT]+|n[cgmr]_[0-9.]+:.+"),
    ("non-coding", True, r"non[ _-]?coding|intron(?:ic)?.*|.*utr|[35]'?[ _-]?flank|promoter(?: mutations?)?|intergenic|upstream"
                         r"|downstream"),
    ("splicing without a residue", True, r"splice(?:[ _-]?(?:site|region|variant|acceptor|donor))?(?: mutations?)?"),
    ("exon", True, rf"(?:in[ -]?frame )?(?:ex(?:ons?)?)[ _-]?[0-9]+(?:[-–][0-9]+)?[a-z]?(?:[ _-]?{_EXON_EVENT})*"
                   rf"|{_GENE}ex[0-9]+|delta[ _-]?exon[ _-]?[0-9]+|{_EXON_EVENT}[ _-]?(?:in |of )?ex(?:on)?[ _-]?[0-9]+"),
    ("internal duplication", True, rf"(?:{_GENE}-?)?(?:itd|kdd|ptd|(?:internal|partial)(?: tandem)? duplication"
                                   rf"|kinase domain duplication)(?: {_WORDS})?"),
    ("named form of the protein", True, rf"(?:{_GENE})?v(?:i{{1,3}}|iv|v|vi{{1,3}})(?:[a-c])?|(?-i:v)[1-9][a-c]?|ctd|ntd|tkd(?: {_WORDS})?"
                                        r"|(?:[cn]-terminal|kinase|extracellular|juxtamembrane|ligand[ -]binding)"
                                        rf"(?: domain)?(?: {_WORDS}| deletion| truncation)?|p95(?:her2)?"),
    ("copy number", True, r"(?:[A-Z -]+ )?(?:amplifi(?:cation|ed)|copy[ -]?number.*|gain|amp|homdel|hemizygous.*|polysomy"
                          r"|(?:homozygous |heterozygous |biallelic |gene |whole[ -]gene )deletion)|deletion|loss|loh|deleted"),
    ("expression or modification", True, r"[A-Z -]*(?:expression|methylation|phosphorylation|acetylation|expressed|levels?)"),
    ("effect without a residue", True, rf"(?:loss|gain)[ -]of[ -]function(?: {_WORDS})?|(?:in)?activat(?:ion|ing)(?: {_WORDS})?|"
                                       rf"(?:(?:oncogenic|truncating|missense|nonsense|pathogenic|resistance|kinase domain"
                                       rf"|frame[ -]?shift|synonymous|any|other|secondary|primary) ?(?:{_WORDS})?)"
                                       rf"|(?:[nc]-terminal )?frame[ -]?shift(?: truncation| {_WORDS})?|truncation|{_WORDS}"
                                       r"|knock[ -]?(?:out|down)|ko|deficiency"),
    ("tumour-wide marker", False, r"(?:msi|tmb|hrd|cin)(?:[ -](?:h|l|high|low|hi|lo))?|ms[is]|mss|(?:microsatellite|tumou?r mutational)"
                                  r" (?:instability|burden|stab(?:le|ility)).*"),
    ("fusion", True, rf"(?:type [0-9]+ )?{_GENE}(?:-|::){_PARTNER}(?: (?:fusions?|rearrange(?:ments?|d)))?|fusions?|"
                     r"rearrange(?:ments?|d)|translocations?|t\([0-9;XYpq.]+\)|inv\([0-9XYpq.]+\)"),
)
_IN_FRONT = re.compile(rf"(?:{_GENE}(?:-{_GENE})?[ :/_]+)?", re.ASCII)
_COMPILED = tuple((name, gene, re.compile(rf"(?:{pattern})", re.IGNORECASE)) for name, gene, pattern in _CLASSES)

CLASSES: tuple[str, ...] = tuple(name for name, _, _ in _CLASSES)


def other_class(text: str) -> str:
    """Class of a text that is no variant, '' if it belongs to none.

    Examples
    --------
    >>> other_class("EGFR Ex19del"), other_class("wt_0"), other_class("c.944C>T"), other_class("T315I")
    ('exon', 'wild type', 'DNA or RNA', '')
    """
    plain = " ".join(text.split())
    for name, gene, pattern in _COMPILED:
        if pattern.fullmatch(plain):
            return name
        if gene and (front := _IN_FRONT.match(plain)) and front.end() and pattern.fullmatch(plain, front.end()):
            return name
    return ""

"""What stands in columns of variants and is none: wild type, exons, fusions, copy numbers, DNA."""

from __future__ import annotations

import re

from kinlens.variants.codes import CHANGE_INSIDE, THREE

_WORDS = r"(?:mutations?|mutants?|mut|mutated|variants?|alterations?)"
_EXON_WORD = (r"(?:del(?:etions?)?|ins(?:ertions?)?|dup(?:lications?)?|skip(?:ping|ped)?"
              r"|mut(?:ations?|ants?)?|variants?|splic(?:e|ing)(?: site)?)")
_EXON = r"ex(?:ons?)?[ _-]?[0-9]{1,2}(?:[-+][0-9]{1,2})?[a-z]?"
_CHROMOSOME = r"(?:chr)?(?:[0-9]{1,2}|X|Y|MT?)"
_GENE = r"[A-Za-z][A-Za-z0-9]{1,14}"
# Symbols are upper case in man (EML4) and capitalised in the mouse (Bcr); a variant is no partner.
_SYMBOL = r"(?-i:[A-Z][A-Z0-9]{1,11}|[A-Z][a-z]{1,3}[0-9]?\b)"
_PARTNER = rf"(?![A-Z][0-9]+(?:[A-Z*]|\b))(?!(?:{THREE})[0-9]){_SYMBOL}"

# Name of the class, whether a gene may stand in front, and what its texts look like, matched whole and without regard
# to case; the first that fits names it. Each pattern has its row in the tests.
CLASSES: tuple[tuple[str, bool, tuple[str, ...]], ...] = (
    ("missing value", False, (
        r"", r"n\.?/?a\.?", r"nan", r"null", r"\.", r"-+", r"\?", r"unknown", r"n\.?d\.?", r"undefined",
        r"not (?:available|applicable|done|determined|tested)", r"#[a-z/0]+[!?]?")),
    ("wild type", True, (
        r"_?(?:wt|wild[ _-]?type)(?:[_ -][0-9]+)?", rf"(?:wt|wild[ _-]?type)[ _-]{_GENE}", r"none", r"p\.\(?=\)?", r"=",
        r"(?:no|without) mutations?", r"un-?mutated", r"parental", r"ref(?:erence)?")),
    ("control", False, (
        r"vehicle", r"dmso", r"(?:un|mock[ _-]?)treated", r"(?:neg(?:ative)?|pos(?:itive)?)?[ _-]?(?:ctrl|controls?)",
        r"empty(?: vector)?", r"non[ _-]?targeting", r"safe[ _-]?(?:harbou?r|targeting)")),
    ("no protein, or nobody knows", True, (r"p\.\(?0\??\)?", r"p\.\(?\?\)?")),
    ("exchange without a position", False, (r"[A-Z*](?:/[A-Z*])+", r"[A-Z*] ?-?> ?[A-Z*]")),
    ("DNA or RNA", True, (
        r"\(?[cgnmr]\..+", rf"{_CHROMOSOME}:[0-9]+.*", rf"{_CHROMOSOME}:[gm]\..+", r"rs[0-9]+", r"COS[MV][0-9]+",
        r"[RV]CV[0-9.]+", r"e[0-9]+[+-][0-9]+", r"ivs[0-9]+.*", r"[0-9XY]+-[0-9]+-[ACGT]+-[ACGT]+",
        r"(?:[NX][CGMR]_|ENS[GT]|LRG_)[0-9.t]+(?:\(\w+\))?:[cgmnr]\..+")),
    ("non-coding", True, (
        r"non[ _-]?coding", r"intron(?:ic)?(?: [0-9]+)?(?: variants?)?", r"[35]?['’]? ?-?utr(?: variants?)?",
        r"[35]['’]?[ _-]?flank", r"promoter(?: mutations?)?", r"intergenic", r"(?:up|down)stream")),
    ("splicing without a residue", True, (
        rf"splic(?:e|ing)(?:[ _-]?(?:site|region|variant|acceptor|donor))?(?: {_WORDS})?",)),
    ("exon", True, (
        rf"(?:in[ -]?frame )?{_EXON}(?:[ _-]?{_EXON_WORD})*", rf"{_GENE}ex[0-9]{{1,2}}(?:[ _-]?{_EXON_WORD})?",
        rf"(?:{_GENE})?(?:Δ|delta)[ _-]?{_EXON}",
        rf"{_EXON}[ _-]?(?:ins|dup)[ACDEFGHIKLMNPQRSTVWY]+", rf"{_EXON_WORD}[ _-]?(?:in |of )?{_EXON}",
        r"del(?:etion)?[ _-]?19", r"19[ _-]?del(?:etion)?s?", r"ins(?:ertion)?[ _-]?20", r"20[ _-]?ins(?:ertion)?s?")),
    ("internal duplication", True, (
        rf"(?:itd|kdd|ptd)s?(?: {_WORDS})?", rf"(?:internal|partial)(?: tandem)? duplications?(?: {_WORDS})?",
        r"kinase domain duplications?")),
    ("named form of the protein", True, (
        rf"(?:{_GENE})?v(?:i{{1,3}}|iv|v|vi{{1,3}})[a-c]?", r"(?-i:v)[1-9][a-c]?", r"ar[ -]?v7",
        rf"(?:[cn]td|tkd)(?: {_WORDS})?",
        rf"(?:[cn]-terminal|kinase|extracellular|juxtamembrane|ligand[ -]binding) domain(?: {_WORDS}| deletion)?",
        r"[cn]-terminal (?:deletion|truncation)", r"p95(?:her2)?")),
    ("copy number", True, (
        r"(?:gene |focal |high[ -]level )?amplifi(?:cations?|ed)",
        r"copy[ -]?number(?: (?:gain|loss|change|variation)s?)?",
        r"gains?", r"amp", r"homdel", r"hemizygous(?: deletion| loss)?", r"polysomy",
        r"(?:homozygous|heterozygous|biallelic|gene|whole[ -]gene) deletion", r"del(?:etions?|eted)?",
        r"loss", r"loh")),
    ("expression or modification", True, (
        r"(?:protein |mrna |gene )?(?:over|under|high |low |loss of )?-?expression", r"(?:over)?expressed",
        r"(?:promoter )?(?:hyper|hypo|de)?methylation", r"(?:hyper|de|auto)?phosphorylation", r"(?:de)?acetylation")),
    ("effect without a residue", True, (
        rf"(?:loss|gain)[ -]of[ -]function(?: {_WORDS})?", rf"(?:in)?activat(?:ion|ing)(?: {_WORDS})?",
        r"(?:oncogenic|truncating|missense|nonsense|pathogenic|resistance|kinase domain|synonymous|silent|any"
        rf"|other|secondary|primary|point)(?: {_WORDS})?",
        rf"(?:[nc]-terminal )?frame[ -]?shift(?: truncation| {_WORDS})?", r"truncation", _WORDS,
        r"knock[ -]?(?:out|down|in)", r"ko", r"deficiency", r"indels?",
        r"in[ _-]frame[ _-](?:del|ins)(?:etion|ertion)?")),
    ("tumour-wide marker", False, (
        r"(?:msi|tmb|hrd|cin)(?:[ -](?:h|l|high|low|hi|lo))?", r"mss",
        r"(?:microsatellite|tumou?r mutational|chromosomal) (?:instability|burden|stab(?:le|ility))"
        r"(?:[ -](?:high|low))?")),
    ("fusion", True, (
        rf"(?:type [0-9] )?{_SYMBOL}(?:-|::){_PARTNER}(?: (?:fusions?|rearrange(?:ments?|d)))?"
        r"(?: v(?:ariant )?[0-9][ab]?)?",
        r"bcr/abl1?", r"fusions?", r"rearrange(?:ments?|d)", r"translocations?", r"t\([0-9XY]+;[0-9XYpq.;() ]+",
        r"inv\([0-9XY]+\)[0-9pq.;()]*")),
)
_IN_FRONT = re.compile(rf"(?P<gene>{_GENE}(?:-{_GENE})?)[ :/_-]+", re.ASCII)
_COMPILED = tuple((name, gene, re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE))
                  for name, gene, patterns in CLASSES)
_DNA = "DNA or RNA"


def class_and_gene(text: str) -> tuple[str, str]:
    """Class of a text that is no variant, and the gene in front; '' twice if it belongs to none.

    Examples
    --------
    >>> class_and_gene("EGFR Ex19del"), class_and_gene("wt_0"), class_and_gene("c.944C>T"), class_and_gene("T315I")
    (('exon', 'EGFR'), ('wild type', ''), ('DNA or RNA', ''), ('', ''))
    """
    plain = " ".join(text.split())
    front = _IN_FRONT.match(plain)
    for name, gene_in_front, pattern in _COMPILED:
        if pattern.fullmatch(plain):
            gene = ""
        elif gene_in_front and front is not None and pattern.fullmatch(plain, front.end()):
            gene = front["gene"]
        else:
            continue
        return ("", "") if name != _DNA and CHANGE_INSIDE.search(plain) else (name, gene)
    return "", ""

"""Names in front of variants: genes, aliases, fusions, accessions, database entries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kinlens.variants.codes import CHANGE_INSIDE, CHANGED, NUMBER, RESIDUE, THREE
from kinlens.variants.others import class_and_gene


class Name(NamedTuple):
    """What a variant is a variant of, as written: a gene or any other name, or a UniProt accession."""

    gene: str = ""
    accession: str = ""


class Front(NamedTuple):
    """What stands in front of a variant, and where the variant begins.

    Attributes
    ----------
    name : Name
    end : int
    beside : str
        Something else the text says, such as ``Ex19del`` of ``EGFR Ex19del/T790M``.
    """

    name: Name
    end: int
    beside: str = ""


_LONGEST = 60  # characters of a name
_GLUED_LONGEST = 10

_ACCESSION = r"(?:(?:[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2})(?:-[0-9]{1,2})?)"
_DATABASE = (r"(?:(?:sp|tr)\|(?P<accession>[A-Z0-9]{6,10}(?:-[0-9]{1,2})?)(?:\|\w*)?"
             r"|[NX][MPR]_[0-9.]+ ?\((?P<gene>[^()]{1,20})\))")
_IS_ACCESSION = re.compile(_ACCESSION, re.IGNORECASE | re.ASCII)
_IS_DATABASE = re.compile(_DATABASE, re.IGNORECASE | re.ASCII)
_DATABASE_IN_FRONT = re.compile(rf"(?P<name>{_DATABASE}|{_ACCESSION})(?: ?[:/] ?| |_|-)", re.IGNORECASE | re.ASCII)
_NAME = re.compile(r"[0-9]*[A-Za-z][\w.|()+-]*(?:(?: |/|::|: ?)[A-Za-z0-9α-ω][\w.|()+-]*){0,3}")
# MET is methionine and a kinase; a kinase in front of a variant.
_NO_NAME = re.compile(
    rf"(?:.*[ (])?(?:(?!MET)(?:{THREE})|{RESIDUE}{NUMBER}{CHANGED}|del(?:etion)?|ins(?:ertion)?|dup|delins|indel|fs"
    r"|mut(?:ant|ation)?|ex(?:on)?|codon|residue|position|no|non|not|without|and|or|with|plus)",
    re.IGNORECASE | re.ASCII)

_SEPARATOR = re.compile(r" ?:+ ?| |[/_.|-]|(?=[(\[])")
# Signs that stand in names and in variants as well separate only where a variant follows without any doubt.
_SURE = re.compile(rf"(?:[\[(]|p\.){{0,4}}{RESIDUE}(?:[0-9]{{2,5}}|[0-9]{CHANGED}(?![A-Za-z0-9]))",
                   re.IGNORECASE | re.ASCII)
# Numbers that belong to the name in front: MEK1/2 C121S, JAK 2 V617F.
_NUMBER_OF_NAME = re.compile(rf"(?:[0-9]{{1,2}}/)*[0-9]{{1,2}} +(?:p\.)?\(?{RESIDUE}{NUMBER}", re.IGNORECASE | re.ASCII)
_ALSO_A_VARIANT = re.compile(r"(?P<name>S6K)(?=[ :/])[ :/] ?")  # p70 S6 kinase, and no Ser6Lys
_RESIDUE = re.compile(rf"(?:{RESIDUE}|{THREE.title()})[0-9]{{2,5}}")
_SURELY_A_RESIDUE = re.compile(r"[ACDEFGHIKLMNPQRSTVWY][0-9]{3,5}")  # V600; P53 and H3 are proteins
_BESIDE = re.compile(r" ?[/+,;&] ?| (?:and|with|plus) |[ _-]")
_BESIDE_CLASSES = ("exon", "internal duplication", "copy number", "wild type")

# Names glued to substitutions. A list, because gene symbols end like variants: RAD51C, CDKN2A, ZNF804A, PPP2R1A.
_GLUED = re.compile(
    r"[ABC]-?RAF|RAF1|[KNH]-?RAS|EGFR|HER[234]|ERBB[234]|C?-?KIT|PDGFR[AB]|FLT[134]|CSF1R|KDR|FGFR[1-4]|V?C?-?ABL[12]?"
    r"|BCR-?ABL1?|C?-?SRC|LCK|FYN|LYN|HCK|BTK|ITK|SYK|JAK[123]|TYK2|ALK|EML4-?ALK|NPM1?-?ALK|ROS1|RET|C?-?MET|RON|AXL"
    r"|MERTK|TRK[ABC]|NTRK[123]|DDR[12]|INSR|IGF1R|TIE2|TEK|EPH[AB][0-9]|MEK[125]|MAP2K[1-7]|ERK[1258]|MAPK1?[0-9]"
    r"|JNK[123]|P38[AΑαβ]?|CDK1?[0-9]|AKT[123]|PKA|PRKACA|AURK[ABC]|PLK[1-4]|CHK[12]|CHEK[12]|ATM|ATR|MTOR|LRRK2|RIPK[123]"
    r"|PIK3CA|LKB1|STK11|WEE1|TTK|GSK3[AB]|CK[12]|IDH[12]|TP53|PTEN|H3", re.IGNORECASE)
_SUBSTITUTION = re.compile(r"[ACDEFGHIKLMNPQRSTVWY][0-9]{1,5}[ACDEFGHIKLMNPQRSTVWY*](?![A-Za-z0-9])")


def name_of(text: str) -> Name:
    """Gene or accession of a name."""
    database = _IS_DATABASE.fullmatch(text)
    if database is not None:
        text = database["accession"] or database["gene"]
    return Name(accession=text.upper()) if is_accession(text) else Name(gene=text)


def is_accession(text: str) -> bool:
    """Whether a text has the form of a UniProt accession."""
    return _IS_ACCESSION.fullmatch(text) is not None


def is_surely_a_residue(text: str) -> bool:
    """Whether a text names a residue and no protein: ``V600``, but not ``P53``."""
    return _SURELY_A_RESIDUE.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """Whether a text can be a name: neither a variant, nor a word of variants, nor something else recognised."""
    if len(text) > _LONGEST or CHANGE_INSIDE.search(text):
        return False
    if _IS_DATABASE.fullmatch(text):
        return True
    if is_surely_a_residue(text) and not is_accession(text):
        return False
    return bool(_NAME.fullmatch(text)) and not _NO_NAME.fullmatch(text) and (
        class_and_gene(text)[0] not in _BESIDE_CLASSES)


def database_in_front(text: str, at: int) -> Front | None:
    """An accession or entry in front: ``P10721/T670I``, ``sp|P00519|ABL1_HUMAN:T315I``."""
    found = _DATABASE_IN_FRONT.match(text, at) or _ALSO_A_VARIANT.match(text, at)
    return Front(name_of(found["name"]), found.end()) if found is not None else None


def fronts(text: str, at: int) -> Iterator[Front]:
    """Everything the beginning of a text may be, the shortest name first."""
    for separator in _SEPARATOR.finditer(text, at, at + _LONGEST + 2):
        name = text[at:separator.start()].strip()
        if name and _separates(separator, name, text) and is_name(name):
            yield Front(name_of(name), separator.end())
    for joiner in _BESIDE.finditer(text, at, at + _LONGEST + 2):
        piece = text[at:joiner.start()]
        name, gene = class_and_gene(piece)
        if name in _BESIDE_CLASSES:
            yield Front(name_of(gene) if gene else Name(), joiner.end(), piece.removeprefix(gene).strip(" :/_-"))
    for end in range(at + 2, min(len(text) - 2, at + _GLUED_LONGEST)):
        if _SUBSTITUTION.match(text, end) and _GLUED.fullmatch(text, at, end):
            yield Front(name_of(text[at:end]), end)


def _separates(separator: re.Match[str], name: str, text: str) -> bool:
    sign = separator[0].strip()
    if sign in ("", "/") and _NUMBER_OF_NAME.match(text, separator.end()):
        return False
    if separator[0] and sign in ("", ":", "::", "/"):
        return True
    return bool(_SURE.match(text, separator.end())) and not _RESIDUE.fullmatch(name)

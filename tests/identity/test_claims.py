"""The header's claim, checked against the sequence: true, false, absent, another species', another isoform's."""

import pytest

from builders.chains import chain_of, part, piece

HUMAN, MOUSE, CHICKEN = ("HOMO SAPIENS", "9606"), ("MUS MUSCULUS", "10090"), ("GALLUS GALLUS", "9031")


def claim(accession: str, name: str, start: int, db_start: int, length: int = 272, database: str = "UNP"):
    return ("A", database, accession, name, start, start + length - 1, db_start, db_start + length - 1)


def test_true_claim(identified):
    chain = chain_of(part("ABL1", 229, 500))
    header = identified(chain, organism=HUMAN, references=[claim("P00519", "ABL1_HUMAN", 229, 229)]).header
    assert (header.accession, header.offset, header.agrees) == ("P00519", 0, True)
    assert header.text == "the header says P00519 with author = UniProt; the sequence agrees"


def test_true_claim_with_an_offset(identified):
    """EGFR 1M17 counts from the mature protein and says so."""
    chain = chain_of(part("EGFR", 696, 967, offset=24))
    header = identified(chain, organism=HUMAN, references=[claim("P00533", "EGFR_HUMAN", 672, 696)]).header
    assert (header.offset, header.agrees) == (24, True)
    assert "author+24" in header.text


def test_false_offset(identified):
    """1S9J says that author numbers are one too high."""
    chain = chain_of(part("MAP2K1", 62, 333))
    protein = identified(chain, organism=HUMAN, references=[claim("Q02750", "MP2K1_HUMAN", 62, 61)])
    assert (protein.header.offset, protein.header.agrees, protein.offset) == (-1, False, 0)
    assert protein.header.text == (
        "the header says Q02750 with author-1; the sequence says Q02750 with author = UniProt")


@pytest.mark.parametrize(("accession", "name"), [
    ("B6EXY4", "B6EXY4_HUMAN"),  # unreviewed (2XP2)
    ("Q5IBP5", "Q5IBP5_HUMAN"),  # a fusion (3OG7)
    ("P00533", "EGFR_HUMAN"),  # another kinase
    ("A0A024R1R8", "A0A024R1R8_HUMAN"),  # too long for DBREF
])
def test_another_accession(identified, accession, name):
    chain = chain_of(part("ALK", 1094, 1365))
    protein = identified(chain, organism=HUMAN, references=[claim(accession, name, 1094, 106)])
    assert protein.record.gene == "ALK"
    assert (protein.header.accession, protein.header.agrees) == (accession, False)
    assert "Q9UM73" in protein.header.text


def test_wrong_protein_with_right_numbers(identified):
    chain = chain_of(part("MAP2K1", 62, 333))
    header = identified(chain, organism=HUMAN, references=[claim("P36507", "MP2K2_HUMAN", 62, 62)]).header
    assert header.agrees is False


@pytest.mark.parametrize(("reference", "text"), [
    ([], "the header claims nothing"),
    ([claim("62362414", "", 229, 229, database="GB")], "the header names GB 62362414"),  # GenBank (2F4J)
    ([claim("9ZZZ", "9ZZZ", 229, 229, database="PDB")], "the header names PDB 9ZZZ"),
])
def test_nothing_to_check(identified, reference, text):
    header = identified(chain_of(part("ABL1", 229, 500)), organism=HUMAN, references=reference).header
    assert (header.accession, header.offset, header.agrees, header.text) == ("", None, None, text)


def test_isoform(identified):
    """2FO0 names isoform 1b, whose numbers are 19 higher; 1a's are the canonical ones."""
    chain = chain_of(part("ABL1", 229, 500, offset=-19))
    header = identified(chain, organism=HUMAN, references=[claim("P00519-2", "ABL1_HUMAN", 248, 248)]).header
    assert (header.accession, header.offset, header.agrees) == ("P00519-2", 0, False)
    assert "isoform" in header.text
    assert "author-19" in header.text


def test_isoform_with_the_canonical_numbers(identified):
    """KRAS 2B is P01116-2 and counts like 2A."""
    chain = chain_of(part("KRAS", 1, 164))
    header = identified(chain, organism=HUMAN, references=[claim("P01116-2", "RASK_HUMAN", 1, 1, 164)]).header
    assert header.agrees is True


def test_orthologue_with_the_same_numbers(identified):
    """Mouse ABL1 P00520, counted as isoform 1b (1OPJ, 3K5V): an honest −19."""
    chain = chain_of(part("ABL1", 229, 500, offset=-19, changed={336: "S"}))
    protein = identified(chain, organism=MOUSE, references=[claim("P00520", "ABL1_MOUSE", 248, 229)])
    assert (protein.header.offset, protein.header.agrees, protein.offset) == (-19, True, -19)
    assert "human" in protein.header.text


def test_orthologue_with_numbers_of_its_own(identified):
    """Chicken SRC is three residues shorter before the kinase; the tables cannot tell, and do not say lie."""
    chain = chain_of(part("SRC", 254, 525, offset=3))
    protein = identified(chain, organism=CHICKEN, references=[claim("P00523", "SRC_CHICK", 251, 251)])
    assert (protein.record.gene, protein.offset) == ("SRC", 3)
    assert (protein.header.accession, protein.header.agrees) == ("P00523", None)
    assert "P12931 with author+3" in protein.header.text


def test_orthologue_of_another_gene(identified):
    """A foreign accession that is no counterpart of the protein cannot be called right."""
    chain = chain_of(part("SRC", 254, 525))
    header = identified(chain, organism=CHICKEN, references=[claim("P00544", "YES_CHICK", 254, 254)]).header
    assert header.agrees is not True


def test_several_ranges(identified):
    """KIT without its insert has a range before and one after."""
    chain = chain_of(part("KIT", 565, 693), part("KIT", 754, 935))
    ranges = [claim("P10721", "KIT_HUMAN", 565, 565, 129), claim("P10721", "KIT_HUMAN", 754, 754, 182)]
    assert identified(chain, organism=HUMAN, references=ranges).header.agrees is True
    wrong = [ranges[0], claim("P10721", "KIT_HUMAN", 754, 735, 182)]
    assert identified(chain, organism=HUMAN, references=wrong).header.agrees is False


def test_the_claim_on_this_protein_counts(identified):
    """Of a fusion's two claims the one on the kinase is checked."""
    chain = chain_of(part("CDK2", 1, 298), piece("GSGSGS", 400))
    claims = [claim("P61073", "CXCR4_HUMAN", 500, 1, 10), claim("P24941", "CDK2_HUMAN", 1, 1, 298)]
    header = identified(chain, organism=HUMAN, references=claims).header
    assert (header.accession, header.agrees) == ("P24941", True)


def test_claim_of_an_unknown_protein(identified):
    from builders.chains import UBIQUITIN

    protein = identified(chain_of(piece(UBIQUITIN, 1)), references=[claim("P0CG48", "UBC_HUMAN", 1, 1, 76)])
    assert protein.record is None
    assert (protein.header.agrees, protein.header.text) == (None, "the header names UNP P0CG48")


def test_an_insertion_shifts_what_follows_it(identified):
    """4LRM: EGFR with three residues inserted, numbered on; the one claimed range holds only before them."""
    chain = chain_of(part("EGFR", 696, 770), piece("NPG", 771), part("EGFR", 771, 967, offset=-3))
    header = identified(chain, organism=HUMAN, references=[claim("P00533", "EGFR_HUMAN", 696, 696, 275)]).header
    assert header.agrees is False
    assert header.text == (
        "the header says P00533 with author = UniProt; the sequence agrees for 696–770, not for 774–970 (-3)")


def test_two_ranges_with_their_own_numbers(identified):
    chain = chain_of(part("EGFR", 696, 770), piece("NPG", 771), part("EGFR", 771, 967, offset=-3))
    both = [claim("P00533", "EGFR_HUMAN", 696, 696, 75), claim("P00533", "EGFR_HUMAN", 774, 771, 197)]
    assert identified(chain, organism=HUMAN, references=both).header.agrees is True


def test_the_headers_word_for_a_difference_is_kept(identified):
    """3OG7 declares E600 as VARIANT: it is not engineered by the authors, and not undeclared either."""
    chain = chain_of(part("BRAF", 448, 720, changed={600: "E"}))
    change = ("A", 600, "", "GLU", "VAL", "VARIANT")
    silent = identified(chain, organism=HUMAN).difference_at(600)
    declared = identified(chain, organism=HUMAN, changes=[change]).difference_at(600)
    assert (silent.kind, silent.origin) == ("unknown", "not declared in the header")
    assert (declared.kind, declared.origin) == ("unknown", "declared in the header as VARIANT")

"""Which protein: paralogues, strangers, peptides, several chains."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders.chains import LETTERS, T4_LYSOZYME, UBIQUITIN, chain_of, entry_of, part, piece, random_letters
from builders.files import pdb_text
from kinlens.identity import identify
from kinlens.identity.matching import LARGEST_ALIGNMENT, _align, best_match
from kinlens.reference import load_kinome
from kinlens.structures import read

STRANGER = "not in the kinome or RAS tables"


@pytest.mark.parametrize(("gene", "first", "last", "other"), [
    ("MAP2K1", 62, 382, "MAP2K2"), ("MAP2K2", 66, 386, "MAP2K1"),
    ("CSNK2A1", 2, 335, "CSNK2A3"), ("CSNK2A3", 2, 335, "CSNK2A1"),
    ("KRAS", 1, 166, "HRAS"), ("HRAS", 1, 166, "KRAS"), ("NRAS", 1, 166, "KRAS"),
    ("CDK11A", 418, 780, "CDK11B"), ("PDPK1", 73, 359, "PDPK2P"),
    ("PRKACA", 15, 350, "PRKACB"), ("ABL1", 229, 500, "ABL2"), ("SRC", 254, 536, "YES1"), ("AKT2", 143, 470, "AKT1"),
])
def test_paralogues(identified, gene, first, last, other):
    protein = identified(chain_of(part(gene, first, last)))
    assert (protein.record.gene, protein.identity, protein.offset) == (gene, 1.0, 0)
    assert not protein.runner_up or protein.runner_up.split()[0] != gene
    assert load_kinome().protein(other).accession != protein.record.accession


def test_a_close_paralogue_is_named(identified):
    protein = identified(chain_of(part("CSNK2A1", 2, 335)))
    assert protein.runner_up.startswith("CSNK2A3 (98.")
    assert identified(chain_of(part("ALK", 1094, 1400))).runner_up == ""


@pytest.mark.parametrize("gene", ["HRAS", "KRAS", "NRAS"])
def test_what_three_proteins_share_is_decided_by_the_header(identified, gene):
    """RAS 1-80 is one sequence in all three: the header's word is the best there is, and the tie shows."""
    record = load_kinome().protein(gene)
    claim = [("A", "UNP", record.accession, record.entry, 1, 80, 1, 80)]
    protein = identified(chain_of(part("HRAS", 1, 80)), references=claim)
    assert (protein.record.gene, protein.header.agrees) == (gene, True)
    assert "(100.0%)" in protein.runner_up


def test_a_copy_of_a_gene_does_not_take_its_name(identified):
    """SIK1B (A0A0B4J2F2) has SIK1's kinase domain to the letter."""
    protein = identified(chain_of(part("SIK1", 10, 300)))
    assert (protein.record.gene, protein.runner_up) == ("SIK1", "SIK1B (100.0%)")


def test_every_domain_of_the_table_is_found():
    """Each of the 497 domains is laid onto itself; one in seven with a residue in twenty replaced."""
    kinome = load_kinome()
    rng = np.random.default_rng(0)
    for record in (kinome.record(i) for i in range(len(kinome))):
        for domain in kinome.domains(record):
            letters = np.array(list(record.sequence[domain.start - 1:domain.end]))
            if domain.start % 7 == 0:
                changed = rng.choice(len(letters), len(letters) // 20, replace=False)
                letters[changed] = rng.choice(list(LETTERS), len(changed))
            match, _ = best_match("".join(letters), claimed={record.accession})
            assert match is not None, record.gene
            assert match.record.accession == record.accession, record.gene
            assert set(match.target - match.query) == {domain.start - 1}, record.gene


@pytest.mark.parametrize("letters", [
    UBIQUITIN, T4_LYSOZYME, "MGSSHHHHHHSSGLVPRGSH" + T4_LYSOZYME, random_letters(300, 1), random_letters(300, 2),
    "GGGGS" * 20, "GGGGS" * 4, "Q" * 80, "Q" * 20, "E" * 20, "EK" * 50, "H" * 40, "GS" * 30, "PAPAP" * 20, "G" * 18,
], ids=lambda letters: letters[:8])
def test_no_protein_of_the_tables(identified, letters):
    """Also what is simple: poly-Gln (AAK1 has 14), poly-Glu (TTBK1: 23), linkers and tags name no kinase."""
    protein = identified(chain_of(piece(letters, 1)))
    assert (protein.record, protein.status) == (None, STRANGER)
    assert np.isnan(protein.identity)
    assert (protein.aligned, protein.segments, protein.differences, protein.construct) == (0, (), (), None)
    assert protein.canonical.tolist() == [0] * len(letters)
    assert protein.positions == {}


def test_short_peptides(identified):
    """Fourteen residues of a kinase are not named, thirty are."""
    assert identified(chain_of(part("EGFR", 700, 713))).record is None
    protein = identified(chain_of(part("EGFR", 690, 719)))
    assert (protein.record.gene, protein.offset) == ("EGFR", 0)
    assert identified(chain_of(piece("TTYADFIASGRTGRRNAIHD", 5))).record is None  # PKI 5-24 of 1ATP


@pytest.mark.parametrize("gene", ["CDK2", "PRKACA", "ABL1", "MAP2K1", "AURKA"])
@pytest.mark.parametrize("run", [1, 3, 6, 8])
def test_a_distant_relative_is_not_taken_for_human(identified, gene, run):
    """Half of the residues replaced, as between yeast and man: alike in stretches, which is no identity."""
    domain = load_kinome().domains(load_kinome().protein(gene))[0]
    letters = np.array(list(domain.protein.sequence[domain.start - 1:domain.end]))
    replaced = np.arange(len(letters)) // run % 2 == 1
    letters[replaced] = list(random_letters(int(replaced.sum()), 5))
    protein = identified(chain_of(piece("".join(letters), 1)))
    assert protein.record is None or not protein.record.in_tables
    assert protein.status in ("related, not numbered", "kinase, numbered by profile", STRANGER)
    if protein.runner_up:
        assert protein.runner_up.startswith(f"{gene} (")


@pytest.mark.parametrize(("letters", "nearest", "status"), [
    # Yeast Cdc28 (P00546): three quarters of it align with human CDKs at 75 %, and it is none of them.
    ("MSGELANYKRLEKVGEGTYGVVYKALDLRPGQGQRVVALKKIRLESEDEGVPSTAIREISLLKELKDDNIVRLYDIVHSDAHKLYLVFEFLDLDLKRYMEGIPKDQP"
     "LGADIVKKFMMQLCKGIAYCHSHRILHRDLKPQNLLINKDGNLKLGDFGLARAFGVPLRAYTHEIVTLWYRAPEVLLGGKQYSTGVDTWSIGCIFAEMCNRKPIFSG"
     "DSEIDQIFKIFRVLGTPNEAIWPDIVYLPDFKPSFPQWRRKDLSQVVPSLDPRGIDLLDKLLAYDPINRISARRAAIHPYFQES",
     "CDK", "kinase, numbered by profile"),
    # Human RAP1A (P62834), a cousin of RAS.
    ("MREYKLVVLGSGGVGKSALTVQFVQGIFVEKYDPTIEDSYRKQVEVDCQQCMLEILDTAGTEQFTAMRDLYMKNGQGFALVYSITAQSTFNDLQDLREQILRVKDTE"
     "DVPMILVGNKCDLEDERVVGKEQGQNLARQWCNCAFLESSAKSKINVNEIFYDLVRQINRKTPVEKKKPKKKSCLLL", "KRAS", "related, not numbered"),
])
def test_relatives_from_life(identified, letters, nearest, status):
    protein = identified(chain_of(piece(letters, 1)))
    assert protein.status == status
    assert protein.record is None or not protein.record.in_tables
    assert protein.runner_up.startswith(nearest)


def test_a_motif_names_no_protein(identified):
    """Twenty-four residues of a catalytic loop in a phage lysozyme."""
    chain = chain_of(piece(T4_LYSOZYME[:80], 1), part("CDK2", 122, 145), piece(T4_LYSOZYME[80:], 201))
    assert identified(chain).record is None


def test_atypical_and_other_kinases(identified):
    """mTOR and PI3Kα are named and not numbered."""
    mtor = identified(chain_of(part("MTOR", 2180, 2500)))
    assert (mtor.record.gene, mtor.status) == ("MTOR", "atypical kinase, not numbered")
    assert mtor.offset == 0
    pi3k = identified(chain_of(part("PIK3CA", 700, 1060)))
    assert (pi3k.record.gene, pi3k.status) == ("PIK3CA", "other, not numbered")


def test_unknown_residues_do_not_count(identified):
    """UNK says nothing for or against."""
    chain = chain_of(part("CDK2", 1, 140), piece(["UNK"] * 6, 141), part("CDK2", 147, 298))
    protein = identified(chain)
    assert (protein.record.gene, protein.offset, protein.identity) == ("CDK2", 0, 1.0)
    assert protein.differences == ()


def test_two_domains_of_one_protein(identified):
    """JAK2 JH2 and JH1 in one chain (one range), and RSK1's N-terminal kinase alone."""
    both = identified(chain_of(part("JAK2", 536, 1131)))
    assert (both.record.gene, len(both.segments)) == ("JAK2", 1)
    assert identified(chain_of(part("RPS6KA1", 33, 353))).offset == 0


CHAINS = {
    "A": (part("MAP2K1", 62, 218), part("MAP2K1", 225, 300)),
    "B": (part("BRAF", 448, 720, offset=-52),),
    "C": (piece(UBIQUITIN, 1),),
    "D": (piece("GSHM", 0), part("KRAS", 1, 166)),
    "E": (part("MAP2K1", 62, 382, changed={218: "E"}),),
}


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("chains") / "several.pdb"


def summary(protein) -> tuple:
    values = {f.name: getattr(protein, f.name) for f in dataclasses.fields(protein)}
    values["record"] = protein.record and protein.record.accession
    values["canonical"] = tuple(protein.canonical.tolist())
    values["identity"] = str(protein.identity)
    del values["residues"]
    return tuple(values.values())


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(list(CHAINS)), st.integers(1, 5), st.booleans())
def test_identity_does_not_depend_on_the_other_chains(scratch, order, count, seqres):
    made = [chain_of(*CHAINS[name], name=name, shift=(0, 60.0 * k, 0)) for k, name in enumerate(order[:count])]
    scratch.write_text(pdb_text(entry_of(*made, seqres=seqres)))
    structure = read(scratch)
    for chain in made:
        together = summary(identify(structure, chain.name))
        scratch.write_text(pdb_text(entry_of(chain, seqres=seqres)))
        assert summary(identify(read(scratch), chain.name)) == together


def test_chance_words_of_a_long_chain_are_not_aligned(monkeypatch):
    """A chain of thousands (a file with shuffled atoms) shares words by chance; aligning it takes seconds."""
    called = []
    monkeypatch.setattr("kinlens.identity.matching._align", lambda record, *rest: called.append(record.gene))
    sequence = load_kinome().protein("ABL1").sequence
    by_chance = sequence[250:260] + random_letters(4000, seed=1)  # five words
    assert best_match(by_chance, np.ones(len(by_chance) - 1, dtype=bool)) == (None, "")
    assert called == []
    best_match(by_chance[:900], np.ones(899, dtype=bool))
    assert called == ["ABL1"]


def test_copies_of_a_construct_are_laid_once():
    letters = load_kinome().protein("ABL1").sequence[230:500]
    assert best_match(letters)[0] is best_match(letters)[0]
    assert best_match(letters)[0] is not best_match(letters[1:])[0]


def test_a_chain_in_pieces_is_not_laid_onto_titin(monkeypatch):
    """Every residue four times (its atoms apart): words of one letter, which titin's 34,350 residues have, too."""
    monkeypatch.setattr("kinlens.identity.matching._aligner", lambda: pytest.fail("too large to align"))
    titin = load_kinome().protein("TTN")
    assert len(titin.sequence) * 3500 > LARGEST_ALIGNMENT > 2 * 4128**2
    assert _align(titin, "A" * 3500, np.array([0, len(titin.sequence) - 6]), None) is None

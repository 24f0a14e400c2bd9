"""What differs from the canonical sequence, told apart: engineered, orthologue, tag, unknown."""

import pytest

from builders.chains import T4_LYSOZYME, UBIQUITIN, chain_of, part, piece
from kinlens.identity import identify, identify_all
from kinlens.reference import load_kinome

HUMAN, CHICKEN, SYNTHETIC = ("HOMO SAPIENS", "9606"), ("GALLUS GALLUS", "9031"), ("SYNTHETIC CONSTRUCT", "32630")
# A header that claims ABL1 with its own numbers.
CLAIM = [("A", "UNP", "P00519", "ABL1_HUMAN", 229, 500, 229, 500)]


def declared(number: int, expected: str, found: str, comment: str = "ENGINEERED MUTATION"):
    return ("A", str(number), "", found, expected, comment)


def differences(protein) -> list[tuple[str, int, str, str]]:
    return [(d.kind, d.position, d.expected, d.found) for d in protein.differences]


@pytest.mark.parametrize("cif", [False, True], ids=["pdb", "mmcif"])
def test_declared_mutation(identified, cif):
    """T315I as in 2V7A."""
    chain = chain_of(part("ABL1", 229, 500, changed={315: "I"}))
    protein = identified(chain, cif=cif, organism=HUMAN, references=CLAIM, changes=[declared(315, "THR", "ILE")])
    assert differences(protein) == [("engineered", 315, "T", "I")]
    assert protein.differences[0].author == "315"
    assert protein.difference_at(315).kind == "engineered"
    assert protein.identity == pytest.approx(271 / 272)


@pytest.mark.parametrize("comment", ["ENGINEERED MUTATION", "ENGINEERED", "MUTATION", "engineered mutation"])
def test_words_for_engineered(identified, comment):
    chain = chain_of(part("ABL1", 229, 500, changed={315: "I"}))
    protein = identified(chain, organism=HUMAN, changes=[declared(315, "THR", "ILE", comment)])
    assert differences(protein) == [("engineered", 315, "T", "I")]


@pytest.mark.parametrize("comment", ["CONFLICT", "VARIANT", "SEE REMARK 999"])
def test_declared_without_a_reason(identified, comment):
    chain = chain_of(part("ABL1", 229, 500, changed={315: "I"}))
    protein = identified(chain, organism=HUMAN, changes=[declared(315, "THR", "ILE", comment)])
    assert differences(protein) == [("unknown", 315, "T", "I")]


def test_undeclared(identified):
    """With a documented header a silent difference is unknown (1UWH: K522A); without any it was put there."""
    chain = chain_of(part("BRAF", 448, 720, changed={522: "A"}))
    assert differences(identified(chain, organism=HUMAN)) == [("unknown", 522, "K", "A")]
    assert differences(identified(chain)) == [("engineered", 522, "K", "A")]


def test_declared_mutation_without_coordinates(identified):
    """The header numbers residues of an unresolved loop too (E865A, E866A, K867A of 5CAS)."""
    changed = {865: "A", 866: "A", 867: "A"}
    chain = chain_of(
        part("EGFR", 696, 863), part("EGFR", 864, 870, changed=changed, resolved=False), part("EGFR", 871, 1000))
    changes = [declared(n, three, "ALA") for n, three in ((865, "GLU"), (866, "GLU"), (867, "LYS"))]
    protein = identified(chain, organism=HUMAN, changes=changes)
    assert differences(protein) == [("engineered", 865, "E", "A"), ("engineered", 866, "E", "A"),
                                    ("engineered", 867, "K", "A")]
    assert {d.author for d in protein.differences} == {""}


def test_offset_applies_to_declared_mutations_without_coordinates(identified):
    """EGFR counted without its signal peptide: author 766 is T790."""
    chain = chain_of(
        part("EGFR", 696, 785, offset=24), part("EGFR", 786, 793, offset=24, changed={790: "M"}, resolved=False),
        part("EGFR", 794, 1000, offset=24))
    protein = identified(chain, organism=HUMAN, changes=[declared(766, "THR", "MET")])
    assert differences(protein) == [("engineered", 790, "T", "M")]


def test_engineered_next_to_a_deletion(identified):
    """KDR without 941-990 and with T940V (3WZD): the header says which residue the Val is."""
    chain = chain_of(part("KDR", 814, 939), piece("V", 940), part("KDR", 991, 1171))
    claim = declared(940, "THR", "VAL")
    assert differences(identified(chain, organism=HUMAN, changes=[claim])) == [("engineered", 940, "T", "V")]
    # The same residue at the other side (4ASD has E990V).
    chain = chain_of(part("KDR", 814, 939), piece("V", 990), part("KDR", 991, 1171))
    claim = declared(990, "GLU", "VAL")
    assert differences(identified(chain, organism=HUMAN, changes=[claim])) == [("engineered", 990, "E", "V")]
    # Nobody says: a linker.
    assert differences(identified(chain)) == [("tag", 0, "", "V")]


def test_mutations_at_the_first_residues(identified):
    """R2A and K3A of TAOK3 (6BDN): a local alignment leaves the first three residues out."""
    chain = chain_of(piece("GS", -1), part("TAOK3", 1, 310, changed={2: "A", 3: "A"}))
    changes = [declared(2, "ARG", "ALA"), declared(3, "LYS", "ALA")]
    protein = identified(chain, organism=HUMAN, changes=changes)
    assert [d for d in differences(protein) if d[0] == "engineered"] == [
        ("engineered", 2, "R", "A"), ("engineered", 3, "K", "A")]
    assert set(protein.positions) == set(range(1, 311))


@pytest.mark.parametrize("comment", ["EXPRESSION TAG", "CLONING ARTIFACT", "LINKER", "INITIATING METHIONINE"])
def test_a_declared_vector_residue_has_no_position(identified, comment):
    """TRIB1's last residue, Ser 372, is vector (5CEM), though one residue more would be a mutation."""
    chain = chain_of(part("TRIB1", 83, 371), piece("S", 372))
    protein = identified(chain, organism=HUMAN, changes=[declared(372, "", "SER", comment)])
    assert differences(protein) == [("tag", 0, "", "S")]
    assert 372 not in protein.positions


def test_a_tag_residue_that_happens_to_be_right_keeps_its_position(identified):
    """Asp 448 of BRAF comes from the vector in 3OG7 and is the canonical residue."""
    sequence = load_kinome().protein("BRAF").sequence
    chain = chain_of(piece("GSRDAA" + sequence[447], 442), part("BRAF", 449, 720))
    protein = identified(chain, organism=HUMAN, changes=[declared(448, "", "ASP", "EXPRESSION TAG")])
    assert 448 in protein.positions
    assert "D" not in {d.found for d in protein.differences if d.author == "448"}


def test_orthologue(identified):
    """Chicken SRC: what differs is the species, what is declared is engineered."""
    chain = chain_of(part("SRC", 254, 536, offset=3, changed={503: "I", 341: "I"}))
    protein = identified(chain, organism=CHICKEN, changes=[declared(338, "THR", "ILE")])
    assert protein.organism == "Gallus gallus"
    sequence = load_kinome().protein("SRC").sequence
    assert differences(protein) == [("engineered", 341, "T", "I"), ("orthologue", 503, sequence[502], "I")]


@pytest.mark.parametrize(("organism", "kind"), [
    (HUMAN, "unknown"), (CHICKEN, "orthologue"), (SYNTHETIC, "unknown"), (("SYNTHETIC CONSTRUCT", ""), "unknown"),
    (("HOMO SAPIENS", ""), "unknown"), (("HOMO SAPIENS, MUS MUSCULUS", "9606, 10090"), "unknown"),
    (("MUS MUSCULUS", ""), "orthologue"),
])
def test_species_of_the_record(identified, organism, kind):
    """A construct in a synthetic gene is no other species."""
    protein = identified(chain_of(part("ABL1", 229, 500, changed={400: "W"})), organism=organism)
    assert [d.kind for d in protein.differences] == [kind]


def test_a_fusion_partner_is_no_species(identified):
    """SOURCE names the phage first, the reference names human CDK2: what differs is not a species."""
    chain = chain_of(part("CDK2", 1, 298, changed={150: "W"}), piece(T4_LYSOZYME, 2001))
    claim = [("A", "UNP", "P24941", "CDK2_HUMAN", 1, 298, 1, 298)]
    protein = identified(chain, organism=("ENTEROBACTERIA PHAGE T4", "10665"), references=claim)
    assert [d.kind for d in protein.differences if d.position] == ["unknown"]


def test_an_orthologues_own_residues_are_no_vector(identified):
    """What the other species' record claims and the human protein lacks (maize CK2α before residue 9)."""
    claim = [("A", "UNP", "P28523", "CSK2A_MAIZE", 1, 335, 6, 340)]
    chain = chain_of(piece("MSKARVYA", 1), part("CSNK2A1", 9, 330), piece("GSHM", 400))
    protein = identified(chain, organism=("ZEA MAYS", "4577"), references=claim)
    assert [(d.kind, d.found) for d in protein.differences] == [
        *(("orthologue", letter) for letter in "MSKARVYA"), *(("tag", letter) for letter in "GSHM")]


def test_a_mutated_residue_that_is_also_modified(identified):
    """Two SEQADV lines for one residue: that it is modified does not hide that it is engineered."""
    chain = chain_of(part("ABL1", 229, 500, changed={393: "SEP"}))
    changes = [declared(393, "TYR", "SEP", "MODIFIED RESIDUE"), declared(393, "TYR", "SEP")]
    assert differences(identified(chain, organism=HUMAN, changes=changes)) == [("engineered", 393, "Y", "S")]


def test_another_isoform_is_no_vector(identified):
    """ABL1 1b begins with 45 residues that 1a lacks (1OPL resolves some); the header claims them for P00519."""
    cap = "MGQQPGKVLGDQRRPSLPALHFIKGAGKRDSSRHGGPHCNVFVEH"
    chain = chain_of(piece(cap, 1), part("ABL1", 27, 512, offset=-19), piece("ENLYFQ", 532))
    claim = [("A", "UNP", "P00519", "ABL1_HUMAN", 1, 531, 1, 531)]
    changes = [declared(532 + k, "", three, "CLONING ARTIFACT")
               for k, three in enumerate(("GLU", "ASN", "LEU", "TYR", "PHE", "GLN"))]
    protein = identified(chain, organism=HUMAN, references=claim, changes=changes)
    assert protein.offset == -19
    assert "".join(d.found for d in protein.differences if d.kind == "unknown") == cap
    assert "".join(d.found for d in protein.differences if d.kind == "tag") == "ENLYFQ"


def test_kras_2b_is_not_2a(identified):
    """Nearly all KRAS structures are isoform 2B: R151G, E153D and the tail differ from the canonical 2A."""
    tail = "KHKEK"  # residues 165-169 of isoform 2B
    chain = chain_of(part("KRAS", 1, 164, changed={151: "G", 153: "D"}), piece(tail, 165))
    claim = [("A", "UNP", "P01116", "RASK_HUMAN", 1, 169, 1, 169)]
    protein = identified(chain, organism=HUMAN, references=claim)
    assert protein.record.gene == "KRAS"
    assert [d[:3] for d in differences(protein) if d[1]] == [("unknown", 151, "R"), ("unknown", 153, "E")]
    assert [d.kind for d in protein.differences if not d.position] == ["unknown"] * 5


def test_a_fusion_partner_with_a_claim_of_its_own_is_named(identified):
    chain = chain_of(piece(UBIQUITIN, 1001), piece("GSGS", 1077), part("CDK2", 1, 298))
    claims = [("A", "UNP", "P0CG48", "UBC_HUMAN", 1001, 1076, 1, 76),
              ("A", "UNP", "P24941", "CDK2_HUMAN", 1, 298, 1, 298)]
    protein = identified(chain, organism=HUMAN, references=claims)
    assert [(d.kind, d.declared) for d in protein.differences] == [("fusion", "UBC_HUMAN")] * 76 + [("tag", "")] * 4
    assert protein.differences[0].origin == "of UBC_HUMAN, fused to the protein"
    assert protein.header.agrees is True


def test_a_fusion_partner_nobody_claims_is_no_tag(identified):
    chain = chain_of(piece("HHHHHH", -5), piece(T4_LYSOZYME, 1001), part("CDK2", 1, 298))
    protein = identified(chain, organism=HUMAN)
    kinds = [(d.kind, d.declared) for d in protein.differences]
    assert kinds == [("fusion", "a protein not in the tables")] * (6 + len(T4_LYSOZYME))
    assert protein.offset == 0


def test_two_kinases_in_one_chain_are_both_identified(written):
    chain = chain_of(part("CDK2", 1, 298), piece("GGSGGSGGS", 1300), part("ABL1", 229, 512, offset=-2000))
    structure = written(chain, organism=HUMAN)
    cdk2, abl1 = sorted(identify_all(structure, "A"), key=lambda protein: protein.segments[0].author_start)
    assert (cdk2.record.gene, abl1.record.gene) == ("CDK2", "ABL1")
    assert (cdk2.positions[80], abl1.positions[315]) == (79, 298 + 9 + 315 - 229)
    assert [(s.author_start, s.author_end, s.start, s.end) for s in abl1.segments] == [(2229, 2512, 229, 512)]
    assert {d.kind for protein in (cdk2, abl1) for d in protein.differences} == {"tag"}
    assert sum(len(protein.differences) for protein in (cdk2, abl1)) == 9
    # Each residue is one protein's; the linker goes with the second.
    assert sorted([*cdk2.residues.tolist(), *abl1.residues.tolist()]) == list(range(298 + 9 + 284))
    assert identify(structure, "A").record.gene == identify_all(structure, "A")[0].record.gene


def test_three_kinases_in_one_chain(written):
    chain = chain_of(part("ABL1", 229, 512), part("SRC", 254, 536, offset=-1000), part("EGFR", 680, 1010, offset=-2000))
    found = {p.record.gene: p for p in identify_all(written(chain, organism=HUMAN), "A")}
    assert set(found) == {"ABL1", "SRC", "EGFR"}
    for gene, first, last in (("ABL1", 229, 512), ("SRC", 254, 536), ("EGFR", 680, 1010)):
        # Where one ends and the next begins with the right letter by chance, a residue may go either way.
        assert abs(found[gene].segments[0].start - first) <= 1
        assert abs(found[gene].segments[-1].end - last) <= 1
    assert all(not p.differences for p in found.values())


def test_one_kinase_twice_in_one_chain(written):
    structure = written(chain_of(part("KRAS", 1, 166), piece("GGSGGS", 900), part("KRAS", 1, 166, offset=-1000)))
    one, two = sorted(identify_all(structure, "A"), key=lambda protein: protein.segments[0].author_start)
    assert (one.record.gene, two.record.gene) == ("KRAS", "KRAS")
    assert (one.positions[12], two.positions[12]) == (11, 166 + 6 + 11)

import pytest

from builders.entries import full_entry
from builders.files import (
    Entry,
    ligand,
    mmcif_text,
    pdb_text,
    peptide,
    water,
)
from kinlens.structures import read
from kinlens.structures.declared import Reference, SequenceChange

FORMATS = pytest.mark.parametrize(("writer", "suffix"), [(pdb_text, "pdb"), (mmcif_text, "cif")])


@FORMATS
def test_header(write, writer, suffix):
    structure = read(write(writer(full_entry()), f"a.{suffix}"))
    assert (structure.source.method, structure.source.resolution) == ("X-RAY DIFFRACTION", 2.1)
    assert structure.source.id == "9zzz"
    header = structure.chains["A"]
    assert (header.organism, header.taxid) == ("Homo sapiens", 9606)
    assert header.references == (
        Reference("UNP", "P00533", "EGFR_HUMAN", 672, 678, 696, 702),
        Reference("UNP", "P00519", "ABL1_HUMAN", 679, 681, 300, 302),
    )
    assert [reference.offset for reference in header.references] == [24, -379]
    assert header.changes == (
        SequenceChange(674, "", "ASP", "GLU", "ENGINEERED MUTATION"),
        SequenceChange(675, "A", "GLU", "", "EXPRESSION TAG"),
        SequenceChange(None, "", "", "VAL", "DELETION"),
    )
    other = structure.chains["B"]
    assert other.references == (Reference("UNP", "A0A024R1R8", "A0A024R1R8_HUMAN", 1, 4, 100001, 100004),)
    assert other.organism == "Homo sapiens"


@FORMATS
def test_no_header(write, writer, suffix):
    entry = Entry([*peptide("ACDEF"), ligand("LIG", number=9), water()], id="", ter=False)
    structure = read(write(writer(entry), f"my_model.{suffix}.gz"))
    assert structure.residues.kind.tolist() == ["protein"] * 5 + ["ligand", "water"]
    source = structure.source
    assert (source.id, source.method, source.resolution) == ("my_model", "", None)
    header = structure.chains["A"]
    assert (header.sequence, header.organism, header.taxid) == ((), "", None)
    assert (header.references, header.changes) == ((), ())


def test_a_reference_without_numbers_is_noted(write):
    text = pdb_text(full_entry()).replace("  672   678", "             ", 1)
    structure = read(write(text.replace("A  672", "A     ")))
    assert len(structure.chains["A"].references) == 1
    assert structure.notes == ("database range of chain A (UNP P00533) has no numbers",)


def test_a_fusion_has_the_organism_of_its_longest_part(write):
    text = mmcif_text(full_entry()).replace("_entity_src_gen.", "_unused.")
    text += """
loop_
_entity_src_gen.entity_id
_entity_src_gen.pdbx_beg_seq_num
_entity_src_gen.pdbx_end_seq_num
_entity_src_gen.pdbx_gene_src_scientific_name
_entity_src_gen.pdbx_gene_src_ncbi_taxonomy_id
1 1 2 'Escherichia coli' 562
1 3 12 'Gallus gallus' 9031
_pdbx_entity_src_syn.entity_id 2
_pdbx_entity_src_syn.organism_scientific 'synthetic construct'
_pdbx_entity_src_syn.ncbi_taxonomy_id ?
"""
    chains = read(write(text, "a.cif")).chains
    assert (chains["A"].organism, chains["A"].taxid) == ("Gallus gallus", 9031)
    assert (chains["B"].organism, chains["B"].taxid) == ("synthetic construct", None)


def test_source_of_several_molecules(write):
    header = """COMPND    MOL_ID: 1;
COMPND   2 MOLECULE: ONE; CHAIN: A, C;
COMPND   3 MOL_ID: 2;
COMPND   4 MOLECULE: TWO;
COMPND   5 CHAIN: B
SOURCE    MOL_ID: 1;
SOURCE   2 ORGANISM_SCIENTIFIC: GALLUS
SOURCE   3 GALLUS;
SOURCE   4 ORGANISM_TAXID: 9031;
SOURCE   5 MOL_ID: 2;
SOURCE   6 ORGANISM_SCIENTIFIC: HOMO SAPIENS, MUS MUSCULUS;
SOURCE   7 ORGANISM_TAXID: 9606, 10090
"""
    residues = [r for k, c in enumerate("ABC") for r in peptide("ACD", c, shift=(0, 30.0 * k, 0))]
    chains = read(write(header + pdb_text(Entry(residues, id="")))).chains
    assert [(h.organism, h.taxid) for h in chains.values()] == [
        ("Gallus gallus", 9031),
        ("Homo sapiens, mus musculus", 9606),
        ("Gallus gallus", 9031),
    ]

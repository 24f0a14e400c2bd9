import gzip
import json
import pickle
from dataclasses import replace

import gemmi
import numpy as np
import pytest
from builders.files import (
    Entry,
    amino_acid,
    labelled,
    ligand,
    lone_atom,
    mmcif_text,
    pdb_text,
    peptide,
    water,
    with_altlocs,
    with_hydrogens,
    without_side_chain,
)

from kinlens.errors import EmptyStructure, KinlensError, StructureNotFound, UnreadableStructure
from kinlens.residues import ONE_TO_THREE
from kinlens.structures import read
from kinlens.structures.model import Reference, SequenceChange

FORMATS = pytest.mark.parametrize(("writer", "suffix"), [(pdb_text, "pdb"), (mmcif_text, "cif")])


def names(letters: str) -> list[str]:
    return [ONE_TO_THREE[one] for one in letters]


def table(structure):
    r = structure.residues
    return list(zip(r.name.tolist(), r.number.tolist(), r.icode.tolist(), r.kind.tolist(), strict=True))


# ---------------------------------------------------------------------------------------- residues


@FORMATS
def test_kinds(write, writer, suffix):
    residues = peptide(["ALA", "TPO", "MSE", "GLY", "SEP"])
    residues += [ligand("ATP", number=7), amino_acid("GLU", number=8, at=(0, 50, 0))]
    residues[-1] = replace(residues[-1], het=True, kind="non-polymer")  # a free amino acid
    residues += [lone_atom("MG", "Mg", number=9), lone_atom("CL", "Cl", number=10), ligand("NAG", number=11)]
    residues += [lone_atom("UNX", "X", number=12), lone_atom("OXY", "O", number=13), water(number=14)]
    structure = read(write(writer(Entry(residues)), f"a.{suffix}"))
    expected = ["protein"] * 5 + ["ligand", "ligand", "ion", "ion", "ligand", "other", "ligand", "water"]
    assert structure.residues.kind.tolist() == expected
    assert "".join(structure.residues.parent) == "ATMGSXEXXXXXX"


@FORMATS
def test_nucleic_acids_and_two_residue_chains(write, writer, suffix):
    bases = [
        replace(ligand(name, "R", i, at=(0, 9.0 * i, 0)), het=False, kind="polymer")
        for i, name in enumerate("ACGU")
    ]
    text = writer(Entry(peptide("AC") + bases)).replace("2 polypeptide(L)", "2 polyribonucleotide")
    structure = read(write(text, f"a.{suffix}"))
    assert structure.residues.kind.tolist() == ["protein"] * 2 + ["nucleic"] * 4
    assert set(structure.residues.parent[2:]) == {"X"}


@FORMATS
def test_negative_numbers_and_insertion_codes_keep_file_order(write, writer, suffix):
    residues = peptide("GACDEF", start=-2)
    residues[3] = replace(residues[3], number=0, icode="B")
    residues[4] = replace(residues[4], number=0, icode="A")  # codes may run backwards
    structure = read(write(writer(Entry(residues)), f"a.{suffix}"))
    assert [str(structure.key(i)) for i in range(6)] == ["A:-2", "A:-1", "A:0", "A:0B", "A:0A", "A:3"]
    assert structure.notes == ()


@FORMATS
def test_positions_in_the_full_sequence(write, writer, suffix):
    entry = Entry(
        peptide("MKTAYIAKQRQISFVKSHFSRQ", start=100, skip=range(108, 112)) + [water()],
        sequences={"A": names("GSMKTAYIAKQRQISFVKSHFSRQLE")},
    )
    structure = read(write(writer(entry), f"a.{suffix}"))
    assert structure.residues.label_number.tolist() == [*range(3, 11), *range(15, 25), 0]
    assert structure.chains["A"].sequence == tuple(entry.sequences["A"])
    assert structure.notes == ()


def test_a_residue_that_is_not_in_the_sequence_is_noted(write):
    entry = Entry(peptide("MKTWYIAK"), sequences={"A": names("MKTAYIAK")})
    structure = read(write(pdb_text(entry)))
    assert structure.residues.label_number.tolist() == list(range(1, 9))
    assert structure.notes == ("chain A: 1 residues are not those of the sequence in the header",)


def test_positions_without_a_sequence_are_blank(write):
    text = mmcif_text(Entry(peptide("ACD"))).replace(" L-peptide", "")
    rows = [line.replace(" LA 1 . ", " LA 1 77 ") for line in text.splitlines()]  # a program's own numbers
    structure = read(write("\n".join(rows), "a.cif"))
    assert structure.residues.label_number.tolist() == [0, 0, 0]
    assert structure.chains["A"].sequence == ()


@pytest.mark.parametrize(
    ("first", "second", "kept"), [(0.4, 0.6, "SER"), (0.6, 0.4, "ASP"), (0.5, 0.5, "ASP")]
)
@FORMATS
def test_two_names_at_one_position(write, writer, suffix, first, second, kept):
    residues = peptide("ACDEF")
    # Serine without side chain beside aspartate: in a tie of the labels the atoms decide.
    one = without_side_chain(residues[2], keep=("N", "CA", "C", "O", "CB", "CG"))
    other = amino_acid("SER", number=3, at=(7.2, 0.0, 0.0))
    residues[2:3] = [labelled(one, "A", first), labelled(other, "B", second)]
    sequence = names("ACDEF")
    if writer is mmcif_text:
        sequence[2] = "ASP/SER"
    structure = read(write(writer(Entry(residues, sequences={"A": sequence})), f"a.{suffix}"))
    assert [row[:2] for row in table(structure)] == [
        ("ALA", 1), ("CYS", 2), (kept, 3), ("GLU", 4), ("PHE", 5),
    ]  # fmt: skip
    assert structure.residues.label_number.tolist() == [1, 2, 3, 4, 5]
    assert any(f"A:3 is {kept} and" in note for note in structure.notes)
    assert structure.atoms.selected.all()
    assert structure.peptide_bonded("A").all()


def test_neighbours_that_only_share_a_number_stay_apart(write):
    residues = [*peptide("AC"), ligand("LIG", number=5), water(number=5)]
    structure = read(write(pdb_text(Entry(residues))))
    assert structure.residues.kind.tolist() == ["protein", "protein", "ligand", "water"]
    assert structure.notes == ("1 residues repeat the chain and number of another",)


def test_a_parent_that_only_the_header_knows(write):
    residues = peptide("ACDEF")
    residues[1] = replace(residues[1], name="Q9Q", het=True)
    assert "".join(read(write(pdb_text(Entry(residues)))).residues.parent) == "AXDEF"
    entry = Entry(residues, modified=[("Q9Q", "A", 2, "CYS")])
    assert "".join(read(write(pdb_text(entry))).residues.parent) == "ACDEF"


def test_ligands_with_five_letters(write):
    structure = read(write(mmcif_text(Entry([*peptide("ACD"), ligand("A1BCD", number=5)])), "a.cif"))
    assert structure.residues.name[-1] == "A1BCD"
    assert structure.residues.subchain.tolist() == ["LA", "LA", "LA", "LB"]


def test_a_truncated_side_chain_stays_truncated(write):
    residues = peptide("AKA")
    residues[1] = without_side_chain(residues[1])
    structure = read(write(pdb_text(Entry(residues))))
    assert structure.atoms.name[structure.atoms_of(1)].tolist() == ["N", "CA", "C", "O", "CB"]


# ------------------------------------------------------------------------------------------- atoms


@FORMATS
def test_columns_of_atoms(write, writer, suffix):
    entry = Entry([*peptide("K"), lone_atom("CL", "Cl", at=(-1.5, 20.25, 0.125))])
    atoms = read(write(writer(entry), f"a.{suffix}")).atoms
    assert atoms.name.tolist() == ["N", "CA", "C", "O", "CB", "CG", "CD", "CE", "NZ", "CL"]
    assert atoms.element.tolist() == ["N", "C", "C", "O", "C", "C", "C", "C", "N", "Cl"]
    assert atoms.xyz.dtype == np.float64
    assert atoms.xyz[-1].tolist() == [-1.5, 20.25, 0.125]
    assert set(atoms.b_factor.tolist()) == {20.0}
    assert set(atoms.altloc.tolist()) == {""}


@pytest.mark.parametrize(
    ("occupancies", "chosen"),
    [
        ({"A": 0.3, "B": 0.7}, "B"),
        ({"A": 0.7, "B": 0.3}, "A"),
        ({"A": 0.5, "B": 0.5}, "A"),
        ({"B": 0.5, "A": 0.5}, "A"),  # the first label, not the first line
        ({"A": 0.33, "B": 0.33, "C": 0.34}, "C"),
        ({"A": 0.35, "B": 0.35, "C": 0.3}, "A"),
        ({"B": 0.4}, "B"),
        ({"1": 0.2, "2": 0.8}, "2"),
    ],
)
@FORMATS
def test_conformers(write, writer, suffix, occupancies, chosen):
    residues = peptide("AKA")
    residues[1] = with_altlocs(residues[1], occupancies, only=("CB", "CG", "CD", "CE", "NZ"))
    structure = read(write(writer(Entry(residues)), f"a.{suffix}"))
    picked = structure.atoms_of(1)
    assert structure.atoms.name[picked].tolist() == ["N", "CA", "C", "O", "CB", "CG", "CD", "CE", "NZ"]
    assert structure.atoms.altloc[picked].tolist() == [""] * 4 + [chosen] * 5
    assert len(structure.atoms_of(1, selected=False)) == 4 + 5 * len(occupancies)
    assert "1 residues with alternate locations: the most occupied conformer is used" in structure.notes


def test_each_residue_chooses_for_itself(write):
    residues = peptide("KK")
    residues[0] = with_altlocs(residues[0], {"A": 0.6, "B": 0.4})
    residues[1] = with_altlocs(residues[1], {"A": 0.4, "B": 0.6})
    structure = read(write(pdb_text(Entry(residues))))
    assert set(structure.atoms.altloc[structure.atoms_of(0)]) == {"A"}
    assert set(structure.atoms.altloc[structure.atoms_of(1)]) == {"B"}


@pytest.mark.parametrize("element", ["H", "D"])
@FORMATS
def test_hydrogens_are_left_out_and_counted(write, writer, suffix, element):
    residues = [with_hydrogens(residue, element) for residue in peptide("ACD")]
    structure = read(write(writer(Entry(residues)), f"a.{suffix}"))
    assert not np.isin(structure.atoms.element, ["H", "D"]).any()
    assert structure.notes == ("3 hydrogen or deuterium atoms left out",)


@FORMATS
def test_only_the_first_model(write, writer, suffix):
    structure = read(write(writer(Entry(peptide("ACD"), models=3)), f"a.{suffix}"))
    assert structure.models == 3
    assert structure.notes == ("3 models: the first is used",)
    assert len(structure.residues) == 3
    assert structure.atoms.xyz[0].tolist() == [0.0, 0.0, 0.0]


def test_atoms_without_coordinates(write):
    text = mmcif_text(Entry(peptide("AC"))).replace(" 0.000 0.000 0.000 ", " ? ? ? ", 1)
    structure = read(write(text, "a.cif"))
    assert structure.notes == ("1 atoms without usable coordinates left out",)
    assert np.isfinite(structure.atoms.xyz).all()


def test_repeated_atoms_are_noted(write):
    lines = pdb_text(Entry(peptide("AC"))).splitlines()
    second = next(line for line in lines if line[12:16] == " CA ")
    structure = read(write("\n".join([*lines[: lines.index(second)], second, *lines[lines.index(second) :]])))
    assert structure.notes == ("1 atoms repeat the name of another in their residue",)


# ------------------------------------------------------------------------------------------ header


def full_entry() -> Entry:
    return Entry(
        peptide("ACDEFGHIKL", start=672) + peptide("MNPQ", "B", shift=(0, 50, 0)),
        sequences={"A": names("GGACDEFGHIKL"), "B": names("MNPQ")},
        organism=("HOMO SAPIENS", "9606"),
        references=[
            ("A", "UNP", "P00533", "EGFR_HUMAN", 672, 678, 696, 702),
            ("A", "UNP", "P00519", "ABL1_HUMAN", 679, 681, 300, 302),
            ("B", "UNP", "A0A024R1R8", "A0A024R1R8_HUMAN", 1, 4, 100001, 100004),
        ],
        changes=[
            ("A", "674", "", "ASP", "GLU", "ENGINEERED MUTATION"),
            ("A", "675", "A", "GLU", "", "EXPRESSION TAG"),
            ("A", "", "", "", "VAL", "DELETION"),
        ],
        method="X-RAY DIFFRACTION",
        resolution="2.10",
    )


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


# ------------------------------------------------------------------------------- odd but fair files


def test_several_proteins_under_the_blank_chain(write):
    first = [replace(r, chain="") for r in peptide("ACDEF")]
    second = [replace(r, chain="") for r in peptide(["GLY", "TPO", "ILE"], start=101, shift=(0, 30, 0))]
    text = pdb_text(Entry(first, id="")).replace("END\n", "") + pdb_text(Entry(second, id=""))
    structure = read(write(text))
    assert structure.chain_names == ("",)
    assert set(structure.residues.kind) == {"protein"}
    assert str(structure.key(0)) == ":1"
    assert "chain (blank): 8 protein" in str(structure)


def test_ligands_and_waters_written_as_atoms_without_ter(write):
    residues = [
        *peptide("ACDEFG"),
        replace(ligand("LIG", number=7), het=False),
        replace(water(number=8), het=False),
    ]
    residues.append(replace(residues[-1], name="SOL", number=9))
    structure = read(write(pdb_text(Entry(residues, id="", ter=False))))
    assert structure.residues.kind.tolist() == ["protein"] * 6 + ["ligand", "water", "water"]


@pytest.mark.parametrize(
    "change", [lambda t: t.replace("\n", "\r\n"), lambda t: t.replace("\n", "\r"), lambda t: "\ufeff" + t]
)
@FORMATS
def test_line_ends_and_byte_order_marks(write, writer, suffix, change):
    structure = read(write(change(writer(full_entry())), f"a.{suffix}"))
    assert len(structure.residues) == 14
    assert structure.chains["A"].taxid == 9606
    assert len(structure.chains["A"].references) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
@FORMATS
def test_letters_outside_ascii(write, writer, suffix, encoding):
    line = "AUTHOR    J.MÜLLER\n" if writer is pdb_text else "# J.Müller\n"
    structure = read(write((line + writer(full_entry())).encode(encoding), f"a.{suffix}"))
    assert len(structure.residues) == 14


@pytest.mark.parametrize("wrong", ["a.cif.gz", "a.pdb", "a.txt", "a"])
@FORMATS
def test_content_decides_not_the_name(write, writer, suffix, wrong):
    text = writer(full_entry())
    plain = read(write(text, wrong))
    packed = read(write(gzip.compress(text.encode()), f"packed_{wrong}"))
    assert plain.source.format == packed.source.format == {"pdb": "pdb", "cif": "mmcif"}[suffix]
    assert plain.source.sha256 == packed.source.sha256
    assert len(plain.source.sha256) == 64
    np.testing.assert_array_equal(plain.atoms.xyz, packed.atoms.xyz)


def test_both_formats_give_the_same_structure(write):
    one = read(write(pdb_text(full_entry()), "a.pdb"))
    other = read(write(mmcif_text(full_entry()), "a.cif"))
    assert table(one) == table(other)
    assert one.chains == other.chains
    np.testing.assert_array_equal(one.atoms.xyz, other.atoms.xyz)
    np.testing.assert_array_equal(one.residues.label_number, other.residues.label_number)


def test_mmjson(write):
    block = gemmi.cif.read_string(mmcif_text(full_entry()))
    structure = read(write(block.as_json(mmjson=True), "a.json"))
    assert structure.source.format == "mmjson"
    assert structure.chains["A"].organism == "Homo sapiens"
    assert structure.residues.subchain[0] == "LA"


def test_an_alphafold_model_keeps_its_identifier(write):
    text = mmcif_text(Entry(peptide("ACD"), id="AF-P00533-F1"))
    assert read(write(text, "x.cif")).source.id == "AF-P00533-F1"


def test_coordinates_in_a_later_block(write):
    assert len(read(write("data_first\n_a.b 1\n" + mmcif_text(full_entry()), "a.cif")).residues) == 14


def test_reading_by_identifier(write, monkeypatch):
    path = write(pdb_text(full_entry()), "9zzz.pdb")
    monkeypatch.setenv("KINLENS_STRUCTURES", str(path.parent))
    assert read("9ZZZ").source.origin == str(path)
    with pytest.raises(StructureNotFound):
        read("9ZZY")


# ----------------------------------------------------------------------------------------- objects


def test_gemmi_structures_are_read_and_left_alone(write):
    path = write(pdb_text(replace_models(full_entry(), 2)))
    given = gemmi.read_structure(str(path))
    before = given.make_mmcif_document().as_string()
    structure = read(given)
    assert given.make_mmcif_document().as_string() == before
    expected = read(path)
    assert table(structure) == table(expected)
    assert structure.models == 2
    assert structure.chains["A"].references == expected.chains["A"].references
    assert structure.chains["A"].sequence == expected.chains["A"].sequence
    source = structure.source
    assert (source.origin, source.id, source.sha256, source.format) == (
        "gemmi.Structure",
        "9zzz",
        "",
        "gemmi",
    )
    assert source.resolution == 2.1


def replace_models(entry: Entry, models: int) -> Entry:
    entry.models = models
    return entry


def oddities() -> Entry:
    residues = peptide("ACDEFGH", start=-1)
    residues[1] = with_altlocs(residues[1], {"A": 0.4, "B": 0.6}, only=("CB", "SG"))
    residues[2:3] = [
        labelled(residues[2], "A", 0.4),
        labelled(amino_acid("SER", number=1, at=(7.2, 0.0, 0.0)), "B", 0.6),
    ]
    residues[4] = replace(residues[4], number=2, icode="A")
    residues += [ligand("LIG", number=90), lone_atom("MG", "Mg", number=91), water(number=92)]
    return Entry(residues, resolution="1.50", method="X-RAY DIFFRACTION", models=2)


@FORMATS
def test_biopython_structures(write, writer, suffix):
    pdb = pytest.importorskip("Bio.PDB")
    path = write(writer(oddities()), f"a.{suffix}")
    parser = pdb.PDBParser(QUIET=True) if suffix == "pdb" else pdb.MMCIFParser(QUIET=True)
    given = parser.get_structure("9ZZZ", str(path))
    expected = read(path)
    for thing in (given, given[0]):
        structure = read(thing)
        assert table(structure) == table(expected)
        np.testing.assert_allclose(structure.atoms.xyz, expected.atoms.xyz, atol=1e-4)  # Bio.PDB: float32
        np.testing.assert_array_equal(structure.atoms.altloc, expected.atoms.altloc)
        np.testing.assert_array_equal(structure.atoms.selected, expected.atoms.selected)
    structure = read(given)
    assert (structure.models, structure.source.id, structure.source.format) == (2, "9zzz", "Bio.PDB")
    assert (structure.source.method, structure.source.resolution) == ("X-RAY DIFFRACTION", 1.5)


def test_empty_objects():
    with pytest.raises(EmptyStructure):
        read(gemmi.Structure())
    pdb = pytest.importorskip("Bio.PDB")
    with pytest.raises(EmptyStructure):
        read(pdb.Structure.Structure("empty"))


@pytest.mark.parametrize("thing", [None, 7, b"1s9j", ["1s9j"]])
def test_other_objects_are_a_type_error(thing):
    with pytest.raises(TypeError, match="give a path"):
        read(thing)


def test_names_too_long_for_the_columns(write):
    text = (
        mmcif_text(Entry(peptide("ACD")))
        .replace(" LA ", " A_VERY_LONG_NAME ")
        .replace("LA 1", "A_VERY_LONG_NAME 1")
    )
    with pytest.raises(UnreadableStructure, match="8\\+ char"):
        read(write(text, "a.cif"))
    given = gemmi.Structure()
    given.add_model(gemmi.Model(1))
    chain = gemmi.Chain("A_VERY_LONG_NAME")
    chain.add_residue(gemmi.Residue())
    chain[0].add_atom(gemmi.Atom())
    given[0].add_chain(chain)
    with pytest.raises(UnreadableStructure, match=r"gemmi\.Structure"):
        read(given)


# ------------------------------------------------------------------------------------- bad content


@pytest.mark.parametrize(
    ("content", "looks_like"),
    [
        (b"", "an empty file"),
        (b" \n\n", "an empty file"),
        (b"<!DOCTYPE html><html><pre>\nATOM      1  N   ALA A   1\n</pre></html>", "an HTML page"),
        (b"<?xml version='1.0'?><PDBx:datablock/>", "XML"),
        (b">sp|P00533\nMRPSGTAGAALLALLAALCPASRALEEKK\n", "FASTA sequences"),
        (json.dumps({"message": "rate limit"}).encode(), "JSON"),
        (b"gene,variant,score\nEGFR,L858R,1\n", "a table"),
        (b"gene\tvariant\tscore\n", "a table"),
        (b"just some words\n", "plain text"),
        (b"mol\n  x\n\n  1  0  0  0  0  0            999 V2000\nM  END\n", "an SDF or mol file"),
        (b"#\n@<TRIPOS>MOLECULE\n", "a mol2 file"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"PK\x03\x04\x00\x00", "a zip archive"),
        (b"\x89PNG\r\n\x1a\n\x00", "an image"),
        (b"MTZ \x00\x01", "MTZ reflection data"),
        (b"\x83\xa7encoder\xb2BinaryCIF\x00\x00", "BinaryCIF"),
        (b"x" * 257 + b"ustar\x00", "a tar archive"),
        (bytes(range(256)), "binary data"),
        ("ATOM      1".encode("utf-16"), "UTF-16 text"),
        (gzip.compress(b""), "an empty file"),
        (gzip.compress(b"<html></html>"), "an HTML page"),
        (gzip.compress(gzip.compress(b"ATOM  ")), "a file gzipped twice"),
        (gzip.compress(pdb_text(full_entry()).encode())[:300], "an incomplete download"),
        (gzip.compress(b"x" * 500)[:-8] + b"\0" * 8, "a damaged gzip file"),
        (b"\x1f\x8b\x08\x00" + b"\xff" * 60, "a damaged gzip file"),
        (b"data_x\nloop_\n_atom_site.Cartn_x\n_atom_site.Cartn_y\n1 2 3\n", "a broken mmCIF file"),
        (b"data_x\n_a 'unfinished\n", "a broken mmCIF file"),
        (b'{"data_x": [', "a broken mmJSON file"),
        (b"ATOM      1  N   ALA A   1      11.1", "a broken PDB file"),
    ],
)
def test_unreadable_content(write, content, looks_like):
    path = write(content, "1abc.pdb")
    with pytest.raises(UnreadableStructure) as caught:
        read(path)
    assert caught.value.looks_like == looks_like
    assert caught.value.path == str(path)
    assert looks_like in str(caught.value)
    assert "PDB or mmCIF" in str(caught.value)


def test_a_folder(tmp_path):
    with pytest.raises(UnreadableStructure, match="a folder"):
        read(tmp_path)


def test_a_file_without_permission(write, monkeypatch):
    path = write(pdb_text(full_entry()))

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(UnreadableStructure, match="Permission denied"):
        read(path)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("HEADER    SYNTHETIC\nREMARK   2\nEND\n", "header"),
        ("data_x\n_entry.id x\n", "mmCIF without an atom table"),
        ("data_x\n_refln.index_h 1\n", "structure factors"),
        ("data_x\n_chem_comp_atom.atom_id C1\n", "the dictionary of a ligand"),
        ("data_x\n_atom_site_fract_x 0.5\n", "a small-molecule crystal structure"),
        (
            pdb_text(Entry([replace(water(), atoms=(with_hydrogens(water()).atoms[1],))])),
            "1 hydrogen or unplaced atoms",
        ),
    ],
)
def test_files_without_heavy_atoms(write, content, found):
    with pytest.raises(EmptyStructure) as caught:
        read(write(content))
    assert caught.value.found == found
    assert found in str(caught.value)


def test_errors_survive_a_process_pool():
    for error in (UnreadableStructure("a", "b", "c"), EmptyStructure("a", "b")):
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own bytes)
        assert str(again) == str(error)


@pytest.mark.parametrize("seed", range(8))
@FORMATS
def test_damaged_files_give_a_structure_or_a_named_error(write, writer, suffix, seed):
    random = np.random.default_rng(seed)
    good = np.frombuffer(writer(oddities()).encode(), dtype=np.uint8)
    for _ in range(25):
        bad = good.copy()
        where = random.integers(len(bad), size=random.integers(1, 30))
        bad[where] = random.integers(256, size=len(where))
        bad = bad[: random.integers(1, len(bad))] if random.random() < 0.5 else bad
        try:
            structure = read(write(bad.tobytes(), f"bad.{suffix}"))
        except KinlensError as error:
            assert str(error)
        else:
            assert np.isfinite(structure.atoms.xyz).all()
            assert str(structure)

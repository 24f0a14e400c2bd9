from dataclasses import replace

import numpy as np
import pytest

from builders.entries import three_letters
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
from kinlens.errors import UnreadableStructure
from kinlens.structures import read

FORMATS = pytest.mark.parametrize(("writer", "suffix"), [(pdb_text, "pdb"), (mmcif_text, "cif")])


def table(structure):
    r = structure.residues
    return list(zip(r.name.tolist(), r.number.tolist(), r.icode.tolist(), r.kind.tolist(), strict=True))


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
        [*peptide("MKTAYIAKQRQISFVKSHFSRQ", start=100, skip=range(108, 112)), water()],
        sequences={"A": three_letters("GSMKTAYIAKQRQISFVKSHFSRQLE")},
    )
    structure = read(write(writer(entry), f"a.{suffix}"))
    assert structure.residues.label_number.tolist() == [*range(3, 11), *range(15, 25), 0]
    assert structure.chains["A"].sequence == tuple(entry.sequences["A"])
    assert structure.notes == ()


def test_a_residue_that_is_not_in_the_sequence_is_noted(write):
    entry = Entry(peptide("MKTWYIAK"), sequences={"A": three_letters("MKTAYIAK")})
    structure = read(write(pdb_text(entry)))
    assert structure.residues.label_number.tolist() == list(range(1, 9))
    assert structure.notes == ("chain A: 1 residues are not those of the sequence in the header",)


def test_positions_without_a_sequence_are_blank(write):
    text = mmcif_text(Entry(peptide("ACD")))
    rows = [line.replace(" LA 1 . ", " LA 1 77 ") for line in text.splitlines()]  # a program's own numbers
    assert sum(" 77 " in row for row in rows) == 19
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
    sequence = three_letters("ACDEF")
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


def test_atoms_too_far_away_are_left_out(write):
    """1e160 Å is a number, but its square is none; nothing is next to an atom 10,000 Å beyond a PDB file's columns."""
    text = mmcif_text(Entry(peptide("AC"))).replace(" 0.000 0.000 0.000 ", " 1e160 0.000 2e5 ", 1)
    structure = read(write(text, "a.cif"))
    assert structure.notes == ("1 atoms without usable coordinates left out",)
    assert np.abs(structure.atoms.xyz).max() < 100.0


def test_shuffled_lines_are_refused(write):
    """Two chains whose atoms alternate: gemmi would need the square of the time to put them together."""
    lines = pdb_text(Entry([ligand("LIG", size=10)])).splitlines()
    atom = next(line for line in lines if line.startswith("HETATM"))
    alternating = [f"{atom[:21]}{'AB'[k % 2]}{atom[22:]}" for k in range(10_002)]
    with pytest.raises(UnreadableStructure, match=r"its atoms change chain 10,001 times .*shuffled lines"):
        read(write("\n".join(alternating), "a.pdb"))
    assert read(write("\n".join(alternating[:1000]), "a.pdb")).chain_names == ("A", "B")


# ------------------------------------------------------------------------------------------ as programs write them


def written_by_a_program():
    """mmCIF without entities: everything of a chain shares the label of the protein."""
    made = Entry(
        [*peptide("ACDEFGHIKLMNPQRSTVWY"), ligand("STI", number=201), lone_atom("CL", "Cl", number=301)], id="8AAA")
    lines = mmcif_text(made).splitlines()
    start = next(i for i, line in enumerate(lines) if line == "_atom_site.group_PDB") - 1
    table = lines[start:]
    tags = [line for line in table if line.startswith("_atom_site.")]
    asym, entity = tags.index("_atom_site.label_asym_id"), tags.index("_atom_site.label_entity_id")
    rows = []
    for line in table[1 + len(tags):]:
        cells = line.split()
        if len(cells) == len(tags):
            cells[asym], cells[entity] = "A", "1"
            rows.append(" ".join(cells))
    return "\n".join(["data_8AAA", "_entry.id 8AAA", "loop_", *tags, *rows, ""])


def test_ligands_in_the_chain_of_the_protein_stay_ligands(write):
    structure = read(write(written_by_a_program(), "a.cif"))
    kinds = dict(zip(structure.residues.name.tolist(), structure.residues.kind.tolist(), strict=True))
    assert (kinds["STI"], kinds["CL"]) == ("ligand", "ion")
    assert (structure.residues.kind == "protein").sum() == 20


def test_a_ligand_between_residues_of_a_chain(write):
    residues = peptide("ACDEFGHIKL")
    text = pdb_text(Entry([ligand("STI", number=1), *residues[:5], ligand("XYZ", number=77), *residues[5:]], id=""))
    structure = read(write(text))
    kinds = dict(zip(structure.residues.name.tolist(), structure.residues.kind.tolist(), strict=True))
    assert (kinds["STI"], kinds["XYZ"]) == ("ligand", "ligand")
    assert (structure.residues.kind == "protein").sum() == 10


def test_what_the_sequence_names_is_a_link_of_the_chain(write):
    """6Q4Q: the first residue of its peptides is a linker without a backbone."""
    made = Entry([replace(ligand("HEK", number=1), kind="polymer"), *peptide("RLYGFKWH", start=2)],
                 sequences={"A": ["HEK", *three_letters("RLYGFKWH")]})
    structure = read(write(pdb_text(made)))
    assert structure.residues.kind.tolist() == ["protein"] * 9


def test_two_copies_under_one_chain_and_number_are_refused(write):
    """Distances would be to whichever copy is nearer."""
    one = peptide("ACDEFGHIKL")
    two = peptide("ACDEFGHIKL", shift=(0.0, 30.0, 0.0))
    made = pdb_text(Entry([*one, *two]))
    with pytest.raises(UnreadableStructure, match="give each copy a chain, each residue a number"):
        read(write(made))
    few = [replace(one[0], atoms=(*one[0].atoms, one[0].atoms[0])), *one[1:]]
    assert read(write(pdb_text(Entry(few)))).notes == ("1 atoms repeat the name of another in their residue",)


def test_coordinates_that_do_not_fit_their_columns(write):
    lines = pdb_text(Entry(peptide("ACDEFGHIKL"))).splitlines()
    at = [i for i, line in enumerate(lines) if line.startswith("ATOM")][4]
    lines[at] = lines[at][:30] + "********" + lines[at][38:]
    structure = read(write("\n".join(lines) + "\n"))
    assert structure.notes == ("1 atoms left out whose coordinates do not fit their columns (***)",)
    whole = read(write(pdb_text(Entry(peptide("ACDEFGHIKL")))))
    assert len(structure.atoms) == len(whole.atoms) - 1

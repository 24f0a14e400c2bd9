"""Files that lack what others have: each is read as its complete sibling is."""

from dataclasses import replace

import gemmi
import numpy as np
import pytest

from builders.entries import three_letters
from builders.files import Entry, ligand, lone_atom, mmcif_text, pdb_text, peptide, water
from builders.kinases import beside, entry, ruler
from kinlens.errors import UnreadableStructure
from kinlens.examination import examine
from kinlens.structures import read

LETTERS = "ACDEFGHIKLMNPQRSTVWY"


def sample(**header):
    others = [ligand("LIG", number=90), lone_atom("CA", "Ca", number=91), water(number=92)]
    residues = [*peptide(LETTERS, start=-3), *others]
    return Entry(residues, sequences={"A": three_letters(LETTERS)}, **header)


def columns(structure):
    r, a = structure.residues, structure.atoms
    return {
        "name": r.name.tolist(), "number": r.number.tolist(), "kind": r.kind.tolist(), "parent": r.parent.tolist(),
        "atom": a.name.tolist(), "element": a.element.tolist(), "residue": a.residue.tolist(),
        "selected": a.selected.tolist(), "occupancy": a.occupancy.tolist(),
    }


def assert_same(structure, expected, without=()):
    found, wanted = columns(structure), columns(expected)
    for name in found.keys() - set(without):
        assert found[name] == wanted[name], name
    np.testing.assert_allclose(structure.atoms.xyz, expected.atoms.xyz, atol=1e-3)


# -------------------------------------------------------------------------------------------------------------- PDB


def each_atom(change):
    return lambda text: "\n".join(
        change(line) if line.startswith(("ATOM", "HETATM")) else line for line in text.splitlines())


PDB_CHANGES = {
    "no header": lambda text: "\n".join(line for line in text.splitlines() if line[:3] in ("ATO", "HET", "TER", "END")),
    "no TER": lambda text: "\n".join(line for line in text.splitlines() if line != "TER"),
    "no END": lambda text: text.replace("END\n", ""),
    "no element": each_atom(lambda line: line[:66]),
    "no occupancy, no B": each_atom(lambda line: line[:54]),
    "lines cut after B": each_atom(lambda line: line[:66].rstrip()),
    "lower-case elements": each_atom(lambda line: line[:76] + line[76:].lower()),
    "elements to the left": each_atom(lambda line: line[:76] + line[76:78].strip().ljust(2)),
    "no chain": each_atom(lambda line: line[:21] + " " + line[22:]),
    "an empty cell": lambda text: "CRYST1    1.000    1.000    1.000  90.00  90.00  90.00 P 1           1\n" + text,
    "a cell of zeros": lambda text: "CRYST1    0.000    0.000    0.000   0.00   0.00   0.00 P 1           1\n" + text,
    "stars for serials": each_atom(lambda line: line[:6] + "*****" + line[11:]),
    "hybrid-36 serials": each_atom(lambda line: line[:6] + "A000F" + line[11:]),
    "six-digit serials": each_atom(lambda line: "HETATM"[: 6 if line[0] == "H" else 4].ljust(6)[:5] + "100000"
                                   + line[11:] if line[0] == "A" else line),
    "segment names": each_atom(lambda line: line[:72] + "PROA" + line[76:]),
    "charges": each_atom(lambda line: line.ljust(78) + "1+"),
    "blank lines": lambda text: text.replace("\nATOM", "\n\nATOM"),
    "atoms called HETATM": lambda text: text.replace("\nATOM  ", "\nHETATM"),
}


@pytest.mark.parametrize("change", PDB_CHANGES.values(), ids=PDB_CHANGES)
def test_pdb_without(write, change):
    expected = read(write(pdb_text(sample())))
    assert_same(read(write(change(pdb_text(sample())))), expected)


@pytest.mark.parametrize(("text", "number"), [
    ("-999", -999), ("   0", 0), ("9999", 9999), ("A000", 10000), ("A00F", 10015)])
def test_residue_numbers_in_four_columns(write, text, number):
    line = pdb_text(Entry(peptide("A"), id="")).splitlines()[0]
    assert read(write(line[:22] + text + line[26:])).residues.number.tolist() == [number]


def numbered(text, numbers):
    """Put texts from column 23 on in place of the numbers 1, 2, …"""
    return [f"{line[:22]}{numbers[int(line[22:26]) - 1]:<5}{line[27:]}" if line.startswith("ATOM") else line
            for line in text.splitlines()]


@pytest.mark.parametrize(("numbers", "expected"), [
    (["9998", "9999", "10000", "10001", "10002"], [9998, 9999, 10000, 10001, 10002]),
    (["-9999", "-9998", "-999", " -98", "   0"], [-9999, -9998, -999, -98, 0]),
    (["12345", "12346", "12347", "99999", "1A"], [12345, 12346, 12347, 99999, 1]),
])
def test_residue_numbers_of_five_characters(write, numbers, expected):
    """Written over the column of the insertion code, as simulation programs do."""
    structure = read(write("\n".join(numbered(pdb_text(Entry(peptide("ACDEF"), id="")), numbers))))
    assert structure.residues.number.tolist() == expected
    assert set(structure.residues.icode.tolist()) <= {"", "A"}
    assert structure.peptide_bonded("A").all()


def test_insertion_codes_that_are_digits_of_short_numbers_stay(write):
    numbers = ["  99", "  991", "  992", " 100", " 101"]
    structure = read(write("\n".join(numbered(pdb_text(Entry(peptide("ACDEF"), id="")), numbers))))
    assert structure.residues.icode.tolist() == ["", "1", "2", "", ""]
    assert structure.residues.number.tolist() == [99, 99, 99, 100, 101]


def test_hexadecimal_residue_numbers_are_noted(write):
    text = "\n".join(numbered(pdb_text(Entry(peptide("ACDEF"), id="")), ["9998", "9999", "2710", "271a", "271b"]))
    assert "residue numbers after 9999 are hexadecimal, which PDB does not know: they are read wrongly" in read(
        write(text)).notes


def test_more_atoms_and_residues_than_pdb_has_numbers_for(write):
    """101,000 waters behind a chain: serials and numbers in hybrid-36, as cctbx and gemmi write them."""
    entry = Entry(peptide("ACDEF"))
    lines = numbered(pdb_text(entry), ["9998", "9999", "A000", "A001", "A002"])
    st = gemmi.Structure()
    st.add_model(gemmi.Model(1))
    for k in range(2):
        chain = gemmi.Chain("WX"[k])
        for i in range(50500):
            residue = gemmi.Residue()
            residue.name, residue.het_flag, residue.seqid = "HOH", "H", gemmi.SeqId(i + 1, " ")
            atom = gemmi.Atom()
            atom.name, atom.element, atom.pos = "O", gemmi.Element("O"), gemmi.Position(i % 99, k, i // 99 + 20)
            residue.add_atom(atom)
            chain.add_residue(residue)
        st[0].add_chain(chain)
    text = "\n".join(line for line in lines if line != "END") + "\n" + st.make_pdb_string()
    structure = read(write(text))
    assert structure.residues.number[:5].tolist() == [9998, 9999, 10000, 10001, 10002]
    assert structure.residues.number[structure.residues.chain == "X"].tolist() == list(range(1, 50501))
    assert len(structure.atoms) == 101000 + sum(len(r.atoms) for r in entry.residues)


def test_only_water(write):
    structure = read(write(pdb_text(Entry([water(), water(number=1002, at=(0, 33, 0))]))))
    assert structure.notes == ("no protein in it: 2 water",)
    assert examine(structure).chains == ()


# ------------------------------------------------------------------------------------------------------------ mmCIF


def mmcif_with(*, drop=(), drop_categories=(), change=None, base=None):
    block = gemmi.cif.read_string(mmcif_text(base or sample())).sole_block()
    for name in drop_categories:
        block.find_mmcif_category(name).erase()
    table = block.get_mmcif_category("_atom_site.")
    for tag in drop:
        table.pop(tag)
    if change is not None:
        change(table)
    block.find_mmcif_category("_atom_site.").erase()
    block.set_mmcif_category("_atom_site.", table)
    return block.as_string()


AUTHOR = ("auth_seq_id", "auth_comp_id", "auth_asym_id", "auth_atom_id")
LABEL = ("label_seq_id", "label_comp_id", "label_asym_id", "label_atom_id", "label_entity_id")
ENTITIES = ("_entity.", "_entity_poly.", "_entity_poly_seq.", "_struct_asym.")


@pytest.mark.parametrize(("options", "notes"), [
    ({"drop": LABEL}, ["the atom table has no label_asym_id: what belongs together is told by its residues"]),
    ({"drop": LABEL, "drop_categories": ENTITIES},
     ["the atom table has no label_asym_id: what belongs together is told by its residues"]),
    ({"drop": ["label_seq_id"]}, []),
    ({"drop": ["occupancy"]}, []),
    ({"drop": ["occupancy", "B_iso_or_equiv"]}, []),
    ({"drop_categories": ENTITIES}, []),
    ({"drop_categories": ENTITIES, "drop": ["label_entity_id"]}, []),
    ({"drop": ["pdbx_PDB_model_num"]}, []),
    ({"drop": ["group_PDB"]}, []),
    ({"drop": ["id"]}, []),
    ({"drop": ["label_alt_id", "pdbx_PDB_ins_code"]}, []),
    ({"drop": ["type_symbol"]}, ["the atom table names no elements: they are taken from the atom names"]),
    ({"drop": ["auth_comp_id", "auth_atom_id"]}, []),
    ({"drop": ["label_comp_id", "label_atom_id"]}, []),
], ids=lambda value: ", ".join(next(iter(value.values()))) if isinstance(value, dict) else "")
def test_mmcif_without(write, options, notes):
    structure = read(write(mmcif_with(**options), "a.cif"))
    assert_same(structure, read(write(mmcif_text(sample()), "b.cif")))
    assert list(structure.notes) == notes
    assert structure.chain_names == ("A",)


def test_mmcif_with_label_columns_only(write):
    def number(table):
        table["label_seq_id"] = [str(int(n) + 4) if int(n) < 50 else False for n in table["auth_seq_id"]]
        for tag in AUTHOR:
            del table[tag]

    base = sample()
    base.residues.append(water(number=93, at=(0, 33, 0)))
    structure = read(write(mmcif_with(change=number, base=base), "a.cif"))
    expected = read(write(mmcif_text(base), "b.cif"))
    assert_same(structure, expected, without={"number"})
    # Peptide, ligand, ion and waters are chains of their own here; LA, LB, … in the builder's files.
    assert structure.chain_names == ("LA", "LB", "LC", "LD")
    assert structure.residues.number.tolist() == [*range(1, 21), 1, 1, 1, 2]
    assert [note.partition(":")[0] for note in structure.notes] == [
        "the atom table has no auth_asym_id", "the atom table has no auth_seq_id"]


def test_elements_from_names(write):
    residues = [*peptide(["MSE", "CYS"]), lone_atom("ZN", "Zn", number=5), lone_atom("CA", "Ca", number=6), replace(
        ligand("LIG", number=7), atoms=tuple(replace(a, name=n, element=e) for a, (n, e) in zip(
            ligand("LIG").atoms, [("CL1", "Cl"), ("BR2", "Br"), ("CA", "C"), ("1C", "C"), ("FE", "F"), ("Q1", "X")],
            strict=True)))]
    base = Entry(residues)
    structure = read(write(mmcif_with(drop=["type_symbol"], base=base), "a.cif"))
    assert structure.atoms.element.tolist() == [
        "Se" if atom.name == "SE" else atom.element for residue in residues for atom in residue.atoms]


def test_an_atom_table_that_does_not_say_what_its_atoms_are(write):
    for name in ("atom_id", "comp_id"):
        text = mmcif_with(drop=[f"label_{name}", f"auth_{name}"])
        with pytest.raises(UnreadableStructure, match=f"neither label_{name} nor auth_{name}"):
            read(write(text, "a.cif"))


def test_an_atom_table_without_any_chain(write):
    structure = read(write(mmcif_with(drop=["label_asym_id", "auth_asym_id"]), "a.cif"))
    assert structure.chain_names == ("A",)
    assert structure.residues.kind.tolist() == ["protein"] * 20 + ["ligand", "ion", "water"]


# ------------------------------------------------------------------------------------------------------- long names


@pytest.mark.parametrize("length", [2, 4, 7, 8, 9, 16, 30])
def test_long_names_of_chains(write, length):
    """Two chains that differ in the last letter only."""
    one, other = "K" * (length - 1) + "1", "K" * (length - 1) + "2"
    base = Entry(peptide("ACDEF", one) + peptide("GHIKL", other, shift=(0, 40, 0)) + [ligand("LIG", other, 90)],
                 sequences={one: three_letters("ACDEF"), other: three_letters("GHIKL")})
    text = mmcif_text(base)
    for short in ("LA", "LB", "LC"):  # the label names as well
        text = text.replace(f" {short} ", f" {short * length} ").replace(f"\n{short} ", f"\n{short * length} ")
    structure = read(write(text, "a.cif"))
    assert structure.chain_names == (one, other)
    assert structure.residues.name[structure.residues_of(other)].tolist() == three_letters("GHIKL")
    assert structure.residues.subchain[0] == "LA" * length
    assert structure.chains[one].sequence == tuple(three_letters("ACDEF"))
    assert structure.residues_of(other, "ligand").size == 1
    np.testing.assert_allclose(structure.atoms.xyz, [a.xyz for r in base.residues for a in r.atoms], atol=1e-9)


def test_long_names_of_residues_and_atoms(write):
    residue = ligand("LIGAND_ONE", number=90)
    residue = replace(residue, atoms=tuple(replace(a, name=f"CARBON_{k}X") for k, a in enumerate(residue.atoms)))
    other = replace(residue, name="LIGAND_TWO", number=91)
    structure = read(write(mmcif_text(Entry([*peptide("ACD"), residue, other])), "a.cif"))
    assert structure.residues.name.tolist() == ["ALA", "CYS", "ASP", "LIGAND_ONE", "LIGAND_TWO"]
    assert structure.residues.kind.tolist() == ["protein"] * 3 + ["ligand"] * 2
    assert structure.atoms.name[-1] == "CARBON_5X"
    assert structure.atoms.name[0] == "N"


def test_stand_ins_are_nobodys_name(write):
    """Chains called 0 and 1 beside two with long names."""
    names = ["0", "1", "A_LONG_CHAIN_0", "A_LONG_CHAIN_1"]
    base = Entry([r for k, name in enumerate(names) for r in peptide("ACDEF", name, shift=(0, 40 * k, 0))])
    assert read(write(mmcif_text(base), "a.cif")).chain_names == tuple(names)


# ------------------------------------------------------------------------------------------------------- distances


KINASE = ruler("SRC", 260, 530)
COMPLEX = entry(KINASE, others=[beside(KINASE, 341, "STI")])


def mmcif_author_only():
    return mmcif_with(drop=LABEL, base=COMPLEX)


@pytest.mark.parametrize(("text", "name"), [
    (lambda: PDB_CHANGES["no header"](pdb_text(COMPLEX)), "a.pdb"),
    (lambda: PDB_CHANGES["no TER"](PDB_CHANGES["no header"](pdb_text(COMPLEX))), "a.pdb"),
    (lambda: PDB_CHANGES["no element"](pdb_text(COMPLEX)), "a.pdb"),
    (lambda: mmcif_text(COMPLEX), "a.cif"),
    (mmcif_author_only, "a.cif"),
    (lambda: mmcif_with(drop=["type_symbol", "occupancy"], drop_categories=ENTITIES, base=COMPLEX), "a.cif"),
    (lambda: pdb_text(COMPLEX).replace("END\n", "") + "END\n" + pdb_text(replace(COMPLEX, id="")), "a.pdb"),
])
def test_distances_are_those_of_the_complete_sibling(write, text, name):
    expected = examine(read(write(pdb_text(COMPLEX), "complete.pdb"))).at("T341")
    found = examine(read(write(text(), name))).at("T341")
    sites = [column for column in expected if column.endswith("_A")]
    assert sites
    assert {column: found.get(column) for column in sites} == {column: expected[column] for column in sites}
    assert found["drug_A"] is not None

import gemmi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinlens.errors import BadResidueKey
from kinlens.residues import (
    BACKBONE_ATOMS,
    ONE_TO_THREE,
    SIDE_CHAIN_ATOMS,
    THREE_TO_ONE,
    ResidueKey,
    is_amino_acid,
    parent_letter,
)

LETTERS = st.characters(codec="ascii", categories=["Lu", "Ll"])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("A:1150", ResidueKey("A", 1150)),
        ("A:52A", ResidueKey("A", 52, "A")),
        ("B:-3", ResidueKey("B", -3)),
        ("B:-3b", ResidueKey("B", -3, "b")),
        (":7", ResidueKey("", 7)),
        ("AA1:0", ResidueKey("AA1", 0)),
        ("1:1", ResidueKey("1", 1)),
        ("  A:5\n", ResidueKey("A", 5)),
    ],
)
def test_parse(text, key):
    assert ResidueKey.parse(text) == key


@pytest.mark.parametrize(
    "text", ["", "A", "A:", "1150", "A:x", "A:5AB", "A:5:6", "A 5", "A:5.0", "A:+5", "A:--5", "A:٣"]
)
def test_parse_refuses_other_forms(text):
    with pytest.raises(BadResidueKey) as caught:
        ResidueKey.parse(text)
    assert caught.value.text == text
    assert "A:52A" in str(caught.value)


@given(
    chain=st.text(st.characters(codec="ascii", categories=["Lu", "Ll", "Nd"]), max_size=4),
    number=st.integers(-9999, 99999),
    icode=st.one_of(st.just(""), LETTERS),
)
def test_parse_undoes_str(chain, number, icode):
    key = ResidueKey(chain, number, icode)
    assert ResidueKey.parse(str(key)) == key


def test_keys_are_hashable_but_have_no_order():
    assert len({ResidueKey("A", 1), ResidueKey("A", 1, "A"), ResidueKey("A", 1)}) == 2
    with pytest.raises(TypeError):
        _ = ResidueKey("A", 1) < ResidueKey("A", 2)


@pytest.mark.parametrize(
    ("names", "letter"),
    [
        ("THR TPO", "T"),
        ("SER SEP", "S"),
        ("TYR PTR TYS", "Y"),
        ("CYS CSO CME OCS CSS CYX CYM", "C"),
        ("MET MSE", "M"),
        ("LYS KCX MLY LYN", "K"),
        ("HIS HID HIE HIP HSD", "H"),
        ("ASP ASH PHD", "D"),
        ("SEC", "U"),
        ("PYL", "O"),
        ("ATP HOH MG A DA UNK ACE NH2 NAG UNHEARDOF", "X"),
    ],
)
def test_parent_letter(names, letter):
    assert {name: parent_letter(name) for name in names.split()} == dict.fromkeys(names.split(), letter)


def test_alphabets_agree_with_each_other_and_with_gemmi():
    assert len(THREE_TO_ONE) == 22
    assert {ONE_TO_THREE[one]: one for one in ONE_TO_THREE} == THREE_TO_ONE
    assert set(SIDE_CHAIN_ATOMS) == set(ONE_TO_THREE)
    for three, one in THREE_TO_ONE.items():
        assert gemmi.find_tabulated_residue(three).one_letter_code == one


def test_side_chains_add_up_to_the_heavy_atoms_of_the_residue():
    # Heavy atoms of the free amino acids, from their sum formulas (C + N + O + S).
    counts = "A6 R12 N9 D9 C7 Q10 E10 G5 H11 I9 L9 K10 M9 F12 P8 S7 T8 W15 Y13 V8"
    heavy = {item[0]: int(item[1:]) for item in counts.split()}
    for one, count in heavy.items():
        assert len(SIDE_CHAIN_ATOMS[one]) + len(BACKBONE_ATOMS) == count, one
        assert not SIDE_CHAIN_ATOMS[one] & BACKBONE_ATOMS


def test_is_amino_acid():
    assert all(is_amino_acid(name) for name in ("ALA", "TPO", "HIE", "UNK", "mse"))
    assert not any(is_amino_acid(name) for name in ("ATP", "HOH", "DA", "ACE", "LIG"))

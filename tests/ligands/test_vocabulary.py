"""What a compound is by its name."""

import gzip

import gemmi
import pytest

from builders.files import Entry, lone_atom, pdb_text, peptide, water
from builders.kinases import compound
from kinlens.ligands import KINDS, find_ligands, load_vocabulary
from kinlens.ligands.vocabulary import kind_of
from kinlens.reference.drugs import drugs
from kinlens.structures import read


def test_nucleotides_and_their_phosphates():
    words = load_vocabulary()
    names = ("ATP", "ADP", "AMP", "ANP", "GNP", "112", "ADE", "ADZ")
    assert [words.nucleotides[name].phosphates for name in names] == [3, 2, 1, 3, 3, 3, 0, 0]
    assert words.nucleotides["AGS"].stands_for == "ATP analogue"
    assert words.nucleotides["ATP"].stands_for == "ATP"


def test_no_name_is_two_things():
    words = load_vocabulary()
    lists = [frozenset(words.nucleotides), words.metals, words.cofactors, words.additives, words.sugars, words.lipids]
    assert not any(a & b for i, a in enumerate(lists) for b in lists[i + 1:])
    assert all(name == name.upper() and 1 <= len(name) <= 5 for names in lists for name in names)


def test_no_drug_is_in_a_list():
    assert {kind_of(code, "ligand", 20) for code in drugs()} == {"compound"}


@pytest.mark.parametrize(
    ("residue", "kind"),
    [
        (compound("ATP", (0, -4, 0), 31), "nucleotide"),
        (compound("GNP", (0, -4, 0), 32), "nucleotide"),
        (compound("ADE", (0, -4, 0), 10), "nucleotide"),
        (compound("5ID", (0, -4, 0), 20), "compound"),  # 5-iodotubercidin, an inhibitor made from a nucleoside
        (compound("SAM", (0, -4, 0), 27), "cofactor"),
        (lone_atom("MG", "Mg", at=(0, -3, 0)), "cofactor"),
        (lone_atom("MN", "Mn", at=(0, -3, 0)), "cofactor"),
        (lone_atom("CA", "Ca", at=(0, -3, 0)), "ion"),
        (lone_atom("CL", "Cl", at=(0, -3, 0)), "ion"),
        (compound("MYR", (0, -4, 0), 16), "lipid"),
        (compound("XYZ", (0, -4, 0), 6), "compound"),
        (compound("XYZ", (0, -4, 0), 5), "additive"),  # too small for a drug
        (compound("GOL", (0, -4, 0), 6), "additive"),
        (compound("MES", (0, -4, 0), 12), "additive"),
        (compound("NAG", (0, -4, 0), 14), "sugar"),
        (compound("SEP", (0, -4, 0), 10), "peptide"),  # an amino acid on its own
        (compound("PHE", (0, -4, 0), 12), "peptide"),
    ],
)
def test_kind(write, residue, kind):
    (found,) = find_ligands(read(write(pdb_text(Entry([*peptide("ACDEFG"), residue])))))
    assert found.kind == kind
    assert kind in KINDS


def test_waters_are_no_ligands(write):
    assert find_ligands(read(write(pdb_text(Entry([*peptide("ACD"), water(at=(0, 3, 0))]))))) == ()


# What the wwPDB's own classes say of a residue gemmi tabulates: an independent opinion on the lists.
BUFFERS = {gemmi.ResidueKind.BUF}


def test_what_gemmi_calls_a_buffer_is_no_compound():
    codes = ["SO4", "PO4", "GOL", "EDO", "DMS", "ACT", "CIT", "MES", "EPE", "TRS", "PEG", "PG4", "BME", "IMD", "MPD"]
    known = [code for code in codes if gemmi.find_tabulated_residue(code).kind in BUFFERS]
    assert len(known) >= 8
    assert {kind_of(code, "ligand", 20) for code in known} == {"additive"}


@pytest.mark.needs_structures
def test_what_titles_and_synonyms_call_an_inhibitor_is_a_compound(structures_folder):
    """HETSYN names with the stems of kinase inhibitors (WHO: -nib, -sertib) belong to compounds alone."""
    found = {}
    for path in sorted(structures_folder.glob("*.pdb.gz")):
        for line in gzip.decompress(path.read_bytes()).decode("latin-1").splitlines():
            if line.startswith("HETSYN"):
                if any(word.strip(" ;,").endswith(("NIB", "SERTIB")) for word in line[15:70].split()):
                    found[line[11:14].strip()] = kind_of(line[11:14].strip(), "ligand", 20)
            elif line.startswith("ATOM"):
                break
    assert len(found) >= 12
    assert set(found.values()) == {"compound"}

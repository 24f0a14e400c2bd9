"""What is said to be odd about every real file is so, by the plain text of the file; and nothing is kept quiet."""

import csv
import gzip
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import gemmi
import pytest

from kinlens.examination import examine
from kinlens.oddities import OddityKind as Kind
from kinlens.residues import is_amino_acid

pytestmark = pytest.mark.needs_structures


def text_of(path):
    return (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode("latin-1")


def rows_of(path):
    """Atoms of the first model as plain text: (chain, number, icode, residue, atom, altloc, element, hetero)."""
    text = text_of(path)
    if ".cif" not in path.name:
        first = text.split("\nENDMDL")[0]
        return [(line[21].strip(), int(line[22:26]), line[26].strip(), line[17:20].strip(), line[12:16].strip(),
                 line[16].strip(), line[76:78].strip(), line.startswith("HETATM"))
                for line in first.splitlines() if line.startswith(("ATOM  ", "HETATM"))]
    table = gemmi.cif.read_string(text).sole_block().find("_atom_site.", [
        "auth_asym_id", "auth_seq_id", "pdbx_PDB_ins_code", "label_comp_id", "label_atom_id", "label_alt_id",
        "type_symbol", "group_PDB"])
    blank = {".": "", "?": ""}
    return [(row.str(0), int(row[1]), blank.get(row[2], row[2]), row.str(3), row.str(4), blank.get(row[5], row[5]),
             row[6], row[7] == "HETATM") for row in table]


@cache
def oddities_of(path):
    return examine(path).oddities


def kinds_of(path):
    found = defaultdict(list)
    for oddity in oddities_of(path):
        found[oddity.kind].append(oddity)
    return found


def files(folder):
    return sorted(path for path in folder.iterdir() if path.name.removesuffix(".gz").endswith((".pdb", ".cif")))


def is_water(name):
    return name in ("HOH", "DOD")


def test_what_the_text_shows_is_said_and_nothing_else(structures_folder):
    """Alternate locations, hydrogens, insertion codes, numbers below 1, models, long names: by columns of the file."""
    wrong = []
    seen = defaultdict(int)
    for path in [*files(structures_folder), *files(structures_folder / "modified")]:
        said, rows, text = kinds_of(path), rows_of(path), text_of(path)
        heavy = [row for row in rows if row[6] not in ("H", "D")]
        protein = [row for row in heavy if is_amino_acid(row[3])]
        in_chain = {o.chain for o in said[Kind.INSERTION_CODES]}
        expected = {
            Kind.ALTERNATE_LOCATIONS: any(row[5] for row in heavy),
            Kind.HYDROGENS: len(heavy) < len(rows),
            Kind.MODELS: len(re.findall(r"^MODEL ", text, re.MULTILINE)) > 1,
            Kind.LONG_LIGAND_NAME: any(len(row[3]) > 3 for row in heavy),
            Kind.LONG_CHAIN_NAME: any(len(row[0]) > 1 for row in heavy),
            Kind.NO_SEQUENCE: "SEQRES" not in text and "_entity_poly_seq." not in text,
        }
        wrong += [(path.name, kind, is_so) for kind, is_so in expected.items() if bool(said[kind]) != is_so]
        if in_chain != {row[0] for row in protein if row[2]}:
            wrong.append((path.name, Kind.INSERTION_CODES, in_chain))
        below = {o.chain for o in said[Kind.BELOW_ONE]}
        numbered = {row[0] for row in protein if row[1] < 1 and not row[7]}
        if not numbered <= below:  # a cap (ACE 0) is HETATM and counts as well
            wrong.append((path.name, Kind.BELOW_ONE, numbered - below))
        for kind, oddities in said.items():
            seen[kind] += bool(oddities)
    assert wrong == []
    # The figures of the data's own description: half of the files, two NMR entries, insertion codes in 3BE1 and 3HLL.
    assert seen[Kind.ALTERNATE_LOCATIONS] > 240
    assert (seen[Kind.MODELS], seen[Kind.BELOW_ONE] > 35) == (2, True)


def test_what_has_no_coordinates_is_what_the_header_lists(structures_folder):
    """REMARK 465 lists the residues of SEQRES without coordinates: inside the domain they are the gaps we name."""
    checked = 0
    for path in files(structures_folder):
        text = text_of(path)
        listed = set(re.findall(r"^REMARK 465     [A-Z]{3} (\S) +(-?\d+)", text, re.MULTILINE))
        if not listed or "REMARK 465   M RES C SSSEQI" not in text:
            continue
        x = examine(path)
        for chain in x.chains:
            protein, domain = chain.protein, chain.domain
            if domain is None or protein.offset is None or protein.construct is None:
                continue
            missing = {int(number) + protein.offset for name, number in listed if name == chain.chain}
            lacking = {p for p in range(domain.start, domain.end + 1)
                       if p in protein.construct and p not in protein.positions}
            # Beside an inner deletion authors number what has no coordinates as they please (2OH4).
            whole = set(range(min(protein.construct), max(protein.construct) + 1)) == set(protein.construct)
            assert lacking <= missing if whole else len(lacking) <= len(missing), (path.name, chain.chain)
            checked += len(lacking)
    assert checked > 5000


def test_ligands_under_another_name_are_bound_where_we_say(structures_folder):
    """By gemmi's neighbour search: the chain with most residues within 4.5 Å of the ligand."""
    found = {}
    for path in [*files(structures_folder), *files(structures_folder / "modified")]:
        for oddity in kinds_of(path)[Kind.FOREIGN_CHAIN_ID]:
            for name, chain, number, owner in re.findall(r"(\w+) (\w):(\d+) is bound to chain (\w)", oddity.text):
                found[path.name, name, chain, number] = owner
    assert {key[0][:4] for key in found} == {"2g1t", "2g2f", "4u0i", "4xv2"}
    for (file, name, chain, number), owner in found.items():
        folder = structures_folder if (structures_folder / file).exists() else structures_folder / "modified"
        st = gemmi.read_structure(str(folder / file))
        search = gemmi.NeighborSearch(st[0], gemmi.UnitCell(), 5).populate()
        touched = defaultdict(set)
        (residue,) = [r for c in st[0] if c.name == chain for r in c if r.name == name and str(r.seqid) == number]
        for atom in residue:
            for mark in search.find_atoms(atom.pos, radius=4.5):
                cra = mark.to_cra(st[0])
                if gemmi.find_tabulated_residue(cra.residue.name).is_amino_acid():
                    touched[cra.chain.name].add(str(cra.residue.seqid))
        assert max(touched, key=lambda c: len(touched[c])) == owner


MODIFIED = {  # what the name of a file says was done to it
    "headerless": Kind.NO_SEQUENCE, "protonated": Kind.HYDROGENS, "renumbered": Kind.SEVERAL_OFFSETS,
}


def test_what_was_done_to_the_modified_files_is_said(structures_folder):
    found = files(structures_folder / "modified")
    assert len(found) == 30
    for path in found:
        said = kinds_of(path)
        for word, kind in MODIFIED.items():
            if word in path.name:
                assert said[kind], (path.name, kind)
        bare = any(word in path.name for word in ("headerless", "protonated"))
        assert bool(said[Kind.NO_SEQUENCE]) == bare, path.name


def test_genes_of_the_sources_without_a_table_row_are_said(structures_folder):
    """A file of which SOURCES.csv names a partner that is no kinase says that a chain is not in the tables."""
    with (structures_folder / "SOURCES.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["file"]: row for row in csv.DictReader(stream)}
    for word in ("CCNA2", "PKIA", "AXIN1", "TPX2", "MLST8", "FRAT1"):
        named = [file for file, row in rows.items() if word in row["gene"].split(";")]
        assert named, word
        for file in named:
            said = kinds_of(structures_folder / file)
            assert said[Kind.NOT_IDENTIFIED], (file, word)


# ------------------------------------------------------------------------------------------------ the page

PAGE = Path(__file__).parents[1] / "docs" / "oddities.md"
ROW = re.compile(r"\| (?P<kind>[^|]+) \| (?P<entry>[^|]+) \| (?P<says>[^|]+) \| [^|]+ \| `(?P<test>[^|`]+)` \|")
ROWS = [match.groupdict() for line in PAGE.read_text(encoding="utf-8").splitlines() if (match := ROW.fullmatch(line))]


def test_the_page_has_every_kind():
    assert {row["kind"] for row in ROWS} >= {str(kind) for kind in Kind}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['kind']}-{row['entry']}")
def test_the_page_is_true(row, structures_folder):
    """The entry is so odd and says so in these words; the test that is named exists."""
    file, _, name = row["test"].partition("::")
    source = (Path(__file__).parents[1] / file).read_text(encoding="utf-8")
    assert re.search(rf"^def {name}\(", source, re.MULTILINE), row["test"]
    if row["entry"] == "built":
        return
    found = [path for where in ("", "modified/") for path in sorted(structures_folder.glob(f"{where}{row['entry']}*"))]
    page, words = " ".join(str(examine(found[0])).split()), re.findall(r"`([^`]+)`", row["says"])
    assert words, "what it says is quoted"
    assert all(word in page for word in words), (words, page)

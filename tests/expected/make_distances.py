"""Residue–site distances (Å) from Bio.PDB and plain loops: the reference the tests compare kinlens with.

Rerun, from the project's root (Biopython is the only requirement; kinlens is not imported)::

    python tests/expected/make_distances.py FOLDER            # writes distances.tsv beside this script
    python tests/expected/make_distances.py FOLDER --heteros  # prints hetero residues, hinge distances

FOLDER holds ``<entry>.pdb``, ``.pdb.gz``, ``.cif`` or ``.cif.gz`` as deposited in the PDB (lower-case
names). An entry that is not there is left out and named on standard error, with exit status 1.

Rules
-----
- Heavy atoms only; waters never; first model; atoms of occupancy zero count; no symmetry mates.
- ``any`` = all heavy atoms of the residue, ``side_chain`` = without N, CA, C, O, OXT (Gly: CA); always
  to all heavy atoms of the target.
- One conformer per residue or ligand: atoms without a label plus those of the label with the largest
  summed occupancy (a tie takes the label that comes first in the file). A closest pair with two
  different labels is an error.
- A ligand's copy is the one with most residues of the protein chain within 4.5 Å, whatever chain id it
  carries.
- Targets: ``ligand:NAME``; ``range:FIRST-LAST`` and ``residue:N`` (UniProt numbers, same chain);
  ``chain:ID`` (the polymer of a partner chain). Target atoms read ``NAME:ATOM``, ``D1160:OD1`` (UniProt
  number), and for a partner chain ``B/L255:CD1`` (author number).
- ``n_altlocs`` = number of alternate-location labels in the residue (0: none); where there are any,
  ``note`` has the distance from each.
- ``wild_type`` is UniProt's letter; where the file holds another one, ``note`` says so. An unresolved
  residue has a row without a distance.

Author numbers: author = UniProt − ``shift``, each decided by laying the chain's residues over the
UniProt sequence (the shift with most identities), not by the header. ABL1 is isoform 1a. 1ATP is mouse;
its numbers are those of human PRKACA too.
"""

import argparse
import gzip
import math
import sys
from pathlib import Path

from Bio.PDB import MMCIFParser, PDBParser

COLUMNS = [
    "entry", "chain", "gene", "uniprot_position", "author_number", "icode", "wild_type", "target", "mode",
    "distance_A", "residue_atom", "target_atom", "n_altlocs", "note",
]  # fmt: skip

# entry, protein chain, gene, shift (UniProt − author), residues (UniProt), targets
PLAN = [
    ("1s9j", "A", "MAP2K1", 0, "D67 K97 C121 N122 P124 G128 Y130 M143 S212", "ligand:ATP ligand:BBM"),
    ("2xp2", "A", "ALK", 0, "F1127 C1156 I1171 F1174 V1180 L1196 G1202 G1269", "ligand:VGH"),
    ("2xp2", "A", "ALK", 0, "C1156", "range:1158-1173"),
    ("1iep", "A", "ABL1", 0, "Y253 E255 T315 F317 M351 H396", "ligand:STI"),
    ("3pyy", "A", "ABL1", -19, "T315", "ligand:STI ligand:3YY"),
    ("3k5v", "A", "ABL1", -19, "T315 I360", "ligand:STI ligand:STJ"),
    ("2itz", "A", "EGFR", 0, "L718 G719 T790 C797 L858", "ligand:IRE"),
    ("1m17", "A", "EGFR", 24, "L747 D761 T790 T854 D855", "ligand:AQ4"),
    ("1t46", "A", "KIT", 0, "V654 T670 D816 D820 Y823", "ligand:STI"),
    ("5grn", "A", "PDGFRA", 0, "T674", "ligand:748"),
    ("3pp0", "A", "ERBB2", 0, "T798", "ligand:03Q"),
    ("4xuf", "A", "FLT3", 0, "N676 D835", "ligand:P30"),
    ("3eqc", "A", "MAP2K1", 0, "C121", "ligand:3BM"),
    ("3eqc", "A", "MAP2K1", 0, "F53 Q56", "residue:121"),
    ("1atp", "E", "PRKACA", 1, "K73", "ligand:ATP"),
    ("3og7", "A", "BRAF", 0, "T529 V600", "ligand:032"),
    ("2g1t", "A", "ABL1", 0, "K271 T315", "ligand:112"),
    ("2g1t", "B", "ABL1", 0, "K271 T315", "ligand:112"),
    ("7b94", "A", "MAP2K1", 0, "C121 F53", "ligand:T3W ligand:ANP"),
    ("5p21", "A", "HRAS", 0, "G12 G13 Q61 D119", "ligand:GNP"),
    ("1fin", "A", "CDK2", 0, "P45 S46 T47 A48 I49 R50 E51 I52 S53 L54 L55 K56", "chain:B"),
]

# entry, gatekeeper and the six residues after it (the hinge is letters 2–4); None: not a kinase
HINGES = [
    ("1s9j", "MEHMDGG"),
    ("2xp2", "LELMAGG"),
    ("1iep", "TEFMTYG"),
    ("3pyy", "TEFMTYG"),
    ("3k5v", "TEFMTYG"),
    ("2itz", "TQLMPFG"),
    ("1t46", "TEYCCYG"),
    ("3pp0", "TQLMPYG"),
    ("1atp", "MEYVAGG"),
    ("3eqc", "MEHMDGG"),
    ("5p21", None),
    ("modified/4xv2_renumbered-headerless", "TQWCEGS"),
]

# one-letter code and number of side-chain heavy atoms
AMINO_ACIDS = {
    "ALA": ("A", 1), "ARG": ("R", 7), "ASN": ("N", 4), "ASP": ("D", 4), "CYS": ("C", 2), "GLN": ("Q", 5),
    "GLU": ("E", 5), "GLY": ("G", 0), "HIS": ("H", 6), "ILE": ("I", 4), "LEU": ("L", 4), "LYS": ("K", 5),
    "MET": ("M", 4), "PHE": ("F", 7), "PRO": ("P", 3), "SER": ("S", 2), "THR": ("T", 3), "TRP": ("W", 10),
    "TYR": ("Y", 8), "VAL": ("V", 3),
}  # fmt: skip
BACKBONE = {"N", "CA", "C", "O", "OXT"}
CONTACT = 4.5  # Å


def read_model(folder, entry):
    """First model of the entry, or None when the folder has no such file."""
    for ending, parser in (("pdb", PDBParser), ("cif", MMCIFParser)):
        for path in (folder / f"{entry}.{ending}.gz", folder / f"{entry}.{ending}"):
            if path.is_file():
                opener = gzip.open if path.suffix == ".gz" else open
                with opener(path, "rt") as handle:
                    return parser(QUIET=True).get_structure(entry, handle)[0]
    return None


def all_heavy_atoms(residue):
    """Every heavy atom of a residue, all alternate locations, in the file's order."""
    if residue.is_disordered() == 2:  # several residue types at one number
        atoms = [atom for child in residue.disordered_get_list() for atom in child.get_unpacked_list()]
    else:
        atoms = residue.get_unpacked_list()
    heavy = [atom for atom in atoms if atom.element not in ("H", "D")]
    return sorted(heavy, key=lambda atom: atom.get_serial_number())


def labels_of(residue):
    labels = []
    for atom in all_heavy_atoms(residue):
        if atom.get_altloc() != " " and atom.get_altloc() not in labels:
            labels.append(atom.get_altloc())
    return labels


def atoms_with_label(residue, label):
    return [atom for atom in all_heavy_atoms(residue) if atom.get_altloc() in (" ", label)]


def conformer(residue):
    """Heavy atoms of the one conformer that counts."""
    best_label, best_sum = " ", -1.0
    for label in labels_of(residue):
        total = 0.0
        for atom in all_heavy_atoms(residue):
            if atom.get_altloc() == label:
                total += atom.get_occupancy()
        if round(total, 4) > round(best_sum, 4):
            best_label, best_sum = label, total
    return atoms_with_label(residue, best_label)


def side_chain(atoms):
    if atoms and atoms[0].get_parent().get_resname() == "GLY":
        return [atom for atom in atoms if atom.get_name() == "CA"]
    return [atom for atom in atoms if atom.get_name() not in BACKBONE]


def is_polymer(residue):
    """An amino acid, modified ones (TPO, SEP …) included; a ligand has no full peptide backbone."""
    if residue.get_resname() in AMINO_ACIDS:
        return True
    return residue.id[0] != "W" and all(residue.has_id(name) for name in ("N", "CA", "C", "O"))


def polymer(chain):
    return [residue for residue in chain if is_polymer(residue)]


def heteros(model):
    """(chain id, residue) of everything that is neither polymer nor water, in the file's order."""
    return [
        (chain.id, residue)
        for chain in model
        for residue in chain
        if residue.id[0] != "W" and residue.get_resname() not in ("HOH", "DOD") and not is_polymer(residue)
    ]


def xyz(atom):
    # the parser keeps single precision; files have three decimals
    return [round(float(value), 3) for value in atom.get_coord()]


def distance(atom, other):
    (x1, y1, z1), (x2, y2, z2) = xyz(atom), xyz(other)
    return math.sqrt((x1 - x2) ** 2 + (y1 - y2) ** 2 + (z1 - z2) ** 2)


def nearest(atoms, others):
    """(distance, atom, other) of the closest pair; the first pair wins a tie."""
    best = None
    for atom in atoms:
        for other in others:
            d = distance(atom, other)
            if best is None or d < best[0]:
                best = (d, atom, other)
    return best


def count_contacts(chain, atoms):
    count = 0
    for residue in polymer(chain):
        if nearest(conformer(residue), atoms)[0] <= CONTACT:
            count += 1
    return count


def letter(residue):
    return AMINO_ACIDS.get(residue.get_resname(), ("X", 0))[0]


def author(residue):
    return f"{residue.id[1]}{residue.id[2].strip()}"


def residue_at(chain, number):
    """Polymer residue of this author number without insertion code, or None."""
    for residue in polymer(chain):
        if residue.id[1] == number and residue.id[2] == " ":
            return residue
    return None


def ligand_copy(model, chain, name):
    best, most = None, 0
    for chain_id, residue in heteros(model):
        if residue.get_resname() == name:
            count = count_contacts(chain, conformer(residue))
            if count > most:
                best, most = (chain_id, residue), count
    if best is None:
        raise ValueError(f"no {name} touches chain {chain.id}")
    return best


def target_atoms(model, chain, shift, target):
    """List of (text of the atom, atom) and a note."""
    kind, _, value = target.partition(":")
    named, note = [], ""
    if kind == "ligand":
        chain_id, residue = ligand_copy(model, chain, value)
        note = f"copy {value} {chain_id}/{author(residue)}"
        named = [(f"{value}:{atom.get_name()}", atom) for atom in conformer(residue)]
    elif kind in ("range", "residue"):
        first, last = (value.split("-") * 2)[:2]
        for position in range(int(first), int(last) + 1):
            residue = residue_at(chain, position - shift)
            if residue is None:
                raise ValueError(f"{target}: {position} is not resolved")
            for atom in conformer(residue):
                named.append((f"{letter(residue)}{position}:{atom.get_name()}", atom))
    elif kind == "chain":
        for residue in polymer(model[value]):
            for atom in conformer(residue):
                named.append((f"{value}/{letter(residue)}{author(residue)}:{atom.get_name()}", atom))
    else:
        raise ValueError(f"unknown target {target}")
    return named, note


def measure(atoms, named):
    """(distance, residue atom, target atom) as text."""
    d, atom, other = nearest(atoms, [atom for _, atom in named])
    if " " not in (atom.get_altloc(), other.get_altloc()) and atom.get_altloc() != other.get_altloc():
        raise ValueError(f"{atom.get_full_id()} and {other.get_full_id()}: two alternate locations")
    text = next(text for text, candidate in named if candidate is other)
    return f"{d:.3f}", atom.get_name(), text


def rows_of(model, entry, chain_id, gene, shift, residues, targets):
    chain = model[chain_id]
    rows = []
    for target in targets.split():
        named, target_note = target_atoms(model, chain, shift, target)
        for wanted in residues.split():
            wild_type, position = wanted[0], int(wanted[1:])
            residue = residue_at(chain, position - shift)
            icode = ""  # residue_at finds residues without insertion code only
            start = [entry, chain_id, gene, str(position), str(position - shift), icode, wild_type, target]
            if residue is None:
                for mode in ("any", "side_chain"):
                    rows.append([*start, mode, "", "", "", "0", "residue not resolved"])
                continue
            atoms, labels = conformer(residue), labels_of(residue)
            for mode in ("any", "side_chain"):
                chosen = atoms if mode == "any" else side_chain(atoms)
                notes = [target_note] if target_note else []
                if letter(residue) != wild_type:
                    notes.append(f"file has {letter(residue)}")
                expected = AMINO_ACIDS[residue.get_resname()][1]
                found = len([atom for atom in atoms if atom.get_name() not in BACKBONE])
                if found != expected:
                    notes.append(f"side chain has {found} of {expected} atoms")
                if mode == "side_chain" and letter(residue) == "G":
                    notes.append("Gly: CA")
                if labels:
                    used = next(atom.get_altloc() for atom in atoms if atom.get_altloc() != " ")
                    each = []
                    for label in labels:
                        of_label = atoms_with_label(residue, label)
                        of_label = of_label if mode == "any" else side_chain(of_label)
                        each.append(f"{label} {nearest(of_label, [atom for _, atom in named])[0]:.3f}")
                    notes.append(f"altloc {used} used ({', '.join(each)})")
                rows.append([*start, mode, *measure(chosen, named), str(len(labels)), "; ".join(notes)])
    return rows


def hinge_residues(chain, motif):
    residues = polymer(chain)
    at = "".join(letter(residue) for residue in residues).find(motif)
    return residues[at + 1 : at + 4] if at >= 0 else []


def hetero_lines(model, entry, motif):
    """One line per hetero residue: the chain it touches most, distance to its hinge N and O."""
    chains = [chain for chain in model if len(polymer(chain)) > 30]
    lines = []
    for chain_id, residue in heteros(model):
        atoms = conformer(residue)
        owner = max(chains, key=lambda chain: count_contacts(chain, atoms))
        hinge = hinge_residues(owner, motif) if motif else []
        backbone = [atom for r in hinge for atom in conformer(r) if atom.get_name() in ("N", "O")]
        found = nearest(atoms, backbone) if backbone else None
        pair = "no hinge"
        if found:
            d, atom, other = found
            of = other.get_parent()
            pair = f"{d:.3f}\t{atom.get_name()}\t{letter(of)}{author(of)}:{other.get_name()}"
        lines.append(
            f"{entry}\t{residue.get_resname()}\t{chain_id}\t{author(residue)}\t{len(atoms)} atoms\t"
            f"{len(labels_of(residue))} altlocs\t"
            f"chain {owner.id} {count_contacts(owner, atoms)} residues\t{pair}"
        )
    return lines


def main():
    parser = argparse.ArgumentParser(description="Write the reference distances.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--heteros", action="store_true", help="print hetero residues instead")
    options = parser.parse_args()
    lines, missing = [] if options.heteros else ["\t".join(COLUMNS)], []
    for entry, *rest in HINGES if options.heteros else PLAN:
        model = read_model(options.folder, entry)
        if model is None:
            missing += [] if entry in missing else [entry]
        elif options.heteros:
            lines += hetero_lines(model, entry, *rest)
        else:
            lines += ["\t".join(row) for row in rows_of(model, entry, *rest)]
    if options.heteros:
        sys.stdout.write("\n".join(lines) + "\n")
    else:
        table = Path(__file__).with_name("distances.tsv")
        table.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    if missing:
        sys.stderr.write(f"not in {options.folder}: {', '.join(missing)}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

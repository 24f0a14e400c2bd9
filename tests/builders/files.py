"""Small synthetic structures and the PDB and mmCIF texts they make.

Backbones are extended and idealised, side chains are straight sticks: made up, with C-N at 1.30 Å.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kinlens.residues import ONE_TO_THREE, SIDE_CHAIN_ATOMS, parent_letter

STEP = 3.6  # Å from residue to residue along x
SIDE_CHAIN_ORDER = [
    *("CB", "CG", "SG", "OG", "OG1", "CG1", "CG2", "SD", "CD", "CD1", "CD2", "ND1", "ND2", "OD1", "OD2"),
    *("NE", "NE1", "NE2", "CE", "CE1", "CE2", "CE3", "OE1", "OE2", "CZ", "CZ2", "CZ3", "NZ", "CH2"),
    *("NH1", "NH2", "OH"),
]


@dataclass(frozen=True)
class Atom:
    name: str
    element: str
    xyz: tuple[float, float, float]
    altloc: str = ""
    occupancy: float = 1.0
    b_factor: float = 20.0


@dataclass(frozen=True)
class Residue:
    chain: str
    number: int
    name: str
    atoms: tuple[Atom, ...]
    icode: str = ""
    het: bool = False
    kind: str = "polymer"  # polymer, non-polymer or water: the mmCIF entity type


@dataclass
class Entry:
    """A file to be: residues in file order, and the header."""

    residues: list[Residue]
    id: str = "9ZZZ"
    sequences: dict[str, list[str]] = field(default_factory=dict)  # chain -> three-letter names
    organism: tuple[str, str] = ("", "")  # scientific name, taxonomy number
    references: list[tuple[str, str, str, str, int, int, int, int]] = field(default_factory=list)
    changes: list[tuple[str, str, str, str, str, str]] = field(default_factory=list)
    modified: list[tuple[str, str, int, str]] = field(default_factory=list)  # name, chain, number, parent
    method: str = ""
    resolution: str = ""
    models: int = 1
    ter: bool = True
    cell: tuple[float, ...] = ()  # a, b, c, α, β, γ
    space_group: str = "P 1"


# ------------------------------------------------------------------------------------------- residues


def peptide(
    sequence: str | Iterable[str],
    chain: str = "A",
    start: int = 1,
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0),
    skip: Iterable[int] = (),
) -> list[Residue]:
    """Build an extended chain; `skip` are author numbers left unresolved (their space stays empty)."""
    names = [ONE_TO_THREE[item] if len(item) == 1 else item for item in sequence]
    left_out = set(skip)
    return [
        amino_acid(name, chain, start + i, (shift[0] + STEP * i, shift[1], shift[2]))
        for i, name in enumerate(names)
        if start + i not in left_out
    ]


def amino_acid(
    name: str,
    chain: str = "A",
    number: int = 1,
    at: tuple[float, float, float] = (0.0, 0.0, 0.0),
    icode: str = "",
) -> Residue:
    x, y, z = at
    atoms = [
        Atom("N", "N", (x, y, z)),
        Atom("CA", "C", (x + 1.2, y + 0.8, z)),
        Atom("C", "C", (x + 2.3, y - 0.1, z)),
        Atom("O", "O", (x + 2.4, y - 1.3, z)),
    ]
    parent = parent_letter(name)
    side = sorted(SIDE_CHAIN_ATOMS.get(parent, frozenset({"CB"})), key=SIDE_CHAIN_ORDER.index)
    for k, atom in enumerate(side):
        atoms.append(Atom(atom, atom[0], (x + 1.2, y + 1.6 + 0.3 * (k % 2), z + 1.25 + 1.4 * k)))
    return Residue(
        chain,
        number,
        name,
        tuple(atoms),
        icode=icode,
        het=parent not in ONE_TO_THREE or ONE_TO_THREE[parent] != name,
    )


def ligand(
    name: str,
    chain: str = "A",
    number: int = 900,
    size: int = 6,
    at: tuple[float, float, float] = (0.0, 12.0, 0.0),
) -> Residue:
    atoms = tuple(Atom(f"C{k + 1}", "C", (at[0] + 1.5 * k, at[1], at[2])) for k in range(size))
    return Residue(chain, number, name, atoms, het=True, kind="non-polymer")


def lone_atom(
    name: str,
    element: str,
    chain: str = "A",
    number: int = 950,
    at: tuple[float, float, float] = (0.0, 20.0, 0.0),
) -> Residue:
    kind = "water" if name == "HOH" else "non-polymer"
    return Residue(
        chain, number, name, (Atom("O" if name == "HOH" else name, element, at),), het=True, kind=kind
    )


def water(chain: str = "A", number: int = 1001, at: tuple[float, float, float] = (0.0, 30.0, 0.0)) -> Residue:
    return lone_atom("HOH", "O", chain, number, at)


def with_altlocs(residue: Residue, occupancies: dict[str, float], only: Iterable[str] = ()) -> Residue:
    """Split atoms (all, or those named) into labelled copies, each label 0.5 Å further along z."""
    chosen = set(only) or {atom.name for atom in residue.atoms}
    atoms: list[Atom] = []
    for atom in residue.atoms:
        if atom.name not in chosen:
            atoms.append(atom)
            continue
        for k, (label, occupancy) in enumerate(occupancies.items()):
            x, y, z = atom.xyz
            atoms.append(replace(atom, xyz=(x, y, z + 0.5 * k), altloc=label, occupancy=occupancy))
    return replace(residue, atoms=tuple(atoms))


def labelled(residue: Residue, label: str, occupancy: float) -> Residue:
    """Give all atoms one label: half of a position with two residue names."""
    return replace(
        residue, atoms=tuple(replace(atom, altloc=label, occupancy=occupancy) for atom in residue.atoms)
    )


def with_hydrogens(residue: Residue, element: str = "H") -> Residue:
    x, y, z = residue.atoms[0].xyz
    return replace(residue, atoms=(*residue.atoms, Atom(element, element, (x - 0.5, y - 0.8, z))))


def without_side_chain(residue: Residue, keep: Iterable[str] = ("N", "CA", "C", "O", "CB")) -> Residue:
    kept = set(keep)
    return replace(residue, atoms=tuple(atom for atom in residue.atoms if atom.name in kept))


# ------------------------------------------------------------------------------------------------ PDB


def pdb_text(entry: Entry) -> str:
    lines = _pdb_header(entry)
    for model in range(1, entry.models + 1):
        if entry.models > 1:
            lines.append(f"MODEL     {model:4d}")
        lines += _pdb_atoms(entry, 0.1 * (model - 1))
        if entry.models > 1:
            lines.append("ENDMDL")
    return "\n".join([*lines, "END", ""])


def _pdb_header(entry: Entry) -> list[str]:
    lines = []
    if entry.id:
        lines.append(f"HEADER    SYNTHETIC{'':31}01-JAN-00   {entry.id}")
    if entry.organism[0]:
        chains = ", ".join(entry.sequences) or "A"
        lines += ["COMPND    MOL_ID: 1;", "COMPND   2 MOLECULE: MADE UP;", f"COMPND   3 CHAIN: {chains};"]
        lines += [
            "SOURCE    MOL_ID: 1;",
            f"SOURCE   2 ORGANISM_SCIENTIFIC: {entry.organism[0]};",
            f"SOURCE   3 ORGANISM_TAXID: {entry.organism[1]}",
        ]
    if entry.method:
        lines.append(f"EXPDTA    {entry.method}")
    if entry.resolution:
        lines += ["REMARK   2", f"REMARK   2 RESOLUTION. {float(entry.resolution):7.2f} ANGSTROMS."]
    for chain, database, accession, name, start, end, db_start, db_end in entry.references:
        if len(accession) > 8 or db_end > 99999:
            lines.append(
                f"DBREF1 {entry.id} {chain} {start:4d}  {end:4d}  {database:6}               {name:20}"
            )
            lines.append(f"DBREF2 {entry.id} {chain}     {accession:22}     {db_start:10d}  {db_end:10d}")
        else:
            lines.append(
                f"DBREF  {entry.id} {chain} {start:4d}  {end:4d}  {database:6} {accession:8} {name:12} "
                f"{db_start:5d}  {db_end:5d}"
            )
    for chain, number, icode, found, expected, comment in entry.changes:
        lines.append(
            f"SEQADV {entry.id} {found:3} {chain} {number:>4}{icode or ' '} UNP  P00000    {expected:3} "
            f"{'':5} {comment:21}"
        )
    for chain, names in entry.sequences.items():
        for k in range(0, len(names), 13):
            row = " ".join(f"{name:>3}" for name in names[k : k + 13])
            lines.append(f"SEQRES {k // 13 + 1:3d} {chain:1} {len(names):4d}  {row}")
    if entry.cell:
        lines.append("CRYST1" + "".join(f"{v:9.3f}" for v in entry.cell[:3])
                     + "".join(f"{v:7.2f}" for v in entry.cell[3:]) + f" {entry.space_group:<11}   1")
    for name, chain, number, parent in entry.modified:
        lines.append(f"MODRES {entry.id} {name:>3} {chain} {number:4d}  {parent:>3}  MODIFIED RESIDUE")
    return lines


def _pdb_atoms(entry: Entry, shift: float) -> list[str]:
    lines: list[str] = []
    serial = 0
    for i, residue in enumerate(entry.residues):
        for atom in residue.atoms:
            serial += 1
            name = atom.name if len(atom.name) == 4 or len(atom.element) == 2 else f" {atom.name}"
            x, y, z = atom.xyz
            record = "HETATM" if residue.het else "ATOM  "
            place = f"{residue.name:>3} {residue.chain or ' '}{residue.number:4d}{residue.icode or ' '}"
            lines.append(
                f"{record}{serial:5d} {name:4}{atom.altloc or ' '}{place}   {x + shift:8.3f}{y:8.3f}{z:8.3f}"
                f"{atom.occupancy:6.2f}{atom.b_factor:6.2f}          {atom.element.upper():>2}"
            )
        following = entry.residues[i + 1] if i + 1 < len(entry.residues) else None
        ends = following is None or following.kind != "polymer" or following.chain != residue.chain
        if entry.ter and residue.kind == "polymer" and ends:
            lines.append("TER")
    return lines


# ---------------------------------------------------------------------------------------------- mmCIF


def mmcif_text(entry: Entry) -> str:
    """Write mmCIF; author and label chain names differ on purpose (label = ``L`` + running letter)."""
    subchains = _subchains(entry)
    entities = {key: str(i + 1) for i, key in enumerate(subchains)}
    lines = [f"data_{entry.id or 'unnamed'}"]
    if entry.id:
        lines.append(f"_entry.id {entry.id}")
    if entry.method:
        lines.append(f"_exptl.method '{entry.method}'")
    if entry.resolution:
        lines += ["_refine.pdbx_refine_id 1", f"_refine.ls_d_res_high {entry.resolution}"]
    if entry.cell:
        tags = ("length_a", "length_b", "length_c", "angle_alpha", "angle_beta", "angle_gamma")
        lines += [f"_cell.{tag} {value}" for tag, value in zip(tags, entry.cell, strict=True)]
        lines.append(f"_symmetry.space_group_name_H-M '{entry.space_group}'")
    types = {key: {"polymer": "polymer", "water": "water"}.get(key[1], "non-polymer") for key in subchains}
    lines += _loop("_entity.", "id type", [[entities[key], types[key]] for key in subchains])
    polymers = [key for key in subchains if key[1] == "polymer"]
    lines += _loop("_entity_poly.", "entity_id type", [[entities[key], "polypeptide(L)"] for key in polymers])
    lines += _loop(
        "_entity_poly_seq.",
        "entity_id num mon_id",
        [
            [entities[key], str(k), name]
            for key in polymers
            for k, names in enumerate(entry.sequences.get(key[0], []), start=1)
            for name in names.split("/")
        ],
    )
    lines += _loop("_struct_asym.", "id entity_id", [[subchains[key], entities[key]] for key in subchains])
    if entry.organism[0]:
        lines += _loop(
            "_entity_src_gen.",
            "entity_id pdbx_gene_src_scientific_name pdbx_gene_src_ncbi_taxonomy_id",
            [[entities[key], *entry.organism] for key in polymers],
        )
    lines += _loop(
        "_struct_ref.",
        "id db_name db_code pdbx_db_accession",
        [[str(i), r[1], r[3], r[2]] for i, r in enumerate(entry.references)],
    )
    lines += _loop(
        "_struct_ref_seq.",
        "align_id ref_id pdbx_strand_id pdbx_auth_seq_align_beg pdbx_auth_seq_align_end "
        "db_align_beg db_align_end pdbx_db_accession",
        [[str(i), str(i), r[0], *map(str, r[4:]), r[2]] for i, r in enumerate(entry.references)],
    )
    lines += _loop(
        "_struct_ref_seq_dif.",
        "align_id pdbx_pdb_strand_id pdbx_auth_seq_num pdbx_pdb_ins_code mon_id db_mon_id details",
        [["1", chain, *(text or "?" for text in rest)] for chain, *rest in entry.changes],
    )
    return "\n".join([*lines, *_mmcif_atoms(entry, subchains, entities), ""])


def _subchains(entry: Entry) -> dict[tuple[str, str], str]:
    """Name each (author chain, kind); every ligand residue is a subchain of its own."""
    found: dict[tuple[str, str], str] = {}
    for residue in entry.residues:
        found.setdefault(_subchain_key(residue), f"L{chr(ord('A') + len(found))}")
    return found


def _subchain_key(residue: Residue) -> tuple[str, str]:
    kind = residue.kind if residue.kind != "non-polymer" else f"{residue.name}{residue.number}"
    return residue.chain, kind


def _mmcif_atoms(
    entry: Entry, subchains: dict[tuple[str, str], str], entities: dict[tuple[str, str], str]
) -> list[str]:
    tags = (
        "group_PDB id type_symbol label_atom_id label_alt_id label_comp_id label_asym_id label_entity_id "
        "label_seq_id pdbx_PDB_ins_code Cartn_x Cartn_y Cartn_z occupancy B_iso_or_equiv "
        "auth_seq_id auth_comp_id auth_asym_id auth_atom_id pdbx_PDB_model_num"
    )
    rows = []
    for model in range(1, entry.models + 1):
        for residue in entry.residues:
            key = _subchain_key(residue)
            group = "HETATM" if residue.het else "ATOM"
            for atom in residue.atoms:
                x, y, z = atom.xyz
                row = (
                    f"{group} {len(rows) + 1} {atom.element} {atom.name} {atom.altloc or '.'} {residue.name} "
                    f"{subchains[key]} {entities[key]} . {residue.icode or '?'} "
                    f"{x + 0.1 * (model - 1):.3f} {y:.3f} {z:.3f} {atom.occupancy:.2f} {atom.b_factor:.2f} "
                    f"{residue.number} {residue.name} {residue.chain} {atom.name} {model}"
                )
                rows.append(row.split())
    return _loop("_atom_site.", tags, rows)


def _loop(category: str, tags: str, rows: list[list[str]]) -> list[str]:
    if not rows:
        return []
    quoted = [" ".join(f"'{v}'" if " " in v or not v else v for v in row) for row in rows]
    return ["loop_", *(category + tag for tag in tags.split()), *quoted]

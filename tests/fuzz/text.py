"""A coordinate file as text that can be damaged on purpose: its lines, its atoms, their fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

PDB_COLUMNS = {
    "serial": (6, 11), "name": (12, 16), "altloc": (16, 17), "residue": (17, 20), "chain": (21, 22),
    "number": (22, 26), "icode": (26, 27), "x": (30, 38), "y": (38, 46), "z": (46, 54), "occupancy": (54, 60),
    "b_factor": (60, 66), "element": (76, 78),
}
MMCIF_TAGS = {
    "serial": ("id",), "name": ("auth_atom_id", "label_atom_id"), "altloc": ("label_alt_id",),
    "residue": ("auth_comp_id", "label_comp_id"), "chain": ("auth_asym_id",), "number": ("auth_seq_id",),
    "icode": ("pdbx_PDB_ins_code",), "x": ("Cartn_x",), "y": ("Cartn_y",), "z": ("Cartn_z",),
    "occupancy": ("occupancy",), "b_factor": ("B_iso_or_equiv",), "element": ("type_symbol",),
}
RECORDS = (b"ATOM ", b"HETATM ")


@dataclass(frozen=True)
class Text:
    """Content of a file in one of the forms ``pdb`` and ``mmcif``."""

    content: bytes
    form: str

    @cached_property
    def lines(self) -> list[bytes]:
        return self.content.split(b"\n")

    @cached_property
    def atoms(self) -> list[int]:
        """Lines of atoms."""
        records = (b"ATOM", b"HETATM") if self.form == "pdb" else RECORDS
        return [i for i, line in enumerate(self.lines) if line.startswith(records)]

    @cached_property
    def header(self) -> int:
        """Number of lines before the first atom."""
        return self.atoms[0] if self.atoms else len(self.lines)

    @cached_property
    def _tags(self) -> list[str]:
        start = self.header
        while start and self.lines[start - 1].startswith(b"_atom_site."):
            start -= 1
        return [line.split()[0].decode("ascii", "replace").partition(".")[2] for line in self.lines[start:self.header]]

    def columns(self, field: str) -> list[int]:
        """Columns of the atom table of mmCIF that hold a field."""
        return [self._tags.index(tag) for tag in MMCIF_TAGS[field] if tag in self._tags]

    def get(self, atom: int, field: str) -> bytes:
        """Value of a field in a line of an atom, without blanks."""
        if self.form == "pdb":
            start, end = PDB_COLUMNS[field]
            return self.lines[atom][start:end].strip()
        values, columns = self.lines[atom].split(), self.columns(field)
        return values[columns[0]] if columns and columns[0] < len(values) else b""

    def edit(self, field: str, change: Callable[[bytes], bytes], atoms: Iterable[int] | None = None) -> bytes:
        """Content with a field of some atoms (all by default) changed; a PDB value too wide moves what follows."""
        lines = list(self.lines)
        start, end = PDB_COLUMNS[field]
        columns = self.columns(field) if self.form == "mmcif" else []
        for i in self.atoms if atoms is None else atoms:
            if self.form == "pdb":
                line = lines[i].ljust(80)
                lines[i] = line[:start] + change(line[start:end].strip()).rjust(end - start) + line[end:]
            else:
                values = lines[i].split()
                new = change(self.get(i, field)) or b"?"
                for column in columns:  # the author's and the label's
                    if column < len(values):
                        values[column] = new
                lines[i] = b" ".join(values)
        return b"\n".join(lines)

    def groups(self, *fields: str) -> list[list[int]]:
        """Atoms that agree in some fields, in the order of the file."""
        found: dict[tuple[bytes, ...], list[int]] = {}
        for i in self.atoms:
            found.setdefault(tuple(self.get(i, field) for field in fields), []).append(i)
        return list(found.values())

    def in_order(self, atoms: Sequence[int]) -> bytes:
        """Content with the lines of all atoms in another order; what stands between them stays."""
        lines = list(self.lines)
        for place, i in zip(self.atoms, atoms, strict=True):
            lines[place] = self.lines[i]
        return b"\n".join(lines)

    def records(self, *starts: bytes) -> list[int]:
        """Lines of the header that begin like one of these; for ``_category.`` the rows of its loop."""
        if self.form == "pdb":
            return [i for i, line in enumerate(self.lines[:self.header]) if line.startswith(starts)]
        found: list[int] = []
        inside = False
        for i, line in enumerate(self.lines):
            if line.startswith((b"#", b"loop_", b"data_")):
                inside = False
            elif line.startswith(b"_"):
                inside = line.startswith(starts)
                if inside and len(line.split()) > 1:
                    found.append(i)
            elif inside:
                found.append(i)
        return found

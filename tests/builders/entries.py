"""Whole made-up entries that several tests read."""

from __future__ import annotations

from dataclasses import replace

from builders.files import Entry, amino_acid, labelled, ligand, lone_atom, peptide, water, with_altlocs
from kinlens.residues import ONE_TO_THREE


def three_letters(letters: str) -> list[str]:
    """Spell a sequence in residue names."""
    return [ONE_TO_THREE[one] for one in letters]


def full_entry(models: int = 1) -> Entry:
    """Two chains with everything a header can say."""
    return Entry(
        peptide("ACDEFGHIKL", start=672) + peptide("MNPQ", "B", shift=(0, 50, 0)),
        sequences={"A": three_letters("GGACDEFGHIKL"), "B": three_letters("MNPQ")},
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
        models=models,
    )


def oddities() -> Entry:
    """Alternate locations, two names at one position, an insertion code, two models."""
    residues = peptide("ACDEFGH", start=-1)
    residues[1] = with_altlocs(residues[1], {"A": 0.4, "B": 0.6}, only=("CB", "SG"))
    residues[2:3] = [
        labelled(residues[2], "A", 0.4),
        labelled(amino_acid("SER", number=1, at=(7.2, 0.0, 0.0)), "B", 0.6),
    ]
    residues[4] = replace(residues[4], number=2, icode="A")
    residues += [ligand("LIG", number=90), lone_atom("MG", "Mg", number=91), water(number=92)]
    return Entry(residues, resolution="1.50", method="X-RAY DIFFRACTION", models=2)

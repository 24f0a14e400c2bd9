"""The one readable page about an examined structure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kinlens.conformation import Conformation
from kinlens.frame import find_frame
from kinlens.identity import Protein
from kinlens.ligands import Bound
from kinlens.numbering import Domain
from kinlens.oddities import Oddity, OddityKind, chain_oddities, file_oddities
from kinlens.overview.bound import bound_said
from kinlens.overview.domains import anchors_said, domain_said, register_said, state_said
from kinlens.overview.identity import differences_said, identity_said, numbering_said, plddt_said
from kinlens.packing import CONTACT_ANGSTROM, count_touching
from kinlens.register import MotifCheck
from kinlens.sites import Site
from kinlens.structures.model import Structure

# Oddities that a line of the page, or a note, says already.
SAID_ANYWAY = frozenset({
    OddityKind.MODELS, OddityKind.PREDICTED, OddityKind.SEVERAL_NAMES, OddityKind.ALTERNATE_LOCATIONS,
    OddityKind.HYDROGENS, OddityKind.BROKEN_CELL, OddityKind.HEADER_WRONG, OddityKind.NOT_UNIPROT,
    OddityKind.SEVERAL_OFFSETS, OddityKind.TAG, OddityKind.FUSION, OddityKind.ENGINEERED, OddityKind.ORTHOLOGUE,
    OddityKind.UNDECLARED, OddityKind.TWO_DOMAINS, OddityKind.NOT_IDENTIFIED, OddityKind.BY_PROFILE,
})
WIDTH, MARGIN = 118, 15
LINE_BY_LINE = ("sites", "differences", "odd")  # entries of which a copy says only the lines that are its own


class Entry(NamedTuple):
    """One entry of a page: its heading, and its lines, each with a lead that further lines of its text stand behind."""

    heading: str
    lines: tuple[tuple[str, str], ...]


class ChainPage(NamedTuple):
    """A chain on a page: what it is, which protein (to know copies by), its entries."""

    chain: str
    title: str
    protein: str
    entries: tuple[Entry, ...]


def describe_structure(structure: Structure) -> list[str]:
    """Entry, method, models, notes."""
    source = structure.source
    resolution = f" {source.resolution:.2f} Å" if source.resolution else ""
    models = f", model {structure.model} of {structure.models}" if structure.models > 1 else ""
    lines = [f"{source.id or source.origin}: {structure.determined_by}{resolution}{models}"]
    lines += [f"  note: {note}" for note in structure.notes]
    return lines + [f"  odd: {odd}" for odd in _odd(file_oddities(structure))]


def describe_chain(
    structure: Structure, protein: Protein, domains: Sequence[Domain], ligands: Sequence[Bound],
    sites: Mapping[str, Site], register: Mapping[int, Sequence[MotifCheck]], states: Mapping[int, Conformation],
) -> ChainPage:
    """Identity, numbering, differences, domains with their state, ligands and sites of one chain."""
    title = f"chain {protein.chain}: {identity_said(protein)}"
    record = protein.record
    entries: list[Entry] = []
    if record is not None:
        entries += [_entry("numbering", numbering_said(protein)), _entry("header", protein.header.text)]
        if protein.runner_up:
            entries.append(_entry("closest" if protein.by_profile else "next best", protein.runner_up))
        entries.append(_lines_of("differences", differences_said(protein.differences)))
        entries.append(_entry("pLDDT", plddt_said(structure, protein)))
    for domain in domains:
        entries += _domain(structure, protein, domain, register.get(domain.index, ()), states[domain.index])
    if record is not None:
        entries.append(_lines_of("bound", bound_said(structure, protein, domains, ligands, states)))
        entries.append(Entry("sites", tuple((f"{name}: ", site.evidence) for name, site in sites.items())))
        entries.append(_entry("crystal", _packing(structure, protein)))
    entries.append(_lines_of("odd", _odd(chain_oddities(structure, protein, domains, ligands))))
    return ChainPage(protein.chain, title, record.accession if record is not None else "",
                     tuple(entry for entry in entries if entry.lines))


def _entry(heading: str, text: str) -> Entry:
    return _lines_of(heading, [text] if text else [])


def _lines_of(heading: str, texts: Iterable[str]) -> Entry:
    return Entry(heading, tuple(("", text) for text in texts))


def _domain(
    structure: Structure, protein: Protein, domain: Domain, checks: Sequence[MotifCheck], state: Conformation,
) -> list[Entry]:
    return [
        _entry("domain", domain_said(protein, domain)),
        _entry("pLDDT of it", plddt_said(structure, protein, domain)),
        _entry("anchors", anchors_said(structure, protein, domain)),
        _entry("coordinates", register_said(checks)),
        Entry("state", tuple(state_said(state))),
        _entry("frame", str(find_frame(structure, protein, domain))),
    ]


def _odd(oddities: Sequence[Oddity]) -> list[str]:
    return [str(oddity) for oddity in oddities if oddity.kind not in SAID_ANYWAY]


def _packing(structure: Structure, protein: Protein) -> str:
    """How many residues touch symmetry mates."""
    touching = count_touching(structure, protein.residues)
    if not touching:
        return ""
    residues = f"{touching} residue{'s' if touching > 1 else ''}"
    return f"{residues} within {CONTACT_ANGSTROM} Å of symmetry mates, which no distance counts"


def lay_out(pages: Iterable[ChainPage]) -> list[str]:
    """Lines of the chains; what a further copy of a protein has in common with the first is not said again."""
    first: dict[str, ChainPage] = {}
    lines: list[str] = []
    for page in pages:
        before = first.setdefault(page.protein, page) if page.protein else page
        lines.append(page.title)
        if before is page:
            lines += [line for entry in page.entries for line in _lines(entry)]
            continue
        new = [_not_in(before, entry) for entry in page.entries]
        lines += [line for entry in new if entry.lines for line in _lines(entry)]
        same = [old.heading for old, entry in zip(page.entries, new, strict=True) if not entry.lines]
        lines += _lines(_entry(f"as chain {before.chain}", ", ".join(same)))
    return lines


def _not_in(before: ChainPage, entry: Entry) -> Entry:
    """An entry without what another chain's has as well; the state, and others that are read as one, whole or not."""
    old = {line for other in before.entries if other.heading == entry.heading for line in other.lines}
    if entry.heading not in LINE_BY_LINE and not old.issuperset(entry.lines):
        return entry
    return Entry(entry.heading, tuple(line for line in entry.lines if line not in old))


def _lines(entry: Entry) -> list[str]:
    """An entry as text: the heading in front, further lines below its text."""
    lines = []
    for k, (lead, text) in enumerate(entry.lines):
        heading = f"  {entry.heading}" if k == 0 else ""
        start = f"{heading:<{max(MARGIN, len(heading) + 1)}}{lead}"
        behind = len(start) if lead.endswith(" ") and len(lead) < WIDTH / 2 else MARGIN
        lines += textwrap.wrap(text, WIDTH, initial_indent=start, subsequent_indent=" " * behind,
                               break_long_words=False, break_on_hyphens=False) or [start.rstrip()]
    return lines

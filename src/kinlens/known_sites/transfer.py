"""Putting a known site on a numbered kinase domain.

In its home protein a site keeps its own numbers. Elsewhere a residue goes to the residue of the same KLIFS position
or, where the home residue has none, of the same equivalent in PKA. What lies in an insertion, on either side, or
outside the kinase domain has no counterpart: equal counts of two insertions need not correspond.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from kinlens.known_sites.model import DEFINED, OBSERVED, TRANSFERRED, KnownSite, Placed
from kinlens.numbering import Domain, domains_of
from kinlens.reference import ProteinRecord

# Share of a site's residues that need a counterpart before the site is carried to another kinase: with a fifth of
# its lining in insertions or absent a pocket is another pocket. docs/sites.md has how the registry's sites spread.
FEWEST_COVERED = 0.8


def on_home(site: KnownSite, protein: ProteinRecord, domain: Domain | None = None) -> Placed:
    """A site on the very protein it was observed in.

    Parameters
    ----------
    domain : Domain, optional
        One of the protein's domains.
    """
    of = {number: f"{letter}{number}" for number, letter in site.residues.items()}
    return Placed(site, protein, domain, of, (), (), OBSERVED)


def on_domain(site: KnownSite, domain: Domain) -> Placed:
    """Put a site on a kinase domain, whether it is carried that far or not (:meth:`KnownSite.reaches`).

    Parameters
    ----------
    site : KnownSite
    domain : Domain
        Any numbered kinase domain.

    Returns
    -------
    Placed
        With the residues that have a counterpart there and those that have none.
    """
    if site.is_home(domain.protein):
        return on_home(site, domain.protein, domain)
    if not site.home:
        return _defined(site, domain)
    of: dict[int, str] = {}
    missing: list[str] = []
    outside: list[str] = []
    home = site.protein
    domains = domains_of(home) if home is not None else ()
    for number, letter in site.residues.items():
        label = f"{letter}{number}"
        own = next((d for d in domains if number in d), None)
        found = _counterpart(own, number, domain) if own is not None else 0
        if found:
            of[found] = label
        else:
            missing.append(label)
        if own is None:
            outside.append(label)
    return Placed(site, domain.protein, domain, of, tuple(missing), tuple(outside), TRANSFERRED)


def _counterpart(own: Domain, number: int, other: Domain) -> int:
    """The residue of another domain that corresponds to one of `own`, 0 for none."""
    slot = own.pocket_position(number)
    if slot:
        return next(iter(other.at_pocket(slot)), 0)
    if own.inserted[number - own.start]:
        return 0
    return _equivalents(other).get(int(own.reference[number - own.start]), 0)


def _defined(site: KnownSite, domain: Domain) -> Placed:
    of: dict[int, str] = {}
    missing: list[str] = []
    for slot in site.klifs:
        found = next(iter(domain.at_pocket(slot)), 0)
        of |= {found: f"KLIFS {slot}"} if found else {}
        missing += [] if found else [f"KLIFS {slot}"]
    for number in site.pka:
        found = _equivalents(domain).get(number, 0)
        of |= {found: f"PKA {number}"} if found and found not in of else {}
        missing += [] if found else [f"PKA {number}"]
    for region in site.regions:
        found_here = domain.positions[domain.region == region].tolist()
        of |= dict.fromkeys(found_here, region)
        missing += [] if found_here else [region]
    return Placed(site, domain.protein, domain, of, tuple(missing), (), DEFINED)


@lru_cache(maxsize=64)
def _table(start: int, reference: bytes, inserted: bytes) -> dict[int, int]:
    numbers = np.frombuffer(reference, dtype=np.int64)
    equivalent = np.flatnonzero(np.frombuffer(inserted, dtype=np.int64) == 0)
    return dict(zip(numbers[equivalent].tolist(), (start + equivalent).tolist(), strict=True))


def _equivalents(domain: Domain) -> dict[int, int]:
    """Equivalent in PKA -> residue of the domain, insertions left out."""
    return _table(domain.start, domain.reference.tobytes(), domain.inserted.tobytes())

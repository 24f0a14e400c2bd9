"""Validate numbering by profile: ``python tools/validate_profiles.py --source DIR [--write docs/validation.md]``.

DIR holds ``reference/`` (alignment, sequences, KLIFS positions, list of chains that are no kinases) and
``structures/``. Numbers every human kinase domain by profiles without it (a minute a way on two cores), looks at what
is no kinase, and at what coordinates say; about four minutes in all.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from profile_validation import controls, leaving_out, page, registers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    reference, structures = arguments.source / "reference", arguments.source / "structures"
    outcomes = {}
    for mode, said in page.MODES.items():
        outcomes[mode] = leaving_out.run(reference, mode)
        print(f"{said}: {leaving_out.count(outcomes[mode])}")
    chains = controls.chains(structures, reference / "non_kinase_pdb_ids.list")
    tally = registers.tally(structures, reference, outcomes["protein"])
    text = page.write(outcomes, chains, controls.proteins(), tally)
    if arguments.write:
        arguments.write.write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()

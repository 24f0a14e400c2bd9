"""The catalogue of reference entries says what the files say."""

import re

import pytest

from kinlens.atlas.store import load_bundled_atlas
from kinlens.examination import examine
from kinlens.reference.bundled import read_toml

CATALOG = read_toml("catalog.toml")


def test_every_entry_of_the_bundled_atlas_is_catalogued_with_a_source():
    assert set(load_bundled_atlas().entries) <= set(CATALOG)
    for entry, row in CATALOG.items():
        assert re.fullmatch(r"[1-9][a-z0-9]{3}", entry)
        assert set(row) == {"chain", "gene", "state", "ligands", "why", "citation"}, entry
        assert row["citation"].startswith(("doi:10.", "pmid:")) or "EMBO" in row["citation"], entry


@pytest.mark.needs_structures
@pytest.mark.parametrize("entry", sorted(CATALOG))
def test_gene_and_ligand_roles_are_those_of_the_file(entry, structures_folder):
    row = CATALOG[entry]
    path = sorted(structures_folder.glob(f"{entry}.*"))[0]
    chain = examine(path).chain(row["chain"])
    assert chain.protein.record.gene == row["gene"]
    roles = {bound.ligand.name: bound.role for bound in chain.ligands}
    for name, said in row["ligands"].items():
        assert said.startswith(roles[name]), (entry, name)

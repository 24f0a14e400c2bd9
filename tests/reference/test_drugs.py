"""Names of ligand codes."""

import gzip
import re

import pytest

from kinlens.errors import UnknownDrug
from kinlens.reference.drugs import codes_of, drug_said, drugs


@pytest.mark.parametrize(("asked", "codes"), [
    ("imatinib", ("STI",)), ("Imatinib", ("STI",)), ("STI571", ("STI",)), ("sti-571", ("STI",)), ("STI", ("STI",)),
    ("PLX4032", ("032",)), ("vemurafenib", ("032",)), ("pha 739358", ("627",)), ("xyz", ("XYZ",)),
    ("a1ahb", ("A1AHB",)),
])
def test_names_and_codes(asked, codes):
    assert codes_of(asked) == codes


def test_a_precursor_is_not_called_by_the_name_of_the_drug_in_its_title():
    """2YDI holds a dimethylaminoethyloxy-phenyl urea on the way to AZD7762; the drug itself is in 4W9W."""
    assert codes_of("AZD7762") == codes_of("azd-7762") == ("YDJ",)
    assert drug_said("YDI") == "YDI"


@pytest.mark.parametrize("asked", ["imatinb", "", "not a drug", "ABCD"])
def test_what_is_neither(asked):
    with pytest.raises(UnknownDrug, match="give its code in the PDB"):
        codes_of(asked)


def test_codes_are_said_with_their_name():
    assert drug_said("VGH") == "crizotinib (VGH)"
    assert drug_said("03Q") == "03Q"


def test_the_table_is_whole():
    assert len(drugs()) > 60
    for code, drug in drugs().items():
        assert re.fullmatch("[A-Z0-9]{3}|[A-Z0-9]{5}", code)
        assert drug.name
        assert re.match(r"[1-9][a-z0-9]{3}[ ;]", drug.source), code


@pytest.mark.needs_structures
@pytest.mark.parametrize("code", sorted(drugs()))
def test_the_header_of_the_entry_named_gives_the_name(structures_folder, code):
    drug = drugs()[code]
    deposited = sorted(structures_folder.glob(f"{drug.source[:4]}.*"))
    path = (deposited or sorted((structures_folder / "modified").glob(f"{drug.source[:4]}_*")))[0]
    text = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode("latin-1")
    header = text[:text.find("\nATOM ")]
    if path.name.startswith(drug.source[:4]) and ".pdb" in path.name:
        lines = [line for line in header.splitlines() if line.startswith(("TITLE", "HETNAM", "HETSYN"))]
        header = "".join(line[10:80].rstrip() if line.startswith("TITLE") else line[15:70].rstrip() for line in lines)
    squeezed = re.sub(r"[^a-z0-9]", "", header.lower())
    assert code.lower() in text.lower(), "the entry does not hold the ligand"
    names = [drug.name, *drug.aliases]
    given = [name for name in names if re.sub(r"[^a-z0-9]", "", name.lower()) in squeezed]
    assert ("unverified" in drug.source) == (drug.name not in given), (drug, given)
    assert set(drug.aliases) <= set(given)

import json

import pytest

from kinlens.errors import BadAnswer, BadSetting, DownloadFailed, NotInDatabase
from kinlens.structures.fetching.providers import Remote, providers
from kinlens.structures.identifiers import parse_identifier

HOST = "https://alphafold.ebi.ac.uk"


@pytest.fixture
def alphafold():
    return providers()[2]


def never(url):
    raise AssertionError(f"asked {url}")


def entry(name="AF-P00519-F1", version=6, **more):
    return {"entryId": name, "latestVersion": version, "allVersions": list(range(1, version + 1)),
            "cifUrl": f"{HOST}/files/{name}-model_v{version}.cif"} | more


def answering(*entries):
    asked = []

    def ask(url):
        asked.append(url)
        return json.dumps(list(entries)).encode()

    ask.asked = asked
    return ask


@pytest.mark.parametrize(
    ("text", "provider", "url"),
    [
        ("1s9j", 0, "https://files.rcsb.org/download/1S9J.cif.gz"),
        ("pdb_00001s9j", 0, "https://files.rcsb.org/download/1S9J.cif.gz"),
        ("pdb_1a2b3c4d", 0, "https://files.rcsb.org/download/pdb_1a2b3c4d.cif.gz"),
        ("1S9J", 1, "https://www.ebi.ac.uk/pdbe/entry-files/download/1s9j.cif"),
        ("pdb_1a2b3c4d", 1, "https://www.ebi.ac.uk/pdbe/entry-files/download/pdb_1a2b3c4d.cif"),
    ],
)
def test_addresses_of_pdb_entries(text, provider, url):
    identifier = parse_identifier(text)
    asked = providers()[provider]
    assert asked.serves(identifier)
    assert asked.remote(identifier, never) == Remote(url, f"{identifier.text}.cif.gz")


def test_who_serves_what():
    assert [p.name for p in providers()] == ["RCSB PDB", "PDBe", "AlphaFold DB"]
    assert [p.serves(parse_identifier("1s9j")) for p in providers()] == [True, True, False]
    assert [p.serves(parse_identifier("AF-P00519")) for p in providers()] == [False, False, True]


@pytest.mark.parametrize("base", ["https://mirror.example/pdb/", "http://127.0.0.1:8000/x", " https://mirror.example "])
def test_mirrors(base, monkeypatch):
    monkeypatch.setenv("KINLENS_RCSB", base)
    url = providers()[0].remote(parse_identifier("1s9j"), never).url
    assert url == f"{base.strip().rstrip('/')}/1S9J.cif.gz"


@pytest.mark.parametrize("variable", ["KINLENS_RCSB", "KINLENS_PDBE", "KINLENS_ALPHAFOLD"])
@pytest.mark.parametrize("base", ["http://mirror.example/pdb", "mirror.example", "file:///srv/pdb", "/srv/pdb"])
def test_what_cannot_be_a_mirror(variable, base, monkeypatch):
    monkeypatch.setenv(variable, base)
    with pytest.raises(BadSetting, match="https address of a mirror") as caught:
        providers()
    assert (caught.value.variable, caught.value.value) == (variable, base)


# -------------------------------------------------------------------------------------------------- AlphaFold


def test_the_version_is_the_one_the_database_has(alphafold):
    ask = answering(entry("AF-P00519-2-F1", 6), entry("AF-0000000365776990"), entry("AF-P00519-F1", 6))
    remote = alphafold.remote(parse_identifier("AF-P00519"), ask)
    assert ask.asked == [f"{HOST}/api/prediction/P00519"]
    assert remote == Remote(f"{HOST}/files/AF-P00519-F1-model_v6.cif", "AF-P00519-F1-model_v6.cif")


def test_isoforms_have_files_of_their_own(alphafold):
    ask = answering(entry("AF-P00519-F1"), entry("AF-P00519-2-F1"))
    remote = alphafold.remote(parse_identifier("AF-P00519-2"), ask)
    assert ask.asked == [f"{HOST}/api/prediction/P00519"]
    assert remote.name == "AF-P00519-2-F1-model_v6.cif"


def test_an_earlier_version_lies_beside_the_newest(alphafold):
    remote = alphafold.remote(parse_identifier("AF-P00519-F1-model_v4"), answering(entry()))
    assert remote == Remote(f"{HOST}/files/AF-P00519-F1-model_v4.cif", "AF-P00519-F1-model_v4.cif")


@pytest.mark.parametrize(
    ("asked", "entries", "said"),
    [
        ("AF-Q8WZ42-F1", [], "it has none of this protein; proteins of more than 2700 residues"),
        ("AF-P00519-F2", [entry()], "it has AF-P00519-F1; proteins of more than 2700"),
        ("AF-P00519-3", [entry(), entry("AF-P00519-2-F1")], "it has AF-P00519-F1, AF-P00519-2-F1"),
        ("AF-P00519-F1-model_v9", [entry()], "its versions are 1, 2, 3, 4, 5, 6"),
    ],
)
def test_what_the_database_does_not_have(alphafold, asked, entries, said):
    with pytest.raises(NotInDatabase, match=said) as caught:
        alphafold.remote(parse_identifier(asked), answering(*entries))
    assert caught.value.asked == parse_identifier(asked).text
    assert "/api/prediction/" in caught.value.url


@pytest.mark.parametrize("status", [404, 410])
def test_no_such_protein(alphafold, status):
    def ask(url):
        raise DownloadFailed(url, f"HTTP {status}", status)

    with pytest.raises(NotInDatabase, match=r"it has no AF-Q8WZ42-F1 .proteins of more than 2700 residues"):
        alphafold.remote(parse_identifier("AF-Q8WZ42"), ask)


def test_a_database_that_does_not_answer(alphafold):
    def ask(url):
        raise DownloadFailed(url, "HTTP 503", 503)

    with pytest.raises(DownloadFailed, match="503"):
        alphafold.remote(parse_identifier("AF-P00519"), ask)


@pytest.mark.parametrize("answer", [b"", b"<html>", b"{}", b"[1]", b"null", b"[" * 100_000, b"\xff\xfe"])
def test_answers_that_are_not_the_services(alphafold, answer):
    with pytest.raises(BadAnswer, match=r"no list of entries|not JSON"):
        alphafold.remote(parse_identifier("AF-P00519"), lambda url: answer)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (None, "names no mmCIF file"),
        (7, "names no mmCIF file"),
        ("https://elsewhere.example/files/AF-P00519-F1-model_v6.cif", "another server"),
        ("https://alphafold.ebi.ac.uk:444/files/AF-P00519-F1-model_v6.cif", "another server"),
        ("https://alphafold.ebi.ac.uk@evil.example/AF-P00519-F1-model_v6.cif", "user name"),
        ("http://alphafold.ebi.ac.uk/files/AF-P00519-F1-model_v6.cif", "only https"),
        ("http://127.0.0.1/AF-P00519-F1-model_v6.cif", "another server"),
        ("file:///etc/passwd", "no address"),
        ("files/AF-P00519-F1-model_v6.cif", "no address"),
        (f"{HOST}/files/AF-P00520-F1-model_v6.cif", "not that of AF-P00519-F1"),
        (f"{HOST}/files/AF-P00519-F1-model_v6.pdb", "unknown name"),
        (f"{HOST}/files/AF-P00519-F1.cif", "unknown name"),
        (f"{HOST}/files/..%2f..%2fx.cif", "unknown name"),
        (f"{HOST}/files/AF-P00519-F1-model_v6.cif?x=1", "unknown name"),
        (f"{HOST}/files/", "unknown name"),
        (f"{HOST}/files/1s9j.cif", "unknown name"),
    ],
)
def test_a_file_that_is_not_taken_from_there(alphafold, url, said):
    with pytest.raises(BadAnswer, match=said):
        alphafold.remote(parse_identifier("AF-P00519"), answering(entry(cifUrl=url)))


def test_a_mirror_of_the_database_gives_files_of_its_own(monkeypatch):
    monkeypatch.setenv("KINLENS_ALPHAFOLD", "http://127.0.0.1:8000/af/")
    url = "http://127.0.0.1:8000/af/files/AF-P00519-F1-model_v6.cif"
    ask = answering(entry(cifUrl=url))
    assert providers()[2].remote(parse_identifier("AF-P00519"), ask).url == url
    assert ask.asked == ["http://127.0.0.1:8000/af/api/prediction/P00519"]

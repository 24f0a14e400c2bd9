"""The package as installed: what it exports, what it imports, that its examples run."""

import doctest
import importlib
import json
import pkgutil
import subprocess
import sys
from importlib.metadata import version
from importlib.resources import files

import pytest

import kinlens
from builders.chains import chain_of, entry_of, part
from builders.files import pdb_text

HEAVY = ("pandas", "scipy", "matplotlib", "requests", "numpy", "gemmi", "pyarrow", "Bio", "cyclopts", "rich", "py3Dmol")
FOR_DOWNLOADS = ("requests", "urllib3", "platformdirs", "filelock")
NOT_FOR_A_REPORT = ("pandas", "scipy", "matplotlib", "py3Dmol", "jinja2", "IPython", *FOR_DOWNLOADS)


@pytest.fixture(scope="module")
def structure_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("package") / "1aaa.pdb"
    path.write_text(pdb_text(entry_of(chain_of(part("ABL1", 229, 500)), id="1AAA")))
    return path


def run(code: str, *arguments: str) -> str:
    """Run code in a fresh interpreter and give what it prints."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def imported_by(code: str, *arguments: str) -> set[str]:
    """Top-level packages in memory after the code has run."""
    tell = "\nimport sys, json; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    return set(json.loads(run(code + tell, *arguments).splitlines()[-1]))


# --------------------------------------------------------------------------------------------- exports


def sites_beside(path):
    """A file with one site."""
    file = path.with_name("sites.toml")
    file.write_text('[sites.patch]\nklifs = "45-48"\n', encoding="utf-8")
    return file


CALLS = {
    "Examination": lambda k, path: isinstance(k.examine(path), k.Examination),
    "KinlensError": lambda k, path: issubclass(k.KinlensError, Exception),
    "Numbered": lambda k, path: isinstance(k.number(path), k.Numbered),
    "Report": lambda k, path: isinstance(k.report(path, "T315I"), k.Report),
    "Scene": lambda k, path: isinstance(k.compose(path), k.Scene),
    "Structure": lambda k, path: isinstance(k.read(path), k.Structure),
    "Superposition": lambda k, path: isinstance(k.superpose(path), k.Superposition),
    "View": lambda k, path: isinstance(k.view(path), k.View),
    "Variant": lambda k, path: isinstance(k.parse_variant("T315I"), k.Variant),
    "__version__": lambda k, path: k.__version__ == version("kinlens"),
    "compose": lambda k, path: k.compose(path, "T315I").marks[0].label == "T315I",
    "examine": lambda k, path: k.examine(path).chain("A").protein.record.gene == "ABL1",
    "fetch": lambda k, path: k.fetch("1aaa", into=path.parent).status == "local",
    "fetch_all": lambda k, path: k.fetch_all(["x", "1aaa"], into=path.parent)[1].status == "local",
    "find_known_sites": lambda k, path: "myristoyl_pocket" in {row["name"] for row in k.find_known_sites().rows},
    "find_structures": lambda k, path: k.find_structures(gene="ABL1", folders=[path.parent], bundled=False).entries == (
        "1aaa",),
    "identify": lambda k, path: k.identify(k.read(path), "A").record.gene == "ABL1",
    "locate": lambda k, path: k.locate("ABL1:T315I").status == "match",
    "locate_all": lambda k, path: k.locate_all("EGFR T790M L858R").rows[1]["klifs"] == 84,
    "number": lambda k, path: k.number("MKVL" * 30).domains[0]["status"] == "no kinase domain",
    "parse_variant": lambda k, path: str(k.parse_variant("p.Thr315Ile")) == "T315I",
    "read": lambda k, path: k.read(path).source.id == "1aaa",
    "read_sites": lambda k, path: k.read_sites(sites_beside(path))[0].name == "patch",
    "report": lambda k, path: k.report(["ABL1:T315I"]).rows[0]["variant"] == "T315I",
    "superpose": lambda k, path: k.superpose([path, "nowhere"]).rows[1]["status"] == "not read",
    "view": lambda k, path: k.view(path, "T315I").save(path.with_suffix(".svg")).exists(),
    "versions": lambda k, path: k.versions()["kinlens"] == k.__version__,
}


def test_every_export_is_tried_below():
    assert set(kinlens.__all__) == set(CALLS)
    assert list(kinlens.__all__) == sorted(kinlens.__all__)


@pytest.mark.parametrize("name", CALLS)
def test_exports_twice(name, structure_file):
    """The second time a lazy export may have turned into a module of the same name."""
    for _ in range(2):
        assert getattr(kinlens, name) is getattr(kinlens, name)
        assert CALLS[name](kinlens, structure_file)


def test_exports_after_every_module_is_imported():
    """In a fresh interpreter: no submodule takes the place of an export, whichever comes first."""
    code = (
        "import importlib, inspect, pkgutil, kinlens\n"
        "for m in pkgutil.walk_packages(kinlens.__path__, 'kinlens.'):\n    importlib.import_module(m.name)\n"
        "assert not [n for n in kinlens.__all__ if inspect.ismodule(getattr(kinlens, n))]\n"
        "assert callable(kinlens.report) and callable(kinlens.identify) and callable(kinlens.read)\n"
    )
    run(code)
    names = {m.name for m in pkgutil.iter_modules(kinlens.__path__)}
    assert not names & set(kinlens.__all__)


def test_dir_and_unknown_names():
    assert dir(kinlens) == kinlens.__all__
    for name in ("reports", "no_such_thing", "_private"):
        with pytest.raises(AttributeError, match=f"has no attribute '{name}'"):
            getattr(kinlens, name)
    with pytest.raises(ImportError):
        exec("from kinlens import no_such_thing")  # noqa: S102


def test_star_import():
    run("from kinlens import *\nassert str(parse_variant('T315I')) == 'T315I' and __version__")


# --------------------------------------------------------------------------------------------- imports


def test_importing_the_package_imports_nothing_heavy():
    assert not imported_by("import kinlens") & set(HEAVY)
    assert not imported_by("import kinlens; dir(kinlens); kinlens.__version__") & set(HEAVY)


def test_parsing_a_variant_needs_no_tables():
    loaded = imported_by("import kinlens; kinlens.parse_variant('T315I')")
    assert not loaded & (set(HEAVY) - {"gemmi"})


@pytest.mark.parametrize(
    "arguments", [["STRUCTURE", "T315I", "--format", "json"], ["ABL1:T315I"]], ids=["file", "atlas"])
def test_reporting_imports_nothing_it_does_not_need(structure_file, arguments):
    given = [str(structure_file) if a == "STRUCTURE" else a for a in arguments]
    code = "import sys; from kinlens.cli import run; assert run(['report', *sys.argv[1:]]) == 0"
    assert not imported_by(code, *given) & set(NOT_FOR_A_REPORT)


def test_help_and_an_id_at_hand_import_nothing_of_a_download(structure_file, monkeypatch):
    monkeypatch.setenv("KINLENS_STRUCTURES", str(structure_file.parent))
    for arguments in (["--help"], ["fetch", "--help"], ["info", "1aaa"], ["fetch", "1aaa"]):
        code = "import sys; from kinlens.cli import run; assert run(sys.argv[1:]) == 0"
        assert not imported_by(code, *arguments) & set(FOR_DOWNLOADS)


def test_nothing_is_printed_or_written_by_importing(tmp_path):
    code = (
        "import importlib, os, pkgutil, sys\nos.chdir(sys.argv[1])\nimport kinlens\n"
        "for m in pkgutil.walk_packages(kinlens.__path__, 'kinlens.'):\n    importlib.import_module(m.name)\n"
    )
    assert run(code, str(tmp_path)) == ""
    assert list(tmp_path.iterdir()) == []


# --------------------------------------------------------------------------------------- what is inside


def test_typed_and_complete():
    package = files("kinlens")
    assert (package / "py.typed").is_file()
    assert (package / "columns.toml").is_file()
    for name in ("kinome.npz", "kinase.toml", "ligands.toml", "papers.toml", "atlas.parquet", "manifest.toml"):
        assert (package / "reference" / "data" / name).is_file()


MODULES = ["kinlens", *(m.name for m in pkgutil.walk_packages(kinlens.__path__, "kinlens."))]


@pytest.mark.parametrize("name", MODULES)
def test_docstrings_run(name):
    module = importlib.import_module(name)
    assert module.__doc__, "every module says what it is for"
    failed, _ = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert failed == 0


def test_there_are_examples():
    finder = doctest.DocTestFinder()
    examples = [t for name in MODULES for t in finder.find(importlib.import_module(name), name) if t.examples]
    assert len(examples) >= 3

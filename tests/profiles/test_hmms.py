"""The bundled profiles, one search, and the floating-point environment it leaves behind."""

import contextlib
import ctypes
import gzip
import json
import os
import platform
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from builders.chains import chain_of, entry_of, piece, random_letters
from builders.files import pdb_text
from kinlens.errors import ReferenceDataError
from kinlens.profiles import denormals, find_kinase_domains, hmms
from kinlens.profiles.columns import load_columns
from kinlens.profiles.denormals import flushed
from kinlens.profiles.hmms import FILE, LETTERS, load_profiles, read_profiles
from kinlens.reference import load_kinome
from kinlens.reference.bundled import data_file
from profiles import domain_letters, mutant, mutant_domain, table_domain

can_flush = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64", reason="denormals are flushed on Linux x86-64 only")


# -------------------------------------------------------------------------------------------- profiles


def test_every_profile_counts_the_same_columns():
    profiles = load_profiles()
    assert {hmm.M for hmm in profiles._hmms} == {231}
    assert profiles.width == len(load_columns().reference) == 231


def test_names_say_groups_and_families():
    """The first is that of all kinases; the others a group of the kinome, or families of one."""
    names = load_profiles().names
    assert len(names) == len(load_profiles()) == len(set(names)) > 10
    assert names[0] == "kinase"
    groups = {"AGC", "CAMK", "CK1", "CMGC", "NEK", "OTHER", "RGC", "STE", "TKL", "TYR"}
    assert {name.partition(":")[0] for name in names[1:]} <= groups
    assert {"AGC", "CAMK", "CMGC", "STE", "TKL", "TYR"} <= set(names)


def test_log_odds_know_the_motifs():
    """β3-Lys, HRD-Asp, catalytic Asn and DFG-Asp of 1ATP: the residue that wins in the profile of all kinases."""
    odds = load_profiles().log_odds
    assert odds.shape == (len(load_profiles()), 231, 20)
    assert np.isfinite(odds).all()
    motifs = {72: "K", 91: "E", 166: "D", 171: "N", 184: "D", 186: "G", 208: "E", 220: "D"}
    for number, letter in motifs.items():
        column = int(np.flatnonzero(load_columns().reference == number)[0])
        assert LETTERS[int(odds[0, column].argmax())] == letter
        assert odds[0, column].max() > 2


def test_they_are_loaded_once():
    assert load_profiles() is load_profiles()


@pytest.mark.parametrize("gene", ["ABL1", "CDK2", "PRKACA"])
def test_a_search_places_columns_in_order(gene):
    domain = table_domain(gene)
    (found,) = load_profiles().search(0, domain_letters(gene, 0, 5))
    assert (np.diff(found.columns) > 0).all()
    assert (np.diff(found.places) > 0).all()
    assert ((found.probability >= 0) & (found.probability <= 1)).all()
    column = int(np.flatnonzero(load_columns().reference == 166)[0])
    assert int(found.places[found.columns == column][0]) == domain.anchors["HRD-Asp"] - domain.start


def test_what_is_no_residue_counts_as_any():
    """Gaps, stops, points and tildes are X: places do not move."""
    letters = domain_letters("ABL1")
    (plain,) = load_profiles().search(0, letters[:3] + "XXXX" + letters[7:])
    (odd,) = load_profiles().search(0, letters[:3] + "-.*~" + letters[7:])
    assert plain.bits == odd.bits
    assert np.array_equal(plain.places, odd.places)


def test_a_family_fits_its_own_best():
    profiles = load_profiles()
    scores = {name: sum(piece.bits for piece in profiles.search(k, domain_letters("ABL1")))
              for k, name in enumerate(profiles.names)}
    assert max(scores, key=scores.__getitem__).startswith("TYR")


def test_the_order_of_profiles_and_searches_does_not_matter():
    a, b = domain_letters("CDK2"), mutant("EGFR", 1)
    profiles = load_profiles()
    expected = [(profile, profiles.search(profile, a)[0].bits) for profile in (0, 5, 3)]
    profiles.search(2, b)
    profiles.search(0, random_letters(500, 3))
    assert [(profile, profiles.search(profile, a)[0].bits) for profile in (0, 5, 3)] == expected


@pytest.mark.parametrize("data", [
    b"", b"\0" * 200, b">not a profile\nMKV\n", b"\x1f\x8b\x08\x00",
], ids=["empty", "zeros", "fasta", "gzip"])
def test_bad_bytes_are_no_profiles(data):
    """An error of reading, not profiles of nothing."""
    with pytest.raises(ReferenceDataError, match="cut short"):
        read_profiles(data)


@pytest.fixture(scope="module")
def bundled() -> bytes:
    return gzip.decompress(data_file(FILE).read_bytes())


def test_the_first_profiles_of_a_file_can_be_read_alone(bundled):
    end = bundled.index(b"//\n", bundled.index(b"//\n") + 3) + 3
    two = read_profiles(bundled[:end])
    assert (two.names, two.width) == (load_profiles().names[:2], 231)


def test_what_follows_a_profile_has_to_be_one(bundled):
    end = bundled.index(b"//\n") + 3
    with pytest.raises(ReferenceDataError, match="cut short"):
        read_profiles(bundled[:end] + b"garbage\n")
    with pytest.raises(ValueError, match="format"):
        read_profiles(bundled[:end] + b"garbage\n//\n")


@pytest.mark.parametrize("cut", [50, -3, -100_000], ids=["in the header", "before the end", "in the last profile"])
def test_a_file_cut_short_is_not_read_in_part(bundled, cut):
    """A profile that is missing without a word would change what every kinase is numbered by."""
    with pytest.raises(ReferenceDataError, match="cut short"):
        read_profiles(bundled[:cut])


def test_a_file_may_end_with_empty_lines(bundled):
    one = bundled[:bundled.index(b"//\n") + 3]
    assert read_profiles(one.rstrip()).names == read_profiles(one + b"\n\n").names == ("kinase",)


def test_a_profile_is_prepared_once():
    profiles = load_profiles()
    assert profiles.prepared(0) is profiles.prepared(0)
    assert profiles.prepared(0) is not profiles.prepared(1)


# ------------------------------------------------------------------------------------------- denormals


TINY = np.array([1e-310])


def denormals_live() -> bool:
    """Whether half of a denormal number is one, in C, in numpy and in Python."""
    half = float.fromhex("0x0.0000000000001p-1022") * 4.0 * 0.5
    return half > 0 and float((TINY * 0.5)[0]) > 0 and 1e-310 * float("0.5") > 0


def environment() -> bytes:
    """The control register of the vector unit, without the flags that say what happened."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return b""
    state = ctypes.create_string_buffer(32)
    ctypes.CDLL("libm.so.6").fegetenv(state)
    return (int.from_bytes(state.raw[-4:], "little") & ~0x3F).to_bytes(4, "little")


@can_flush
def test_denormals_are_zero_inside_and_what_they_were_outside():
    before = environment()
    assert denormals_live()
    with flushed():
        inside = float((TINY * 0.5)[0])
        assert environment() != before
    assert inside == 0.0
    assert denormals_live()
    assert environment() == before


def test_the_environment_is_restored_after_an_error():
    before = environment()
    with pytest.raises(KeyError), flushed():
        raise KeyError("inside")
    assert denormals_live()
    assert environment() == before


@can_flush
def test_one_inside_another():
    before = environment()
    with flushed():
        with flushed():
            assert float((TINY * 0.5)[0]) == 0.0
        assert float((TINY * 0.5)[0]) == 0.0
    assert environment() == before
    assert denormals_live()


@can_flush
def test_other_threads_keep_theirs():
    entered, looked, seen = threading.Event(), threading.Event(), []

    def flush() -> None:
        with flushed():
            entered.set()
            looked.wait(10)
            seen.append(float((TINY * 0.5)[0]))

    thread = threading.Thread(target=flush)
    thread.start()
    assert entered.wait(10)
    assert denormals_live()
    looked.set()
    thread.join()
    assert seen == [0.0]
    assert denormals_live()


def test_rounding_is_left_alone():
    with flushed():
        assert 0.1 + 0.2 == 0.30000000000000004
        assert float(np.float64(1) / 3) == 1 / 3


def test_where_the_library_is_unknown_nothing_is_done(monkeypatch):
    monkeypatch.setattr(denormals, "_library", lambda: None)
    with flushed():
        assert denormals_live()


@pytest.mark.parametrize(("name", "value"), [("platform", "darwin"), ("machine", "aarch64")])
def test_other_machines_have_no_known_layout(monkeypatch, name, value):
    if name == "platform":
        monkeypatch.setattr(denormals.sys, "platform", value)
    else:
        monkeypatch.setattr(denormals.platform, "machine", lambda: value)
    assert denormals._library.__wrapped__() is None


def summaries(sequences) -> list[tuple]:
    return [(found.start, found.end, found.profile, round(found.bits, 3), found.columns.tolist(), found.places.tolist(),
             np.round(found.confidence, 6).tolist())
            for sequence in sequences for found in find_kinase_domains(sequence)]


def test_flushing_changes_no_result(monkeypatch):
    sequences = [load_kinome().protein(gene).sequence for gene in ("JAK2", "KIT", "CDK2", "RIOK1")]
    sequences += [mutant("BRAF", 2), random_letters(400, 4)]
    expected = summaries(sequences)
    assert len(expected) >= 6
    monkeypatch.setattr(hmms, "flushed", contextlib.nullcontext)
    assert summaries(sequences) == expected


def test_a_search_leaves_the_environment_as_it_was():
    before = environment()
    find_kinase_domains(domain_letters("ABL1"))
    assert environment() == before
    assert denormals_live()


# --------------------------------------------------------------------------------------------- threads


# In a process of its own: what two threads write into one pipeline ends it without an exception.
THREADS = """
import json, sys, threading
import numpy as np
import kinlens as kl
from kinlens.numbering import finding
from kinlens.profiles import find_kinase_domains

sequences, paths = json.load(sys.stdin)
COUNT = 8

def search(sequence):
    return [(f.start, f.end, f.profile, f.bits, f.columns.tolist(), f.places.tolist(), f.confidence.tolist())
            for f in find_kinase_domains(sequence)]

def look(path):
    return [(c.chain, c.protein.record.accession, c.protein.record.sequence, dict(d.anchors), d.method,
             d.evidence.confidence.tolist(), d.pocket.tolist(), d.reference.tolist(),
             [str(check) for check in c.register[d.index]])
            for c in kl.examine(path).chains for d in c.domains]

def everything(first):
    jobs = [(search, s) for s in sequences] + [(look, p) for p in paths]
    turn = [(first + k) % len(jobs) for k in range(len(jobs))]  # each thread begins with another
    done = {k: jobs[k][0](jobs[k][1]) for k in turn}
    return [done[k] for k in range(len(jobs))]

results, errors, start = [None] * COUNT, [], threading.Barrier(COUNT)

def run(k):
    try:
        start.wait(30)
        results[k] = everything(k)
    except BaseException as error:
        errors.append(repr(error))
        raise

threads = [threading.Thread(target=run, args=(k,)) for k in range(COUNT)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not errors, errors
finding._found.cache_clear()
finding._traces.cache_clear()
alone = everything(0)
assert [k for k in range(COUNT) if results[k] != alone] == []
print(json.dumps([[len(found) for found in alone], COUNT]))
"""


def test_eight_threads_find_what_one_finds(write):
    """The profiles are loaded, prepared and searched by all of them at once, from the first call on."""
    sequences = [mutant_domain("CDK2", 1), load_kinome().protein("JAK2").sequence[500:], domain_letters("EGFR"),
                 random_letters(200, 5), domain_letters("ABL1")[:120]]
    paths = [str(write(pdb_text(entry_of(chain_of(piece(mutant_domain(gene, 0, 0, 0), 10)))), f"{gene}.pdb"))
             for gene in ("PRKACA", "AURKA")]
    environment = os.environ | {"KINLENS_OFFLINE": "1", "PYTHONPATH": str(Path(hmms.__file__).parents[2])}
    done = subprocess.run([sys.executable, "-X", "faulthandler", "-c", THREADS], input=json.dumps([sequences, paths]),
                          capture_output=True, text=True, timeout=120, env=environment, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found, count = json.loads(done.stdout)
    assert count == 8
    assert (found[:3], found[4:]) == ([1, 2, 1], [1, 1, 1])

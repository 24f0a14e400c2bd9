"""Numbering a sequence by profile, beside HMMER's own default search with the same profiles."""

import pytest
from pyhmmer.easel import DigitalSequenceBlock, TextSequence
from pyhmmer.plan7 import Pipeline

from kinlens.numbering import number_by_profile
from kinlens.profiles.denormals import flushed
from kinlens.profiles.hmms import ALPHABET, load_profiles
from kinlens.reference import ProteinRecord, load_kinome

GENES = ("EGFR", "CDK2", "AURKA", "BRAF", "MAP2K1", "PRKACA", "CSNK2A1", "NEK2", "NPR1", "PLK1")


def domains():
    kinome = load_kinome()
    for gene in GENES:
        protein = kinome.protein(gene)
        domain = kinome.domains(protein)[0]
        yield ProteinRecord.unlisted(protein.sequence[domain.start - 1:domain.end])


@pytest.mark.benchmark(group="ten domains")
def test_kinlens(benchmark):
    records = list(domains())
    found = benchmark(lambda: [number_by_profile(record) for record in records])
    assert all(len(numbered) == 1 for numbered in found)


@pytest.mark.benchmark(group="ten domains")
@pytest.mark.parametrize("denormals", ["flushed", "as pyhmmer leaves them"])
def test_hmmer_with_ten_group_profiles(benchmark, denormals):
    profiles = load_profiles()
    groups = [k for k, name in enumerate(profiles.names) if k and ":" not in name]
    queries = [TextSequence(name=str(i), sequence=record.sequence).digitize(ALPHABET)
               for i, record in enumerate(domains())]
    ready = [profiles.prepared(k) for k in groups]

    def search():
        for hmm in ready:
            Pipeline(ALPHABET).search_hmm(hmm, DigitalSequenceBlock(ALPHABET, queries))

    def search_flushed():
        with flushed():
            search()

    benchmark(search_flushed if denormals == "flushed" else search)

"""``kinlens locate``."""

from __future__ import annotations

from kinlens.cli.reports import write_report
from kinlens.cli.writing import Format, OptionalText, OutputFile
from kinlens.errors import NeedsNoStructure, NothingAsked
from kinlens.listing import split_arguments
from kinlens.reporting import locate_all
from kinlens.structures.library import looks_like_structure


def locate(
    *variants: str,
    gene: OptionalText = "",
    numbering: OptionalText = "",
    format: Format | None = None,  # noqa: A002 - the option's name
    output: OutputFile = None,
) -> None:
    """Say what variants are and where, and what may be wrong with them, without any structure.

    Parameters
    ----------
    variants
        As people write them: T315I, p.(Thr315Ile), EGFR:E746_A750del, EML4-ALK L1196M, L718Q/V …
    gene
        Gene symbol, alias, accession or entry name of variants that name none: ABL1, HER2, P00519.
    numbering
        Numbering the variants are written in: a name such as "isoform 1b" or mature, or a number to be added such as
        +1058. UniProt canonical by default.
    format
        table, tsv, csv, json, md or parquet; by the suffix of the output, else table.
    output
        File to write.
    """
    if variants and looks_like_structure(variants[0]):
        raise NeedsNoStructure(variants[0])
    asked = split_arguments(variants)
    if not asked:
        raise NothingAsked("")
    write_report(locate_all(asked, gene=gene, numbering=numbering), format, output)

"""``kinlens number`` as its user meets it: sources, formats, files, messages, exit codes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re

import pytest

from builders.chains import UBIQUITIN
from builders.files import pdb_text
from builders.kinases import entry, ruler
from cli.test_commands import same_as_snapshot, words
from kinlens.cli import run
from kinlens.cli.number import MOST_NOTES
from kinlens.reference import load_kinome
from kinlens.tables import columns_of

# UniProt numbers: Nagar 2002, De Bondt 1993, Lucet 2006; the yeast kinase Pho85 (P17157): Huang 2007, PDB 2PK9.
ABL1 = {"β3-Lys": "K271", "αC-Glu": "E286", "gatekeeper": "T315", "HRD-Asp": "D363", "DFG-Asp": "D381"}
CDK2 = {"β3-Lys": "K33", "αC-Glu": "E51", "gatekeeper": "F80", "HRD-Asp": "D127", "DFG-Asp": "D145"}
PHO85 = {"β3-Lys": "K36", "αC-Glu": "E53", "gatekeeper": "F82", "HRD-Asp": "D133", "DFG-Asp": "D151"}


def cut(gene: str, first: int, last: int) -> str:
    return load_kinome().protein(gene).sequence[first - 1:last]


ABL = cut("ABL1", 229, 500)
WHOLE = {gene: load_kinome().protein(gene).sequence for gene in ("CDK2", "JAK2", "KRAS", "PEAK3")}
FASTA = "".join(f">{name}\n{letters}\n" for name, letters in {
    "sp|P00519|ABL1_HUMAN Tyrosine-protein kinase": ABL, "T315I": ABL[:86] + "I" + ABL[87:], "ras": WHOLE["KRAS"],
    "dna": "ACGT" * 30, "jak2": WHOLE["JAK2"], "peak3": WHOLE["PEAK3"], "ubiquitin": UBIQUITIN, "empty": "",
    "cdk2": WHOLE["CDK2"],
}.items())
LINES = ["sp|P00519|ABL1_HUMAN", "T315I", "ras", "dna", "jak2", "jak2", "peak3", "ubiquitin", "empty", "cdk2"]
STATUSES = ["numbered", "numbered", "no kinase domain", "not read", "numbered", "numbered", "numbered",
            "no kinase domain", "not read", "numbered"]


@pytest.fixture
def fasta(tmp_path):
    (tmp_path / "all.fasta").write_text(FASTA)
    return "all.fasta"


@pytest.fixture
def made(tmp_path):
    chains = [ruler("ABL1", 229, 512, offset=-19), ruler("KRAS", 1, 169, "B", shift=(0.0, 60.0, 0.0))]
    (tmp_path / "made.pdb").write_text(pdb_text(entry(*chains, id="8AAA")))
    return "made.pdb"


@pytest.fixture
def asked(capsys):
    """Give a function that runs the command and gives its JSON rows."""

    def rows(*arguments: str) -> list[dict]:
        assert run(["number", *arguments, "--format", "json"]) == 0
        return json.loads(capsys.readouterr().out)["rows"]

    return rows


def anchors(row: dict) -> dict[str, str]:
    """Anchor -> residue and position, of a domain row; by profile a confidence follows."""
    cells = (cell.split() for cell in row["anchors"].split("; "))
    return {name: residue for name, residue, *_ in cells}


def standard_input(content: str | bytes) -> io.TextIOWrapper:
    """Something to read text or bytes from, as sys.stdin is."""
    return io.TextIOWrapper(io.BytesIO(content.encode() if isinstance(content, str) else content), encoding="utf-8")


def column(rows: list[list[str]], name: str, line: int) -> str:
    """Cell of a table whose line has no blank cell before it."""
    return rows[line][rows[0].index(name)]


def shown(out: str) -> tuple[list[list[str]], list[str]]:
    """Cells of the table for people (two blanks between them), and the lines below it."""
    lines = out.splitlines()
    below = max(k for k, line in enumerate(lines) if not line.strip())  # a blank line ends the table
    rows = [re.split(r" {2,}", line.strip()) for line in lines[:below] if line.strip() and "──" not in line]
    return rows, lines[below + 1:]


# ------------------------------------------------------------------------------------------------ help


def test_help_is_the_snapshot(capsys):
    assert run(["number", "--help"]) == 0
    same_as_snapshot("number-help.txt", capsys.readouterr().out, reduce=words)


def test_it_is_listed(capsys):
    assert run(["--help"]) == 0
    assert re.search(r"^│ number +\w", capsys.readouterr().out, re.MULTILINE)


def test_nothing_asked(capsys):
    assert run(["number"]) == 2
    assert capsys.readouterr().err.startswith("kinlens: ")


def test_nothing_asked_is_said_in_words_of_this_command(capsys):
    run(["number"])
    assert capsys.readouterr().err == (
        "kinlens: nothing to number: give a FASTA file, the letters of a protein, or a structure\n")


@pytest.mark.parametrize("word", ["-x", "-seq", "-5", "---ABL1", "-MKVLAC", "-nothere.fasta"])
@pytest.mark.parametrize("at", [0, 1])
def test_a_word_with_a_hyphen_is_no_source(fasta, word, at, tmp_path, capsys):
    """Nothing is numbered and nothing is written."""
    sources = [fasta]
    sources.insert(at, word)
    assert run(["number", *sources, "-o", "out.tsv"]) == 2
    said = capsys.readouterr()
    assert said.err == f"kinlens: there is no option {word}: --help lists them; - alone reads from standard input\n"
    assert said.out == ""
    assert not (tmp_path / "out.tsv").exists()


@pytest.mark.parametrize(("words_given", "said"), [(["--"], "nothing to number"), (["--", "-x"], "no option -x")])
def test_the_end_of_options_is_no_source(words_given, said, capsys):
    assert run(["number", *words_given]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("option", [["--eahc", "residue"], ["--by-profil"], ["--quiet"]])
def test_a_misspelt_option_is_an_error(fasta, option, capsys):
    assert run(["number", fasta, *option]) == 2
    assert option[0] in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [
    ["--each", "atom"], ["--format", "docx"], ["--format", "parquet"], ["-o", "a.xyz"], ["-o", "no/such/folder/a.tsv"],
    ["--model", "first"]])
def test_usage_errors(fasta, arguments, capsys):
    assert run(["number", fasta, *arguments]) == 2
    said = capsys.readouterr()
    assert arguments[-1].partition("/a.")[0] in said.err + said.out
    assert "Traceback" not in said.err


# ----------------------------------------------------------------------------------------- for people


def test_the_table_for_people_is_the_snapshot(fasta, capsys):
    assert run(["number", fasta]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    same_as_snapshot("number-table.txt", said.out)


def test_the_table_shows_every_sequence(fasta, capsys):
    assert run(["number", fasta]) == 0
    rows, notes = shown(capsys.readouterr().out)
    heads, *body = rows
    assert [row[0] for row in body] == LINES
    assert heads[:6] == ["input", "gene", "status", "domain", "numbers", "numbered by"]
    assert {"chain", "confidence"}.isdisjoint(heads), "blank in every line"
    genes = ["ABL1", "ABL1", "KRAS", "", "JAK2", "JAK2", "PEAK3", "", "", "CDK2"]
    assert [row[1:3] if gene else ["", row[1]] for row, gene in zip(body, genes, strict=True)] == [
        list(pair) for pair in zip(genes, STATUSES, strict=True)]
    assert body[0][3:6] == ["242–495", "UniProt", "bundled table"]
    assert heads[-6:] == ["β3-Lys", "αC-Glu", "gatekeeper", "HRD-Asp", "DFG-Asp", "APE-Glu"]
    assert body[0][-6:-1] == list(ABL1.values())
    assert body[1][-4] == "I315"  # as it is in the input
    assert body[-1][-6:-1] == list(CDK2.values())
    fit = "no profile of a kinase fits: at best 0 bits on the profile kinase, a kinase needs 40"
    assert notes == [
        "dna: nothing but nucleotides: translate it first",
        "empty: no residues",
        "ras: KRAS (P01116), identity 100.0%: a small GTPase, no kinase",
        f"ubiquitin: {fit}",
        "T315I 242–495: identity 99.6%",
        "jak2 545–807: pseudokinase: HRD-Asp D→N",
        "peak3 171–397: absent: APE-Glu (the protein has no such residue); pseudokinase: HRD-Asp D→E",
    ]


def test_a_table_of_kinases_as_the_tables_have_them_has_no_notes(tmp_path, capsys):
    (tmp_path / "plain.fasta").write_text(f">abl\n{ABL}\n>cdk2\n{WHOLE['CDK2']}\n")
    assert run(["number", "plain.fasta"]) == 0
    rows, notes = shown(capsys.readouterr().out)
    assert ([row[0] for row in rows], notes) == (["input", "abl", "cdk2"], [])


def test_the_numbers_column_tells_places_from_uniprot(tmp_path, capsys):
    (tmp_path / "tagged.fasta").write_text(f">tagged\nMGSSHHHHHHSSGLVPRGSH{ABL}\n")
    for options, numbers, borders in [([], "UniProt", "242–495"),
                                      (["--by-profile"], "places in the sequence", "34–287")]:
        assert run(["number", "tagged.fasta", *options]) == 0
        rows, _ = shown(capsys.readouterr().out)
        assert (column(rows, "numbers", 1), column(rows, "domain", 1)) == (numbers, borders)
        assert ("gene" in rows[0], "confidence" in rows[0]) == (not options, bool(options))


def test_a_part_of_a_domain_is_shown_to_be_one(capsys, asked):
    part = cut("ABL1", 229, 300)
    assert run(["number", part]) == 0
    rows, _ = shown(capsys.readouterr().out)
    assert column(rows, "domain", 1) == "242–495 (59 residues of it)"
    (row,) = asked(part)
    assert [row[name] for name in ("start", "end", "first_place", "last_place", "residues", "of_residues")] == [
        242, 495, 14, 72, 59, 254]


def test_anchors_the_input_lacks_are_said_not_to_be_in_it(capsys, asked):
    rows = asked(cut("ABL1", 229, 300), "--each", "anchor")
    there = [row["anchor"] for row in rows if row["status"] == "numbered"]
    assert there == ["β3-Lys", "αC-Glu", "αC-Glu+4"]
    assert {(row["status"], row["residue"], row["place"]) for row in rows if row["anchor"] not in there} == {
        ("not in the input", "", None)}
    assert run(["number", cut("ABL1", 229, 300), "--each", "anchor"]) == 0
    (_, *body), _ = shown(capsys.readouterr().out)
    assert [row[-1] for row in body] == [row["status"] for row in rows]


def test_a_fusion_counts_its_domains(tmp_path, asked):
    (tmp_path / "fused.fasta").write_text(f">fused\n{ABL}GGSGGSGGS{WHOLE['CDK2']}\n>jak2\n{WHOLE['JAK2']}\n")
    for each in ("domain", "residue", "anchor"):
        rows = asked("fused.fasta", "--each", each)
        assert list(dict.fromkeys((row["input"], row["gene"], row["domain"]) for row in rows)) == [
            ("fused", "ABL1", 1), ("fused", "CDK2", 2), ("jak2", "JAK2", 1), ("jak2", "JAK2", 2)]


def test_notes_are_a_line_an_input_and_the_urgent_ones_first(tmp_path, capsys):
    """What is not read, what is doubtful, what is no kinase, then the rest; in each in the order of the inputs."""
    mutant, doubtful = ABL[:86] + "I" + ABL[87:], doubtful_kinase()
    (tmp_path / "mixed.fasta").write_text(
        f">mutant\n{mutant}\n>ras\n{WHOLE['KRAS']}\n>doubtful\n{doubtful}\n>dead\n{ABL[:134]}N{ABL[135:]}\n"
        f">plain\n{ABL}\n>stop\nMK*VL\n>ubiquitin\n{UBIQUITIN}\n>empty\n\n")
    assert run(["number", "mixed.fasta"]) == 0
    _, notes = shown(capsys.readouterr().out)
    assert [re.match(r"\w+", note)[0] for note in notes] == [
        "stop", "empty", "doubtful", "ras", "ubiquitin", "mutant", "dead"]
    assert "uncertain: " in notes[2]
    assert re.search(r"\(confidence 0\.[0-6]\d\)", notes[2])
    assert notes[-1] == "dead 242–495: identity 99.6%; pseudokinase: HRD-Asp D→N"


def doubtful_kinase() -> str:
    """AURKA's domain with three of five residues replaced, but for the motifs."""
    from test_numbered import unknown

    return unknown("AURKA", seed=3, share=0.6)[0]


def test_many_sequences_have_few_notes(tmp_path, capsys):
    mutant = ABL[:86] + "I" + ABL[87:]
    (tmp_path / "many.fasta").write_text("".join(f">s{k}\n{mutant}\n" for k in range(200)))
    assert run(["number", "many.fasta"]) == 0
    rows, notes = shown(capsys.readouterr().out)
    assert [row[0] for row in rows[1:]] == [f"s{k}" for k in range(200)]
    assert len(notes) == MOST_NOTES + 1
    assert notes[:-1] == [f"s{k} 242–495: identity 99.6%" for k in range(MOST_NOTES)]
    assert notes[-1] == f"and {200 - MOST_NOTES} more notes; --format tsv or json has all"
    assert run(["number", "many.fasta", "--format", "tsv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert (len(lines), sum("identity 99.6%" in line for line in lines)) == (201, 200)


def test_what_went_wrong_is_among_the_notes_of_many(tmp_path, capsys):
    mutant = ABL[:86] + "I" + ABL[87:]
    records = [f">s{k}\n{mutant}\n" for k in range(100)] + [">broken\nMK*VL\n"]
    (tmp_path / "many.fasta").write_text("".join(records))
    assert run(["number", "many.fasta"]) == 0
    _, notes = shown(capsys.readouterr().out)
    assert notes[0] == "broken: a stop (*) inside, after residue 2: give the protein that is made"
    assert (notes[1], len(notes)) == ("s0 242–495: identity 99.6%", MOST_NOTES + 1)


def test_a_row_a_residue(tmp_path, capsys, asked):
    (tmp_path / "two.fasta").write_text(f">T315I\n{ABL[:86]}I{ABL[87:]}\n>ras\n{WHOLE['KRAS']}\n")
    assert run(["number", "two.fasta", "--each", "residue"]) == 0
    (heads, *body), _ = shown(capsys.readouterr().out)
    assert heads[:5] == ["input", "domain", "place", "position", "residue"]
    assert "author" not in heads
    rows = asked("two.fasta", "--each", "residue")
    assert [row[:5] for row in body] == [
        [row["input"], str(row["domain"]), str(row["place"]), str(row["position"]), row["residue"]] for row in rows]
    by_position = {row["position"]: row for row in rows}
    assert list(by_position) == list(range(242, 496))
    assert (by_position[315]["residue"], by_position[315]["klifs"], by_position[315]["place"]) == ("I", 45, 87)


def test_a_row_an_anchor(fasta, asked):
    rows = asked(fasta, "--each", "anchor")
    given = {(row["input"], row["domain"], row["anchor"]): f"{row['residue']}{row['position']}" for row in rows}
    for name, expected in ABL1.items():
        assert given["sp|P00519|ABL1_HUMAN", 1, name] == expected
    assert given["jak2", 2, "HRD-Asp"] == "D976"
    assert given["T315I", 1, "gatekeeper"] == "I315"
    (absent,) = [row for row in rows if (row["input"], row["anchor"]) == ("peak3", "APE-Glu")]
    assert (absent["status"], absent["position"]) == ("absent", None)
    assert absent["reason"] == "the protein has no such residue"


def test_by_profile(fasta, asked, capsys):
    rows = asked(fasta, "--by-profile")
    assert [row["status"] for row in rows] == STATUSES
    assert anchors(rows[-1]) | CDK2 == anchors(rows[-1])
    assert rows[-1]["numbered_by"].startswith("profile CMGC")
    places = {name: f"{residue[0]}{int(residue[1:]) - 228}" for name, residue in ABL1.items()}
    assert anchors(rows[0]) | places == anchors(rows[0])
    (peak3,) = [row for row in rows if row["input"] == "peak3"]
    assert peak3["withheld"].startswith("APE-Glu: ")
    assert run(["number", fasta, "--by-profile"]) == 0
    _, notes = shown(capsys.readouterr().out)
    (note,) = [note for note in notes if note.startswith("peak3 ")]
    assert "; withheld: APE-Glu (no residue could be placed in its column); pseudokinase: HRD-Asp D→E" in note


# ---------------------------------------------------------------------------------------------- formats


@pytest.mark.parametrize("each", ["domain", "residue"])
@pytest.mark.parametrize("suffix", ["tsv", "csv", "json", "md", "parquet"])
def test_the_suffix_of_the_output_names_the_format(fasta, suffix, each, tmp_path, capsys):
    assert run(["number", fasta, "--each", each, "-o", f"out.{suffix}"]) == 0
    assert capsys.readouterr().out == ""
    path, columns = tmp_path / f"out.{suffix}", columns_of("domain" if each == "domain" else "place")
    names = [column.name for column in columns]
    if suffix == "parquet":
        import pyarrow.parquet as pq

        table = pq.ParquetFile(path).read()
        assert table.column_names == names
        assert table.schema.field("klifs" if each == "residue" else "start").type == "int64"
        rows = table.to_pylist()
    elif suffix == "json":
        rows = json.loads(path.read_text())["rows"]
        assert list(rows[0]) == names
    elif suffix == "md":
        lines = path.read_text().splitlines()
        assert lines[0].startswith("| input |")
        table = [line for line in lines if line.startswith("|")]
        assert {line.replace("\\|", "").count("|") for line in table} == {lines[0].count("|")}
        assert len(table) - 2 == len(LINES) if each == "domain" else len(table) > 1000
        return
    else:
        text = path.read_text()
        rows = list(csv.DictReader(io.StringIO(text), delimiter="\t" if suffix == "tsv" else ","))
        assert list(rows[0]) == names
    if each == "domain":
        assert [(row["input"], row["status"]) for row in rows] == list(zip(LINES, STATUSES, strict=True))
        assert anchors(rows[0]) | ABL1 == anchors(rows[0])
    else:
        assert {str(row["klifs"]) for row in rows if str(row["position"]) == "315"} >= {"45"}


@pytest.mark.parametrize("form", ["tsv", "csv", "json", "md"])
def test_what_is_printed_is_what_is_written(fasta, form, tmp_path, capsys):
    assert run(["number", fasta, "--format", form]) == 0
    printed = capsys.readouterr().out
    assert run(["number", fasta, "-o", f"out.{form}"]) == 0
    assert (tmp_path / f"out.{form}").read_text() == printed


def test_json_is_strict_and_says_what_it_was_made_from(fasta, made, capsys):
    def refuse(word):
        raise AssertionError(word)

    assert run(["number", fasta, made, "--format", "json"]) == 0
    page = json.loads(capsys.readouterr().out, parse_constant=refuse)
    assert page["schema"] == 1
    assert page["provenance"]["kinlens"]
    assert [s["id"].lower() for s in page["provenance"]["structures"]] == ["8aaa"]
    assert page["rows"][2]["start"] is None


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+cmd|'/c'!A1", "-2+3"])
@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_a_formula_for_a_name_stays_text(name, form, tmp_path, capsys):
    (tmp_path / "evil.fasta").write_text(f">{name}\n{ABL}\n>{name}\nMK*VL\n")
    for each in ("domain", "anchor"):
        assert run(["number", "evil.fasta", "--each", each, "--format", form]) == 0
        rows = list(csv.reader(io.StringIO(capsys.readouterr().out), delimiter="," if form == "csv" else "\t"))
        assert {row[0] for row in rows[1:]} == {"'" + name}
        assert {len(row) for row in rows} == {len(rows[0])}


def test_a_formula_for_a_source_stays_text(fasta, capsys):
    assert run(["number", "=1+1", fasta, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert (rows[0]["input"], rows[0]["status"]) == ("'=1+1", "not read")


def test_markdown_escapes_names(tmp_path, capsys):
    (tmp_path / "odd.fasta").write_text(f">a|b<script>\n{ABL}\n")
    assert run(["number", "odd.fasta", "--format", "md"]) == 0
    out = capsys.readouterr().out
    assert "a\\|b&lt;script>" in out.splitlines()[2]
    assert out.splitlines()[2].replace("\\|", "").count("|") == out.splitlines()[0].count("|")


def test_markdown_escapes_names_in_its_notes(tmp_path, capsys):
    (tmp_path / "odd.fasta").write_text(f">a|b<script>\n{ABL}\n")
    assert run(["number", "odd.fasta", "--format", "md"]) == 0
    assert "<script" not in capsys.readouterr().out


@pytest.mark.parametrize("name", ["[bold]x[/bold]", "[/]", "[link=file:///etc]y", "a\x1b[31mb", ":smile:"])
def test_markup_in_a_name_is_not_obeyed(name, tmp_path, capsys):
    (tmp_path / "odd.fasta").write_text(f">{name}\n{ABL}\n")
    assert run(["number", "odd.fasta"]) == 0
    out = capsys.readouterr().out
    assert name.replace("\x1b", "\ufffd") in out
    assert "\x1b" not in out


# ---------------------------------------------------------------------------------------------- sources


def test_letters_on_the_command_line(asked):
    for letters in (ABL, ABL.lower(), ABL + "*", f"MGSSHHHHHHSSGLVPRGSH{ABL}"):
        (row,) = asked(letters)
        assert (row["gene"], row["start"], row["end"]) == ("ABL1", 242, 495)
        assert anchors(row) | ABL1 == anchors(row)


def test_an_anchor_the_input_lacks_is_a_blank_cell(capsys):
    """ABL1 229–300 has β3-Lys and αC-Glu and nothing behind them."""
    assert run(["number", cut("ABL1", 229, 300)]) == 0
    (_, row), _ = shown(capsys.readouterr().out)
    assert row[-2:] == ["K271", "E286"]


def test_two_sequences_on_the_command_line_have_two_names(asked):
    assert len({row["input"] for row in asked(ABL, WHOLE["CDK2"])}) == 2


@pytest.mark.parametrize("text", [
    FASTA, FASTA.replace("\n", "\r\n"), "\n\n" + FASTA, ABL, ABL + "\n", WHOLE["JAK2"] * 5,
], ids=["fasta", "crlf", "blank-lines", "letters", "letters-and-newline", "long-letters"])
def test_standard_input(text, monkeypatch, asked):
    monkeypatch.setattr("sys.stdin", standard_input(text))
    rows = asked("-")
    if ">" in text:
        assert [(row["input"], row["status"]) for row in rows] == list(zip(LINES, STATUSES, strict=True))
    else:
        assert {row["input"] for row in rows} == {"standard input"}
        assert {row["gene"] for row in rows} == {"ABL1" if text.startswith(ABL) else "JAK2"}


@pytest.mark.parametrize(("content", "said"), [
    ("", "begin with >"), ("\n", "begin with >"), ("hello\n", "begin with >"), ("2pk\n", "begin with >"),
    ("; a comment\n", "begin with >"), (bytes(range(256)), "it is no text"),
    (gzip.compress(FASTA.encode(), mtime=0)[:60], "its compression is damaged"),
])
def test_standard_input_without_sequences(content, said, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", standard_input(content))
    assert run(["number", "-"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("kinlens: no sequences in standard input: ")
    assert said in error
    assert len(error.splitlines()) == 1


@pytest.mark.parametrize("content", [
    gzip.compress(FASTA.encode(), mtime=0), FASTA.encode("utf-8-sig"),
    FASTA.replace(">jak2\n", ">jak2 Müller\n").encode("latin-1"),
    "; of old\n# of now\n" + FASTA.replace("\n>", "\n;\n>"),
], ids=["gzip", "bom", "latin-1", "comments"])
def test_standard_input_is_read_as_a_file_is(content, monkeypatch, asked):
    monkeypatch.setattr("sys.stdin", standard_input(content))
    assert [(row["input"], row["status"]) for row in asked("-")] == list(zip(LINES, STATUSES, strict=True))


def test_a_structure_on_standard_input_is_refused_in_a_line(made, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", standard_input((tmp_path / made).read_bytes()))
    assert run(["number", "-"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("kinlens: no sequences in standard input: it does not begin with >")
    assert len(said.splitlines()) == 1


def test_standard_input_with_a_byte_order_mark(monkeypatch, asked):
    monkeypatch.setattr("sys.stdin", standard_input("\ufeff" + FASTA))
    assert [row["input"] for row in asked("-")] == LINES


def test_several_sources_of_all_kinds(fasta, made, tmp_path, asked):
    (tmp_path / "cdk2.faa.gz").write_bytes(gzip.compress(f">cdk2\n{WHOLE['CDK2']}\n".encode(), mtime=0))
    rows = asked("cdk2.faa.gz", made, fasta, ABL)
    assert [row["input"] for row in rows] == ["cdk2", "8aaa", "8aaa", *LINES, "sequence 4"]  # the fourth source
    assert rows[-1]["gene"] == "ABL1"
    assert [row["chain"] for row in rows[:4]] == ["", "A", "B", ""]


@pytest.mark.parametrize("bad", [
    "nothere.fasta", "nothere.pdb", "page.pdb", "page.fasta", "empty.fasta", "folder", "9zzz", "hello", "binary.fa"])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_bad_source_does_not_stop_the_others(bad, at, fasta, made, tmp_path, asked, capsys):
    for name in ("page.pdb", "page.fasta"):
        (tmp_path / name).write_text("<!DOCTYPE html><html>not here</html>")
    (tmp_path / "empty.fasta").write_text("")
    (tmp_path / "binary.fa").write_bytes(bytes(range(256)))
    (tmp_path / "folder").mkdir()
    sources = [fasta, made]
    rows = asked(*sources[:at], bad, *sources[at:])
    (row,) = [row for row in rows if row["input"] == bad]
    assert row["status"] == "not read"
    assert row["reason"]
    expected = [[(name, "") for name in LINES], [("8aaa", "A"), ("8aaa", "B")]]
    expected.insert(at, [(bad, "")])
    assert [(row["input"], row["chain"]) for row in rows] == [line for lines in expected for line in lines]
    assert run(["number", bad]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("kinlens: ")
    assert bad in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("bad", ["long", "damaged"])
def test_no_bad_source_stops_the_others(bad, fasta, tmp_path, capsys):
    packed = bytearray(gzip.compress(FASTA.encode(), mtime=0))
    packed[40:60] = bytes(byte ^ 0xFF for byte in packed[40:60])
    (tmp_path / "damaged.fasta.gz").write_bytes(packed)
    source = {"long": ABL[:100] + "%" + ABL[100:], "damaged": "damaged.fasta.gz"}[bad]
    assert run(["number", source, fasta, "--format", "tsv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + 1 + len(LINES)


def test_all_sources_bad(capsys):
    """The rows say it of each, the exit code of all."""
    assert run(["number", "nothere.fasta", "hello"]) == 1
    said = capsys.readouterr()
    assert said.err == "kinlens: none of the 2 inputs could be read\n"
    (_, *rows), notes = shown(said.out)
    assert [row[1] for row in rows] == ["not read", "not read"]
    assert [note.split(":")[0] for note in notes] == ["nothere.fasta", "hello"]


def test_an_existing_output_survives_a_failed_run(tmp_path):
    (tmp_path / "out.tsv").write_text("precious")
    assert run(["number", "nothere.fasta", "-o", "out.tsv"]) == 1
    assert (tmp_path / "out.tsv").read_text() == "precious"


def test_nothing_is_written_that_was_not_asked_for(fasta, tmp_path):
    before = set(os.listdir(tmp_path))
    assert run(["number", fasta]) == 0
    assert set(os.listdir(tmp_path)) == before


# ------------------------------------------------------------------------------------------- structures


def test_a_structure(made, capsys, asked):
    rows = asked(made)
    assert [(row["chain"], row["gene"], row["status"]) for row in rows] == [
        ("A", "ABL1", "numbered"), ("B", "KRAS", "no kinase domain")]
    residues = asked(made, "--each", "residue", "--chain", "A")
    assert {int(row["author"]) - row["position"] for row in residues} == {19}
    assert run(["number", made, "--each", "anchor"]) == 0
    (heads, *_), _ = shown(capsys.readouterr().out)
    assert heads[:5] == ["input", "chain", "domain", "position", "author"]


def test_one_chain(made, asked, capsys):
    assert [row["gene"] for row in asked(made, "--chain", "B")] == ["KRAS"]
    assert run(["number", made, "--chain", "Z"]) == 1
    assert "no chain 'Z'; it has A, B" in capsys.readouterr().err


def test_a_chain_of_a_sequence(fasta, made, capsys, asked):
    for source in (fasta, ABL):
        assert run(["number", source, "--chain", "A"]) == 2
        assert capsys.readouterr().err == (
            "kinlens: chain A can be asked of a structure only: sequences have no chains\n")
    rows = asked(made, fasta, "--chain", "A")
    assert [(row["input"], row["status"]) for row in rows] == [("8aaa", "numbered"), ("all.fasta", "not read")]
    assert rows[1]["reason"] == "chain A can be asked of a structure only: sequences have no chains"


def test_a_file_of_comments_and_of_an_older_encoding(tmp_path, asked):
    (tmp_path / "old.fasta").write_bytes(f";José\n>José M\n#{ABL}\n{ABL}\n".encode("latin-1"))
    assert [(row["input"], row["gene"], row["start"]) for row in asked("old.fasta")] == [("José", "ABL1", 242)]


def test_what_is_not_resolved_in_a_structure_is_there(tmp_path, asked):
    built = entry(ruler("ABL1", 229, 512, unresolved=range(270, 280)), id="8AAB")
    (tmp_path / "gap.pdb").write_text(pdb_text(built))
    (row,) = asked("gap.pdb")
    assert (row["residues"], row["of_residues"], row["first_place"], row["numbers"]) == (254, 254, None, "UniProt")
    assert "β3-Lys K271" in row["anchors"]
    by_anchor = {row["anchor"]: row for row in asked("gap.pdb", "--each", "anchor")}
    lysine, glutamate = by_anchor["β3-Lys"], by_anchor["αC-Glu"]
    assert (lysine["status"], lysine["residue"], lysine["author"]) == ("not resolved", "K", "")
    assert (glutamate["status"], glutamate["residue"], glutamate["author"]) == ("numbered", "E", "286")


def test_a_model(made, capsys, asked):
    assert len(asked(made, "--model", "1")) == 2
    assert run(["number", made, "--model", "7"]) == 1
    assert "no model 7" in capsys.readouterr().err


def test_an_entry_that_is_not_there(capsys):
    assert run(["number", "9zzz"]) == 1
    assert "KINLENS_STRUCTURES" in capsys.readouterr().err


@pytest.mark.needs_structures
def test_a_yeast_kinase(structures_folder, monkeypatch, asked, capsys):
    monkeypatch.setenv("KINLENS_STRUCTURES", str(structures_folder))
    rows = asked("2pk9")
    assert [(row["chain"], row["status"]) for row in rows] == [
        ("A", "numbered"), ("B", "no kinase domain"), ("C", "numbered"), ("D", "no kinase domain")]
    for row in (rows[0], rows[2]):
        assert anchors(row) | PHO85 == anchors(row)
        assert row["coordinates"].startswith("confirmed β3-Lys")
        assert row["confidence"] > 0.9
    assert run(["number", "2pk9", "--chain", "A"]) == 0
    (_, row), notes = shown(capsys.readouterr().out)
    assert row[-6:-1] == list(PHO85.values())
    (note,) = notes
    assert note.startswith("2pk9 chain A 7–297: PHO85 (P17157) by its header, closest in the tables: CDK2 (72%); ")
    assert "; coordinates: confirmed β3-Lys" in note
    assert {row["numbers"] for row in (rows[0], rows[2])} == {"author numbers"}
    assert [row["domain"] for row in rows] == [1, None, 1, None]

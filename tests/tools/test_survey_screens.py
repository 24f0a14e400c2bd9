"""The survey reads every file as it is written, misses none, and its page says what the code does."""

import gzip
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from xml.sax.saxutils import escape

import pytest

for _needed in ("python_calamine", "rdata", "yaml"):
    pytest.importorskip(_needed, reason="the survey's readers are in the dependency group dev")

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tools(tools_on_path):
    """Give the survey's modules."""
    from screen_survey import counting, plan, readers, reporting

    return SimpleNamespace(counting=counting, plan=plan, readers=readers, reporting=reporting)


@pytest.fixture
def read(tools, write, tmp_path):
    """Give a function that writes a file and a plan for it, and reads the strings."""

    def strings(content, plan: str, name: str = "screen.txt"):
        if callable(content):
            content(tmp_path / name)
        else:
            write(content, name)
        planned = write(f'[[file]]\npath = "{name}"\n{plan}', "plan.toml")
        return tools.readers.read(tmp_path, tools.plan.load(planned)[name])

    return strings


CSV = 'format = "csv"\ntake = ["mutant"]'


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_any_line_end_with_or_without_bom(read, line_end, mark):
    found = read(mark + line_end.join(["mutant,score", "T315I,1", "M244V,2", ""]), CSV)

    assert found.rows == 2
    assert found.counts == {"T315I": 1, "M244V": 1}


def test_gzipped(read):
    assert read(gzip.compress(b"mutant\nT315I\n"), CSV, "screen.csv.gz").counts == {"T315I": 1}


def test_a_quoted_line_break_does_not_end_the_row(read):
    found = read('note\tmutant\n"two\nlines"\tT315I\n', 'format = "tsv"\ntake = ["mutant"]')

    assert (found.rows, dict(found.counts)) == (1, {"T315I": 1})


def test_nothing_is_stripped_and_no_literal_is_missing(read):
    found = read("mutant,score\nE281K ,1\nNA,2\nnan,3\n-,4\nN/A,5\n", CSV)

    assert found.counts == dict.fromkeys(["E281K ", "NA", "nan", "-", "N/A"], 1)


def test_blank_cells_are_counted_apart(read):
    found = read("score,mutant\n1,\n2,  \n3\n4,T315I\n4,T315I\n", CSV)

    assert (found.rows, found.blank, dict(found.counts)) == (5, 3, {"T315I": 2})


def test_without_header(read):
    found = read("T315I,x\nWT,y\n", 'format = "csv"\nheader = 0\ntake = ["column 1"]')

    assert found.counts == {"T315I": 1, "WT": 1}


def test_a_duplicated_name_disturbs_only_who_asks_for_it(read, tools):
    text = "mutant,score,score\nT2L,1,2\n"

    assert read(text, CSV).counts == {"T2L": 1}
    with pytest.raises(tools.plan.PlanError, match="'score' is there 2 times"):
        read(text, 'format = "csv"\ntake = ["score"]')


@pytest.mark.parametrize("take", ['"Mutant"', '"{ref}{mutant}"', '{ column = "mutant", write = "{ref}{item}" }'])
def test_a_column_that_is_not_there(read, tools, take):
    with pytest.raises(tools.plan.PlanError, match="is there 0 times; the columns are mutant, score"):
        read("mutant,score\nT315I,1\n", f'format = "csv"\ntake = [{take}]')


def test_a_row_longer_than_the_header(read, tools):
    with pytest.raises(tools.plan.PlanError, match="row 2 has 3 cells, the header 2"):
        read("mutant,score\nT315I,1,2\n", CSV)


def test_composed_of_columns(read):
    found = read("ref,pos,alt\nT,315,I\nY,253,O\nT,315,\n", 'format = "csv"\ntake = ["{ref}{pos}{alt}"]')

    assert (dict(found.counts), found.blank) == ({"T315I": 1, "Y253O": 1}, 1)


def test_asparagine_to_alanine_is_not_missing(read):
    take = "{ column = 'change', cases = [{ match = '(?P<wild>.)/(?P<mutant>.)', write = '{wild}{pos}{mutant}' }] }"

    assert read("pos,change\n336,N/A\n", f'format = "csv"\ntake = [{take}]').counts == {"N336A": 1}


def test_counts_in_split_cells_are_dropped(read):
    take = "{ column = 'Residues', split = '|', drop = ':\\d+$' }"

    assert read("Residues\nA34:1|M35:12|A34:2\n", f'format = "tsv"\ntake = [{take}]').counts == {"A34": 2, "M35": 1}


CASES = """format = "tsv"
[[file.take]]
column = "mutants"
split = "|"
drop = ':\\d+$'
cases = [
  { match = '[A-Z*]', write = "{residue}{item}" },
  { match = 'sp', write = "{residue}_{item}" },
  { match = '[A-Z]\\d.*', write = "{item}" },
]
"""


def test_items_are_written_by_the_first_case_that_fits(read):
    found = read("residue\tmutants\nQ61\tP:2|*:1\nX1010\tsp:20\n27-42\tE746_A750del:3\nA1\t\n", CASES)

    assert dict(found.counts) == dict.fromkeys(["Q61P", "Q61*", "X1010_sp", "E746_A750del"], 1)
    assert found.blank == 1


def test_an_item_that_fits_no_case_is_not_left_out_silently(read, tools):
    with pytest.raises(tools.plan.PlanError, match="'fs' fits no case"):
        read("residue\tmutants\nQ61\tfs:2\n", CASES)


def workbook(**sheets):
    """Give a function that writes a workbook of nothing but inline texts and numbers."""

    def cell(value):
        if value is None:
            return "<c/>"
        if isinstance(value, str):
            return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        return f"<c><v>{value}</v></c>"

    def to(path):
        main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        relations = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
        numbered = list(enumerate(sheets, 1))
        with zipfile.ZipFile(path, "w") as book:
            book.writestr(
                "[Content_Types].xml",
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                '<Default Extension="xml" ContentType="application/xml"/></Types>',
            )
            book.writestr(
                "_rels/.rels",
                f'<Relationships {relations}><Relationship Id="r" Type="{office}/officeDocument"'
                ' Target="xl/workbook.xml"/></Relationships>',
            )
            listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in numbered)
            root = f'<workbook {main} xmlns:r="{office}">'
            book.writestr("xl/workbook.xml", f"{root}<sheets>{listed}</sheets></workbook>")
            targets = "".join(
                f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/s{n}.xml"/>' for n, _ in numbered
            )
            book.writestr("xl/_rels/workbook.xml.rels", f"<Relationships {relations}>{targets}</Relationships>")
            for n, name in numbered:
                rows = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in sheets[name])
                book.writestr(f"xl/worksheets/s{n}.xml", f"<worksheet {main}><sheetData>{rows}</sheetData></worksheet>")

    return to


def test_a_workbook_without_header(read):
    found = read(
        workbook(Sheet1=[["D276G", "OncoKB"], ["E281K ", None], [546, "residue"]]),
        'format = "xlsx"\nsheet = [{ name = "Sheet1", header = 0, take = ["column 1"] }]',
        "a.xlsx",
    )

    assert found.counts == {"D276G": 1, "E281K ": 1, "546": 1}


def test_a_workbook_with_its_header_further_down_and_fillers(read):
    found = read(
        workbook(Sheet1=[[None, None], [None, "Sum "], ["M244V", 17], ["------", "xxx"], [None, "a note"]]),
        'format = "xlsx"\nsheet = [{ name = "Sheet1", header = 2, take = ["column 1"] }]',
        "a.xlsx",
    )

    assert (found.rows, dict(found.counts), found.blank) == (3, {"M244V": 1, "------": 1}, 1)


@pytest.mark.parametrize("planned", ['["A"]', '["A", "B", "C"]'])
def test_every_sheet_is_planned(read, tools, planned):
    with pytest.raises(tools.plan.PlanError, match=r"sheets [BC]: either not planned or not there"):
        read(
            workbook(A=[["mutant"]], B=[["mutant"]]),
            f'format = "xlsx"\nsheet = [{{ names = {planned}, take = ["mutant"] }}]',
            "a.xlsx",
        )


def test_a_grid_with_positions_and_wild_type_above(read):
    plan = """format = "xlsx"
[[file.sheet]]
name = "counts"
[file.sheet.grid]
above = { position = 1, wild = 2 }
left = { mutant = 1 }
first_row = 3
last_row = 5
first_column = 3
fill_down = true
write = "{wild}{position}{mutant}"
"""
    rows = [[None, None, 2, 3], [None, None, "T", "E"], ["A", "GCC", 1, 2], [None, "GCG", 3, 4], ["*", "TAG", 5, 6]]
    found = read(workbook(counts=[*rows, ["a note", None, 1, 1]]), plan, "a.xlsx")

    assert found.counts == {"T2A": 2, "E3A": 2, "T2*": 1, "E3*": 1}


def test_mutation_lists_behind_tags_of_their_own(read):
    systems = "one:\n  fix:\n    mutations: !Combinatorial [M244V, T315I]\ntwo:\n- mutations: T315I\n"
    found = read(systems, 'format = "yaml"', "a.yaml")

    assert (found.rows, dict(found.counts)) == (2, {"M244V": 1, "T315I": 2})


def allele(start, end, sequence):
    interval = {"start": {"value": start}, "end": {"value": end}}
    return {"location": {"interval": interval}, "state": {"sequence": sequence}}


def test_mavedb_alleles_count_from_one(read):
    scores = [
        {"pre_mapped": allele(14, 15, "H"), "post_mapped": allele(283, 284, "H")},
        {"pre_mapped": allele(0, 2, "*"), "post_mapped": allele(5, 6, "AC")},
    ]
    found = read(json.dumps({"mapped_scores": scores}), 'format = "mavedb"', "a.json")

    assert set(found.counts) == {"15H", "284H", "1_2delins*", "6_6delinsAC"}


def test_columns_of_an_r_matrix_are_residues(read):
    symbol = "1026\n1\n262153\n{}\n{}\n"  # a node of a pairlist and its tag
    lines = ["RDA2\nA\n2\n262657\n131840\n", symbol.format(1, "m"), "525\n4\n0\n1\n0\n0\n"]  # four integers
    lines += [symbol.format(3, "dim"), "13\n2\n2\n2\n", symbol.format(8, "dimnames"), "19\n2\n254\n16\n2\n"]
    lines += ["262153\n2\nV1\n", "262153\n3\nV12\n", "254\n254\n"]
    found = read("".join(lines), 'format = "rda"', "a.rda")

    assert (found.rows, dict(found.counts)) == (2, {"1": 1, "12": 1})


def test_the_plan_and_the_folder_agree(tools, write, tmp_path):
    folder = tmp_path / "screens"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "a.csv").touch()
    plan = tools.plan.load(write('[[file]]\npath = "inner/a.csv"\nnone = "empty"\n', "plan.toml"))

    tools.plan.check_against(folder, plan)
    (folder / "b.csv").touch()
    with pytest.raises(tools.plan.PlanError, match=r"^not in the plan: b\.csv$"):
        tools.plan.check_against(folder, plan)
    (folder / "b.csv").unlink()
    (folder / "inner" / "a.csv").unlink()
    with pytest.raises(tools.plan.PlanError, match=r"^in the plan, but not there: inner/a\.csv$"):
        tools.plan.check_against(folder, plan)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('path = "a"\nformat = "pdf"', "format is 'pdf'"),
        ('path = "a"\nnone = "empty"\ntake = ["x"]', "both none and take"),
        ('path = "a"\nformat = "csv"\ntakes = ["x"]', "unknown settings takes"),
        ('paths = ["a", "a"]\nnone = "empty"', "a is in the plan twice"),
        ('none = "empty"', "an entry without path"),
        ('path = "a"\nformat = "csv"\ntake = []', "nothing is taken"),
    ],
)
def test_a_faulty_plan_says_what_is_wrong(tools, write, text, why):
    with pytest.raises(tools.plan.PlanError, match=why):
        tools.plan.load(write(f"[[file]]\n{text}\n", "plan.toml"))


@pytest.fixture
def small(tools, write, tmp_path):
    """Give a survey of two made-up files, one of which cannot be read."""
    folder = tmp_path / "screens"
    folder.mkdir()
    (folder / "a.csv").write_text("mutant\nT315I\nT315I\nWT\n")
    (folder / "b.csv").write_text("score\n1\n")
    plan = '[[file]]\npaths = ["a.csv", "b.csv"]\nformat = "csv"\ntake = ["mutant"]\n'
    return tools.counting.survey(folder, tools.plan.load(write(plan, "plan.toml")))


def test_one_bad_file_does_not_end_the_survey(small):
    assert list(small.files) == ["a.csv"]
    assert small.failures.keys() == {"b.csv"}
    assert "column 'mutant' is there 0 times" in small.failures["b.csv"]


def test_strings_are_counted_once(small, tools):
    assert small.classes("variant") == {"substitution": 1}
    assert small.classes("not a variant").total() == 1
    assert small.examples("variant", "substitution") == ["T315I"]
    assert "| a.csv | 3 | 2 | 1 | 1 | 0 | 0 |" in tools.reporting.page(small)


@pytest.mark.parametrize(("text", "shown"), [("a|b", r"`a\|b`"), ("a\nb", r"`a\nb`"), ("E281K ", "`E281K `")])
def test_strings_survive_in_a_table(tools, text, shown):
    assert tools.reporting.code(text) == shown


def test_the_script_refuses_a_folder_that_is_not_the_planned_one(tmp_path):
    (tmp_path / "new.csv").touch()
    run = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "survey_screens.py"), "--screens", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stderr) == (1, "not in the plan: new.csv\n")


@pytest.fixture(scope="module")
def surveyed(tools, screens_folder):
    plan = tools.plan.load()
    tools.plan.check_against(screens_folder, plan)
    return tools.counting.survey(screens_folder, plan)


@pytest.mark.needs_screens
def test_the_plan_covers_the_folder_and_every_file_can_be_read(surveyed):
    assert surveyed.failures == {}
    assert [path for path, found in surveyed.files.items() if not found.counts] == []


@pytest.mark.needs_screens
def test_every_string_has_a_class(surveyed, tools):
    unclear = [
        text
        for text, reading in surveyed.readings.items()
        if reading.nature not in tools.counting.NATURES
        or not tools.counting.class_of(reading)
        or (reading.nature == "variant") != bool(reading.variants)
    ]

    assert unclear == []


@pytest.mark.needs_screens
def test_the_page_is_in_step(surveyed, tools):
    page = (ROOT / "docs" / "screens_survey.md").read_text(encoding="utf-8")

    assert page == tools.reporting.page(surveyed), "run tools/survey_screens.py --write docs/screens_survey.md"

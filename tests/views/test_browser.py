"""Pages and notebooks in a real browser whose network is cut."""

from __future__ import annotations

import base64
import csv
import io
from pathlib import Path

import numpy as np
import pytest

from builders.files import pdb_text
from builders.kinases import entry
from builders.lobes import lobes, nucleotide
from kinlens.scene import compose
from kinlens.views.notebook import view
from kinlens.views.page import write_page
from views.browsing import Visit, chromium, colours, copy_of_3dmol

pytestmark = pytest.mark.needs_browser
NOT_BLANK = 1000  # colours; a white canvas has one, flat colours without light a dozen
HOSTILE = ['<script>window.hacked=1</script>', '"><img src=x onerror="window.hacked=1">', "=HYPERLINK(\"http://x\")",
           "</script><script>window.hacked=1</script>", "{{7*7}}", "javascript:alert(1)", "<!--", "O'Brien & sons"]


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def kinase(tmp_path_factory) -> Path:
    """ABL1 with its Cα where those of most kinases are, and ATP."""
    path = tmp_path_factory.mktemp("browser") / "1aaa.pdb"
    path.write_text(pdb_text(entry(lobes("ABL1", 229, 500), others=[nucleotide("ATP")], id="1AAA")))
    return path


@pytest.fixture(scope="module")
def page(kinase, tmp_path_factory) -> Path:
    copy_of_3dmol()
    scene = compose(kinase, "T315I E255K F317L M351T A380T D381N A315V", gene="ABL1")
    return write_page(scene, tmp_path_factory.mktemp("pages") / "abl.html", inline=True).paths[0]


@pytest.fixture
def visit(browser, page):
    open_page = Visit(browser, page)
    yield open_page
    open_page.close()


def rows(visit: Visit, column: int = 0) -> list[str]:
    """First cells of the rows that are seen, in their order."""
    return visit.value(f"Array.from(document.querySelectorAll('#rows tbody tr')).filter(r => !r.hidden)"
                       f".map(r => r.cells[{column}].textContent)")


def test_the_page_is_alive_and_asks_for_nothing(visit):
    assert visit.value("document.body.classList.contains('live')")
    assert visit.errors == []
    assert visit.from_elsewhere == []
    visit.page.wait_for_timeout(800)
    assert colours(visit.page.locator("#stage").screenshot()) > NOT_BLANK


def test_a_click_on_a_row_flies_to_its_residue(visit):
    before = visit.still_view()
    visit.page.locator("#rows tbody tr").nth(1).click()
    after = visit.still_view()
    assert abs(after[3] - before[3]) > 5.0  # nearer
    assert visit.value("kinlens.states[0].chosen") == 1
    assert "E255" in visit.page.locator("#details").inner_text()
    visit.page.locator("#home").click()
    assert visit.still_view() == pytest.approx(before, abs=0.05)
    assert visit.errors == []


def test_a_click_on_a_mark_chooses_its_row(visit):
    visit.value("kinlens.states[0].pick(2)")
    visit.still_view()
    assert visit.page.locator("#rows tbody tr.on td").first.inner_text() == "F317L"


def test_rows_are_filtered_by_words_and_by_status(visit):
    total = len(rows(visit))
    visit.page.fill("#filter", "t315")
    visit.page.wait_for_timeout(200)
    assert rows(visit) == ["T315I"]
    assert visit.page.locator("#count").inner_text() == f"1 of {total} rows"
    visit.page.fill("#filter", "")
    wanted = rows(visit, column=1)[0]
    visit.page.select_option("#status", wanted)
    visit.page.wait_for_timeout(200)
    assert 0 < len(rows(visit)) < total
    assert set(rows(visit, column=1)) == {wanted}


def test_columns_of_numbers_are_sorted_as_numbers_with_blanks_last(visit):
    headings = visit.value("Array.from(document.querySelectorAll('#rows th')).map(h => h.textContent)")
    column = headings.index("author")
    head = visit.page.locator("#rows th button").nth(column)
    head.click()
    upwards = rows(visit, column)
    head.click()
    downwards = rows(visit, column)
    numbers = [int(cell) for cell in upwards if cell]
    assert numbers == sorted(numbers)
    assert [cell for cell in downwards if cell] == [str(n) for n in sorted(numbers, reverse=True)]
    assert upwards[len(numbers):] == downwards[len(numbers):] == [""] * (len(upwards) - len(numbers))


def test_the_keyboard_is_enough(visit):
    visit.page.locator("#rows tbody tr").first.focus()
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Enter")
    visit.still_view()
    assert visit.page.locator("#rows tbody tr.on td").first.inner_text() == "F317L"
    visit.page.locator("#stage").focus()
    before = visit.view()
    visit.page.keyboard.press("ArrowLeft")
    assert visit.view() != pytest.approx(before, abs=1e-3)
    visit.page.keyboard.press("0")
    assert visit.value("kinlens.states[0].chosen") == -1


def test_the_keyboard_finds_the_table_after_a_filter(visit):
    visit.page.fill("#filter", "D381N")
    visit.page.wait_for_timeout(200)
    stops = visit.value("Array.from(document.querySelectorAll('#rows tbody tr')).filter(r => r.tabIndex === 0)"
                        ".map(r => r.cells[0].textContent)")
    assert stops == ["D381N"]


def test_a_row_without_a_residue_leaves_nothing_chosen(visit):
    visit.page.locator("#rows tbody tr").nth(0).click()
    visit.still_view()
    visit.page.locator("#rows tbody tr", has_text="A315V").click()
    assert visit.value("kinlens.states[0].chosen") == -1
    assert visit.page.locator("#rows tbody tr.on td").first.inner_text() == "A315V"


@pytest.mark.parametrize("turn_deg", [0.0, 45.0, -150.0])
def test_all_of_it_is_in_the_view(browser, kinase, tmp_path, turn_deg):
    """What 3Dmol.js itself projects: all but far ends lies inside, and fills it."""
    copy_of_3dmol()
    scene = compose(kinase, "T315I E255K", gene="ABL1", turn_deg=turn_deg)
    visit = Visit(browser, write_page(scene, tmp_path / "framed.html", inline=True).paths[0])
    seen = visit.value("(() => { const s = kinlens.states[0], box = s.overlay.box.getBoundingClientRect();"
                       "return s.models[0].selectedAtoms({atom: 'CA'}).map(a => { const p = s.viewer.modelToScreen(a);"
                       "return [(p.x - box.left) / box.width, (p.y - box.top) / box.height]; }); })()")
    x, y = np.array(seen).T
    assert (((x > 0) & (x < 1) & (y > 0) & (y < 1)).mean()) > 0.95
    assert max(np.ptp(x), np.ptp(y)) > 0.7
    assert abs((y.max() + y.min()) / 2 - 0.5) < 0.1
    visit.close()


@pytest.mark.parametrize("width", [400, 700, 1300])
def test_nothing_is_wider_than_the_window(browser, page, width):
    visit = Visit(browser, page, width=width)
    assert visit.value("document.documentElement.scrollWidth") <= width
    visit.close()


def test_colours_and_layers_follow_their_controls(visit):
    legend = visit.page.locator("#legend")
    assert "mutation" in legend.inner_text()
    visit.page.select_option("#colouring", label="region")
    assert "gatekeeper" in legend.inner_text()
    assert "mutation" not in legend.inner_text()
    visit.page.locator("#layers label", has_text="nucleotide").click()
    assert "ATP" not in legend.inner_text()
    assert visit.errors == []


def test_hovering_tells_the_numberings(visit):
    at = visit.value("(() => { const s = kinlens.states[0]; const m = s.scene.marks[0];"
                     "return s.viewer.modelToScreen({x: m.at[0], y: m.at[1], z: m.at[2]}); })()")
    visit.value("kinlens.states[0].viewer.setHoverDuration(0)")
    visit.page.mouse.move(at["x"] - 60, at["y"] - 60)
    atom = visit.value("(() => { const s = kinlens.states[0]; const atom = s.models[0].selectedAtoms({atom: 'CA'})[60];"
                       "atom.hover_callback ? atom.hover_callback(atom, s.viewer) : null;"
                       "return s.overlay.tip.hidden ? '' : s.overlay.tip.textContent; })()")
    assert "ABL1" in atom
    assert "PKA" in atom


def test_the_table_is_downloaded_as_it_is(visit):
    with visit.page.expect_download() as coming:
        visit.page.click("#download")
    found = list(csv.DictReader(io.StringIO(Path(coming.value.path()).read_text(encoding="utf-8")), delimiter="\t"))
    assert [row["variant"] for row in found] == ["T315I", "E255K", "F317L", "M351T", "A380T", "D381N", "A315V"]


def test_the_picture_that_is_saved_has_the_view_and_its_labels(visit):
    visit.page.wait_for_timeout(500)
    with visit.page.expect_download() as coming:
        visit.page.click("#picture")
    with_labels = Path(coming.value.path()).read_bytes()
    assert colours(with_labels) > NOT_BLANK
    visit.page.locator("#labels").uncheck()
    with visit.page.expect_download() as coming:
        visit.page.click("#picture")
    assert Path(coming.value.path()).read_bytes() != with_labels


def test_labels_never_lie_on_each_other(visit):
    visit.page.wait_for_timeout(300)
    boxes = visit.value("kinlens.states[0].overlay.labels.filter(l => l.placed)"
                        ".map(l => [l.placed.left, l.placed.top, l.placed.left + l.wide, l.placed.top + l.high])")
    assert len(boxes) > 3
    for i, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[:i]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def test_print_shows_the_picture_and_every_row(visit):
    visit.page.emulate_media(media="print")
    visit.value("window.dispatchEvent(new Event('beforeprint'))")
    assert visit.page.locator("#still").is_visible()
    still = visit.value("document.getElementById('still').src")
    assert colours(base64.b64decode(still.partition(",")[2])) > NOT_BLANK
    assert visit.page.locator("#controls").is_hidden()
    assert visit.page.pdf().startswith(b"%PDF")


def test_hostile_tables_are_inert(browser, kinase, tmp_path):
    copy_of_3dmol()
    scene = compose(kinase, ["ABL1:T315I", *HOSTILE], groups=None, title=HOSTILE[0] + HOSTILE[1])
    visit = Visit(browser, write_page(scene, tmp_path / "hostile.html", inline=True).paths[0])
    assert visit.value("window.hacked") is None
    assert visit.dialogs == []
    assert visit.errors == []
    assert visit.value("document.body.classList.contains('live')")
    cells = rows(visit)
    assert [cell for cell in HOSTILE if cell not in cells] == []
    for i in range(len(cells)):
        visit.page.locator("#rows tbody tr").nth(i).click()
    assert visit.value("window.hacked") is None
    assert visit.value("document.querySelectorAll('img').length") == 1
    visit.close()


def test_without_webgl_the_picture_stays_and_says_why(browser, page):
    visit = Visit(browser, page, first="HTMLCanvasElement.prototype.getContext = () => null;")
    assert not visit.value("document.body.classList.contains('live')")
    assert visit.page.locator("#still").is_visible()
    assert "This is a picture" in visit.page.locator("#why").inner_text()
    visit.page.locator("#rows tbody tr").nth(1).click()
    assert "E255" in visit.page.locator("#details").inner_text()
    visit.close()


def test_a_page_that_would_have_to_load_its_viewer_shows_the_picture(browser, kinase, tmp_path):
    scene = compose(kinase, "T315I", gene="ABL1")
    visit = Visit(browser, write_page(scene, tmp_path / "linked.html", inline=False).paths[0])
    assert visit.page.locator("#still").is_visible()
    assert "3Dmol.js could not be loaded" in visit.page.locator("#why").inner_text()
    visit.close()


def test_five_thousand_rows_can_be_searched(browser, kinase, tmp_path):
    copy_of_3dmol()
    letters = "ACDEFGHIKLMNPQRSTVWY"
    import kinlens as kl  # the sequence: what a screen of the whole domain asks

    record = kl.locate("ABL1:T315I").record
    asked = [f"{record.sequence[n - 1]}{n}{letter}" for n in range(229, 500) for letter in letters]
    scene = compose(kinase, asked, gene="ABL1")
    written = write_page(scene, tmp_path / "many.html", inline=True).paths
    visit = Visit(browser, written[0])
    assert visit.value("document.querySelectorAll('#rows tbody tr').length") == 5000
    assert written[1].name in visit.page.locator(".right").inner_text()
    visit.page.fill("#filter", "T315I")
    visit.page.wait_for_timeout(500)
    assert rows(visit) == ["T315I"]
    visit.close()


@pytest.mark.needs_structures
@pytest.mark.parametrize(("entry_id", "variants"), [
    ("1s9j", "C121S P124L N122D G128D Y130H"), ("2xp2", "C1156Y L1196M"), ("2xp2 2yfx", "L1196M"),
])
def test_the_papers_structures_are_seen(browser, structures_folder, tmp_path, entry_id, variants):
    copy_of_3dmol()
    files = [next(structures_folder.glob(f"{name}*")) for name in entry_id.split()]
    scene = compose(files, variants)
    visit = Visit(browser, write_page(scene, tmp_path / "page.html", inline=True).paths[0])
    visit.page.wait_for_timeout(1000)
    assert colours(visit.page.locator("#stage").screenshot()) > NOT_BLANK
    assert visit.errors == []
    visit.close()


@pytest.mark.parametrize("policy", ["script-src 'unsafe-inline' data:", "script-src 'unsafe-inline'"])
def test_a_notebooks_view_starts_under_a_policy(browser, kinase, tmp_path, monkeypatch, policy):
    """What editors put around outputs: scripts of the output run, those of data addresses perhaps not."""
    monkeypatch.setenv("KINLENS_3DMOL_JS", copy_of_3dmol().origin)
    path = tmp_path / "output.html"
    path.write_text(f'<html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
                    f"</head><body>{view(kinase, 'T315I', gene='ABL1')._repr_html_()}</body></html>", encoding="utf-8")
    visit = Visit(browser, path)
    visit.page.wait_for_timeout(1500)
    assert colours(visit.page.locator("canvas").screenshot()) > NOT_BLANK
    visit.close()


def test_a_notebook_that_runs_no_script_shows_the_picture(browser, kinase, tmp_path, monkeypatch):
    """Not trusted, or rendered by a code host."""
    monkeypatch.setenv("KINLENS_3DMOL_JS", copy_of_3dmol().origin)
    path = tmp_path / "output.html"
    path.write_text('<html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
                    "content=\"script-src 'none'\"></head><body>"
                    f"{view(kinase, 'T315I', gene='ABL1')._repr_html_()}</body></html>", encoding="utf-8")
    visit = Visit(browser, path)
    assert visit.page.locator("canvas").count() == 0
    assert colours(visit.page.screenshot()) > NOT_BLANK
    visit.close()


def test_a_notebook_shows_its_view_without_a_network(browser, kinase, tmp_path, monkeypatch):
    """As its reader sees it: executed, converted, opened with the network cut."""
    nbformat, nbclient, nbconvert = (pytest.importorskip(name) for name in ("nbformat", "nbclient", "nbconvert"))
    monkeypatch.setenv("KINLENS_3DMOL_JS", copy_of_3dmol().origin)
    cells = ["import kinlens as kl", f"kl.view({str(kinase)!r}, 'T315I E255K', gene='ABL1')",
             f"kl.view([{str(kinase)!r}, {str(kinase)!r}], 'T315I', gene='ABL1', layout='grid')"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    html, _ = nbconvert.HTMLExporter(template_name="basic").from_notebook_node(notebook)
    path = tmp_path / "notebook.html"
    path.write_text(f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{html}</body></html>", "utf-8")
    visit = Visit(browser, path)
    visit.page.wait_for_timeout(2500)
    canvases = visit.page.locator("canvas")
    assert canvases.count() == 2
    for i in range(2):
        assert colours(canvases.nth(i).screenshot()) > NOT_BLANK
    assert visit.errors == []
    visit.close()

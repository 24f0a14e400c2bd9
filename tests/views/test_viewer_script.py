"""3Dmol.js: where a copy is looked for, and that nothing but the pinned release is downloaded and kept."""

import base64
import hashlib
import os
from pathlib import Path

import pytest

from builders.server import Answer, redirect, serving
from kinlens.errors import BadSetting, KinlensError, ViewerScriptMissing, WrongViewerScript
from kinlens.structures.fetching import cache
from kinlens.views import viewer_script
from kinlens.views.viewer_script import (
    CACHED,
    INTEGRITY,
    MOST_BYTES,
    SHA256,
    URL,
    VERSION,
    find_viewer_script,
    find_viewer_script_or_reason,
)

SCRIPT = b"/* 3Dmol, made up */ var $3Dmol = {};"
IN_PACKAGE = Path("node_modules", "3dmol", "build", "3Dmol-min.js")


@pytest.fixture(autouse=True)
def here(nothing_at_hand):
    return nothing_at_hand


@pytest.fixture
def pinned(monkeypatch):
    """Let the made-up script be the pinned release."""
    monkeypatch.setattr(viewer_script, "SHA256", hashlib.sha256(SCRIPT).hexdigest())


@pytest.fixture
def server(monkeypatch, pinned):
    """A server that has the release, and leave to ask it."""
    with serving() as running:
        monkeypatch.setenv("KINLENS_OFFLINE", "0")
        monkeypatch.setenv("KINLENS_3DMOL_URL", running.tell("/3Dmol-min.js", Answer(SCRIPT)))
        yield running


def put(path, content=SCRIPT):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def in_cache():
    """Files in the cache; the lock stays, as it does for structures."""
    folder = cache.folder()
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock")) if folder.exists() else []


# ---------------------------------------------------------------------------------------------- the release


def test_hash_and_address_are_of_one_release():
    assert f"3dmol@{VERSION}/" in URL
    assert URL.startswith("https://")
    assert base64.b64decode(INTEGRITY.removeprefix("sha256-")).hex() == SHA256
    assert VERSION in CACHED


# ------------------------------------------------------------------------------------------------- named


def test_a_file_that_is_named(here, monkeypatch):
    path = put(here / "mine.js")
    monkeypatch.setenv("KINLENS_3DMOL_JS", f" {path} ")
    found = find_viewer_script()
    assert (found.origin, found.text) == (str(path), SCRIPT.decode())
    head, _, body = found.data_uri.partition(",")
    assert head == "data:text/javascript;base64"
    assert base64.b64decode(body) == SCRIPT


def test_a_named_file_at_home(here, monkeypatch):
    put(here / "mine.js")
    monkeypatch.setenv("HOME", str(here))
    monkeypatch.setenv("KINLENS_3DMOL_JS", "~/mine.js")
    assert find_viewer_script().origin == str(here / "mine.js")


@pytest.mark.parametrize(("content", "why"), [
    (None, "No such file"),
    (b"", "does not define"),
    (b"var jQuery = {};", "does not define"),
    (b"\xff\xfe\x003Dmol", "no text"),
    (b"<!DOCTYPE html><title>3Dmol</title>", "does not define"),
    (b"\n  <html>3Dmol</html>", "does not define"),
    (b"\xef\xbb\xbf<!DOCTYPE html><title>3Dmol</title>", "does not define"),  # with a byte order mark
], ids=["missing", "empty", "another script", "bytes", "a page", "a page after blanks", "a page after a mark"])
def test_a_named_file_that_is_none(here, monkeypatch, content, why):
    path = here / "mine.js"
    if content is not None:
        put(path, content)
    put(here / IN_PACKAGE)  # what is named is meant: no other copy takes its place
    monkeypatch.setenv("KINLENS_3DMOL_JS", str(path))
    with pytest.raises(WrongViewerScript, match=why) as caught:
        find_viewer_script()
    assert caught.value.path == str(path)
    assert str(path) in find_viewer_script_or_reason()[1]


def test_a_folder_is_named(here, monkeypatch):
    monkeypatch.setenv("KINLENS_3DMOL_JS", str(here))
    with pytest.raises(WrongViewerScript):
        find_viewer_script()


def test_the_home_of_nobody_is_named(monkeypatch):
    monkeypatch.setenv("KINLENS_3DMOL_JS", "~nobody-of-this-name/3Dmol.js")
    with pytest.raises(KinlensError, match="nobody-of-this-name"):
        find_viewer_script()


def test_a_named_file_that_is_far_too_large(here, monkeypatch):
    path = put(here / "mine.js")
    monkeypatch.setenv("KINLENS_3DMOL_JS", str(path))
    os.truncate(path, MOST_BYTES + 1)  # a hole: it takes no room
    with pytest.raises(WrongViewerScript, match="more than 16 MB"):
        find_viewer_script()


@pytest.mark.parametrize("ends", ["</script>", "</SCRIPT>", "</Script ", "</scripT/", "<!--", "<!-- <script>"])
def test_no_words_in_it_end_its_element(here, monkeypatch, ends):
    """In HTML a script ends at </script, whatever the case, and <!-- followed by <script hides its end."""
    path = put(here / "mine.js", f'var $3Dmol = "{ends}";'.encode())
    monkeypatch.setenv("KINLENS_3DMOL_JS", str(path))
    text = find_viewer_script().text.lower()
    assert "</script" not in text
    assert "<!--" not in text
    assert text.startswith('var $3dmol = "')
    assert text.endswith('";')


# ----------------------------------------------------------------------------------------------- installed


def test_installed_by_npm_here(here):
    path = put(here / IN_PACKAGE)
    assert find_viewer_script().origin == str(path)


def test_installed_by_npm_above(here, monkeypatch):
    path = put(here / IN_PACKAGE)
    below = here / "notebooks" / "deep"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert find_viewer_script().origin == str(path)
    nearer = put(below.parent / IN_PACKAGE)
    assert find_viewer_script().origin == str(nearer)


def test_installed_where_node_path_says(here, monkeypatch):
    path = put(here / "elsewhere" / "3dmol" / "build" / "3Dmol-min.js")
    monkeypatch.setenv("NODE_PATH", os.pathsep.join(["", str(here / "missing"), str(here / "elsewhere")]))
    assert find_viewer_script().origin == str(path)


def test_installed_for_everybody(here, monkeypatch):
    path = put(here / "usr" / IN_PACKAGE)
    monkeypatch.setattr(viewer_script, "_PREFIXES", (str(here / "none"), str(here / "usr")))
    assert find_viewer_script().origin == str(path)


@pytest.mark.parametrize("damaged", [b"", b"\xff\xff", b"<html></html>"])
def test_a_damaged_installation_is_passed_over(here, monkeypatch, damaged):
    """Nobody named it: the next copy serves as well."""
    put(here / IN_PACKAGE, damaged)
    path = put(here / "elsewhere" / "3dmol" / "build" / "3Dmol-min.js")
    monkeypatch.setenv("NODE_PATH", str(here / "elsewhere"))
    assert find_viewer_script().origin == str(path)


def test_a_folder_that_is_gone(tmp_path, monkeypatch):
    """Somebody deleted the folder one stands in: there is no node_modules, and no more than that."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(ViewerScriptMissing):
        find_viewer_script(offline=True)


# -------------------------------------------------------------------------------------------------- cached


def test_in_the_cache(pinned):
    path = put(cache.folder() / CACHED)
    assert find_viewer_script().origin == str(path)


def test_the_cache_comes_before_what_npm_has(here, pinned):
    put(here / IN_PACKAGE)
    path = put(cache.folder() / CACHED)
    assert find_viewer_script().origin == str(path)


def test_what_is_named_comes_before_the_cache(here, monkeypatch, pinned):
    put(cache.folder() / CACHED)
    path = put(here / "mine.js")
    monkeypatch.setenv("KINLENS_3DMOL_JS", str(path))
    assert find_viewer_script().origin == str(path)


def test_in_the_cache_is_something_else():
    """Its name is that of the release, its hash is not."""
    put(cache.folder() / CACHED)
    with pytest.raises(ViewerScriptMissing):
        find_viewer_script()


# ---------------------------------------------------------------------------------------------- downloaded


def test_downloaded_once(server):
    found = find_viewer_script()
    assert (found.origin, found.text) == (str(cache.folder() / CACHED), SCRIPT.decode())
    again = find_viewer_script()
    assert again == found
    assert server.asked == ["/3Dmol-min.js"]
    assert in_cache() == [CACHED, f"{CACHED}.json"]
    record = cache.read_record(cache.folder() / CACHED)
    assert record.sha256 == hashlib.sha256(SCRIPT).hexdigest()
    assert record.url == server.url + "/3Dmol-min.js"


def test_progress_is_told(server):
    told = []
    find_viewer_script(progress=lambda *numbers: told.append(numbers))
    assert told[-1] == (len(SCRIPT), len(SCRIPT))


def test_damaged_in_the_cache_it_is_downloaded_again(server):
    find_viewer_script()
    put(cache.folder() / CACHED, SCRIPT[:10])
    assert find_viewer_script().text == SCRIPT.decode()
    assert len(server.asked) == 2


def test_through_a_redirect(server, monkeypatch):
    monkeypatch.setenv("KINLENS_3DMOL_URL", server.tell("/old", redirect("/3Dmol-min.js")))
    assert find_viewer_script().text == SCRIPT.decode()


@pytest.mark.parametrize(("answer", "said"), [
    (Answer(SCRIPT + b"alert(1)"), "it is not 3Dmol.js"),
    (Answer(b"<html>3Dmol</html>"), "it is not 3Dmol.js"),
    (Answer(b""), "it is not 3Dmol.js"),
    (Answer(b"nothing here", 404), "HTTP 404"),
    (Answer(b"", 403), "HTTP 403"),
    (redirect("http://example.org/3Dmol-min.js"), "https"),
], ids=["changed", "a page", "empty", "404", "403", "elsewhere"])
def test_what_is_not_the_release_is_refused(server, answer, said):
    server.tell("/3Dmol-min.js", answer)
    with pytest.raises(ViewerScriptMissing, match=said) as caught:
        find_viewer_script()
    assert "the download failed" in caught.value.reason
    assert in_cache() == []
    found, reason = find_viewer_script_or_reason()
    assert found is None
    assert said in reason


def test_a_mirror_that_is_not_safe(server, monkeypatch):
    monkeypatch.setenv("KINLENS_3DMOL_URL", "http://example.org/3Dmol-min.js")
    with pytest.raises(ViewerScriptMissing, match="https"):
        find_viewer_script()


def test_a_cache_that_cannot_be_written_to(server, monkeypatch, tmp_path):
    (tmp_path / "taken").write_text("a file")
    monkeypatch.setenv("KINLENS_CACHE", str(tmp_path / "taken" / "below"))
    found, reason = find_viewer_script_or_reason()
    assert found is None
    assert "taken" in reason


# ------------------------------------------------------------------------------------------------- offline


@pytest.mark.parametrize(("offline", "variable", "reason"), [
    (None, "1", "KINLENS_OFFLINE is 1"), (True, "0", "asked for offline"), (True, "1", "asked for offline"),
])
def test_offline(server, monkeypatch, offline, variable, reason):
    monkeypatch.setenv("KINLENS_OFFLINE", variable)
    with pytest.raises(ViewerScriptMissing, match=reason) as caught:
        find_viewer_script(offline=offline)
    assert server.asked == []
    said = str(caught.value)
    for word in ("KINLENS_3DMOL_JS", "npm install 3dmol", "node_modules", str(cache.folder())):
        assert word in said


def test_online_although_the_variable_forbids_it(server, monkeypatch):
    monkeypatch.setenv("KINLENS_OFFLINE", "1")
    assert find_viewer_script(offline=False).text == SCRIPT.decode()


def test_a_setting_nobody_understands(monkeypatch):
    monkeypatch.setenv("KINLENS_OFFLINE", "perhaps")
    with pytest.raises(BadSetting, match="perhaps"):
        find_viewer_script()
    assert "perhaps" in find_viewer_script_or_reason()[1]

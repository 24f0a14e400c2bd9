"""3Dmol.js: where a copy is, so that a view needs no network; the release that is downloaded once if there is none.

kinlens holds no copy. A copy is looked for in ``KINLENS_3DMOL_JS``, in the cache and in npm installations, and else
downloaded into the cache, where its content has to be that of the pinned release.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kinlens.errors import DownloadFailed, FetchTrouble, KinlensError, ViewerScriptMissing, WrongViewerScript
from kinlens.structures.fetching import cache
from kinlens.structures.fetching.download import STANDARD, Limits, download
from kinlens.structures.fetching.remote import why_offline

VERSION = "2.5.5"  # of 3Dmol.js (Rego & Koes 2015, doi:10.1093/bioinformatics/btu829), BSD 3-clause
SHA256 = "f7cc78921ae72e7623e89cdd111434f58c2efddd2ffda1cd212644b406fb8016"
URL = f"https://cdn.jsdelivr.net/npm/3dmol@{VERSION}/build/3Dmol-min.js"
INTEGRITY = "sha256-" + base64.b64encode(bytes.fromhex(SHA256)).decode()
VARIABLE, MIRROR = "KINLENS_3DMOL_JS", "KINLENS_3DMOL_URL"
CACHED = f"3Dmol-{VERSION}-min.js"
_IN_PACKAGE = Path("node_modules", "3dmol", "build", "3Dmol-min.js")
_PREFIXES = ("/usr/local/lib", "/usr/lib", "/opt/homebrew/lib")  # where npm installs for everybody
MOST_BYTES = 16 << 20  # the release has half a megabyte
_MARK = "3Dmol"  # every build has it, whatever its version

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class ViewerScript:
    """A copy of 3Dmol.js.

    Attributes
    ----------
    origin : str
        The file it was read from.
    text : str
        Its source, safe to stand inside a ``<script>`` element.
    """

    origin: str
    text: str

    @property
    def data_uri(self) -> str:
        """The script as an address that needs no network."""
        return "data:text/javascript;base64," + base64.b64encode(self.text.encode()).decode()


def find_viewer_script(*, offline: bool | None = None, progress: Progress | None = None) -> ViewerScript:
    """Find a copy of 3Dmol.js: named, cached, installed by npm, or downloaded.

    Parameters
    ----------
    offline : bool, optional
        True to download nothing; by default what ``KINLENS_OFFLINE`` says.
    progress : callable, optional
        Told how many bytes have come, and of how many.

    Raises
    ------
    ViewerScriptMissing
        If there is none and it cannot be downloaded.
    WrongViewerScript
        If ``KINLENS_3DMOL_JS`` names a file that is none.
    """
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        try:
            path = Path(named).expanduser()
        except RuntimeError as error:  # the home of a user there is none of
            raise WrongViewerScript(named, str(error)) from error
        return _read(path)
    kept = _cached()
    if kept is not None:
        return kept
    for path in _npm_copies():
        if path.is_file():
            with suppress(WrongViewerScript):  # nobody named it: a broken installation is passed over
                return _read(path)
    forbidden = why_offline(offline)
    searched = (f"{VARIABLE} (unset)", f"the cache {cache.folder()}", "node_modules here and above, and npm's own")
    if forbidden:
        raise ViewerScriptMissing(searched, f"nothing may be downloaded, {forbidden}")
    try:
        return _fetch(os.environ.get(MIRROR, "").strip() or URL, STANDARD, progress)
    except FetchTrouble as trouble:
        raise ViewerScriptMissing(searched, f"the download failed: {trouble}") from trouble


def find_viewer_script_or_reason(*, offline: bool | None = None) -> tuple[ViewerScript | None, str]:
    """The same for who can do without: a copy, or None and why there is none."""
    try:
        return find_viewer_script(offline=offline), ""
    except KinlensError as trouble:
        return None, str(trouble)


def _cached() -> ViewerScript | None:
    """The copy of the pinned release in the cache; one that is damaged is fetched again."""
    path = cache.folder() / CACHED
    if not path.is_file():
        return None
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    return _of(path, raw) if hashlib.sha256(raw).hexdigest() == SHA256 else None


def _npm_copies() -> Iterator[Path]:
    with suppress(OSError):  # the folder may be gone
        here = Path.cwd()
        for folder in (here, *here.parents):
            yield folder / _IN_PACKAGE
    for named in os.environ.get("NODE_PATH", "").split(os.pathsep):
        if named:
            yield Path(named, *_IN_PACKAGE.parts[1:])
    for prefix in _PREFIXES:
        yield Path(prefix) / _IN_PACKAGE


def _read(path: Path) -> ViewerScript:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise WrongViewerScript(str(path), f"it has more than {MOST_BYTES >> 20} MB")
        raw = path.read_bytes()
    except OSError as error:
        raise WrongViewerScript(str(path), error.strerror or str(error)) from error
    return _of(path, raw)


def _of(path: Path, raw: bytes) -> ViewerScript:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongViewerScript(str(path), "it is no text") from error
    if _MARK not in text or text.lstrip().startswith("<"):
        raise WrongViewerScript(str(path), "it does not define $3Dmol")
    # Inside an element the script would end at these words; in JavaScript they stand in strings only. A browser reads
    # every line end as \n, and the hash of a page's policy is of what it reads.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"</(?=script)", r"<\\/", text, flags=re.IGNORECASE)
    return ViewerScript(str(path), text.replace("<!--", "<\\!--"))


def _fetch(url: str, limits: Limits, progress: Progress | None) -> ViewerScript:
    """Download the pinned release into the cache; anything else is refused."""
    folder = cache.folder()
    with cache.sole(folder, CACHED, "3Dmol.js", limits.lock_s):
        kept = _cached()  # another process may have been quicker
        if kept is not None:
            return kept
        with cache.part_of(folder, CACHED) as part:
            with part.open("w+b") as file:
                received = download(url, file, limits=limits, progress=progress)
            digest, size = cache.measure(part)
            if digest != SHA256:
                raise DownloadFailed(received.url, f"it is not 3Dmol.js {VERSION}: its SHA-256 is {digest[:12]}…")
            now = datetime.now(UTC).isoformat(timespec="seconds")
            record = cache.Record("3dmol", "npm", received.url, digest, size, now, received.last_modified,
                                  received.etag)
            path = cache.keep(part, record).path
    return _read(path)

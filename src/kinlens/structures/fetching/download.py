"""Fetching one file over HTTPS: the only room that knows `requests`, and imports it when a download begins."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urljoin

from kinlens.errors import DownloadFailed, DownloadTooLarge
from kinlens.structures.content import MOST_UNPACKED_BYTES
from kinlens.structures.fetching.addresses import check_address, is_loopback
from kinlens.version import __version__

if TYPE_CHECKING:
    import requests

__all__ = ["STANDARD", "Limits", "Progress", "Received", "ask", "download"]

Progress = Callable[[int, int | None], None]
"""Is told bytes received so far and bytes to come in all, None where that is not known."""

_REDIRECTS = (301, 302, 303, 307, 308)
_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a download may cost.

    Parameters
    ----------
    connect_s
        Seconds until a server must have taken the connection.
    read_s
        Seconds until more of an answer must have come.
    total_s
        Seconds for one address, with redirects, waiting and trying again.
    lock_s
        Seconds to wait for another process that fetches the same entry.
    bytes
        Size of a file as it is sent, in bytes.
    unpacked_bytes
        Size of its unpacked content, in bytes.
    answer_bytes
        Size of an answer that is no file, in bytes.
    attempts
        How often an address is tried.
    backoff_s
        Seconds before the second attempt; doubled before every further one.
    wait_s
        Longest wait between two attempts in seconds, also where the server asks for more.
    redirects
        How many redirects are followed.
    """

    connect_s: float = 10.0
    read_s: float = 30.0
    total_s: float = 600.0
    lock_s: float = 1200.0
    bytes: int = 256 << 20
    unpacked_bytes: int = MOST_UNPACKED_BYTES
    answer_bytes: int = 4 << 20
    attempts: int = 4
    backoff_s: float = 0.5
    wait_s: float = 30.0
    redirects: int = 5


STANDARD = Limits()


@dataclass(frozen=True, slots=True)
class Received:
    """What a server said of a file it gave.

    Parameters
    ----------
    url
        Address after all redirects.
    last_modified, etag
        Headers of that name, "" where absent.
    """

    url: str
    last_modified: str
    etag: str


def download(
    url: str, target: BinaryIO, *, limits: Limits = STANDARD, progress: Progress | None = None,
    accept: Callable[[str], None] | None = None,
) -> Received:
    """Fetch a file.

    Parameters
    ----------
    url
        Its address: https, or http on this machine.
    target
        File to write to; emptied before every attempt.
    limits
        What it may cost.
    progress
        Is told of every piece.
    accept
        Looks at the finished `target`, and is given the final address; may raise `DownloadFailed` to have it tried
        again.

    Returns
    -------
    Received

    Raises
    ------
    DownloadFailed
        If the server does not give the file: at once for what will not change (404), else after all attempts.
    DownloadTooLarge
        If it is larger than allowed, by its header or while it comes.
    UnsafeAddress
        If the address, or one redirected to, must not be asked.
    OSError
        If `target` cannot be written.
    """
    deadline = time.monotonic() + limits.total_s
    for attempt in range(1, limits.attempts + 1):
        try:
            received = _attempt(url, target, limits, deadline, progress)
            if accept is not None:
                accept(received.url)
        except DownloadFailed as trouble:
            wait = min(trouble.retry_after_s or limits.backoff_s * 2 ** (attempt - 1), limits.wait_s)
            enough = attempt == limits.attempts or time.monotonic() + wait > deadline
            if trouble.passing and not enough:
                time.sleep(wait)
                continue
            if attempt > 1:
                raise replace(trouble, said=f"{trouble.said}, tried {attempt} times") from trouble
            raise
        return received
    raise ValueError("limits.attempts must be at least 1")


def ask(url: str, *, limits: Limits = STANDARD) -> bytes:
    """Fetch a short answer; everything as in `download`, only that it may have `limits.answer_bytes`."""
    answer = io.BytesIO()
    download(url, answer, limits=replace(limits, bytes=limits.answer_bytes))
    return answer.getvalue()


def _attempt(url: str, target: BinaryIO, limits: Limits, deadline: float, progress: Progress | None) -> Received:
    """Try once; everything the network does becomes a `DownloadFailed` that knows whether trying again may help."""
    import requests
    from urllib3.exceptions import HTTPError, LocationValueError

    target.seek(0)
    target.truncate()
    with requests.Session() as session:
        session.headers.update({"User-Agent": f"kinlens/{__version__}", "Accept-Encoding": "identity"})
        session.auth = _anonymous
        # Else requests would read the whole body of a redirect, of whatever size, and take its target apart.
        session.get_redirect_target = lambda resp: None  # type: ignore[method-assign]
        try:
            with _follow(session, url, limits, deadline) as response:
                _check_status(response)
                return _receive(response, target, limits, deadline, progress)
        except LocationValueError as error:
            raise DownloadFailed(url, _words(error)) from error
        except requests.exceptions.SSLError as error:
            raise DownloadFailed(url, f"no secure connection: {_words(error)}") from error
        except (requests.ConnectionError, requests.Timeout, HTTPError) as error:
            raise DownloadFailed(url, f"no answer or a broken one: {_words(error)}", passing=True) from error
        except requests.RequestException as error:
            raise DownloadFailed(url, _words(error)) from error


def _follow(session: requests.Session, url: str, limits: Limits, deadline: float) -> requests.Response:
    """Ask an address and follow redirects by hand, each of them checked before it is asked."""
    came_from = ""
    for _ in range(limits.redirects + 1):
        check_address(url, came_from)
        session.trust_env = not is_loopback(url)  # a proxy is for other machines
        left = max(deadline - time.monotonic(), 0.001)
        response = session.get(
            url, stream=True, allow_redirects=False, timeout=(min(limits.connect_s, left), min(limits.read_s, left)))
        if response.status_code not in _REDIRECTS or "Location" not in response.headers:
            return response
        response.close()
        try:
            came_from, url = url, urljoin(url, response.headers["Location"])
        except ValueError as error:
            raise DownloadFailed(url, f"a redirect that is no address: {error}") from error
    raise DownloadFailed(url, f"more than {limits.redirects} redirects")


def _anonymous(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Send no password: without this `requests` takes one from ~/.netrc."""
    return request


def _check_status(response: requests.Response) -> None:
    status = response.status_code
    if status == 200:
        return
    try:
        said = f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        said = f"HTTP {status}"
    passing = status in (408, 429) or 500 <= status <= 599
    raise DownloadFailed(response.url, said, status, passing, _retry_after(response.headers.get("Retry-After", "")))


def _retry_after(text: str) -> float | None:
    """Seconds a server asks to wait, given as a number or a date; None if it asks for nothing."""
    from email.utils import parsedate_to_datetime

    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max((until - datetime.now(UTC)).total_seconds(), 0.0) or None


def _receive(
    response: requests.Response, target: BinaryIO, limits: Limits, deadline: float, progress: Progress | None,
) -> Received:
    """Write the body as it is sent (never decoded, so that lengths mean the file) and count it."""
    stated = response.headers.get("Content-Length", "")
    total = int(stated[:18]) if stated.isascii() and stated.isdigit() else None
    if total is not None and total > limits.bytes:
        raise DownloadTooLarge(response.url, total, limits.bytes)
    received = 0
    if progress is not None:
        progress(received, total)
    # read1 gives what is there: a server that sends a byte a second must not outwit the time limit.
    while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=False):
        received += len(chunk)
        if received > limits.bytes:
            raise DownloadTooLarge(response.url, total, limits.bytes)
        target.write(chunk)
        if progress is not None:
            progress(received, total)
        if time.monotonic() > deadline:
            raise DownloadFailed(response.url, f"not finished after {limits.total_s:g} s ({received:,} bytes)")
    if total is not None and received != total:
        raise DownloadFailed(response.url, f"only {received:,} of {total:,} bytes came", passing=True)
    return Received(response.url, response.headers.get("Last-Modified", ""), response.headers.get("ETag", ""))


def _words(error: Exception) -> str:
    """Say an error of the network in few words: its innermost cause, without the wrappings."""
    cause: BaseException = error
    while (inner := getattr(cause, "reason", None) or cause.__cause__) and isinstance(inner, BaseException):
        cause = inner
    return f"{type(cause).__name__}: {str(cause)[:200]}" if str(cause) else type(cause).__name__

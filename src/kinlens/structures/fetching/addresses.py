"""Which addresses may be asked: https, and plain http on this very machine alone."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from kinlens.errors import UnsafeAddress

__all__ = ["check_address", "is_loopback", "same_server"]

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
# Characters two readers of one URL may take differently; none of them stands in a URL a provider gives.
_DOUBTFUL = re.compile(r"[\x00-\x20\\\x7f-\U0010ffff]")


def is_loopback(url: str) -> bool:
    """Tell whether a URL names this machine: 127.0.0.1, ::1 or localhost."""
    return urlsplit(url).hostname in LOOPBACK


def check_address(url: str, came_from: str = "") -> None:
    """Refuse an address that must not be asked.

    Parameters
    ----------
    url
        The address.
    came_from
        The address that redirected to it, "" for the first.

    Raises
    ------
    UnsafeAddress
        If it is neither https nor http on this machine, holds user information, or is a step down: from https to
        http, or from another machine to this one.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UnsafeAddress(url, str(error)) from error
    if not host or _DOUBTFUL.search(url):
        raise UnsafeAddress(url, "it is no address of a file")
    if parts.username is not None or parts.password is not None:
        raise UnsafeAddress(url, "it holds a user name")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise UnsafeAddress(url, "only https is used (http on 127.0.0.1, ::1 and localhost)")
    if came_from and host in LOOPBACK and not is_loopback(came_from):
        raise UnsafeAddress(url, f"{came_from} redirects to this machine")
    if came_from and parts.scheme != "https" and urlsplit(came_from).scheme == "https":
        raise UnsafeAddress(url, f"{came_from} redirects from https to http")


def same_server(url: str, other: str) -> bool:
    """Tell whether two addresses are of one scheme, host and port."""
    one, two = urlsplit(url), urlsplit(other)
    return (one.scheme, one.hostname, one.port) == (two.scheme, two.hostname, two.port)

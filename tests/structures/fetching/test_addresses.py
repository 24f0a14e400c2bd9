import pytest

from kinlens.errors import UnsafeAddress
from kinlens.structures.fetching.addresses import check_address, is_loopback, same_server


@pytest.mark.parametrize(
    ("url", "came_from"),
    [
        ("https://files.rcsb.org/download/1S9J.cif.gz", ""),
        ("https://other.example/x", "https://files.rcsb.org/x"),
        ("https://localhost:8443/x", ""),
        ("http://127.0.0.1:8000/x", ""),
        ("http://localhost/x", "http://127.0.0.1/x"),
        ("http://[::1]:8000/x", ""),
        ("https://files.rcsb.org/x", "http://127.0.0.1/x"),
    ],
)
def test_what_may_be_asked(url, came_from):
    check_address(url, came_from)


@pytest.mark.parametrize(
    ("url", "came_from", "why"),
    [
        ("http://files.rcsb.org/x", "", "only https"),
        ("http://127.0.0.1.example.org/x", "", "only https"),
        ("ftp://files.rcsb.org/x", "", "only https"),
        ("file:///etc/passwd", "", "no address"),
        ("file://localhost/etc/passwd", "", "only https"),
        ("", "", "no address"),
        ("1s9j.cif", "", "no address"),
        ("https://", "", "no address"),
        ("https://a b/x", "", "no address"),
        ("https://a\\@b/x", "", "no address"),
        ("https://a/\nx", "", "no address"),
        ("https://[::1/x", "", "Invalid IPv6"),
        ("https://a:port/x", "", "Port"),
        ("https://files.rcsb.org@evil.example/x", "", "user name"),
        ("https://u:p@files.rcsb.org/x", "", "user name"),
        ("http://127.0.0.1/x", "https://127.0.0.1/x", "from https to http"),
        ("https://127.0.0.1/x", "https://files.rcsb.org/x", "redirects to this machine"),
        ("http://localhost/x", "https://files.rcsb.org/x", "redirects to this machine"),
    ],
)
def test_what_is_refused(url, came_from, why):
    with pytest.raises(UnsafeAddress, match=why) as caught:
        check_address(url, came_from)
    assert caught.value.url == url
    assert "refused" in str(caught.value)


def test_servers():
    assert is_loopback("http://localhost:1/x")
    assert not is_loopback("http://localhost.example/x")
    assert same_server("https://a.example/x", "https://A.example/y")
    assert not same_server("https://a.example/x", "https://a.example:444/x")
    assert not same_server("https://a.example/x", "http://a.example/x")

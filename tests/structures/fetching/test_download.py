import gzip
import io
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from urllib3 import HTTPResponse

from builders.server import Answer, redirect, serving
from kinlens.errors import DownloadFailed, DownloadTooLarge, UnsafeAddress
from kinlens.structures.fetching.download import Limits, ask, download
from kinlens.version import __version__

QUICK = Limits(connect_s=1, read_s=0.3, total_s=3, bytes=100_000, answer_bytes=1000, attempts=3, backoff_s=0.01,
               wait_s=0.1)
BODY = b"a body of some length" * 100


@pytest.fixture
def server():
    with serving() as running:
        yield running


def get(url, **options):
    target = io.BytesIO()
    received = download(url, target, **({"limits": QUICK} | options))
    return received, target.getvalue()


def test_a_file_arrives_as_it_is(server):
    url = server.tell("/x", Answer(BODY, headers={"Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT", "ETag": '"7"'}))
    told = []
    received, body = get(url, progress=lambda *numbers: told.append(numbers))
    assert body == BODY
    assert (received.url, received.last_modified, received.etag) == (url, "Mon, 01 Jan 2024 00:00:00 GMT", '"7"')
    assert told[0] == (0, len(BODY))
    assert told[-1] == (len(BODY), len(BODY))
    (_, headers), = server.requests
    assert headers["User-Agent"] == f"kinlens/{__version__}"
    assert headers["Accept-Encoding"] == "identity"
    assert "Authorization" not in headers
    assert "Cookie" not in headers


@pytest.mark.parametrize("answer", [Answer(BODY, chunked=True, piece=100), Answer(BODY, length=None)],
                         ids=["chunked", "without a length"])
def test_a_length_need_not_be_stated(server, answer):
    told = []
    _, body = get(server.tell("/x", answer), progress=lambda *numbers: told.append(numbers))
    assert body == BODY
    assert told[-1] == (len(BODY), None)


def test_what_the_transfer_packs_stays_packed(server):
    packed = gzip.compress(BODY)
    assert get(server.tell("/x", Answer(packed, headers={"Content-Encoding": "gzip"})))[1] == packed


def test_no_password_is_sent_from_netrc(server, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("default login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    get(server.tell("/x", Answer(BODY)))
    assert "Authorization" not in server.requests[0][1]


def test_a_proxy_is_not_asked_for_this_machine(server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert get(server.tell("/x", Answer(BODY)))[1] == BODY


# --------------------------------------------------------------------------------------------- trying again


@pytest.mark.parametrize("status", [404, 410, 400, 401, 403, 204, 304, 451, 999])
def test_what_will_not_change_is_not_tried_again(server, status):
    with pytest.raises(DownloadFailed) as caught:
        get(server.tell("/x", Answer(status=status)))
    assert caught.value.status == status
    assert not caught.value.passing
    assert f"HTTP {status}" in str(caught.value)
    assert caught.value.url in str(caught.value)
    assert server.asked == ["/x"]


@pytest.mark.parametrize("first", [
    Answer(status=500), Answer(status=503), Answer(status=408), Answer(status=429),
    Answer(BODY[:100], length=len(BODY)), Answer(BODY, piece=10, pause_s=0.5),
    Answer(BODY, chunked=True, cut=True), Answer(BODY, length=None, headers={"Transfer-Encoding": "chunked"}),
], ids=["500", "503", "408", "429", "cut off", "stalled", "cut off in chunks", "rubbish"])
def test_what_passes_is_tried_again(server, first):
    assert get(server.tell("/x", first, Answer(BODY)))[1] == BODY
    assert server.asked == ["/x", "/x"]


@pytest.mark.parametrize(("answer", "said"), [
    (Answer(status=500), "HTTP 500 Internal Server Error, tried 3 times"),
    (Answer(b"half", length=8), "only 4 of 8 bytes came|IncompleteRead"),
    (Answer(b"half", length=8, pause_s=1), "timed out"),
])
def test_what_does_not_pass_is_given_up(server, answer, said):
    with pytest.raises(DownloadFailed, match=said) as caught:
        get(server.tell("/x", answer))
    assert caught.value.passing
    assert server.asked == ["/x"] * 3


def test_nobody_there():
    with pytest.raises(DownloadFailed, match="no answer") as caught:
        get("http://127.0.0.1:9/x")
    assert caught.value.status == 0


def test_no_secure_connection_is_not_tried_again(server):
    with pytest.raises(DownloadFailed, match="no secure connection") as caught:
        get(server.url.replace("http:", "https:") + "/x")
    assert not caught.value.passing


def test_the_wait_grows_and_ends_at_the_limit(server, monkeypatch):
    waits = []
    monkeypatch.setattr(time, "sleep", waits.append)
    with pytest.raises(DownloadFailed):
        get(server.tell("/x", Answer(status=500)), limits=Limits(attempts=6, backoff_s=0.1, wait_s=0.5))
    assert waits == pytest.approx([0.1, 0.2, 0.4, 0.5, 0.5])


@pytest.mark.parametrize(("said", "expected"), [
    ("2", 2.0), ("1000", 7.0), ("0", 0.01), ("soon", 0.01), ("-5", 0.01), ("Mon, 01 Jan 2024 00:00:00 GMT", 0.01),
    ("Mon, 01 Jan 2024 00:00:00", 0.01)])
def test_a_server_may_ask_to_wait(server, monkeypatch, said, expected):
    waits = []
    url = server.tell("/x", Answer(status=429, headers={"Retry-After": said}), Answer(BODY))
    monkeypatch.setattr(time, "sleep", waits.append)
    assert get(url, limits=Limits(backoff_s=0.01, wait_s=7))[1] == BODY
    assert waits[0] == pytest.approx(expected)


def test_a_server_may_ask_to_wait_until_a_date(server, monkeypatch):
    waits = []
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    url = server.tell("/x", Answer(status=503, headers={"Retry-After": until}), Answer(BODY))
    monkeypatch.setattr(time, "sleep", waits.append)
    get(url, limits=Limits(wait_s=60))
    assert 15 < waits[0] < 21


def test_waiting_beyond_the_time_limit_is_not_begun(server):
    began = time.monotonic()
    with pytest.raises(DownloadFailed, match="HTTP 429"):
        get(server.tell("/x", Answer(status=429, headers={"Retry-After": "60"})), limits=Limits(total_s=1, wait_s=60))
    assert time.monotonic() - began < 1
    assert server.asked == ["/x"]


def test_a_slow_drip_ends_at_the_time_limit(server):
    began = time.monotonic()
    answer = Answer(BODY, piece=1, pause_s=0.02)
    with pytest.raises(DownloadFailed, match=r"not finished after 0.4 s"):
        get(server.tell("/x", answer), limits=Limits(read_s=5, total_s=0.4))
    assert time.monotonic() - began < 2


def test_a_look_at_the_file_may_ask_for_another_try(server):
    url = server.tell("/x", Answer(b"half"), Answer(b"whole"))
    target = io.BytesIO()

    def accept(final):
        assert final == url
        if target.getvalue() != b"whole":
            raise DownloadFailed(final, "half of it", passing=True)

    download(url, target, limits=QUICK, accept=accept)
    assert target.getvalue() == b"whole"


def test_at_least_one_attempt():
    with pytest.raises(ValueError, match="at least 1"):
        get("https://example.org", limits=Limits(attempts=0))


# -------------------------------------------------------------------------------------------------- redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(server, status):
    server.tell("/y", Answer(BODY))
    received, body = get(server.tell("/x", redirect("/y", status)))
    assert (received.url, body) == (server.url + "/y", BODY)


def test_a_loop_ends(server):
    with pytest.raises(DownloadFailed, match="more than 5 redirects"):
        get(server.tell("/x", redirect("/x")))
    assert len(server.asked) == 6


@pytest.mark.parametrize("to", [
    "http://example.org/x", "file:///etc/passwd", "ftp://127.0.0.1/x", "//example.org/x", "http://u@127.0.0.1/"])
def test_redirects_to_where_nobody_must_go(server, to):
    with pytest.raises(UnsafeAddress):
        get(server.tell("/x", redirect(to)))
    assert server.asked == ["/x"]


def test_the_body_of_a_redirect_is_not_read(server):
    server.tell("/y", Answer(BODY))
    endless = Answer(b"x" * 1000, 302, {"Location": "/y"}, endless=True)
    assert get(server.tell("/x", endless))[1] == BODY


def test_a_redirect_to_nonsense(server):
    with pytest.raises(DownloadFailed, match="no address"):
        get(server.tell("/x", redirect("http://[oops/x")))
    with pytest.raises(DownloadFailed, match="HTTP 302"):
        get(server.tell("/x", Answer(status=302)))


def test_plain_http_is_for_this_machine():
    with pytest.raises(UnsafeAddress, match="only https"):
        get("http://example.org/x")


def test_a_body_is_counted_here_too(server, monkeypatch):
    """urllib3 counts as well, unless somebody tells it not to."""
    real = HTTPResponse.__init__
    monkeypatch.setattr(
        HTTPResponse, "__init__", lambda self, *a, **k: real(self, *a, **(k | {"enforce_content_length": False})))
    with pytest.raises(DownloadFailed, match="only 4 of 8 bytes came"):
        get(server.tell("/x", Answer(b"half", length=8)))


def test_a_host_that_requests_does_not_take():
    with pytest.raises(DownloadFailed, match="InvalidURL"):
        get("https://*.example/x")


def test_a_host_that_cannot_be():
    with pytest.raises(DownloadFailed, match="label empty or too long"):
        get("https://" + "a" * 70 + ".example/x")


# ------------------------------------------------------------------------------------------------------- size


def test_too_large_by_its_own_word(server):
    with pytest.raises(DownloadTooLarge, match="100,001 bytes, and 100,000 bytes are allowed") as caught:
        get(server.tell("/x", Answer(b"x", length=100_001)))
    assert (caught.value.size, caught.value.limit) == (100_001, 100_000)
    assert server.asked == ["/x"]


def test_too_large_without_a_word(server):
    with pytest.raises(DownloadTooLarge, match="it has more"):
        get(server.tell("/x", Answer(BODY, endless=True)))


def test_a_short_answer_has_a_limit_of_its_own(server):
    assert ask(server.tell("/x", Answer(b"[]")), limits=QUICK) == b"[]"
    with pytest.raises(DownloadTooLarge):
        ask(server.tell("/x", Answer(BODY)), limits=QUICK)

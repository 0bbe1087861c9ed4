"""Lists of web addresses are fetched only when asked, and only public ones. No test leaves the machine."""

import gzip
import http.server
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.readers.samples import adds_up, read_bytes
from tests.readers.web_samples import page
from timeline.readers import addresses
from timeline.readers.fetch import FetchError, fetched, is_public

LIMIT = 1 << 20
ROOT = Path(__file__).parent.parent.parent


class _Site(http.server.BaseHTTPRequestHandler):
    asked: list[tuple[str, str | None]] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Host"]))
        if self.path.startswith("/to?"):
            self.send_response(302)
            self.send_header("Location", self.path[4:])
            self.end_headers()
        elif self.path == "/slow":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(40):
                time.sleep(0.1)
                self.wfile.write(b"X-A: b\r\n")
        elif self.path == "/large":
            self.give(b"a" * (3 * LIMIT))
        elif self.path == "/gone":
            self.send_error(404)
        else:
            self.give(gzip.compress(page("bridge")), "gzip")

    def give(self, body: bytes, packed: str | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if packed:
            self.send_header("Content-Encoding", packed)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[int]:
    _Site.asked.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def local(address: str) -> bool:
    return address == "127.0.0.1"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::5db8:d70e", True),
        ("nonsense", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) == public


def test_a_page(site: int) -> None:
    answer = fetched(f"http://127.0.0.1:{site}/a b?c=é", LIMIT, local)
    assert (answer.status, gzip.decompress(answer.body)) == (200, page("bridge"))
    assert _Site.asked == [("/a%20b?c=%C3%A9", f"127.0.0.1:{site}")]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_this_machine_is_refused(site: int, host: str) -> None:
    with pytest.raises(FetchError, match=r"not a public address|no such host"):
        fetched(f"http://{host}:{site}/", LIMIT)
    assert _Site.asked == []


@pytest.mark.parametrize(
    "target", ["http://127.0.0.2:{}/", "//10.0.0.1/", "file:///etc/hostname", "ftp://127.0.0.1/"]
)
def test_every_redirect_is_checked(site: int, target: str) -> None:
    with pytest.raises(FetchError, match=r"not a public address|only http and https"):
        fetched(f"http://127.0.0.1:{site}/to?{target.format(site)}", LIMIT, local)
    assert len(_Site.asked) == 1


def test_redirects_are_followed_and_counted(site: int) -> None:
    assert fetched(f"http://127.0.0.1:{site}/to?/to?/page", LIMIT, local).url.endswith("/page")
    with pytest.raises(FetchError, match="more than 5 redirects"):
        fetched(f"http://127.0.0.1:{site}/to?" + "/to?" * 6, LIMIT, local)


def test_the_address_that_was_checked_is_the_one_connected_to(
    site: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that says something else the second time (DNS rebinding) is not asked a second time."""
    times = []
    real = socket.getaddrinfo

    def names(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host == "news.example":
            times.append(host)
            return real("127.0.0.1" if len(times) == 1 else "127.0.0.9", *args, **kwargs)
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", names)
    assert fetched(f"http://news.example:{site}/x", LIMIT, local).status == 200
    assert times == ["news.example"]
    assert _Site.asked == [("/x", f"news.example:{site}")]


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(2, 1, 6, "", ("93.184.215.14", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(FetchError, match="not a public address"):
        fetched("http://news.example/", LIMIT)


@pytest.mark.parametrize(
    ("path", "words"),
    [("large", "larger than 1 MB"), ("slow", "took more than 1 s")],
)
def test_limits(site: int, path: str, words: str) -> None:
    begun = time.monotonic()
    with pytest.raises(FetchError, match=words):
        fetched(f"http://127.0.0.1:{site}/{path}", LIMIT, local, seconds=1.0)
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(
    "url", ["http://ann:secret@127.0.0.1/", "gopher://127.0.0.1/", "http:///x", "http://a:99999/"]
)
def test_odd_addresses(url: str) -> None:
    with pytest.raises(FetchError):
        fetched(url, LIMIT, local)


def test_nothing_is_fetched_unasked(tmp_path: Path, site: int) -> None:
    result = read_bytes(tmp_path, "a.txt", f"http://127.0.0.1:{site}/a\n".encode())
    assert "--fetch" in result.rejects["reason"].item()
    assert _Site.asked == []


def test_a_list_is_fetched_when_asked(tmp_path: Path, site: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "fetched", lambda url, limit: fetched(url, limit, local))
    at = f"http://127.0.0.1:{site}"
    rows = f"link,section,published\n{at}/a,local,2025-01-27\n{at}/gone,local,\nnowhere,,\n"
    result = read_bytes(tmp_path, "a.csv", rows.encode(), fetch=True)
    row = result.articles.row(0, named=True)
    assert (row["path"], row["url"], row["x_section"]) == ("a.csv:2", f"{at}/a", "local")
    assert row["title"] == "Harbour bridge reopens after repairs"
    assert "Käthe’s" in row["text"]
    assert result.dates["origin"].to_list() == ["given", "metadata", "archive"]
    assert result.rejects["reason"].to_list() == [
        "the server answers with status 404",
        "not a web address: 'nowhere'",
    ]
    assert adds_up(result)


def test_the_app_never_fetches() -> None:
    for path in (ROOT / "timeline" / "app").rglob("*.py"):
        assert "fetch=" not in path.read_text(encoding="utf-8"), path.name

"""Pages over https: certificates are checked, and every limit holds there too. No test leaves the machine."""

import gzip
import http.server
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.readers.certificates import certificate
from tests.readers.samples import adds_up, read_bytes
from tests.readers.test_fetch import LIMIT, _Site, local
from tests.readers.web_samples import page
from timeline.readers import addresses
from timeline.readers.fetch import Answer, FetchError, fetched

Trust = Callable[[], ssl.SSLContext]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("certificate")
    for name, pem in zip(("server.pem", "key.pem"), certificate("127.0.0.1", "news.example"), strict=True):
        (folder / name).write_text(pem, encoding="ascii")
    return folder / "server.pem", folder / "key.pem"


@pytest.fixture(scope="module")
def trust(files: tuple[Path, Path]) -> Trust:
    """Trust the test server's certificate and no other; all checks stay."""
    return lambda: ssl.create_default_context(cafile=str(files[0]))


class _Secure(_Site):
    def do_GET(self) -> None:  # noqa: N802
        if self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            for _ in range(60):
                self.wfile.write(b"a")
                self.wfile.flush()
                time.sleep(0.1)
        elif self.path == "/bomb":
            self.give(gzip.compress(b"<p>word</p>" * (LIMIT // 2)), "gzip")
        else:
            super().do_GET()


@pytest.fixture
def site(files: tuple[Path, Path]) -> Iterator[int]:
    _Site.asked.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Secure)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_a_page(site: int, trust: Trust) -> None:
    answer = fetched(f"https://127.0.0.1:{site}/a", LIMIT, local, trust=trust)
    assert (answer.status, gzip.decompress(answer.body)) == (200, page("bridge"))
    assert _Site.asked == [("/a", f"127.0.0.1:{site}")]


def test_a_server_that_nobody_vouches_for_is_not_asked(site: int) -> None:
    with pytest.raises(FetchError, match=r"certificate of 127\.0\.0\.1 is not valid"):
        fetched(f"https://127.0.0.1:{site}/a", LIMIT, local)
    assert _Site.asked == []


@pytest.mark.parametrize(("host", "good"), [("news.example", True), ("bank.example", False)])
def test_the_certificate_must_be_of_the_name_that_was_asked(
    site: int, trust: Trust, monkeypatch: pytest.MonkeyPatch, host: str, good: bool
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *rest, **more: real("127.0.0.1", *rest, **more))
    if good:
        assert fetched(f"https://{host}:{site}/a", LIMIT, local, trust=trust).status == 200
        return
    with pytest.raises(FetchError, match=f"certificate of {host} is not valid"):
        fetched(f"https://{host}:{site}/a", LIMIT, local, trust=trust)
    assert _Site.asked == []


def test_this_machine_is_refused_also_with_a_good_certificate(site: int, trust: Trust) -> None:
    with pytest.raises(FetchError, match="not a public address"):
        fetched(f"https://127.0.0.1:{site}/a", LIMIT, trust=trust)
    assert _Site.asked == []


@pytest.mark.parametrize(
    "target",
    ["https://127.0.0.2:{}/", "http://127.0.0.2:{}/", "//169.254.169.254/latest", "http://[::1]:{}/",
     "https://10.0.0.1/", "file:///etc/hostname"],
)  # fmt: skip
def test_every_redirect_is_checked(site: int, trust: Trust, target: str) -> None:
    with pytest.raises(FetchError, match=r"not a public address|only http and https"):
        fetched(f"https://127.0.0.1:{site}/to?{target.format(site)}", LIMIT, local, trust=trust)
    assert len(_Site.asked) == 1


def test_redirects_are_followed_and_counted(site: int, trust: Trust) -> None:
    at = f"https://127.0.0.1:{site}"
    assert fetched(f"{at}/to?/to?{at}/page", LIMIT, local, trust=trust).url == f"{at}/page"
    with pytest.raises(FetchError, match="more than 5 redirects"):
        fetched(f"{at}/to?" + "/to?" * 6, LIMIT, local, trust=trust)


@pytest.mark.parametrize(
    ("path", "words"),
    [("large", "larger than 1 MB"), ("slow", "took more than 1 s"), ("drip", "took more than 1 s")],
)
def test_limits(site: int, trust: Trust, path: str, words: str) -> None:
    begun = time.monotonic()
    with pytest.raises(FetchError, match=words):
        fetched(f"https://127.0.0.1:{site}/{path}", LIMIT, local, seconds=1.0, trust=trust)
    assert time.monotonic() - begun < 4


def test_a_server_that_never_agrees_on_a_key_is_given_up(trust: Trust) -> None:
    """It says a word now and then, so that no single wait is long."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def greet() -> None:
            asked, _ = server.accept()
            with asked:
                asked.sendall(b"\x16\x03\x03\x40\x00")  # a record of 16,384 bytes is announced
                while not over.wait(0.2):
                    try:
                        asked.sendall(b"\x02")
                    except OSError:
                        return

        threading.Thread(target=greet, daemon=True).start()
        begun = time.monotonic()
        with pytest.raises(FetchError, match="took more than 1 s"):
            fetched(f"https://127.0.0.1:{server.getsockname()[1]}/", LIMIT, local, seconds=1.0, trust=trust)
        assert time.monotonic() - begun < 4
        over.set()


def test_a_list_of_pages_over_https(
    tmp_path: Path, site: int, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ours(url: str, limit: int, **_: Any) -> Answer:
        return fetched(url, limit, local, trust=trust)

    monkeypatch.setattr(addresses, "fetched", ours)
    at = f"https://127.0.0.1:{site}"
    lines = [f"{at}/a", f"{at}/to?/b", f"{at}/gone", f"{at}/to?http://10.0.0.1/", f"{at}/bomb"]
    result = read_bytes(tmp_path, "a.txt", "\n".join(lines).encode(), fetch=True, max_record_mb=1)
    assert result.articles["path"].to_list() == ["a.txt:1", "a.txt:2"]
    assert result.articles["x_fetched_url"].to_list() == [None, f"{at}/b"]
    reasons = result.rejects["reason"].to_list()
    assert reasons[:2] == [
        "the server answers with status 404",
        "10.0.0.1 is not a public address; only public ones are fetched",
    ]
    assert len(reasons) == 3
    assert adds_up(result)

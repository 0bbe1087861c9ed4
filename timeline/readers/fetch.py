"""Fetch one page from a public address, and from nowhere else.

A list of addresses may come from anybody, so it must not be able to reach what only this machine can: the
name is resolved first, every address it has must be public, and the connection goes to the address that was
looked at, not to what the name says a moment later. Each redirect is treated the same way.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

SECONDS = 15.0
"""Time that one page may take from the first connection to the last byte, redirects included."""
REDIRECTS = 5
PIECE = 1 << 16
USER_AGENT = "Dateline (reads the pages that its user lists)"
_MOVED = (301, 302, 303, 307, 308)
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Encoding": "gzip, deflate, br",
    "Connection": "close",
}
_CARRIER = ipaddress.ip_network("64:ff9b::/96")
"""Holds an IPv4 address in its last four bytes, for networks that have IPv6 only (RFC 6052)."""

Check = Callable[[str], bool]
Trust = Callable[[], ssl.SSLContext]
"""Makes what decides which servers' certificates are believed."""


class FetchError(Exception):
    """Tell why a page was not fetched."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what a server answered in the end: the address after redirects, headers by lower-case name."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the open internet; also what is wrapped in it counts.

    >>> is_public("93.184.215.14"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found in _CARRIER:
        return is_public(str(ipaddress.IPv4Address(found.packed[-4:])))
    if not found.is_global or found.is_multicast or found.is_reserved or found.is_unspecified:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return True
    inner = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
    return all(is_public(str(wrapped)) for wrapped in inner if wrapped is not None)


def fetched(
    url: str,
    limit: int,
    check: Check = is_public,
    seconds: float = SECONDS,
    trust: Trust = ssl.create_default_context,
) -> Answer:
    """Fetch a page of at most ``limit`` bytes; ``check`` decides which addresses may be asked.

    ``trust`` is the system's unless a test brings a certificate of its own. Raises FetchError with a sentence
    for people.
    """
    clock = _Clock(seconds)
    try:
        for _ in range(REDIRECTS + 1):
            answer = _asked(url, limit, check, clock, trust)
            where = answer.headers.get("location")
            if answer.status not in _MOVED or not where:
                return answer
            url = urljoin(url, where)
        raise FetchError(f"more than {REDIRECTS} redirects")
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
        # a connection that the clock has shut breaks in whatever way it was used
        late = clock.late or isinstance(error, TimeoutError)  # a single wait can end before the clock rings
        why = f"it took more than {seconds:.0f} s" if late else str(error) or type(error).__name__
        raise FetchError(f"the page could not be fetched: {why}") from error
    finally:
        clock.stop()


class _Clock:
    """Shut the connection that is open when the time is over, whatever it is waiting for."""

    def __init__(self, seconds: float) -> None:
        self.late = False
        self.seconds = seconds
        self.socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._ring)
        self._timer.daemon = True
        self._timer.start()

    def _ring(self) -> None:
        self.late = True
        if self.socket is not None:
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        self._timer.cancel()


def _asked(url: str, limit: int, check: Check, clock: _Clock, trust: Trust) -> Answer:
    """Ask one address once, without following where it sends us."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError(f"only http and https addresses are fetched, not {url[:100]!r}")
    if parts.username is not None:
        raise FetchError("addresses with a user name are not fetched")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    name = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    made = _connected(_resolved(name, port, check), port, clock)
    connection = http.client.HTTPConnection(name, port)
    try:
        secure = parts.scheme == "https"
        connection.sock = _secured(made, name, clock, trust) if secure else made
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        host = f"[{name}]" if ":" in name else name
        usual = port == (443 if secure else 80)
        connection.request(
            "GET", _quoted(target), headers={**_HEADERS, "Host": host if usual else f"{host}:{port}"}
        )
        response = connection.getresponse()
        headers: dict[str, str] = {}
        for key, value in response.getheaders():
            headers.setdefault(key.lower(), value)
        body = b"" if response.status in _MOVED else _body(response, limit, clock)
        return Answer(url, response.status, headers, body)
    finally:
        clock.socket = None
        connection.close()
        made.close()


def _quoted(target: str) -> str:
    return quote(target, safe="/%?&=+,;:@!$'()*~-._[]")


def _resolved(name: str, port: int, check: Check) -> str:
    """Give the address to connect to; a name with a single address that is not public is refused."""
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"there is no such host: {name}") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(check(address) for address in addresses):
        raise FetchError(f"{name} is not a public address; only public ones are fetched")
    return addresses[0]


def _connected(address: str, port: int, clock: _Clock) -> socket.socket:
    made = socket.create_connection((address, port), timeout=clock.seconds)
    clock.socket = made
    if clock.late:
        made.close()
        raise TimeoutError
    return made


def _secured(made: socket.socket, name: str, clock: _Clock, trust: Trust) -> ssl.SSLSocket:
    """Agree on a key with the server and check whose certificate it has, within the time."""
    secured = trust().wrap_socket(made, server_hostname=name, do_handshake_on_connect=False)
    # the first socket is an empty shell now, which the clock could not shut
    clock.socket = secured
    if clock.late:
        raise TimeoutError
    try:
        secured.do_handshake()
    except ssl.SSLCertVerificationError as error:
        raise FetchError(f"the certificate of {name} is not valid: {error.verify_message}") from error
    return secured


def _body(response: http.client.HTTPResponse, limit: int, clock: _Clock) -> bytes:
    pieces, size = [], 0
    while piece := response.read(PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise FetchError(f"the page is larger than {limit >> 20} MB")
    if clock.late:
        raise TimeoutError
    return b"".join(pieces)

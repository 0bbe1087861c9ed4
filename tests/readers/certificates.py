"""A certificate for a test server, made when a test runs and valid for a day: nothing secret is kept.

X.509 (RFC 5280) in the encoding of X.690, signed with RSA and SHA-256 (RFC 8017): enough for one server that
vouches for itself. It protects nothing.
"""

import base64
import hashlib
import ipaddress
import random
from datetime import UTC, datetime, timedelta

_RSA = "2a864886f70d010101"
_SHA256_RSA = "2a864886f70d01010b"
_SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
_SMALL = [n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2))]


def certificate(*names: str) -> tuple[str, str]:
    """Give certificate and key as PEM for host names and addresses."""
    chance = random.SystemRandom()
    p, q, e = _prime(chance), _prime(chance), 65537
    n, d = p * q, pow(e, -1, (p - 1) * (q - 1))
    public = _sequence(_number(n), _number(e))
    algorithm = _sequence(_oid(_SHA256_RSA), _der(5))
    who = _sequence(_der(0x31, _sequence(_oid("550403"), _der(12, b"Test server"))))
    now = datetime.now(UTC)
    valid = _sequence(*(_der(23, f"{now + timedelta(days=k):%y%m%d%H%M%SZ}".encode()) for k in (-1, 1)))
    key = _sequence(_sequence(_oid(_RSA), _der(5)), _der(3, b"\0" + public))
    extensions = _der(0xA3, _sequence(
        _extension("551d11", _sequence(*map(_name, names))),
        _extension("551d13", _sequence(_der(1, b"\xff")), critical=True),
        _extension("551d0f", _der(3, b"\x02\xa4"), critical=True),
        _extension("551d0e", _der(4, hashlib.sha256(public).digest()[:20])),
    ))  # fmt: skip
    version, serial = _der(0xA0, _number(2)), _number(chance.getrandbits(64) | 1)
    told = _sequence(version, serial, algorithm, who, valid, who, key, extensions)
    size = (n.bit_length() + 7) // 8
    digest = _SHA256_PREFIX + hashlib.sha256(told).digest()
    padded = b"\0\1" + b"\xff" * (size - 3 - len(digest)) + b"\0" + digest
    signed = pow(int.from_bytes(padded), d, n).to_bytes(size)
    made = _sequence(told, algorithm, _der(3, b"\0" + signed))
    private = _sequence(*map(_number, (0, n, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))))
    return _pem("CERTIFICATE", made), _pem("RSA PRIVATE KEY", private)


def _prime(chance: random.Random) -> int:
    while True:
        n = chance.getrandbits(1024) | (3 << 1022) | 1
        if all(n % small for small in _SMALL) and n % 65537 != 1 and _is_prime(n, chance):
            return n


def _is_prime(n: int, chance: random.Random) -> bool:
    """Ask Miller and Rabin, eight times."""
    odd = n - 1
    twos = (odd & -odd).bit_length() - 1
    odd >>= twos
    for _ in range(8):
        x = pow(chance.randrange(2, n - 1), odd, n)
        if x in (1, n - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def _der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 128 + len(length)]) + length + body


def _sequence(*parts: bytes) -> bytes:
    return _der(0x30, *parts)


def _number(n: int) -> bytes:
    return _der(2, n.to_bytes(n.bit_length() // 8 + 1))


def _oid(encoded: str) -> bytes:
    return _der(6, bytes.fromhex(encoded))


def _extension(oid: str, value: bytes, critical: bool = False) -> bytes:
    return _sequence(_oid(oid), *([_der(1, b"\xff")] if critical else []), _der(4, value))


def _name(name: str) -> bytes:
    try:
        return _der(0x87, ipaddress.ip_address(name).packed)
    except ValueError:
        return _der(0x82, name.encode())


def _pem(what: str, data: bytes) -> str:
    lines = base64.encodebytes(data).decode("ascii")
    return f"-----BEGIN {what}-----\n{lines}-----END {what}-----\n"

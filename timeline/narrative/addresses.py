"""Bring the many forms of one web address to one, so that two captures of an article can be told as such."""

import re
from functools import cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_TRACKING = re.compile(
    r"(?:utm_|mtm_|pk_|hsa_|at_(?:medium|campaign|custom|link|ptr|bbc|format)|ga_)\w*"
    r"|[fgty]clid|dclid|gclsrc|gbraid|wbraid|msclkid|ttclid|igshid|igsh|mc_[ce]id|_hs\w+|vero_id|oly_\w+_id"
    r"|cmpid|cmp|icid|ocid|ncid|ito|smid|smtyp|sref|ref|ref_?src|referrer|source|src|partner|share|shared?_?id"
    r"|fbclid|twclid|li_fat_id|wt[._]\w+|xtor|s_cid|soc_src|soc_trk|guccounter|guce_referrer\w*|rss",
    re.IGNORECASE,
)
"""Names of parameters that say where a reader came from, never which article: the lists of Matomo, Google
Analytics, Meta, Microsoft and the outlets' own. ``id``, ``p``, ``page`` and the like choose the article.
"""
_AMP_PARAMETERS = {
    "amp": ("", "1", "true"),
    "outputtype": ("amp", "amp-type"),
    "usqp": None,
    "amp_js_v": None,
}
_CAPTURE = re.compile(
    r"(?:https?://)?web\.archive\.org/(?:web/)?\d{4,14}(?:[a-z]{2}_)?/(?P<url>.+)", re.I | re.S
)
_CACHED = re.compile(
    r"https?://(?:[\w-]+\.cdn\.ampproject\.org/[cv]|(?:www\.)?google\.[a-z.]+/amp)/(?P<safe>s/)?(?P<url>.+)",
    re.I | re.S,
)
_FORM = re.compile(r"^(?:www\d?|m|mobile|amp|touch|wap)\.(?=[^.]+\.)")
"""A host's first label that names a form of the site; the name of the site itself stays."""
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.I)
_HASHBANG = "!"


@cache
def article_address(url: str | None) -> str | None:
    """Give an address without what does not tell articles apart; None where it can be no single article's.

    Scheme, ``www.``, mobile and AMP forms, captures, tracking parameters, fragment, port, a slash at the
    end and the order of parameters do not count. A site's front page is no article.

    >>> article_address("http://m.Example.org/a/b.amp.html?utm_source=x&id=7#top")
    'example.org/a/b.html?id=7'
    >>> article_address("https://web.archive.org/web/20250128120000/https://www.example.org/a/")
    'example.org/a'
    >>> article_address("https://example.org/?utm_source=x") is None
    True
    """
    try:
        return _plain(url.strip()) if url else None
    except ValueError:  # an address that cannot be taken apart is like no other
        return None


def _plain(url: str) -> str | None:
    for _ in range(3):
        match = _CAPTURE.fullmatch(url) or _CACHED.fullmatch(url)
        if match is None:
            break
        url = match["url"]
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return None
    host = parts.hostname.rstrip(".")
    while match := _FORM.match(host):
        host = host[match.end() :]
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    path = _path(parts.path)
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _says_nothing(k, v)]
    query = urlencode(sorted(kept))
    fragment = parts.fragment if parts.fragment.startswith(_HASHBANG) else ""
    if not (path or query or fragment):
        return None
    return f"{host}{port}{path}" + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def _path(path: str) -> str:
    """Give a path without its AMP forms, written in one way."""
    plain = quote(unquote(path), safe="/~!$&'()*+,;=:@-._")
    plain = re.sub(r"/{2,}", "/", plain)
    plain = _INDEX.sub("/", plain)
    plain = re.sub(r"\.amp(?=\.html?$)|\.amp$", "", plain, flags=re.I)
    plain = re.sub(r"^/amp(?=/)|/amp(?:\.html?)?/?$", "", plain, flags=re.I)
    return plain.rstrip("/")


def _says_nothing(name: str, value: str) -> bool:
    if _TRACKING.fullmatch(name):
        return True
    known = _AMP_PARAMETERS.get(name.lower(), ())
    return known is None or value.lower() in known

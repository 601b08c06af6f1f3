"""What a compressed body inflates to, and no further than it may. No I/O."""

import zlib
from collections.abc import Mapping
from types import MappingProxyType

from webhook_gateway.admission import BadEventError, RefusedError

TOO_LARGE = "request entity too large"

_GZIP = 16 + zlib.MAX_WBITS
_RAW = -zlib.MAX_WBITS
_ZLIB_METHOD = 8

IDENTITY = frozenset({"", "identity"})
ENCODINGS: Mapping[str, int] = MappingProxyType({"gzip": _GZIP, "x-gzip": _GZIP, "deflate": zlib.MAX_WBITS})
"""What is understood of `Content-Encoding`, and the window that zlib is to be told."""


class UnknownEncodingError(RefusedError):
    """The body is compressed in a way that is not understood here."""

    status = 415


class TooLargeError(RefusedError):
    """The body is larger than an event may be."""

    status = 413


def encoding_of(header: str | None) -> str | None:
    """Return the body's encoding, None when it has none. Raises UnknownEncodingError."""
    name = (header or "").strip().lower()
    if name in IDENTITY:
        return None
    if name not in ENCODINGS:
        message = "Content-Encoding: only gzip and deflate are understood"
        raise UnknownEncodingError(message)
    return name


def inflated(body: bytes, encoding: str, limit: int) -> bytes:
    """Inflate. Raises TooLargeError when that is more than `limit` bytes, BadEventError when it is broken or breaks off."""
    # By «deflate» some mean zlib's format, as the standard does, and some the bare one inside it.
    is_bare = encoding == "deflate" and body[:1] and body[0] & 0x0F != _ZLIB_METHOD
    stream = zlib.decompressobj(_RAW if is_bare else ENCODINGS[encoding])
    try:
        plain = stream.decompress(body, limit + 1)
    except zlib.error:
        raise BadEventError("body: broken compression") from None
    if len(plain) > limit:
        raise TooLargeError(TOO_LARGE)
    if not stream.eof:
        raise BadEventError("body: the compression breaks off")
    return plain

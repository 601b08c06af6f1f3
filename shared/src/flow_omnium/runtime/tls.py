"""TLS between our own services, and what is said when a certificate of broker, database or token-manager is refused."""

import contextlib
import re
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_VERIFICATION: Final = re.compile(r"certificate verify failed: (?P<reason>[^(]+?)\s*\(_ssl")


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Serve with a certificate that may be renewed on disk: each handshake takes the files as they are by then.

    Raises OSError (ssl.SSLError is one) when they cannot be read, or do not belong together.
    """
    current = _Renewable(certificate, key)
    context = _loaded(certificate, key)
    context.sni_callback = current.take
    return context


def client_context(authority: Path | None) -> ssl.SSLContext | bool:
    """Trust one private CA and no other; without one, those that this machine trusts. Raises OSError."""
    if authority is None:
        return True
    return ssl.create_default_context(cafile=str(authority))


def certificate_fault(error: BaseException) -> str | None:
    """Say why a certificate was refused, None when that is not what happened. Holds no address and no user."""
    for cause in _causes(error):
        match = _VERIFICATION.search(str(cause))
        if match is not None:
            return match["reason"].strip().rstrip(".")
    return None


class _Renewable:
    """The latest context that could be made of the two files."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self._files = certificate, key
        self._seen = self._written()
        self._latest: ssl.SSLContext | None = None

    def take(self, connection: ssl.SSLObject, _name: str, _context: ssl.SSLContext) -> None:
        """Let a handshake go on with the files as they are; half-written ones are left for the next one."""
        written = self._written()
        if written != self._seen:
            with contextlib.suppress(OSError):
                self._latest, self._seen = _loaded(*self._files), written
        if self._latest is not None:
            connection.context = self._latest

    def _written(self) -> tuple[int, ...]:
        return tuple(file.stat().st_mtime_ns for file in self._files if file.exists())


def _loaded(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__

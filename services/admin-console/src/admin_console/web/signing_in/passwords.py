"""The one password of an installation without an issuer, kept as its hash.

scrypt, whose parameters stand in the text, so that a later release may ask for more: `scrypt:32768:8:3:salt:hash`. There is no `$` in it,
which Compose and shells would take for a variable.
"""

import base64
import hashlib
import hmac
import os
import re
from dataclasses import dataclass, field
from typing import Final, Self

SHORTEST: Final = 12
"""Characters of a password that is worth the name."""

_LONGEST: Final = 1_024
_SCHEME: Final = "scrypt"
_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32
_MOST_BYTES: Final = 128 * 1024 * 1024
_FORM: Final = re.compile(
    r"scrypt:(\d{1,8}):(\d{1,3}):(\d{1,3}):([A-Za-z0-9_-]{16,88}):([A-Za-z0-9_-]{22,88})"
)


@dataclass(frozen=True)
class PasswordHash:
    """A password's hash. The parameters are those of RFC 7914; one look takes 32 MiB and a fifth of a second."""

    n: int
    r: int
    p: int
    salt: bytes
    digest: bytes = field(repr=False)

    @classmethod
    def of(cls, password: str) -> Self:
        """Hash a password with a new salt."""
        salt = os.urandom(_SALT_BYTES)
        return cls(2**15, 8, 3, salt, _scrypt(password, salt, 2**15, 8, 3, _HASH_BYTES))

    @classmethod
    def read(cls, text: str) -> Self:
        """Read one. Raises ValueError, which repeats nothing of it."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise ValueError("is no hash: `admin-console hash-password` makes one")
        n, r, p = (int(found[part]) for part in (1, 2, 3))
        if n < 2**14 or n & (n - 1) or r < 1 or p < 1 or 128 * n * r > _MOST_BYTES:
            raise ValueError("has parameters that are too weak, or take too much memory")
        return cls(n, r, p, _decoded(found[4]), _decoded(found[5]))

    def matches(self, password: str) -> bool:
        """Tell whether it is the password's. It takes long, and holds up whoever waits: call it in a thread."""
        if len(password) > _LONGEST:
            return False
        made = _scrypt(password, self.salt, self.n, self.r, self.p, len(self.digest))
        return hmac.compare_digest(made, self.digest)

    def __str__(self) -> str:
        """Write it as the setting holds it."""
        return f"{_SCHEME}:{self.n}:{self.r}:{self.p}:{_encoded(self.salt)}:{_encoded(self.digest)}"


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int, length: int) -> bytes:
    secret = password.encode(errors="surrogateescape")
    return hashlib.scrypt(secret, salt=salt, n=n, r=r, p=p, maxmem=2 * _MOST_BYTES, dklen=length)


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

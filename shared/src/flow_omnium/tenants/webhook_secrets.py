"""How webhook secrets are kept for comparison: as salted hashes, so that who compares needs no key.

They are long and random (see `refusals`), so nobody finds one by trying: a fast hash is enough, and an event is answered
quickly. A hash is bound to its tenant; copied to another one it matches nothing.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

HASHES: Final = "webhookSecretHashes"
"""The field beside a tenant's `settings`: `{of, hashes}`. Inside of them the release before this one would refuse it."""

SEALS_WEBHOOK_SECRETS: Final = True
"""Whether webhook secrets are stored encrypted besides.

In this release both are written and both are read, since the release before knows the encrypted ones only, and must
still work during the roll-out and after a roll-back. False from the release after: then the hashes stand alone.
"""

_VERSION: Final = "h1"
_PURPOSE: Final = b"webhook secret"
_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32
_FINGERPRINT_DIGITS: Final = 8

UNHASHED: Final = "unhashed"
"""In place of a fingerprint, where the hash is of this process alone: the next one would call the secret something else."""


@dataclass(frozen=True)
class HashedSecret:
    """One secret of one tenant, as the text `h1:<base64url of salt and hash>`."""

    tenant_uid: str
    salt: bytes = field(repr=False)
    digest: bytes = field(repr=False)
    is_stored: bool = field(default=False, compare=False)
    """Whether every process has this hash: a salt is drawn by lot."""

    @classmethod
    def of(cls, secret: str, tenant_uid: str) -> "HashedSecret":
        """Hash a secret with a salt of its own."""
        salt = os.urandom(_SALT_BYTES)
        return cls(tenant_uid, salt, _hash(secret.encode(), tenant_uid, salt))

    @cached_property
    def fingerprint(self) -> str:
        """What the secret is called where it must not be shown; it stays as long as the secret does, and tells nothing of it."""
        if not self.is_stored:
            return UNHASHED
        return hashlib.sha256(self.salt + self.digest).hexdigest()[:_FINGERPRINT_DIGITS]

    def matches(self, presented: bytes) -> bool:
        """Compare in constant time."""
        hashed = self._begun.copy()
        hashed.update(presented)
        return hmac.compare_digest(hashed.digest(), self.digest)

    @cached_property
    def _begun(self) -> "hashlib.blake2b":
        # What all secrets that are compared with this one have in common is hashed once.
        return _hashing(self.tenant_uid, self.salt)

    def __str__(self) -> str:
        return f"{_VERSION}:{base64.urlsafe_b64encode(self.salt + self.digest).decode()}"


def _hash(secret: bytes, tenant_uid: str, salt: bytes) -> bytes:
    hashed = _hashing(tenant_uid, salt)
    hashed.update(secret)
    return hashed.digest()


def _hashing(tenant_uid: str, salt: bytes) -> "hashlib.blake2b":
    """Begin a hash: the secret is what follows."""
    # No uid holds a NUL, so no two pairs of uid and secret are hashed alike.
    bound = tenant_uid.encode() + b"\0"
    return hashlib.blake2b(bound, key=salt, digest_size=_HASH_BYTES, person=_PURPOSE)


def hashes_for(
    secrets: Sequence[str], sealed: object, tenant_uid: str, known: Sequence[HashedSecret] = ()
) -> dict[str, Any]:
    """Return what is stored: the hashes, and of which sealed secrets they are (None when these are not stored).

    A secret that one of the `known` hashes stands for keeps it, and with it the name under which its use is noted.
    """
    hashes = [str(_known(secret, known) or HashedSecret.of(secret, tenant_uid)) for secret in secrets]
    return {"of": _fingerprint(sealed), "hashes": hashes}


def _known(secret: str, known: Sequence[HashedSecret]) -> HashedSecret | None:
    return next((hashed for hashed in known if hashed.matches(secret.encode())), None)


def stored_hashes(document: Mapping[str, Any]) -> tuple[HashedSecret, ...]:
    """Return a tenant's hashes; none when it has none, or has got other secrets since from who writes no hashes."""
    stored, settings = document.get(HASHES), document.get("settings")
    sealed = settings.get("webhookSecrets") if isinstance(settings, Mapping) else None
    if not isinstance(stored, Mapping) or (sealed is not None and stored.get("of") != _fingerprint(sealed)):
        return ()
    texts = stored.get("hashes")
    found = [_parsed(text, str(document["_id"])) for text in texts] if isinstance(texts, list) else []
    return tuple(each for each in found if each is not None)


def _parsed(text: object, tenant_uid: str) -> HashedSecret | None:
    version, _, payload = text.partition(":") if isinstance(text, str) else ("", "", "")
    try:
        decoded = base64.b64decode(payload, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if version != _VERSION or len(decoded) != _SALT_BYTES + _HASH_BYTES:
        return None
    return HashedSecret(tenant_uid, decoded[:_SALT_BYTES], decoded[_SALT_BYTES:], is_stored=True)


def _fingerprint(sealed: object) -> str | None:
    """Name the sealed secrets that stand beside the hashes: sealing the same ones again makes others of them."""
    if sealed is None:
        return None
    return hashlib.sha256(json.dumps(sealed, default=str).encode()).hexdigest()

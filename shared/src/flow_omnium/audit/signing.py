"""Signing checkpoints of the audit log, with Ed25519: who holds the database holds no signing key. No I/O.

The private key signs and belongs to whoever runs the console; the public ones check, and belong to everybody. Several public
keys hold while one replaces another: a checkpoint names the key that signed it.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from flow_omnium.audit.record import Head

KEY_BYTES: Final = 32
_KEY_ID_HEX_DIGITS: Final = 8
_PURPOSE: Final = "flow-omnium audit"


@dataclass(frozen=True)
class KeyPair:
    """A new pair, each key in base64."""

    private: str
    public: str


def new_key_pair() -> KeyPair:
    """Make a pair."""
    private = Ed25519PrivateKey.generate()
    return KeyPair(
        base64.b64encode(private.private_bytes_raw()).decode(),
        base64.b64encode(private.public_key().public_bytes_raw()).decode(),
    )


def decoded_key(text: str) -> bytes:
    """Decode a key of 32 bytes. Raises ValueError, which repeats nothing of it."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        decoded = b""
    if len(decoded) != KEY_BYTES:
        message = f"not {KEY_BYTES} bytes in base64, as `flow-omnium audit keygen` prints them"
        raise ValueError(message)
    return decoded


class Signer:
    """Signs heads of the chain."""

    def __init__(self, private_key: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(private_key)

    @property
    def public_key(self) -> bytes:
        """What checks its signatures."""
        return self._key.public_key().public_bytes_raw()

    def signed(self, purpose: str, head: Head, at: datetime) -> dict[str, Any]:
        """The fields of a record that signs for a head."""
        signature = self._key.sign(_signed_bytes(purpose, head, at))
        return {
            "through": head.sequence,
            "head": head.digest,
            "key": key_id(self.public_key),
            "signature": base64.b64encode(signature).decode(),
        }


class Verifier:
    """Checks signatures by public keys."""

    def __init__(self, public_keys: Iterable[bytes] = ()) -> None:
        self._keys = {key_id(key): Ed25519PublicKey.from_public_bytes(key) for key in public_keys}

    def __bool__(self) -> bool:
        return bool(self._keys)

    def fault(self, purpose: str, content: Mapping[str, Any], at: datetime) -> str | None:
        """Say why a signature does not hold, None when it does."""
        key = self._keys.get(content.get("key", ""))
        if key is None:
            return f"is signed with key {content.get('key')}, which is not among AUDIT_PUBLIC_KEYS"
        try:
            head = Head(content["through"], content["head"])
            key.verify(base64.b64decode(content["signature"]), _signed_bytes(purpose, head, at))
        except (InvalidSignature, KeyError, TypeError, ValueError):
            return "has a signature that does not hold"
        return None


def key_id(public_key: bytes) -> str:
    """Name a key."""
    return hashlib.sha256(public_key).hexdigest()[:_KEY_ID_HEX_DIGITS]


def _signed_bytes(purpose: str, head: Head, at: datetime) -> bytes:
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    return json.dumps([_PURPOSE, purpose, head.sequence, head.digest, at.isoformat()]).encode()

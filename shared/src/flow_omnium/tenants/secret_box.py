"""How a secret is kept at rest: AES-256-GCM, bound to its tenant and key name. No I/O.

A sealed secret is the text `v1:<key id>:<base64url of nonce and ciphertext>`. Because the tenant and the name are
authenticated with it, a sealed secret that is copied to another tenant or another key does not open.
"""

import base64
import binascii
import hashlib
import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = "v1"
_NONCE_BYTES = 12  # the length that AES-GCM is defined for
_KEY_ID_HEX_DIGITS = 8


class SecretUnreadable(Exception):
    """A sealed secret cannot be opened; the text says why, and holds neither the secret nor its sealed form."""


class SecretBox:
    """Seals and opens secrets. The first key seals, every key opens, so that keys can be rotated."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        """Take keys of 32 bytes each. Raises ValueError when there is none, or one of another length."""
        if not keys:
            raise ValueError("at least one encryption key is needed")
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}
        self._sealing_key_id = _key_id(keys[0])

    def seal(self, secret: str, *, tenant_uid: str, name: str) -> str:
        """Encrypt one secret of one tenant; two seals of the same secret differ."""
        nonce = os.urandom(_NONCE_BYTES)
        bound_to = _bound_to(tenant_uid, name)
        ciphertext = self._ciphers[self._sealing_key_id].encrypt(nonce, secret.encode(), bound_to)
        payload = base64.urlsafe_b64encode(nonce + ciphertext).decode()
        return f"{_VERSION}:{self._sealing_key_id}:{payload}"

    def resealed(self, sealed: str, *, tenant_uid: str, name: str) -> str:
        """Seal with the first key what another one sealed. Raises SecretUnreadable."""
        secret = self.open(sealed, tenant_uid=tenant_uid, name=name)
        key_id, _ = _parts(sealed)
        return (
            sealed if key_id == self._sealing_key_id else self.seal(secret, tenant_uid=tenant_uid, name=name)
        )

    def open(self, sealed: str, *, tenant_uid: str, name: str) -> str:
        """Decrypt what `seal` made for the same tenant and name. Raises SecretUnreadable."""
        key_id, payload = _parts(sealed)
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            message = f"sealed with key {key_id}, which is not among the configured keys"
            raise SecretUnreadable(message)
        try:
            opened = cipher.decrypt(
                payload[:_NONCE_BYTES], payload[_NONCE_BYTES:], _bound_to(tenant_uid, name)
            )
        except (InvalidTag, ValueError):
            raise SecretUnreadable("damaged, or sealed for another tenant or key name") from None
        return opened.decode()


def _key_id(key: bytes) -> str:
    """Name a key without telling anything of it."""
    return hashlib.sha256(b"flow-omnium key id:" + key).hexdigest()[:_KEY_ID_HEX_DIGITS]


def _bound_to(tenant_uid: str, name: str) -> bytes:
    return json.dumps([_VERSION, tenant_uid, name]).encode()


def _parts(sealed: object) -> tuple[str, bytes]:
    version, _, rest = sealed.partition(":") if isinstance(sealed, str) else ("", "", "")
    key_id, _, payload = rest.partition(":")
    if version != _VERSION:
        raise SecretUnreadable("not sealed, or sealed in a format that this version does not know")
    try:
        return key_id, base64.b64decode(payload, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise SecretUnreadable("damaged: its payload is not base64") from None

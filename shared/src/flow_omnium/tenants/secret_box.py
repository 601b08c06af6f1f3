"""How a secret is kept at rest: AES-256-GCM, bound to its tenant, its key name and where it may be sent.

A sealed secret is the text `<version>:<key id>:<base64url of nonce and ciphertext>`. What it is bound to is authenticated
with it: copied to another tenant or another key, or beside another destination, it does not open.

`v1` is bound to tenant and key name: what is only compared, never sent. `v2` is bound to a destination's origin as well.
"""

import base64
import binascii
import hashlib
import json
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ACCEPTS_UNBOUND: Final = True
"""Whether a secret that is sent somewhere still opens when it was sealed without its destination (`v1`).

Every release before this one sealed so. This release still accepts it, so that its roll-out loses nothing before
`flow-omnium secrets rotate` has bound what is stored. False from the release after: who can write the database could
otherwise copy such a value beside an address of his own.
"""

_UNBOUND: Final = "v1"
_BOUND: Final = "v2"
_NONCE_BYTES: Final = 12  # NIST SP 800-38D, 5.2.1.1
_KEY_ID_HEX_DIGITS: Final = 8


class SecretUnreadable(Exception):
    """A sealed secret cannot be opened; the text says why, and holds neither the secret nor its sealed form."""


class SecretBox:
    """Seals and opens secrets. The first key seals, every key opens, so that keys can be rotated.

    `origin` is where a secret is sent (`https://api.example:443`), None for one that is sent nowhere.
    """

    def __init__(self, keys: tuple[bytes, ...], *, accepts_unbound: bool = ACCEPTS_UNBOUND) -> None:
        """Take keys of 32 bytes each. Raises ValueError when there is none, or one of another length."""
        if not keys:
            raise ValueError("at least one encryption key is needed")
        self._ciphers = {key_id_of(key): AESGCM(key) for key in keys}
        self._sealing_key_id = key_id_of(keys[0])
        self._accepts_unbound = accepts_unbound

    def seal(self, secret: str, *, tenant_uid: str, name: str, origin: str | None = None) -> str:
        """Encrypt one secret of one tenant; two seals of the same secret differ."""
        # GCM keeps nothing secret when a nonce comes twice under one key; random ones are safe for 2**32 seals
        # (NIST SP 800-38D, 8.3), and a suite makes some thousands.
        nonce = os.urandom(_NONCE_BYTES)
        version = _version_for(origin)
        bound_to = _bound_to(version, tenant_uid, name, origin)
        ciphertext = self._ciphers[self._sealing_key_id].encrypt(nonce, secret.encode(), bound_to)
        payload = base64.urlsafe_b64encode(nonce + ciphertext).decode()
        return f"{version}:{self._sealing_key_id}:{payload}"

    def resealed(
        self, sealed: str, *, tenant_uid: str, name: str, origin: str | None = None, binds: bool = True
    ) -> str:
        """Seal with the first key, and for its destination (unless it `binds` not), what is not; else return it as it is.

        Raises SecretUnreadable.
        """
        secret = self.open(sealed, tenant_uid=tenant_uid, name=name, origin=origin)
        version, key_id, _ = _parts(sealed)
        bound_to = origin if binds else None
        if (version, key_id) == (_version_for(bound_to), self._sealing_key_id):
            return sealed
        return self.seal(secret, tenant_uid=tenant_uid, name=name, origin=bound_to)

    def open(self, sealed: object, *, tenant_uid: str, name: str, origin: str | None = None) -> str:
        """Decrypt what `seal` made for the same tenant, name and destination. Raises SecretUnreadable."""
        version, key_id, payload = _parts(sealed)
        if version == _UNBOUND and origin is not None and not self._accepts_unbound:
            raise SecretUnreadable(
                "sealed without its destination: `flow-omnium secrets rotate` of the release before"
            )
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            message = f"sealed with key {key_id}, which is not among the configured keys"
            raise SecretUnreadable(message)
        bound_to = _bound_to(version, tenant_uid, name, origin)
        try:
            opened = cipher.decrypt(payload[:_NONCE_BYTES], payload[_NONCE_BYTES:], bound_to)
        except (InvalidTag, ValueError):
            what = (
                "tenant or key name"
                if version == _UNBOUND
                else f"tenant, key name or destination than {origin}"
            )
            message = f"damaged, or sealed for another {what}"
            raise SecretUnreadable(message) from None
        return opened.decode()


def _version_for(origin: str | None) -> str:
    return _UNBOUND if origin is None else _BOUND


def sealed_with(sealed: object) -> str | None:
    """Return the name of the key that sealed it; None for what is not sealed."""
    try:
        return _parts(sealed)[1]
    except SecretUnreadable:
        return None


def key_id_of(key: bytes) -> str:
    """Name a key without telling anything of it."""
    return hashlib.sha256(b"flow-omnium key id:" + key).hexdigest()[:_KEY_ID_HEX_DIGITS]


def _bound_to(version: str, tenant_uid: str, name: str, origin: str | None) -> bytes:
    parts = [version, tenant_uid, name] if version == _UNBOUND else [version, tenant_uid, name, origin]
    return json.dumps(parts).encode()


def _parts(sealed: object) -> tuple[str, str, bytes]:
    version, _, rest = sealed.partition(":") if isinstance(sealed, str) else ("", "", "")
    key_id, _, payload = rest.partition(":")
    if version not in (_UNBOUND, _BOUND):
        raise SecretUnreadable("not sealed, or sealed in a format that this version does not know")
    try:
        return version, key_id, base64.b64decode(payload, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise SecretUnreadable("damaged: its payload is not base64") from None

"""The id tokens that the issuer gives, and the keys by which it signs them."""

import base64
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

SigningKey = RSAKey | ECKey
Claims = Mapping[str, Any]


def new_rsa_key() -> RSAKey:
    """Make a key of the usual kind."""
    return RSAKey.generate_key(2048, {"use": "sig", "kid": secrets.token_hex(8)})


def new_ec_key() -> ECKey:
    """Make a key on a curve."""
    return ECKey.generate_key("P-256", {"use": "sig", "kid": secrets.token_hex(8)})


@dataclass
class Keys:
    """The key that signs, and those that are published."""

    signing: SigningKey = field(default_factory=new_rsa_key)
    published: list[SigningKey] = field(init=False)

    def __post_init__(self) -> None:
        self.published = [self.signing]

    def rotate(self, key: SigningKey, *, is_published: bool = True) -> None:
        """Sign by another key from now on."""
        self.signing = key
        if is_published:
            self.published = [*self.published, key]

    def document(self) -> Mapping[str, Any]:
        """Return what the issuer publishes: public parts alone."""
        return KeySet(list(self.published)).as_dict(private=False)

    def signed(self, claims: Claims, algorithm: str) -> str:
        """Make a token; by `none` it is not signed, by HS256 with a public key, as who attacks would."""
        header = {"alg": algorithm, "kid": self.signing.kid}
        unsigned = f"{_part(header)}.{_part(claims)}"
        if algorithm == "none":
            return f"{unsigned}."
        if algorithm == "HS256":
            public = self.signing.as_bytes(encoding="PEM", private=False)
            return f"{unsigned}.{_written(hmac.digest(public, unsigned.encode(), 'sha256'))}"
        return jwt.encode(header, dict(claims), self.signing, algorithms=[algorithm])


def _part(told: Mapping[str, Any]) -> str:
    return _written(json.dumps(told).encode())


def _written(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")

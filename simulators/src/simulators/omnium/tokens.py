"""API users and their access tokens, in the shape of real ones."""

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import NamedTuple

from simulators.clock import Clock
from simulators.documents import Document, encode
from simulators.refusal import Refusal


class ApiUser(NamedTuple):
    """One API user: the holder of tokens and of a rate-limit budget."""

    client_id: str
    client_secret: str


class IssuedToken(NamedTuple):
    """What is known of a token that was given out; `expires` is a Unix time in seconds."""

    client_id: str
    expires: float


class TokenDesk:
    """Issues tokens, checks them, revokes them, and counts."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._users: dict[str, ApiUser] = {}
        self._issued: dict[str, IssuedToken] = {}
        self._key = secrets.token_bytes(32)
        self.requests = 0
        self.issued_count = 0

    def add_user(self, user: ApiUser) -> None:
        """Add an API user, or give it a new secret."""
        self._users[user.client_id] = user

    def issue(self, client_id: str, client_secret: str, lifetime: float) -> str:
        """Give out a token for right credentials. Raises Refusal 401 for wrong ones."""
        user = self._users.get(client_id)
        known = user.client_secret if user else ""
        if user is None or not hmac.compare_digest(known.encode(), client_secret.encode()):
            raise Refusal(401, "Invalid client credentials")
        expires = self._clock() + timedelta(seconds=lifetime)
        token = self._signed({"sub": client_id, "exp": int(expires.timestamp()), "jti": secrets.token_hex(8)})
        self._issued[token] = IssuedToken(client_id, expires.timestamp())
        self.issued_count += 1
        return token

    def holder(self, authorization: str) -> str:
        """Tell whose token an Authorization header carries. Raises Refusal 401."""
        scheme, _, token = authorization.partition(" ")
        issued = self._issued.get(token.strip()) if scheme.lower() == "bearer" else None
        if issued is None or issued.expires <= self._clock().timestamp():
            raise Refusal(401, "Unauthorized", {"WWW-Authenticate": "Bearer"})
        return issued.client_id

    def revoke_all(self) -> None:
        """Make every token invalid at once."""
        self._issued.clear()

    def _signed(self, claims: Document) -> str:
        start = int(self._clock().timestamp())
        parts = (
            {"alg": "HS256", "typ": "JWT"},
            {"iss": "omnium-simulator", "nbf": start, "iat": start, **claims},
        )
        unsigned = ".".join(_base64(encode(part)) for part in parts)
        signature = hmac.digest(self._key, unsigned.encode(), hashlib.sha256)
        return f"{unsigned}.{_base64(signature)}"


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

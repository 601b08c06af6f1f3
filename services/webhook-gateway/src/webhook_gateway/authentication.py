"""Whether a sender knows one of the tenant's webhook secrets. No I/O."""

import base64
import binascii
from collections.abc import Iterable

from flow_omnium.tenants.webhook_secrets import HashedSecret


def is_authentic(presented: bytes | None, secrets: Iterable[HashedSecret]) -> bool:
    """Compare the presented secret with every one of the tenant's, in constant time."""
    if presented is None:
        return False
    # All are compared, so that the time does not tell which one matched.
    matches = [secret.matches(presented) for secret in secrets]
    return any(matches)


def presented_secret(authorization: str | None) -> bytes | None:
    """Return the secret of `Bearer <secret>`, or the password of Basic; None when there is neither."""
    scheme, _, credentials = (authorization or "").strip().partition(" ")
    if scheme.casefold() == "bearer":
        return credentials.strip().encode(errors="surrogateescape") or None
    if scheme.casefold() == "basic":
        return _password(credentials.strip())
    return None


def _password(credentials: str) -> bytes | None:
    try:
        decoded = base64.b64decode(credentials, validate=True)
    except (binascii.Error, ValueError):
        return None
    _, colon, password = decoded.partition(b":")
    return password if colon and password else None

"""Changing a webhook secret without losing an event: a second one is added, set at the senders, seen in use; then the old one goes."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import SecretStr

from admin_console.failures import NothingDone
from admin_console.tenants.senders import LastSeen
from flow_omnium.tenants.closed_secret import is_open
from flow_omnium.tenants.senders import NOTED_EVERY, SENDERS
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.webhook_secrets import HashedSecret

MOST_SECRETS: Final = 8
_BYTES: Final = 24


@dataclass(frozen=True)
class SecretRow:
    """One webhook secret by its place and fingerprint, and when each sender last came with it (UTC)."""

    number: int
    fingerprint: str
    last: dict[str, datetime | None]

    @property
    def is_used(self) -> bool:
        """Whether any sender has come with it."""
        return any(at is not None for at in self.last.values())


def new_secret() -> str:
    """Make a secret that nobody guesses."""
    return secrets.token_hex(_BYTES)


def rows_of(hashes: Sequence[HashedSecret], seen: Sequence[LastSeen]) -> Sequence[SecretRow]:
    """Return the secrets in their order."""
    return [
        SecretRow(
            number, one.fingerprint, {sender: _last(seen, sender, one.fingerprint) for sender in SENDERS}
        )
        for number, one in enumerate(hashes, 1)
    ]


def _last(seen: Sequence[LastSeen], sender: str, fingerprint: str) -> datetime | None:
    times = [one.at for one in seen if one.sender == sender and one.fingerprint == fingerprint and one.at]
    return max(times, default=None)


def still_needed(row: SecretRow, others: Sequence[SecretRow]) -> Sequence[str]:
    """Say of each sender that came with this secret why taking it away may lose events; nothing of one that surely has another one."""
    used = ((sender, at) for sender, at in row.last.items() if at is not None)
    return [why for sender, at in used if (why := _why_needed(sender, at, others)) is not None]


def _why_needed(sender: str, at: datetime, others: Sequence[SecretRow]) -> str | None:
    later = max((last for one in others if (last := one.last[sender]) is not None), default=at)
    if later <= at:
        return f"{sender.capitalize()} came with it last, and has not come with another one since"
    if later <= at + NOTED_EVERY:
        # What came with it in that minute is not noted: an event that is refused as 401 never comes again.
        return f"{sender.capitalize()} came with another one within a minute, and may have come with it after that: wait until it comes again"
    return None


def with_secret(tenant: Tenant, secret: str) -> Tenant:
    """Return the tenant with one more webhook secret. Raises NothingDone."""
    _require_open(tenant)
    if len(tenant.webhook_secrets) >= MOST_SECRETS:
        message = f"there are {MOST_SECRETS} secrets already: remove one that nobody uses"
        raise NothingDone(message)
    return tenant.model_copy(update={"webhook_secrets": (*tenant.webhook_secrets, SecretStr(secret))})


def without_secret(tenant: Tenant, hashes: Sequence[HashedSecret], fingerprint: str) -> Tenant:
    """Return the tenant without the secret of this fingerprint. Raises NothingDone."""
    _require_open(tenant)
    goes = next((one for one in hashes if one.fingerprint == fingerprint), None)
    if goes is None:
        message = f"there is no webhook secret {fingerprint}: somebody has removed it"
        raise NothingDone(message)
    left = [one for one in tenant.webhook_secrets if not goes.matches(one.get_secret_value().encode())]
    if not left:
        raise NothingDone("it is the only one: without it no event would be let in")
    return tenant.model_copy(update={"webhook_secrets": tuple(left)})


def _require_open(tenant: Tenant) -> None:
    if not all(map(is_open, tenant.webhook_secrets)):
        raise NothingDone(
            "the webhook secrets that are stored cannot be opened here: set all of them with a tenant file"
        )

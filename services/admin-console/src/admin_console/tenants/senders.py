"""When Omnium and Flow last came to a tenant, and with which of its webhook secrets: by number and fingerprint, never shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from rich.table import Table

from admin_console.database import present, with_database
from admin_console.jobs.output import span
from admin_console.terminal import add_row, moment, show, show_json, table
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.record import TenantRecord
from flow_omnium.tenants.repository import COLLECTION, TenantReader
from flow_omnium.tenants.senders import SENDERS, WRONG, MongoSightings, Sighting
from flow_omnium.tenants.stored import Document, revision_of
from flow_omnium.tenants.unknown import UnknownTenant
from flow_omnium.tenants.webhook_secrets import UNHASHED, HashedSecret, stored_hashes

_NAMES: Final = MappingProxyType({"omnium": "Omnium", "flow": "Flow"})
_UNHASHED: Final = "which one is not known until `flow-omnium secrets rotate` has hashed them"


@dataclass(frozen=True)
class LastSeen:
    """When a sender last came in a certain way (UTC); None: never.

    `number` is the place of the secret in the settings, from 1 on; None for one that is no longer there, and for whatever
    was presented in place of a secret (`is_wrong`).
    """

    sender: str
    at: datetime | None
    number: int | None = None
    of: int = 0
    fingerprint: str | None = None
    is_wrong: bool = False

    @property
    def secret(self) -> str:
        """The secret in words."""
        if self.is_wrong:
            return "none of the tenant's"
        if self.number is not None:
            return f"{self.number} of {self.of} ({self.fingerprint})"
        return _UNHASHED if self.fingerprint is None else f"one that is no longer set ({self.fingerprint})"

    def document(self) -> dict[str, Any]:
        """Describe it for programs."""
        return {
            "sender": self.sender,
            "secret": self.number,
            "of": self.of,
            "fingerprint": self.fingerprint,
            "wrong": self.is_wrong,
            "lastAt": None if self.at is None else self.at.isoformat(),
        }


def last_seen(seen: Sequence[Sighting], secrets: Sequence[HashedSecret]) -> Sequence[LastSeen]:
    """Return for each sender when it last came with each of the secrets, and in what other ways it came."""
    return [each for sender in SENDERS for each in _of_sender(sender, seen, secrets)]


def _of_sender(sender: str, seen: Sequence[Sighting], secrets: Sequence[HashedSecret]) -> Iterator[LastSeen]:
    times = {one.secret: one.at for one in seen if one.sender == sender}
    for number, secret in enumerate(secrets, 1):
        at = times.pop(secret.fingerprint, None)
        yield LastSeen(sender, at, number, len(secrets), secret.fingerprint)
    wrong, unhashed = times.pop(WRONG, None), times.pop(UNHASHED, None)
    if not secrets and unhashed is not None:
        yield LastSeen(sender, unhashed)
    for fingerprint, at in times.items():
        yield LastSeen(sender, at, fingerprint=fingerprint)
    if wrong is not None:
        yield LastSeen(sender, wrong, is_wrong=True)


def show_senders(tenant_uid: str, *, as_json: bool) -> None:
    """Show when each sender last came to a tenant. Raises UnknownTenant."""
    seen, now = with_database(lambda database: _read(database, tenant_uid))
    if as_json:
        show_json({"tenantUid": tenant_uid, "senders": [each.document() for each in seen]})
    else:
        show(seen_table(seen, now))


async def _read(database: Database, tenant_uid: str) -> tuple[Sequence[LastSeen], datetime]:
    return await senders_of(database, tenant_uid), await present(database)


async def senders_of(database: Database, tenant_uid: str) -> Sequence[LastSeen]:
    """Read when each sender last came to a tenant; takes no key. Raises UnknownTenant."""
    records = await TenantReader(database[COLLECTION], _hashes_alone).records([tenant_uid])
    if not records:
        raise UnknownTenant(tenant_uid)
    return last_seen(await MongoSightings(database).of(tenant_uid), records[0].hashes)


def _hashes_alone(document: Document) -> TenantRecord[None]:
    return TenantRecord(str(document["_id"]), revision_of(document), None, hashes=stored_hashes(document))


def seen_table(seen: Sequence[LastSeen], now: datetime) -> Table:
    """Describe it for people."""
    result = table("SENDER", "SECRET", "LAST CAME")
    for each in seen:
        at = "never" if each.at is None else f"{moment(each.at)}, {span(now - each.at)} ago"
        add_row(result, _NAMES[each.sender], each.secret, at)
    return result

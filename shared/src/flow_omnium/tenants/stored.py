"""Reading what is stored of a tenant, leniently, and writing it back with nothing lost.

A document is `{_id: tenantUid, revision, settings: <the tenant file>, …}`. Another version may have written it, during a
roll-out or before a roll-back. So a key that this version does not know is kept, and named. Only a fault in a key that a
service reads hides the tenant, and only from that service.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias, TypeVar

from flow_omnium.tenants.closed_secret import ClosedSecret
from flow_omnium.tenants.keyring import Keyring, Purpose
from flow_omnium.tenants.record import Kept, TenantRecord
from flow_omnium.tenants.sealing import ALL_PURPOSES, closed_secrets, opened_document
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import Location, read_stored
from flow_omnium.tenants.webhook_secrets import stored_hashes

_View = TypeVar("_View")

Document: TypeAlias = Mapping[str, Any]
ReadRecord: TypeAlias = Callable[[Document], TenantRecord[_View]]
"""Turns a stored document into what one service knows of a tenant; raises nothing."""

_NO_REVISION: Final = 0
_WEBHOOK_SECRETS: Final = "webhookSecrets"


def whole_tenant(keyring: Keyring, purposes: frozenset[Purpose] = ALL_PURPOSES) -> ReadRecord[Tenant]:
    """Read all settings; the secrets of other purposes stay closed."""

    def read(document: Document) -> TenantRecord[Tenant]:
        uid, settings = str(document["_id"]), settings_of(document)
        opened = opened_document(settings, keyring, tenant_uid=uid, purposes=purposes)
        closed, hashes = "; ".join(closed_secrets(opened, purposes)), stored_hashes(document)
        if _WEBHOOK_SECRETS not in opened and hashes:
            opened[_WEBHOOK_SECRETS] = [_hashed(uid)] * len(hashes)
        reading = read_stored(Tenant, opened)
        kept = _kept(settings, reading.unknown)
        if reading.model is None:
            return replace(unreadable_record(document, reading.fault), kept=kept)
        is_active = reading.model.active
        return TenantRecord(uid, revision_of(document), reading.model, closed, is_active, kept, hashes)

    return read


def _hashed(tenant_uid: str) -> ClosedSecret:
    return ClosedSecret(tenant_uid, _WEBHOOK_SECRETS, "stored as a hash")


def unreadable_record(document: Document, fault: str) -> TenantRecord[Any]:
    """Return the record of a tenant that cannot be read; whether it is active is often known all the same."""
    active = settings_of(document).get("active")
    is_active = active if isinstance(active, bool) else None
    return TenantRecord(str(document["_id"]), revision_of(document), None, fault, is_active=is_active)


def settings_of(document: Document) -> dict[str, Any]:
    """Return the settings, which are validated elsewhere; empty when there are none."""
    settings = document.get("settings")
    return settings if isinstance(settings, dict) else {}


def revision_of(document: Document) -> int:
    """Return the revision; 0 for a damaged one."""
    revision = document.get("revision")
    return revision if isinstance(revision, int) else _NO_REVISION


def with_kept(settings: dict[str, Any], kept: Sequence[Kept]) -> dict[str, Any]:
    """Add the keys of another version where their section still is; a section that is gone takes its keys along."""
    merged = copy.deepcopy(settings)
    for one in kept:
        section = _section(merged, one.location)
        if section is not None:
            section.setdefault(one.location[-1], copy.deepcopy(one.value))
    return merged


def _kept(settings: dict[str, Any], unknown: Sequence[Location]) -> tuple[Kept, ...]:
    return tuple(Kept(location, _value(settings, location)) for location in unknown)


def _value(settings: dict[str, Any], location: Location) -> Any:
    section = _section(settings, location)
    return None if section is None else section.get(location[-1])


def _section(document: Any, location: Location) -> dict[Any, Any] | None:
    for part in location[:-1]:
        document = document.get(part) if isinstance(document, dict) else None
    return document if isinstance(document, dict) else None

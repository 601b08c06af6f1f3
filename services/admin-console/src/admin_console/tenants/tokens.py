"""How the tenants' Omnium tokens stand. The token itself is never read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.table import Table

from admin_console.database import present, with_database
from admin_console.terminal import add_row, show, show_json, table
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.record import UnknownTenant
from flow_omnium.tenants.repository import COLLECTION as TENANTS
from flow_omnium.tokens import renewal_leases
from flow_omnium.tokens.rejections import Rejections
from flow_omnium.tokens.renewal_leases import MongoRenewalLeases
from flow_omnium.tokens.token_state import State, TokenRecord, TokenRecords, state_of


@dataclass(frozen=True)
class Overview:
    """What is known of a tenant's token at a moment (UTC)."""

    tenant_uid: str
    token: TokenRecord | None
    rejections: Rejections
    at: datetime

    @property
    def state(self) -> State:
        """How it stands."""
        return state_of(self.token, self.rejections, self.at)

    @property
    def why(self) -> str:
        """Explain a state in which an operator has to act; empty for the others."""
        if self.state == "stopped":
            return f"Omnium refuses the tokens that it grants; tried again at {_text(self.rejections.stopped_until)}"
        return ""


def list_tokens(*, as_json: bool) -> None:
    """List how every tenant's token stands."""
    overviews = with_database(lambda database: _overviews(database, {}))
    if as_json:
        show_json([_document(overview) for overview in overviews])
    else:
        show(_table(overviews))


def show_token(tenant_uid: str, *, as_json: bool) -> None:
    """Show how a tenant's token stands. Raises UnknownTenant."""
    overviews = with_database(lambda database: _overviews(database, {"_id": tenant_uid}))
    if not overviews:
        raise UnknownTenant(tenant_uid)
    if as_json:
        show_json(_document(overviews[0]))
    else:
        show(_table(overviews))


async def describe_token(database: Database, tenant_uid: str) -> dict[str, Any]:
    """Describe how a tenant's token stands, for programs."""
    return _document(await overview_of(database, tenant_uid))


async def _overviews(database: Database, wanted: dict[str, str]) -> Sequence[Overview]:
    tenants = database[TENANTS].find(wanted, {"_id": 1}).sort("_id")
    return [await overview_of(database, str(document["_id"])) async for document in tenants]


async def overview_of(database: Database, tenant_uid: str) -> Overview:
    """Read how a tenant's token stands, without the token. Raises DatabaseError."""
    rejections = await MongoRenewalLeases(database[renewal_leases.COLLECTION]).rejections(tenant_uid)
    return Overview(
        tenant_uid, await TokenRecords(database).get(tenant_uid), rejections, await present(database)
    )


def _document(overview: Overview) -> dict[str, Any]:
    """Describe a token for programs."""
    token, stopped = overview.token, overview.state == "stopped"
    return {
        "tenantUid": overview.tenant_uid,
        "state": overview.state,
        "version": token.version if token else None,
        "mintedAt": _text(token.minted_at) if token else None,
        "expiresAt": _text(token.expires_at) if token else None,
        "stoppedUntil": _text(overview.rejections.stopped_until) if stopped else None,
    }


def _table(overviews: Sequence[Overview]) -> Table | str:
    """Describe tokens for people."""
    if not overviews:
        return "There is no tenant yet."
    result = table("TENANT", "STATE", "VERSION", "MINTED", "EXPIRES", "WHY")
    for overview in overviews:
        add_row(result, overview.tenant_uid, overview.state, *_columns(overview.token), overview.why)
    return result


def _columns(token: TokenRecord | None) -> tuple[str, str, str]:
    if token is None:
        return "-", "-", "-"
    return str(token.version), _text(token.minted_at), _text(token.expires_at)


def _text(moment: datetime | None) -> str:
    return "-" if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"

"""How tokens are shown. No I/O, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.table import Table

from admin_console.terminal import add_row, table
from flow_omnium.tokens.rejections import Rejections
from flow_omnium.tokens.token_state import State, TokenRecord, state_of


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
        """Say what a state that needs somebody means."""
        if self.state == "stopped":
            return f"Omnium refuses the tokens that it grants; tried again at {_text(self.rejections.stopped_until)}"
        return ""


def document(overview: Overview) -> dict[str, Any]:
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


def table_of(overviews: Sequence[Overview]) -> Table | str:
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

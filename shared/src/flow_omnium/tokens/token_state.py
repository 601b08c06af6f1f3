"""How a tenant's token stands, told without the token itself. No I/O, no clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flow_omnium.tokens.renewal import renewal_due_at
from flow_omnium.tokens.standing import Standing

State = Literal["valid", "due", "expired", "none", "stopped"]


@dataclass(frozen=True)
class TokenRecord:
    """What is stored of a token besides its value. Times are UTC."""

    version: int
    minted_at: datetime
    expires_at: datetime


def state_of(token: TokenRecord | None, standing: Standing, now: datetime) -> State:
    """Name the state: `due` is valid, and about to be renewed; `stopped` means that Omnium refuses what it grants, and
    that nobody has got another token since."""
    if standing.is_stopped(now) and (token is None or token.version == standing.refused):
        return "stopped"
    if token is None:
        return "none"
    if now >= token.expires_at:
        return "expired"
    return "due" if now >= renewal_due_at(token.minted_at, token.expires_at) else "valid"

"""Judges whether another token of a tenant is worth asking for, by what became of the last ones.

A token that Omnium refuses is replaced. When it refuses the replacement as well, right after granting it and before it
served a single call, a third would fare no better (a role, an audience, a clock is wrong), and asking on would be a storm.
So asking stops for a while, longer each time, and begins again by itself. A token that served calls before it was
refused has been revoked: it is replaced.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from flow_omnium.runtime.circuit_breaker import State, open_time, state_at
from flow_omnium.tokens.store import NO_VERSION, StoredToken

FRESH: Final = timedelta(seconds=60)
"""A token that is refused this soon after it was granted, and has served no call, was never good."""

_FIRST_STOP: Final = timedelta(seconds=10)
_LONGEST_STOP: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Rejections:
    """What is remembered of a tenant's rejections, over all processes. Versions are those of tokens, times UTC."""

    replacement: int = NO_VERSION
    """The token that was granted in answer to a rejection, last."""
    refused: int = NO_VERSION
    """The replacement that was refused as well, which stopped the asking."""
    stops: int = 0
    stopped_until: datetime | None = None

    def is_stopped(self, now: datetime) -> bool:
        """Tell whether no token is to be asked for now."""
        return state_at(self.stopped_until, now) is State.OPEN

    def replaced_by(self, version: int) -> "Rejections":
        """Remember the token that was granted in answer to a rejection."""
        return replace(self, replacement=version)


def after_rejection(
    rejections: Rejections, token: StoredToken, now: datetime, *, has_served: bool = False
) -> Rejections:
    """Judge the rejection of the current token: an ordinary one, or the one that stops the asking.

    A token that has served was good and is revoked, however young it is: it ends a stop that somebody else's report began.
    """
    if has_served:
        return Rejections()
    if token.version == rejections.refused:
        return rejections  # it is known; perhaps the time for which it stopped the asking is over
    # Not our answer to a rejection, or good for a while: an ordinary rejection, and the token is replaced.
    if token.version != rejections.replacement or now - token.minted_at >= FRESH:
        return Rejections()
    stops = rejections.stops + 1
    until = now + open_time(stops, _FIRST_STOP, _LONGEST_STOP)
    return replace(rejections, refused=token.version, stops=stops, stopped_until=until)

"""One try to sign in, of which nothing is kept: what it needs again later is made from the browser's secret. Pure.

The state carries when it was begun, something random and where the visitor wanted to go, sealed by the browser's secret; nonce and PKCE verifier
are made from both. So each try has its own, several may be under way in one browser, whichever process they come back to, and a
state that another browser has begun is none.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from admin_console.web.signing_in.keys import are_equal, derived, new_secret
from admin_console.web.signing_in.oidc.faults import BegunElsewhere
from admin_console.web.signing_in.places import local_place

LONGEST: Final = timedelta(minutes=10)
"""How long somebody may take at the issuer."""

_EARLY: Final = timedelta(minutes=1)
_MOST_CHARACTERS: Final = 4_096


@dataclass(frozen=True)
class Attempt:
    """One try: what goes to the issuer, and what must come back."""

    state: str
    nonce: str
    verifier: str
    place: str


def begun(secret: str, place: str, now: datetime) -> Attempt:
    """Begin one for the browser that has this secret; `place` is where it goes afterwards."""
    told = json.dumps([int(now.timestamp()), new_secret(), local_place(place)])
    return _attempt(secret, base64.urlsafe_b64encode(told.encode()).decode().rstrip("="))


def resumed(secret: str | None, state: str, now: datetime) -> Attempt:
    """Return the one that came back to a browser, which may have no secret. Raises BegunElsewhere."""
    if secret is None:
        raise BegunElsewhere("the sign-in was begun in another browser, or more than an hour ago")
    told, _, _ = state.partition(".")
    attempt = _attempt(secret, told) if len(state) <= _MOST_CHARACTERS else None
    if attempt is None or not are_equal(attempt.state, state):
        raise BegunElsewhere("the sign-in was begun in another browser")
    if not -_EARLY <= now - _begun_at(told) <= LONGEST:
        raise BegunElsewhere("the sign-in was begun too long ago")
    return attempt


def _attempt(secret: str, told: str) -> Attempt:
    state = f"{told}.{derived(secret, f'state {told}')}"
    place = local_place(str(_read(told)[2]))
    return Attempt(state, derived(secret, f"nonce {told}"), derived(secret, f"verifier {told}"), place)


def _begun_at(told: str) -> datetime:
    return datetime.fromtimestamp(int(str(_read(told)[0])), UTC)


def _read(told: str) -> tuple[object, object, object]:
    """Read what was begun; what cannot be read is nothing that we have sealed."""
    try:
        at, random, place = json.loads(base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        return 0, "", ""
    return at, random, place

"""The page on which a person finds themselves: choices, roles, sessions."""

from collections.abc import Mapping
from typing import Any

from admin_console.audit.keeping import kept
from admin_console.web.answers import Answer, SeeOther, Shown
from admin_console.web.ask import Ask
from admin_console.web.me.choosing import Chosen, read_choices, zone_kind
from admin_console.web.signing_in.authenticator import finish
from admin_console.web.signing_in.pages import LOGIN, authenticator_of
from flow_omnium.console.people import ROWS, THEMES, available_zones

_BAD: int = 400


async def show(ask: Ask) -> Answer:
    """Show it."""
    return Shown("me/me.html", "Me", await _values(ask, _form_of(ask)))


async def choose(ask: Ask) -> Answer:
    """Keep what was chosen; what cannot be meant stays as it was typed, with what is wrong beside it."""
    chosen = read_choices(ask.form)
    if chosen.faults:
        return Shown("me/me.html", "Me", await _values(ask, ask.form, chosen), _BAD)
    await authenticator_of(ask).people.choose(ask.visitor.sub, chosen.choices)
    return SeeOther("/me", "Kept.")


async def sign_out_everywhere(ask: Ask) -> Answer:
    """End all sessions of the visitor's, this one included."""
    authenticator = authenticator_of(ask)
    async with kept(ask.database, ask.act("sign-out-everywhere"), ask.visitor.sub) as tally:
        tally.count = await authenticator.sessions.end_all_of(ask.visitor.sub)
    finish(ask.request, authenticator.cookies.drop_session)
    return SeeOther(LOGIN, "You are signed out everywhere.")


async def _values(ask: Ask, form: Mapping[str, str], chosen: Chosen | None = None) -> Mapping[str, Any]:
    return {
        "form": form,
        "faults": {} if chosen is None else chosen.faults,
        "themes": THEMES,
        "rows": ROWS,
        "zones": sorted(available_zones()),
        "sessions": await authenticator_of(ask).sessions.of(ask.visitor.sub),
    }


def _form_of(ask: Ask) -> Mapping[str, str]:
    """Return the form as it stands before anything is typed."""
    choices = ask.choices
    return {
        "zone": zone_kind(choices),
        "zone_name": choices.zone or "",
        "theme": choices.theme,
        "rows": str(choices.rows),
        **({"keys": "on"} if choices.keys else {}),
    }

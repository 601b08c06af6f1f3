"""The pages of the way through the issuer: where it begins, and where people come back."""

from typing import Final

from admin_console.web.answers import Answer, Away, BadAsk, NotAllowed, NotThere, SeeOther, Shown
from admin_console.web.ask import Ask
from admin_console.web.signing_in.oidc.attempt import Attempt
from admin_console.web.signing_in.oidc.faults import BegunElsewhere, IssuerAway, NoRole, NotSignedIn
from admin_console.web.signing_in.oidc.sign_in import OidcSignIn
from admin_console.web.signing_in.pages import LOGIN, authenticator_of, secret_before
from admin_console.web.signing_in.person import Person
from admin_console.web.signing_in.places import local_place
from admin_console.web.signing_in.roles import shown_groups
from flow_omnium.runtime.logging import get_logger

_AGAIN: Final = {"Sign in again": LOGIN}
_AWAY: Final = "The issuer cannot be reached just now"
_FORBIDDEN: Final = 403


async def begin(ask: Ask) -> Answer:
    """Send the browser to the issuer."""
    way, place = _way(ask), local_place(ask.request.query.get("next"))
    try:
        return SeeOther(await way.address(secret_before(ask), place))
    except IssuerAway as error:
        raise _away(error) from None


async def come_back(ask: Ask) -> Answer:
    """Let in whom the issuer names, if a group of theirs has a role here."""
    authenticator, way = authenticator_of(ask), _way(ask)
    attempt = _attempt(ask, way)
    try:
        person = await _person(ask, way, attempt)
    except NoRole as stranger:
        authenticator.refuse(ask.request, f"no role, as {stranger.name}", stranger.sub)
        values = {"name": stranger.name, "groups": shown_groups(stranger.groups), "claim": way.issuer.claim}
        return Shown("signing_in/no_role.html", "You have no role here", values, _FORBIDDEN)
    await authenticator.let_in(ask.request, person)
    return SeeOther(attempt.place)


def _way(ask: Ask) -> OidcSignIn:
    way = authenticator_of(ask).ways.oidc
    if way is None:
        raise NotThere("Nobody signs in by an issuer here", links={"Sign in": LOGIN})
    return way


def _attempt(ask: Ask, way: OidcSignIn) -> Attempt:
    secret = authenticator_of(ask).cookies.before(ask.request)
    try:
        return way.resumed(secret, ask.request.query.get("state", ""))
    except BegunElsewhere as error:
        raise BadAsk("This sign-in cannot be ended here", [_sentence(error)], _AGAIN) from None


async def _person(ask: Ask, way: OidcSignIn, attempt: Attempt) -> Person:
    try:
        return await way.person(attempt, ask.request.query)
    except IssuerAway as error:
        raise _away(error) from None
    except NotSignedIn as error:
        raise NotAllowed("You could not be signed in", [_sentence(error)], _AGAIN) from None


def _away(error: IssuerAway) -> Away:
    get_logger("console").warning("the issuer is away", error=str(error))
    lines = [_sentence(error), "Who has signed in already goes on working."]
    return Away(_AWAY, lines, _AGAIN)


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."

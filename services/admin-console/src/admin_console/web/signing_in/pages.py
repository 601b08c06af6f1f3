"""The pages of signing in by a password, and of signing out."""

from dataclasses import dataclass
from typing import Final

from aiohttp import hdrs, web

from admin_console.web.answers import Answer, NotThere, SeeOther, Shown
from admin_console.web.ask import Ask
from admin_console.web.signing_in.authenticator import AUTHENTICATOR, Authenticator, Finish, finish
from admin_console.web.signing_in.keys import new_secret, token_of
from admin_console.web.signing_in.person import LOCAL_PERSON
from admin_console.web.signing_in.places import local_place
from admin_console.web.signing_in.port import STRANGER

LOGIN: Final = "/login"

_WRONG: Final = 401
_TOO_MANY: Final = 429


@dataclass(frozen=True)
class _Fault:
    text: str
    status: int
    seconds: int | None = None


async def login(ask: Ask) -> Answer:
    """Show by what one signs in; who has signed in goes on to where they wanted to go."""
    place = local_place(ask.request.query.get("next"))
    if ask.visitor is not STRANGER:
        return SeeOther(place)
    return _form(ask, place)


async def sign_in(ask: Ask) -> Answer:
    """Let in who knows the password."""
    authenticator, place = authenticator_of(ask), local_place(ask.form.get("next"))
    if authenticator.ways.password is None:
        raise NotThere("Nobody signs in by a password here", links={"Sign in": LOGIN})
    fault = await _fault(ask, authenticator)
    if fault is not None:
        return _form(ask, place, fault)
    await authenticator.let_in(ask.request, LOCAL_PERSON)
    return SeeOther(place)


async def log_out(ask: Ask) -> Answer:
    """End this session."""
    await authenticator_of(ask).let_out(ask.request, ask.visitor)
    return SeeOther(LOGIN, "You are signed out here.")


def authenticator_of(ask: Ask) -> Authenticator:
    """Return what has let the visitor in. Raises NotThere in a console in which nobody signs in."""
    authenticator: Authenticator | None = ask.request.get(AUTHENTICATOR)
    if authenticator is None:
        raise NotThere("There is no such page")
    return authenticator


def secret_before(ask: Ask) -> str:
    """Return the secret of a browser that is about to sign in; the answer gives it one, or keeps it for longer."""
    authenticator = authenticator_of(ask)
    secret = authenticator.cookies.before(ask.request) or new_secret()
    finish(ask.request, lambda response: authenticator.cookies.keep_before(response, secret))
    return secret


async def _fault(ask: Ask, authenticator: Authenticator) -> _Fault | None:
    """Try the password; return what is wrong, None where nothing is."""
    source = authenticator.source(ask.request)
    seconds = authenticator.tries.seconds_to_wait(source)
    if seconds:
        authenticator.refuse(ask.request, "too many tries")
        return _Fault(f"Too many tries. Try again in {seconds} s.", _TOO_MANY, seconds)
    if authenticator.ways.password is None or not await authenticator.ways.password.matches(
        ask.form.get("password", "")
    ):
        authenticator.refuse(ask.request, "wrong password")
        return _Fault("This is not the password.", _WRONG)
    authenticator.tries.succeeded(source)
    return None


def _form(ask: Ask, place: str, fault: _Fault | None = None) -> Shown:
    authenticator = authenticator_of(ask)
    if fault is not None and fault.seconds is not None:
        finish(ask.request, _waiting(fault.seconds))
    values = {
        "csrf": token_of(secret_before(ask)),
        "place": place,
        "by_password": authenticator.ways.password is not None,
        "by_issuer": authenticator.ways.oidc is not None,
        "error": None if fault is None else fault.text,
    }
    return Shown("signing_in/login.html", "Sign in", values, 200 if fault is None else fault.status)


def _waiting(seconds: int) -> Finish:
    def write(response: web.StreamResponse) -> None:
        response.headers[hdrs.RETRY_AFTER] = str(seconds)

    return write

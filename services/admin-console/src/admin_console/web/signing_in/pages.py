"""The pages of the door: signing in by a password, and signing out."""

from dataclasses import dataclass
from typing import Final

from aiohttp import hdrs, web

from admin_console.web.answers import Answer, NotThere, SeeOther, Shown
from admin_console.web.ask import Ask
from admin_console.web.signing_in.door import DOOR, Door, Finish, finish
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
    door, place = door_of(ask), local_place(ask.form.get("next"))
    if door.ways.password is None:
        raise NotThere("Nobody signs in by a password here", links={"Sign in": LOGIN})
    fault = await _fault(ask, door)
    if fault is not None:
        return _form(ask, place, fault)
    await door.let_in(ask.request, LOCAL_PERSON)
    return SeeOther(place)


async def log_out(ask: Ask) -> Answer:
    """End this session."""
    await door_of(ask).let_out(ask.request, ask.visitor)
    return SeeOther(LOGIN, "You are signed out here.")


def door_of(ask: Ask) -> Door:
    """Return the door that the visitor came through. Raises NotThere in a console that has another one."""
    door: Door | None = ask.request.get(DOOR)
    if door is None:
        raise NotThere("There is no such page")
    return door


def secret_before(ask: Ask) -> str:
    """Return the secret of a browser that is about to sign in; the answer gives it one, or keeps it for longer."""
    door = door_of(ask)
    secret = door.cookies.before(ask.request) or new_secret()
    finish(ask.request, lambda response: door.cookies.keep_before(response, secret))
    return secret


async def _fault(ask: Ask, door: Door) -> _Fault | None:
    """Try the password; return what is wrong, None where nothing is."""
    source = door.source(ask.request)
    seconds = door.tries.seconds_to_wait(source)
    if seconds:
        door.refuse(ask.request, "too many tries")
        return _Fault(f"Too many tries. Try again in {seconds} s.", _TOO_MANY, seconds)
    if door.ways.password is None or not await door.ways.password.matches(ask.form.get("password", "")):
        door.refuse(ask.request, "wrong password")
        return _Fault("This is not the password.", _WRONG)
    door.tries.succeeded(source)
    return None


def _form(ask: Ask, place: str, fault: _Fault | None = None) -> Shown:
    door = door_of(ask)
    if fault is not None and fault.seconds is not None:
        finish(ask.request, _waiting(fault.seconds))
    values = {
        "csrf": token_of(secret_before(ask)),
        "place": place,
        "by_password": door.ways.password is not None,
        "by_issuer": door.ways.oidc is not None,
        "error": None if fault is None else fault.text,
    }
    return Shown("signing_in/login.html", "Sign in", values, 200 if fault is None else fault.status)


def _waiting(seconds: int) -> Finish:
    def write(response: web.StreamResponse) -> None:
        response.headers[hdrs.RETRY_AFTER] = str(seconds)

    return write

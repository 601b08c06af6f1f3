"""Somebody who has shown who they are, and by what."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from admin_console.web.rights import Grant, Role

_NAME_CHARACTERS: Final = 100


class Way(StrEnum):
    """By what a person has signed in."""

    OIDC = "oidc"
    PASSWORD = "password"  # noqa: S105 - the name of a way


@dataclass(frozen=True)
class Person:
    """Who it is: `sub` for good, `name` for people to read, and what the person may."""

    sub: str
    name: str
    grants: tuple[Grant, ...]
    way: Way


LOCAL: Final = "local"
"""Whoever knows the password, of whom nothing more is known."""

LOCAL_PERSON: Final = Person(LOCAL, LOCAL, (Grant(Role.ADMIN),), Way.PASSWORD)


def readable(name: str) -> str:
    """Return a name as one short line, without what would change the text around it."""
    shown = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(shown.split())[:_NAME_CHARACTERS]

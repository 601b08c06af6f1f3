"""What the demo says at its end: where its story can be looked at, and how somebody goes on by hand. Pure."""

from collections.abc import Iterator
from typing import Final

from local_stack.demo.shop import WEB_ORDER

LOOKING_MINUTES: Final = 15
"""So long the demo waits for a person who looks."""


def farewell(console: str, story: str, password: str, *, is_watched: bool) -> Iterator[str]:
    """Say it line by line: the addresses of the web console and of the story there, and what lets people in.

    Only with somebody at a terminal, `is_watched`, anything runs on.
    """
    yield ""
    yield (
        "All of this still runs. Look at it in a browser:"
        if is_watched
        else "Where it was told, until the demo ended:"
    )
    places = {
        f"what happened to order {WEB_ORDER}": story,
        "whether anything is wrong": f"{console}/",
        "the password, of this run alone": password,
    }
    yield from (f"  {what:<36}{where}" for what, where in places.items())
    yield "To try it by hand: `make run` starts the same, stays up, and says what to type."
    if is_watched:
        yield f"Enter ends the demo and stops everything; it ends by itself after {LOOKING_MINUTES} minutes."

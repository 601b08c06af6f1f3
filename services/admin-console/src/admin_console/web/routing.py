"""The routes of the console as a table: each says what it asks of a visitor, and no route is served without a row."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from admin_console.web.answers import Answer
from admin_console.web.ask import Ask
from admin_console.web.rights import Right

Page = Callable[[Ask], Awaitable[Answer]]


@dataclass(frozen=True)
class Route:
    """A route. A path with `{tenant}` asks for the right in that tenant, any other in some tenant: its page looks closer.

    GET never changes anything; every POST carries the session's token. Without a right it is for who has not signed in: the
    doors, and nothing else.
    """

    method: str
    path: str
    right: Right | None
    page: Page

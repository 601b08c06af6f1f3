"""An act of the console as somebody does it: on which page, what is typed, and which buttons lead to its end."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Response, expect

from rigs.browser.desk import Desk
from rigs.browser.keyboard import Keyboard

Name = str | re.Pattern[str]
Where = Callable[[Desk], str]
"""Prepares what an act needs, and returns the path of the page on which it stands."""

WELL: Final = 400


class Result(Enum):
    """What answers its form: a page, a part of the page that is there, or a file."""

    PAGE = auto()
    PART = auto()
    FILE = auto()


@dataclass(frozen=True)
class Act:
    """How it is done: what has to be unfolded first, the fields by how their labels begin, then buttons and links by name.

    Where it leads to no page, the focus stays where it is.
    """

    where: str | Where
    steps: Sequence[Name]
    typed: Mapping[str, str | Callable[[Desk], str]] = field(default_factory=dict)
    unfolds: str | None = None
    leads_to: Result = Result.PAGE


def do(act: Act, route: str, keys: Keyboard, desk: Desk) -> Response:
    """Do it with the keyboard alone, on its page that is open; return the answer to the form of the route."""
    if act.unfolds is not None:
        keys.unfold(act.unfolds)
    for label, text in act.typed.items():
        keys.fill(label, text if isinstance(text, str) else text(desk))
    for step in act.steps[:-1]:
        keys.skip_to_the_content()  # first: it is a navigation as well, within the page
        with keys.page.expect_navigation():
            keys.push(step)
    with keys.page.expect_response(lambda answer: is_to(route, answer)) as answered:
        keys.push(act.steps[-1])
    return answered.value


def is_to(route: str, answer: Response) -> bool:
    """Tell whether it answers a form of this route."""
    pattern = re.sub(r"\{\w+\}", "[^/]+", route)
    path = urlsplit(answer.request.url).path
    return answer.request.method == "POST" and re.fullmatch(pattern, path) is not None


def require_told(act: Act, keys: Keyboard) -> None:
    """Wait until the result is there, and read first. Raises AssertionError."""
    if act.leads_to is Result.PAGE:
        keys.is_told_first()
        return
    if act.leads_to is Result.PART:
        expect(keys.page.locator("#plan")).not_to_be_empty()
    expect(keys.page.get_by_role("button", name=act.steps[-1]).first).to_be_focused()

"""Options that several commands share, as one frozen dataclass that a command receives."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

Command = Callable[..., None]


def taking(options: type[Any]) -> Callable[[Command], Command]:
    """Give a command the options of a dataclass; it receives them, as one object, as its first argument.

    Typer reads a command's options from its signature, so those of the dataclass are added to it.
    """
    offered = inspect.signature(options).parameters

    def decorated(command: Command) -> Command:
        _, *own = inspect.signature(command).parameters.values()

        @functools.wraps(command)
        def run(**given: Any) -> None:
            chosen = {name: given.pop(name) for name in offered}
            command(options(**chosen), **given)

        keywords = [option.replace(kind=option.KEYWORD_ONLY) for option in (*own, *offered.values())]
        run.__signature__ = inspect.Signature(keywords)  # type: ignore[attr-defined]
        return run

    return decorated

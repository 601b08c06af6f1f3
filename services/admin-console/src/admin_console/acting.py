"""Who acts: as told, else the user of this machine."""

import getpass
import os
import socket
from datetime import UTC, datetime
from typing import Annotated

import typer

from flow_omnium.jobs.entry import Act

By = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", envvar="FLOW_OMNIUM_OPERATOR", help="Who does it; else user@host."),
]
_NAME_CHARACTERS = 100
_REASON_CHARACTERS = 500
_TARGET_CHARACTERS = 2_000


def an_act(act: str, by: str | None, reason: str | None = None) -> Act:
    """Describe an act that begins now."""
    name = (by or _user_of_this_machine())[:_NAME_CHARACTERS]
    return Act(act=act, by=name, at=datetime.now(UTC), reason=reason and reason[:_REASON_CHARACTERS])


def shortened(target: str) -> str:
    """Bound what an act was aimed at."""
    return target if len(target) <= _TARGET_CHARACTERS else f"{target[:_TARGET_CHARACTERS]} …"


def _user_of_this_machine() -> str:
    return f"{_user()}@{socket.gethostname()}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # A container may run under a number that has no name.
        return f"uid-{os.getuid()}"

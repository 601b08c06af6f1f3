"""Who acts: as told, else the user of this machine."""

import getpass
import os
import socket
from datetime import UTC, datetime
from typing import Annotated

import typer

from admin_console.ledger_access import present
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.runtime.database import Database

By = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", envvar="FLOW_OMNIUM_OPERATOR", help="Who does it; else user@host."),
]
_NAME_CHARACTERS = 100
_REASON_CHARACTERS = 500
_TARGET_CHARACTERS = 2_000


def an_act(act: str, by: str | None, reason: str | None = None) -> AuditEntry:
    """Describe an act that begins now, by this machine's clock: `timed` before it is written down."""
    name = (by or _user_of_this_machine())[:_NAME_CHARACTERS]
    return AuditEntry(act=act, by=name, at=datetime.now(UTC), reason=reason and reason[:_REASON_CHARACTERS])


def shortened(target: str) -> str:
    """Bound what an act was aimed at."""
    return target if len(target) <= _TARGET_CHARACTERS else f"{target[:_TARGET_CHARACTERS]} …"


async def timed(database: Database, act: AuditEntry) -> AuditEntry:
    """Return the act as one that begins now by the suite's clock."""
    return act.model_copy(update={"at": await present(database)})


def _user_of_this_machine() -> str:
    return f"{_user()}@{socket.gethostname()}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # A container may run under a number that has no name.
        return f"uid-{os.getuid()}"

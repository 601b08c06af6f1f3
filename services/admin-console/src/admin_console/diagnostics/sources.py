"""What the parts of a bundle read from, and what a part is."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flow_omnium.runtime.database import Database


@dataclass(frozen=True)
class Sources:
    """Whose bundle it is, when it is made (UTC), and what is at hand: the database and the environment."""

    tenant_uid: str
    at: datetime
    database: Database
    environ: Mapping[str, str]


Collect = Callable[[Sources], Awaitable[Any]]
"""Returns a document for JSON, or a text."""


@dataclass(frozen=True)
class Part:
    """One file of the bundle: its name, what it says, and how it is collected."""

    name: str
    about: str
    collect: Collect


def text_of(moment: datetime | None) -> str | None:
    """Write a time for programs."""
    return None if moment is None else moment.isoformat(timespec="seconds")

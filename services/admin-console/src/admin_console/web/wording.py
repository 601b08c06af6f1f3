"""Words and signs that all pages share. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flow_omnium.jobs.state import JobState


@dataclass(frozen=True)
class StateSign:
    """How a state is shown: a sign that needs no colour, a word, and the kind of colour beside them."""

    icon: str
    word: str
    tone: str


STATES: Final[Mapping[str, StateSign]] = MappingProxyType(
    {
        JobState.QUEUED: StateSign("▷", "queued", "calm"),
        JobState.HELD: StateSign("‖", "held", "warn"),
        JobState.WAITING: StateSign("↻", "waiting", "warn"),
        JobState.RUNNING: StateSign("▶", "running", "calm"),
        JobState.DONE: StateSign("✓", "done", "good"),
        JobState.IGNORED: StateSign("∅", "nothing to do", "calm"),
        JobState.SUPERSEDED: StateSign("»", "superseded", "calm"),
        JobState.CANCELLED: StateSign("✕", "cancelled", "bad"),
    }
)
"""A job's states; another word is shown as it is."""


@dataclass(frozen=True)
class Place:
    """An entry of the navigation, and the key that leads there after `g`."""

    path: str
    label: str
    key: str | None = None


NAVIGATION: Final[Sequence[Place]] = (
    Place("/", "Overview", "o"),
    Place("/problems", "Problems", "p"),
    Place("/jobs", "Jobs", "j"),
    Place("/attention", "Attention"),
    Place("/tenants", "Tenants", "t"),
    Place("/pauses", "Pauses"),
    Place("/parked", "Parked"),
    Place("/reconciliation", "Reconciliation"),
    Place("/tasks", "Tasks"),
    Place("/acts", "Acts", "a"),
    Place("/system", "System"),
    Place("/help", "Help"),
)

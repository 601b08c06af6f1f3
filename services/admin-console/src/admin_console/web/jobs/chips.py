"""What a list is narrowed by, each with the address of the list without it; and the bulk acts on what it shows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from admin_console.jobs.filter import JobChoice, StateWord
from admin_console.web.jobs.query import address, pairs_of, with_pairs
from flow_omnium.jobs.state import PENDING

_LABELS: Final = {
    "tenant": "tenant",
    "state": "state",
    "kind": "kind",
    "store": "store",
    "cause": "cause",
    "error": "error",
    "status": "HTTP",
    "attempts": "tries at least",
    "since": "since",
    "until": "until",
    "number": "number",
    "key": "record",
    "held": "held by",
    "attention": "flagged",
}
_NEEDY: Final = (StateWord.WAITING, StateWord.HELD)


@dataclass(frozen=True)
class Chip:
    """One part of a filter, and the list without it."""

    label: str
    value: str
    href: str


def chips_of(path: str, choice: JobChoice, **more: str | None) -> Sequence[Chip]:
    """Return the parts of a filter; `more` is what else the page is asked for."""
    return [
        Chip(_LABELS[name], "" if name == "attention" else value, _without(path, choice, name, value, more))
        for name, value in pairs_of(choice)
    ]


def bulk_choice(choice: JobChoice, *, is_default: bool) -> JobChoice | None:
    """Return the filter of a bulk act on all that a list shows; None for a list of what cannot be acted on together.

    The default list shows more than its filter says, and nothing is done to what is not shown.
    """
    if is_default:
        return None if choice.attention else replace(choice, state=list(_NEEDY))
    if choice.states:
        return choice if choice.states <= PENDING else None
    return choice if choice.restricts else None


def bulk_hrefs(choice: JobChoice | None) -> dict[str, str]:
    """Return the addresses that confirm a bulk act on a filter, by what they do."""
    if choice is None:
        return {}
    return {
        "Retry all": address("/bulk", choice, act="retry"),
        "Retry 1 first": address("/bulk", choice, act="retry", first="1"),
        "Cancel all": address("/bulk", choice, act="cancel"),
    }


def _without(path: str, choice: JobChoice, name: str, value: str, more: dict[str, str | None]) -> str:
    # A store is one of a tenant, and says nothing without it.
    gone = {(name, value)} | ({("store", choice.store)} if name == "tenant" else set())
    others = [(name, value) for name, value in more.items() if value is not None]
    return with_pairs(path, [*(pair for pair in pairs_of(choice) if pair not in gone), *others])

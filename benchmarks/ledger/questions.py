"""What operators type when they look: every command that lists, shows, finds or counts, as it is typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.ledger import spread

TENANT = spread.TENANTS[0]
SELDOM = spread.TENANTS[-1]


@dataclass(frozen=True)
class Samples:
    """Jobs that are asked for by their id: one that has ended, and one that waits for its next try, with what it fails for.

    `tenant`, `number` and `key` are of the record of the former.
    """

    ended: str
    waiting: str
    cause: str
    tenant: str
    number: str
    key: str


def questions(samples: Samples) -> Sequence[tuple[str, ...]]:
    """Return them, each as its words."""
    return (
        *_lists(samples),
        *_shown(samples),
        *_counted(),
        *_beside_the_jobs(),
        *_rehearsals(samples),
    )


def _lists(samples: Samples) -> Sequence[tuple[str, ...]]:
    choices = (
        (),
        ("--all-states",),
        ("--tenant", TENANT),
        ("--tenant", SELDOM, "--all-states"),
        ("--state", "waiting"),
        ("--state", "waiting", "--state", "held"),
        ("--state", "pending", "--tenant", SELDOM),
        ("--kind", "outbound-customer"),
        ("--kind", "outbound-customer", "--state", "waiting"),
        ("--key", samples.key),
        ("--attention",),
        ("--attention", "--tenant", SELDOM),
        ("--error-class", "Rejected"),
        ("--error-class", "Unauthorized", "--tenant", TENANT),
        ("--older-than", "6h", "--state", "waiting"),
        ("--older-than", "28d"),
        ("--store", spread.STORES[3], "--tenant", TENANT),
        ("--store", spread.STORES[3], "--tenant", SELDOM, "--state", "waiting"),
        ("--since", "2h"),
        ("--since", "2d", "--until", "1d", "--tenant", TENANT),
        ("--number", samples.number, "--tenant", samples.tenant),
        ("--number", samples.number),
        ("--cause", samples.cause),
        ("--http-status", "502"),
        ("--http-status", "401", "--tenant", TENANT),
        ("--attempts", "10"),
        ("--sort", "next", "--state", "waiting"),
        ("--sort", "attempts", "--tenant", TENANT),
        ("--state", "waiting", "--oldest"),
        ("--limit", "1000", "--state", "waiting"),
    )
    return [("jobs", "list", *choice) for choice in choices]


def _shown(samples: Samples) -> Sequence[tuple[str, ...]]:
    return (
        ("jobs", "show", samples.ended),
        ("jobs", "show", samples.waiting),
        ("jobs", "show", samples.waiting[:8]),
        ("jobs", "show", samples.waiting, "--verbose"),
        ("find", samples.number, "--tenant", samples.tenant),
        ("find", samples.number),
        ("find", samples.number[:5]),
        ("find", samples.key),
        ("find", samples.key[:9]),
        ("find", samples.waiting[:8]),
    )


def _counted() -> Sequence[tuple[str, ...]]:
    by = ("cause", "error", "tenant", "kind", "store", "status")
    return (
        ("status",),
        ("status", "--json"),
        ("jobs", "summary"),
        *(("jobs", "summary", "--by", what) for what in by),
        ("jobs", "summary", "--tenant", TENANT),
        ("jobs", "export", "--csv", "--state", "waiting"),
    )


def _beside_the_jobs() -> Sequence[tuple[str, ...]]:
    return (
        ("jobs", "pauses"),
        ("jobs", "acts"),
        ("acts", "list"),
        ("acts", "list", "--tenant", TENANT),
        ("acts", "list", "--by", "anna"),
        ("audit", "list"),
        ("overdue",),
        ("overdue", "--tenant", TENANT),
        ("tokens", "list"),
        ("tenants", "list"),
        ("tenants", "show", TENANT),
        ("tenants", "history", TENANT),
        ("tasks", "list", "--tenant", TENANT),
        ("tasks", "history", "--tenant", TENANT),
        ("parked", "list"),
    )


def _rehearsals(samples: Samples) -> Sequence[tuple[str, ...]]:
    """A bulk act counts first what it would change."""
    return (
        ("jobs", "retry", "--tenant", TENANT, "--dry-run"),
        ("jobs", "retry", "--error-class", "Unavailable", "--dry-run"),
        ("jobs", "retry", "--cause", samples.cause, "--dry-run"),
        ("jobs", "cancel", "--tenant", SELDOM, "--reason", "benchmark", "--dry-run"),
    )

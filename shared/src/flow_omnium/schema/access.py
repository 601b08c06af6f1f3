"""Which user may do what: one database user and one broker user per program, each with just what it uses.

The manifests and the local stack give these rights; whoever adds a query or a queue adds the right here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from flow_omnium.audit import log as audit
from flow_omnium.console import people as console_people
from flow_omnium.console import sessions as console_sessions
from flow_omnium.customer_marks import mongo as customer_marks
from flow_omnium.exported_rows import mongo as exported_rows
from flow_omnium.job_hours import mongo as job_hours
from flow_omnium.jobs.broker.topology import dead_letter_queue
from flow_omnium.jobs.broker.upkeep import LOCK
from flow_omnium.jobs.circuits import mongo as circuits
from flow_omnium.jobs.kinds import CATALOG_QUEUE, ORDER_QUEUE, QUEUES, RECEIPT_QUEUE, RECEIVEMENT_QUEUE
from flow_omnium.jobs.ledger import documents, locks, pauses
from flow_omnium.jobs.operator import act_jobs, audit_trail, bulk_store
from flow_omnium.overdue import mongo as overdue
from flow_omnium.reconciliation import mongo as reconciliations
from flow_omnium.schema.catalogue import COLLECTIONS
from flow_omnium.tasks import mongo as tasks
from flow_omnium.tenants import kept_checks, repository, senders
from flow_omnium.tokens import renewal_leases, store

Actions = tuple[str, ...]

_READ: Final[Actions] = ("find",)
_KEEP: Final[Actions] = ("find", "insert", "update")
_APPEND: Final[Actions] = ("find", "insert")
_FOLLOW: Final[Actions] = ("find", "changeStream")
_LOOK: Final[Actions] = ("listIndexes",)
_SHAPE: Final[Actions] = (
    *("createCollection", "createIndex", "dropIndex", "collMod", "listIndexes"),
    "find",  # names the entries that a unique index forbids
)

DEFAULT_EXCHANGE: Final = "amq.default"
"""What the broker calls the exchange without a name: to publish to any queue by its name takes the right to write to it."""

PRIVACY: Final = "privacy"
"""The one database user that no pod has."""

_NOTHING: Final = "^$"


@dataclass(frozen=True)
class DatabaseRights:
    """What one may do with each collection, by name; `lists` lets it see which collections there are."""

    actions: Mapping[str, Actions]
    lists: bool = False

    def privileges(self, database: str) -> list[dict[str, Any]]:
        """Return them as MongoDB's `createRole` takes them; an empty `database` stands for any."""
        listed = [_privilege(database, "", ("listCollections",))] if self.lists else []
        return [*(_privilege(database, name, actions) for name, actions in self.actions.items()), *listed]

    def seeing_the_schema(self) -> "DatabaseRights":
        """Return the same with the right to see which collections and indexes there are."""
        names = {**self.actions, **dict.fromkeys(one.name for one in COLLECTIONS)}
        return _rights({name: (*self.actions.get(name, ()), *_LOOK) for name in names}, lists=True)


@dataclass(frozen=True)
class BrokerRights:
    """The three patterns of RabbitMQ, each for whole names of queues and exchanges."""

    configure: str = _NOTHING
    write: str = _NOTHING
    read: str = _NOTHING


@dataclass(frozen=True)
class Program:
    """One program and the rights of its users; `broker` is None where it does not speak to it."""

    name: str
    database: DatabaseRights
    broker: BrokerRights | None = None


def _privilege(database: str, collection: str, actions: Actions) -> dict[str, Any]:
    return {"resource": {"db": database, "collection": collection}, "actions": list(actions)}


def _rights(actions: Mapping[str, Actions], *, lists: bool = False) -> DatabaseRights:
    return DatabaseRights(MappingProxyType(dict(actions)), lists)


def _names(names: Sequence[str]) -> str:
    return f"^({'|'.join(re.escape(name) for name in names)})$"


_PUBLISHES: Final = _names(
    [DEFAULT_EXCHANGE, *(name for queue in QUEUES for name in (queue, dead_letter_queue(queue)))]
)
"""To publish is the right to write to the default exchange. The same right on a queue lets nothing into it; but from
RabbitMQ 4.2.6 on only who has some right on a queue may look whether it is there, and how long it is:
https://github.com/rabbitmq/rabbitmq-server/pull/16272"""


def _worker(name: str, reads: Sequence[str], more: Mapping[str, Actions] | None = None) -> Program:
    looks = {one.name: _LOOK for one in COLLECTIONS if one.indexes}  # each tells of indexes that are missing
    rights = _rights(
        {
            **looks,
            documents.COLLECTION: (*_KEEP, *_LOOK),
            locks.COLLECTION: _KEEP,
            circuits.COLLECTION: (*_KEEP, "remove", *_LOOK),
            pauses.COLLECTION: _READ,
            repository.COLLECTION: _FOLLOW,
            tasks.COLLECTION: _KEEP,
            tasks.RUNS: (*_KEEP, *_LOOK),
            job_hours.COLLECTION: (*_KEEP, *_LOOK),
            **(more or {}),
        }
    )
    # A worker may declare its queues, so that one that was lost with its node comes back without a person. To declare one
    # with a dead letter queue takes the right to read it as well.
    own = f"^{_with_their_own(reads)}$"
    return Program(name, rights, BrokerRights(configure=own, write=_PUBLISHES, read=own))


def _with_their_own(queues: Sequence[str]) -> str:
    """Return the pattern of work queues, their dead letter queues and their wait queues."""
    return rf"({'|'.join(map(re.escape, queues))})(\.parked|\.wait\.[0-9]+)?"


_POLLS: Final[Mapping[str, Actions]] = MappingProxyType(
    {
        overdue.COLLECTION: (*_KEEP, "remove", *_LOOK),
        reconciliations.COLLECTION: (*_KEEP, *_LOOK),
        reconciliations.ROWS: (*_KEEP, "remove", *_LOOK),
    }
)
"""What polls and reconciliations take: of what is overdue, and of what was compared, only that is left which does not agree; a
worker orders the weekly reconciliations itself."""

# Also the lock of those who bring the schema up to date.
_OURS: Final = rf"^({_with_their_own(QUEUES)}|{re.escape(LOCK)})$"

_OPERATES: Final[Mapping[str, Actions]] = MappingProxyType(
    {
        documents.COLLECTION: _KEEP,
        circuits.COLLECTION: _READ,
        pauses.COLLECTION: (*_KEEP, "remove"),
        repository.COLLECTION: _KEEP,
        senders.COLLECTION: _READ,
        store.COLLECTION: ("find", "update"),
        renewal_leases.COLLECTION: _READ,
        audit_trail.COLLECTION: _READ,
        act_jobs.COLLECTION: _APPEND,
        bulk_store.COLLECTION: _READ,
        audit.COLLECTION: _APPEND,
        customer_marks.COLLECTION: _READ,
        tasks.COLLECTION: _KEEP,
        tasks.RUNS: _READ,
        exported_rows.COLLECTION: _READ,
        overdue.COLLECTION: _READ,
        job_hours.COLLECTION: _READ,
        reconciliations.COLLECTION: _APPEND,
        reconciliations.ROWS: _READ,
    }
)
"""What it takes to do an operator's work, from a terminal or from a browser."""

_PARKED: Final = BrokerRights(
    write=_names([DEFAULT_EXCHANGE]), read=_names([dead_letter_queue(name) for name in QUEUES])
)
"""To look at what is parked, to send it back or to take it out, and to hand new jobs to the workers."""

_CONSOLE_S_OWN: Final = frozenset({"console_views", "cause_notes", "bulk_acts"})


def _in_a_browser() -> Mapping[str, Actions]:
    """Return what the web console may: read everything, do what operators do, and keep what is its own."""
    own = {one.name: (*_KEEP, "remove") for one in COLLECTIONS if one.name in _CONSOLE_S_OWN}
    signing_in = {console_sessions.COLLECTION: (*_KEEP, "remove"), console_people.COLLECTION: _KEEP}
    checks = {kept_checks.COLLECTION: _KEEP}
    return {**{one.name: _READ for one in COLLECTIONS}, **_OPERATES, **own, **signing_in, **checks}


PROGRAMS: Final[Sequence[Program]] = (
    Program(
        "webhook-gateway",
        _rights(
            {
                documents.COLLECTION: (*_KEEP, *_LOOK),
                repository.COLLECTION: _FOLLOW,
                senders.COLLECTION: _KEEP,
            }
        ),
        BrokerRights(write=_PUBLISHES),
    ),
    _worker(
        "order-sync",
        (ORDER_QUEUE, RECEIPT_QUEUE),
        {customer_marks.COLLECTION: (*_KEEP, "remove"), **_POLLS},
    ),
    _worker("receivement-sync", (RECEIVEMENT_QUEUE,), _POLLS),
    _worker(
        "catalog-sync",
        (CATALOG_QUEUE,),
        {exported_rows.COLLECTION: (*_KEEP, "remove", *_LOOK)},
    ),
    Program(
        "token-manager",
        _rights({repository.COLLECTION: _FOLLOW, store.COLLECTION: _KEEP, renewal_leases.COLLECTION: _KEEP}),
    ),
    Program("admin-console", _rights(_OPERATES).seeing_the_schema(), _PARKED),
    Program("web-console", _rights(_in_a_browser()).seeing_the_schema(), _PARKED),
    # Only for who erases or prunes: nobody else may remove what operators did. For the broker the console's user serves.
    Program(
        PRIVACY,
        _rights(
            {
                documents.COLLECTION: _KEEP,
                pauses.COLLECTION: ("find", "update"),
                repository.COLLECTION: _READ,
                audit_trail.COLLECTION: ("find", "update"),
                audit.COLLECTION: (*_KEEP, "remove"),
                bulk_store.COLLECTION: ("find", "update"),
                customer_marks.COLLECTION: (*_KEEP, "remove"),
                reconciliations.COLLECTION: ("find", "update"),
                overdue.COLLECTION: ("find", "remove"),
                reconciliations.ROWS: ("find", "remove"),
            }
        ),
    ),
    Program(
        "schema",
        _rights(
            {collection.name: _SHAPE for collection in COLLECTIONS}
            | {audit.COLLECTION: (*_SHAPE, "insert")},  # what it does is kept like any act
            lists=True,
        ),
        BrokerRights(configure=_OURS, write=_names([DEFAULT_EXCHANGE]), read=_OURS),
    ),
)

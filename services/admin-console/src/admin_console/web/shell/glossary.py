"""The words of the console, for who meets them for the first time. `docs/glossary.md` has all of the suite's."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "act": "something that a person did here or on the command line; it is written down before it is done",
        "attention": "what no rule could settle: a person looks at it, and says what became of it",
        "cancelled": "a job that a person has ended; an event of the same record makes a new one",
        "cause": "what several jobs fail for alike: the same error of the same call",
        "circuit": "what leaves a system alone that does not answer for a tenant; it lets go by itself",
        "done": "a job that has written what was missing",
        "event": "what Omnium or Flow sends when a record has changed: a hint, never the record itself",
        "held": "a job that waits for an end: of a pause, of another job of its record, of a system's outage",
        "job": "the work that an event leads to: both sides of a record are read, and what is missing is written",
        "nothing to do": "a job that found both sides in step",
        "parked message": "a message that no worker could read; it is kept until a person decides",
        "pause": "what holds the jobs of a tenant, a store or a kind until a person, or a time, lifts it",
        "queued": "a job whose turn comes as soon as a worker is free",
        "reconciliation": "a comparison of both systems, for what no event has told of",
        "record": "an order, a customer, a receipt, a goods reception; its jobs run one after another",
        "running": "a job that a worker is at",
        "superseded": "a job in whose place a newer one of the same record goes on",
        "tenant": "one retailer, with its own settings and secrets",
        "waiting": "a job that has failed or was put off, and is tried again by itself",
    }
)

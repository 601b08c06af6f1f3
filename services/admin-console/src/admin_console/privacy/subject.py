"""The customer or order whose data is meant, and which documents and texts name it. Ids are compared whole and exactly."""

import functools
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from admin_console.failures import WrongUse
from flow_omnium.flow.uids import marked_uid, sanitize_uid, without_mark
from flow_omnium.jobs.entry import ERASED
from flow_omnium.jobs.numbers import spelled
from flow_omnium.runtime.database import Document

MAX_ID_CHARACTERS: Final = 512
"""As long as a key may be."""

_TELLING_CHARACTERS: Final = 4
"""A shorter id stands in any text by chance: it is taken for one only behind the word for what it names."""

_OTHER_TENANT: Final = re.compile(r"\btenant[: ]+([A-Za-z0-9_-]+)")


class SubjectKind(StrEnum):
    """What an id names. An order may be given by its id in Omnium or its uid in Flow, a customer likewise."""

    CUSTOMER = "customer"
    ORDER = "order"


_EVENT_FIELDS: Final[Mapping[SubjectKind, frozenset[str]]] = MappingProxyType(
    {
        SubjectKind.CUSTOMER: frozenset({"customerUid", "customerId", "customerNumber"}),
        SubjectKind.ORDER: frozenset({"orderUid", "orderId", "orderNumber", "objectId", "objectNumber"}),
    }
)
"""Which fields of an event name it; the same id in another field names something else."""


@dataclass(frozen=True)
class Mention:
    """A text that names the subject, and where in its document it stands."""

    path: str
    text: str


@dataclass(frozen=True)
class Subject:
    """One customer or order of one tenant."""

    tenant_uid: str
    kind: SubjectKind
    id: str

    @property
    def ids(self) -> frozenset[str]:
        """The id as it was given, and in the forms that Flow may have it."""
        return frozenset({self.id, sanitize_uid(self.id), marked_uid(self.id)})

    @property
    def record(self) -> str:
        """The record that the ledger's entries of it share."""
        return f"{self.kind.value}:{without_mark(self.id)}"

    def commitment(self, salt: str) -> str:
        """Digest it under a salt: whoever has the salt and the id can show what was asked for, nobody else can."""
        text = json.dumps([self.tenant_uid, self.kind.value, self.id, salt])
        return hashlib.sha256(text.encode()).hexdigest()

    def owns(self, entry: Mapping[str, Any]) -> bool:
        """Tell whether a ledger entry is about it. Ids that Flow would map to the same uid still count as different."""
        key = entry.get("key")
        return (
            entry.get("tenantUid") == self.tenant_uid
            and entry.get("record") == self.record
            and isinstance(key, str)
            and (key in self.ids or self.id in (sanitize_uid(key), marked_uid(key)))
        )

    def named_in(self, text: str) -> bool:
        """Tell whether a text names it, as a whole word."""
        return self._pattern.search(text) is not None

    def named_in_act(self, text: str) -> bool:
        """The same for what an operator aimed at or said, unless that names another tenant."""
        tenant = _OTHER_TENANT.search(text)
        return (tenant is None or tenant.group(1) == self.tenant_uid) and self.named_in(text)

    def mentions(self, document: Mapping[str, Any]) -> Iterator[Mention]:
        """Every text of a document that names it; of an event, only the fields that may."""
        for path, text in _texts(document, ""):
            if self._is_named(path, text):
                yield Mention(path, text)

    def without(self, value: Any, path: str = "") -> Any:
        """A copy of a value in which each text that names it is replaced whole: it may hold other personal data."""
        if isinstance(value, Mapping):
            return {name: self.without(item, _joined(path, name)) for name, item in value.items()}
        if isinstance(value, list):
            return [self.without(item, path) for item in value]
        return ERASED if isinstance(value, str) and self._is_named(path, value) else value

    def _is_named(self, path: str, text: str) -> bool:
        section, _, field = path.partition(".")
        if section == "event":
            return field in _EVENT_FIELDS[self.kind] and text in self.ids
        if section == "numbers":
            return text in {spelled(one) for one in self.ids}  # kept without case
        return self.named_in(text)

    @functools.cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.ids, key=len, reverse=True)
        one_of = "|".join(re.escape(one) for one in longest_first)
        word = "" if len(self.id) >= _TELLING_CHARACTERS else rf"(?i:{self.kind.value}\w*)\W{{1,4}}"
        return re.compile(rf"(?<![\w-]){word}(?:{one_of})(?![\w-])")


def subject_of(tenant_uid: str, customer: str | None, order: str | None) -> Subject:
    """Read the options of a command. Raises WrongUse unless they name one customer or one order."""
    if (customer is None) == (order is None):
        raise WrongUse("name exactly one: --customer ID, or --order ID")
    kind = SubjectKind.ORDER if customer is None else SubjectKind.CUSTOMER
    named = order if customer is None else customer
    if named is None or not named.strip() or len(named) > MAX_ID_CHARACTERS or not named.isprintable():
        message = f"--{kind.value}: an id of 1 to {MAX_ID_CHARACTERS} printable characters is needed"
        raise WrongUse(message)
    return Subject(tenant_uid, kind, named)


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _texts(item, _joined(path, name))
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, path)
    elif isinstance(value, str):
        yield path, value


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def stripped(entry: Document, at: Any) -> Document:
    """What stays of an entry that has ended: what happened and when, of whom no more. The job is never done again."""
    kept = {name: entry[name] for name in _STAYS if name in entry}
    return kept | {
        "key": ERASED,
        "record": ERASED,
        "event": {},
        "reason": ERASED,
        "attempts": [_bare(attempt, _STAYS_OF_AN_ATTEMPT) for attempt in entry.get("attempts", ())],
        "acts": [_bare(act, _STAYS_OF_AN_ACT) for act in entry.get("acts", ())],
        "erasedAt": at,
    }


def _bare(part: Mapping[str, Any], stays: frozenset[str]) -> Document:
    return {name: value for name, value in part.items() if name in stays}


_STAYS: Final = frozenset(
    {
        *("_id", "tenantUid", "storeUid", "queue", "kind", "state", "ticket"),
        *("acceptedAt", "dueAt", "startedAt", "finishedAt"),
        *("failures", "attemptCount", "runs", "lastErrorClass"),
    }
)
_STAYS_OF_AN_ATTEMPT: Final = frozenset(
    {"number", "startedAt", "durationSeconds", "outcome", "errorClass", "httpStatus"}
)
_STAYS_OF_AN_ACT: Final = frozenset({"act", "by", "at", "via", "actId"})

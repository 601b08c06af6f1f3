"""The filter of jobs in an address: the same that the command line takes as options, and back into an address.

A time without an offset is one in the address' own `zone` (a form of ours says which it showed), else UTC; what is made here
has an offset, so that it means the same to whoever opens it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Final, TypeVar
from urllib.parse import urlencode

import typer

from admin_console.jobs.choosing import job_filter, known_choice
from admin_console.jobs.filter import JobChoice, read_cause
from admin_console.options import When, read_kind
from admin_console.web.answers import BadAsk
from admin_console.web.ask import Ask
from admin_console.web.jobs.values import (
    read_held_by,
    read_moment,
    read_number,
    read_state,
    read_truth,
    read_zone,
)
from flow_omnium.jobs.operator.job_filter import JobFilter

Pairs = Sequence[tuple[str, str]]
_Value = TypeVar("_Value")

NAMES: Final = (
    *("tenant", "state", "kind", "store", "cause", "error", "status"),
    *("attempts", "since", "until", "number", "key", "attention", "held", "zone"),
)
"""What an address may say of a filter; anything else in it is the page's own."""

_OWN: Final = frozenset({"sort", "after", "format", "act", "first", "job", "back", "count", "per_second"})
_ALIKE: Final = 0.75
_LONGEST: Final = 512
_STATUSES: Final = range(100, 600)
_TRIES: Final = range(1, 1_000_000)


def choice_of(ask: Ask) -> JobChoice:
    """Return the filter that the address asks for. Raises BadAsk, which names the nearest value, for one that means nothing."""
    return read_choice(ask.request.query.items())


def wanted_of(ask: Ask, choice: JobChoice) -> JobFilter:
    """Say in the ledger's terms what is meant, of the tenants that the visitor sees. Raises WrongUse for a store of no tenant."""
    return replace(job_filter(choice, ask.now), of_tenants=ask.visitor.tenants)


async def known_of(ask: Ask, choice: JobChoice) -> JobChoice:
    """Return the filter with its names as the suite writes them. Raises BadAsk, WrongUse for a name of nothing that the visitor sees."""
    seen = ask.visitor.tenants
    if choice.store is not None and choice.tenant is None:
        if seen is None or len(seen) != 1:
            raise BadAsk("store: say of which tenant; another one may have a store of that name")
        choice = replace(choice, tenant=next(iter(seen)))
    return await known_choice(ask.database, choice, seen)


def read_choice(pairs: Iterable[tuple[str, str]]) -> JobChoice:
    """Return the filter that these names and values are; what is blank restricts nothing. Raises BadAsk."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        _require_meant(name, value)
        if value.strip():
            given.setdefault(name, []).append(value.strip())
    states = [_read("state", text, read_state) for text in given.get("state", ())]
    last = {name: values[-1] for name, values in given.items()}
    zone = _read("zone", last.get("zone", "UTC"), read_zone)
    return JobChoice(
        tenant=last.get("tenant"),
        kind=_optional(last, "kind", read_kind),
        state=list(dict.fromkeys(states)) or None,
        key=last.get("key"),
        error_class=last.get("error"),
        attention=_optional(last, "attention", read_truth) or False,
        number=last.get("number"),
        store=last.get("store"),
        cause=_optional(last, "cause", read_cause),
        http_status=_optional(last, "status", lambda text: read_number(text, _STATUSES)),
        attempts=_optional(last, "attempts", lambda text: read_number(text, _TRIES)),
        since=_optional(last, "since", lambda text: read_moment(text, zone)),
        until=_optional(last, "until", lambda text: read_moment(text, zone)),
        held_by=_optional(last, "held", read_held_by),
    )


def pairs_of(choice: JobChoice) -> Pairs:
    """Return the names and values that are this filter: what `read_choice` makes the same filter of."""
    return [(name, value) for name, value in _pairs(choice) if value]


def query_string(choice: JobChoice, **more: str | None) -> str:
    """Write a filter as the query of an address, with what else a page asks for; what is None is left out."""
    others = [(name, value) for name, value in more.items() if value is not None]
    return urlencode([*pairs_of(choice), *others])


def address(path: str, choice: JobChoice, **more: str | None) -> str:
    """Return the address of a page that takes this filter."""
    others = [(name, value) for name, value in more.items() if value is not None]
    return with_pairs(path, [*pairs_of(choice), *others])


def with_pairs(path: str, pairs: Pairs) -> str:
    """Return the address of a page with these names and values."""
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _pairs(choice: JobChoice) -> Iterator[tuple[str, str]]:
    yield "tenant", choice.tenant or ""
    yield from (("state", word.value) for word in choice.state or ())
    yield "kind", choice.kind.value if choice.kind else ""
    yield "store", choice.store or ""
    yield "cause", choice.cause or ""
    yield "error", choice.error_class or ""
    yield "status", _text(choice.http_status)
    yield "attempts", _text(choice.attempts)
    yield "since", _moment(choice.since)
    yield "until", _moment(choice.until)
    yield "number", choice.number or ""
    yield "key", choice.key or ""
    yield "held", choice.held_by or ""
    yield "attention", "1" if choice.attention else ""


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _moment(when: When | None) -> str:
    if when is None:
        return ""
    return when.text if when.at is None else when.at.isoformat()


def _require_meant(name: str, value: str) -> None:
    if len(value) > _LONGEST or not all(letter.isprintable() for letter in value.strip()):
        message = f"{name[:40]}: {value[:40]!r} is nothing that can be looked for"
        raise BadAsk(message)
    # A filter that is misspelled must not be left out: what is to be done to few jobs would be done to all.
    near = get_close_matches(name, NAMES, 1, _ALIKE) if name not in NAMES and name not in _OWN else ()
    if near:
        message = f"There is no filter {name!r}; did you mean {near[0]!r}?"
        raise BadAsk(message)


def _optional(given: dict[str, str], name: str, read: Callable[[str], _Value]) -> _Value | None:
    text = given.get(name)
    return None if text is None else _read(name, text, read)


def _read(name: str, text: str, read: Callable[[str], _Value]) -> _Value:
    try:
        return read(text)
    except (typer.BadParameter, ValueError, OverflowError) as error:
        message = f"{name}: {error}"
        raise BadAsk(message) from None

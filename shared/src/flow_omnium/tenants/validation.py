"""Whether a document is a tenant: every fault is found at once, and named by its path.

Values help to find a fault, but a misplaced secret may stand under any key. So a value is shown only where the key is
known and not secret, the value is a plain one, and the caller has not hidden its path.
"""

import copy
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from flow_omnium.rest.reading import path_of as document_path
from flow_omnium.runtime.redaction import redact
from flow_omnium.tenants.fault_words import in_words
from flow_omnium.tenants.keys import Keys, Read
from flow_omnium.tenants.known_keys import hint_for
from flow_omnium.tenants.sealing import may_be_secret
from flow_omnium.tenants.tenant import Tenant

MANAGED_KEY: Final = "OMNIUM_TOKEN"
_WHOLE_DOCUMENT: Final = "tenant"
_NO_MARKET: Final = "Omnium takes no sale and no receipt of a shop whose market it is not told"
_SHOWN_CHARACTERS: Final = 80
_UNKNOWN: Final = "extra_forbidden"

_OF_A_KEY: Final = "[key]"
"""What the validator appends to the path of a mapping whose key, not its value, is at fault."""


# An address may hold a password; the others name what is wrong, or have it in their path.
_SAY_ENOUGH: Final = ("missing", "too_short", "url", "tax_rate", "vat_entry", "ambiguous_rate")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and the path of the key where it is wrong."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class InvalidTenant(Exception):
    """A document is no tenant; `faults` names everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


def read_tenant(document: object, *, hidden: Collection[str] = frozenset()) -> Tenant:
    """Turn a document with the vendors' key names into a tenant. Raises InvalidTenant with every fault.

    `hidden` are paths whose values are not shown, such as those that came from the environment.
    """
    try:
        return Tenant.model_validate(document, by_alias=True, by_name=False)
    except ValidationError as error:
        faults = _faults(_found(error), hidden)
    raise InvalidTenant(faults)


_Model = TypeVar("_Model", bound=BaseModel)

Location: TypeAlias = tuple[str | int, ...]
"""The position of a key in a document."""


@dataclass(frozen=True)
class Reading(Generic[_Model]):
    """What became of reading a stored document: the model, or what is wrong; and the keys that nobody here knows."""

    model: _Model | None
    unknown: tuple[Location, ...] = ()
    fault: str = ""


def read_stored(model: type[_Model], document: Mapping[str, Any]) -> Reading[_Model]:
    """Read what is stored, as another version may have written it: keys that this one does not know are passed over."""
    try:
        return Reading(model.model_validate(document, by_alias=True, by_name=False))
    except ValidationError as error:
        found = _found(error)
    unknown = tuple(item["loc"] for item in found if item["type"] == _UNKNOWN)
    try:
        known = _without(document, unknown)
        return Reading(model.model_validate(known, by_alias=True, by_name=False), unknown)
    except ValidationError as error:
        return Reading(None, unknown, str(InvalidTenant(_faults(_found(error), frozenset()))))


def _without(document: Mapping[str, Any], locations: Sequence[Location]) -> dict[str, Any]:
    known = copy.deepcopy(dict(document))
    for *sections, key in locations:
        section: Any = known
        for part in sections:
            section = section[part]
        section.pop(key, None)
    return known


def _found(error: ValidationError) -> list[ErrorDetails]:
    return error.errors(include_url=False)


def _faults(found: Sequence[ErrorDetails], hidden: Collection[str]) -> list[Fault]:
    return [_fault(item, hidden) for item in found if not _is_consequence(item, found)]


def path_of(parts: Sequence[object]) -> str:
    """Write a position in a tenant file as people do: `stores.oslo.marketId`, `webhookSecrets[0]`."""
    return document_path(parts) or _WHOLE_DOCUMENT


def _is_consequence(item: ErrorDetails, found: Sequence[ErrorDetails]) -> bool:
    """A list with faulty items also counts as too short."""
    depth = len(item["loc"])
    return item["type"] == "too_short" and any(
        len(other["loc"]) > depth and other["loc"][:depth] == item["loc"] for other in found
    )


def _fault(item: ErrorDetails, hidden: Collection[str]) -> Fault:
    path = path_of([part for part in item["loc"] if part != _OF_A_KEY])
    if item["type"] == _UNKNOWN:
        return Fault(path, _unknown_key(item))
    return Fault(path, f"{in_words(item)}{_shown(item, path, hidden)}")


def _unknown_key(item: ErrorDetails) -> str:
    if item["loc"][-1] == MANAGED_KEY:
        return "managed by the token-manager, so it cannot be set here"
    return f"unknown key{hint_for(item['loc'])}"


def _shown(item: ErrorDetails, path: str, hidden: Collection[str]) -> str:
    value = item["input"]
    if item["type"].startswith(_SAY_ENOUGH) or not item["loc"]:
        return ""
    if may_be_secret(item["loc"]) or _is_hidden(item["loc"], path, hidden):
        return ""
    if value is None:
        return " (got nothing)"
    if not isinstance(value, str | int | float | bool):
        return f" (got {type(value).__name__})"
    return f" (got {redact(repr(value))[:_SHOWN_CHARACTERS]})"


def _is_hidden(location: Sequence[object], path: str, hidden: Collection[str]) -> bool:
    """A mapping may have been written as a list, and then its hidden values have the positions in that list."""
    as_list = f"{path_of(location[:-1])}["
    return path in hidden or any(position.startswith(as_list) for position in hidden)


def cautions(tenant: Tenant) -> tuple[Fault, ...]:
    """Name each key of the connector that is missing, with what does not work without it, and what a switch asks for elsewhere."""
    missing = () if tenant.connector is None else tuple(_missing("connector", tenant.connector))
    return (*_of_markets(tenant), *_of_catalogue(tenant), *missing)


def _of_markets(tenant: Tenant) -> Iterator[Fault]:
    """Only the first sale of a shop would tell that its market is missing."""
    without = [uid for uid, store in tenant.stores.items() if store.market_id is None]
    if len(without) == len(tenant.stores):
        yield Fault("stores", f"no store has a `marketId`: {_NO_MARKET}")
    else:
        yield from (Fault(f"stores.{uid}.marketId", f"not set: {_NO_MARKET}") for uid in without)


def _of_catalogue(tenant: Tenant) -> Iterator[Fault]:
    if not tenant.catalog.enabled:
        return
    yield Fault(
        "catalog.enabled", "Omnium's own connector FlowRetail must be off: both would write the same rows"
    )
    if tenant.connector is None:
        yield Fault("connector", "not set: no catalogue can be exported")


def _missing(path: str, section: Keys) -> Iterator[Fault]:
    for name, field in type(section).model_fields.items():
        without = next((mark.without for mark in field.metadata if isinstance(mark, Read)), "")
        if without and getattr(section, name) is None:
            yield Fault(f"{path}.{field.alias}", f"not set: {without}")

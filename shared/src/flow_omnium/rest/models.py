"""How both systems' documents are read: leniently in what they leave out, with every fault named by its path. No I/O.

A field that tells something (a date, a name, a phone number, how far a line has come) is no reason to refuse a document:
where it cannot be read it counts as not given, and the document says so in `unread`, for a plan to flag. What decides
(an id, a status, what is sold, money) stays strict: nothing may be guessed there.
"""

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PrivateAttr,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails, PydanticCustomError

from flow_omnium.outcomes import InvalidData

SHOWN_VALUE_LENGTH = 100
_UNSET_DATE = "0001-01-01"
_NUMBER = re.compile(r"\s*[+-]?[\d.]+\s*")
_UNREAD: Final = "unread_field"
"""The type of a fault that costs its field and not the document."""


@dataclass(frozen=True)
class Unread:
    """A field that could not be read, and counts as not given: its path and what stands there."""

    path: str
    value: Any

    def __str__(self) -> str:
        return f"{self.path} cannot be read ({self.value!r}): it counts as not given"


class ReadModel(BaseModel):
    """A document we read: unknown fields are ignored, a number may stand where a text is expected.

    `unread` are the fields that could not be read, of the whole document.
    """

    _unread: tuple[Unread, ...] = PrivateAttr(default=())

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        coerce_numbers_to_str=True,
    )

    @property
    def unread(self) -> tuple[Unread, ...]:
        """What was passed over, in the document's order."""
        return self._unread

    def also_unread(self, more: Iterable[Unread]) -> Self:
        """Return the document with further fields that could not be read."""
        told = self.model_copy()
        told._unread = (*self._unread, *more)
        return told


class WriteModel(BaseModel):
    """A document we send: nothing may stand in it that the vendor's schema does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )


def _without_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _without_unset_date(value: object) -> object:
    # .NET writes a date that was never set as the first day of its calendar (omnium.md 2.2).
    is_unset = isinstance(value, str) and value.startswith(_UNSET_DATE)
    return None if is_unset else _no_number(_without_blank(value))


def _no_number(value: object) -> object:
    # Neither vendor writes a moment as a number, and 20260329 is no second of the year 1970.
    if (
        value is None
        or isinstance(value, datetime)
        or (isinstance(value, str) and not _NUMBER.fullmatch(value))
    ):
        return value
    message = "is no date"
    raise ValueError(message)


def _in_utc(value: datetime | None) -> datetime | None:
    if value is None or value.tzinfo is None:
        return value and value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError:
        message = "lies outside the calendar"
        raise ValueError(message) from None


def _or_empty(value: object) -> object:
    return () if value is None else value


def _or_nothing_in_it(value: object) -> object:
    return {} if value is None else value


def _or_false(value: object) -> object:
    return False if value is None else value


def _forgiving(value: object, read: ValidatorFunctionWrapHandler) -> object:
    try:
        return read(value)
    except ValidationError as error:
        if all(fault["type"] == _UNREAD for fault in error.errors(include_url=False)):
            raise  # of its parts only some cannot be read
        raise PydanticCustomError(_UNREAD, "cannot be read") from None


_T = TypeVar("_T")

LENIENT: Final = WrapValidator(_forgiving)
"""Marks a field that costs itself and not the document: where it cannot be read, it is as if null stood there."""

Text = Annotated[str | None, BeforeValidator(_without_blank)]
"""A text that decides; a blank one counts as missing."""

Detail = Annotated[Text, LENIENT]
"""A text for people to read, such as a name or a phone number; a blank one counts as missing."""

UtcTime = Annotated[datetime | None, BeforeValidator(_without_unset_date), AfterValidator(_in_utc), LENIENT]
"""A moment, aware and in UTC: without zone it is UTC, digits after the microseconds are dropped, unset is None."""

Items = Annotated[tuple[_T, ...], BeforeValidator(_or_empty)]
"""A list; null counts as empty."""

Extras = Annotated[Items[_T], LENIENT]
"""A list that only tells: what is no list counts as empty."""

Part = Annotated[_T, BeforeValidator(_or_nothing_in_it)]
"""A document within the document; null counts as one that says nothing."""

Flag = Annotated[bool, BeforeValidator(_or_false)]
"""A yes or no; null counts as no."""

_Model = TypeVar("_Model", bound=BaseModel)


def read_as(model: type[_Model], document: object, *, at: str = "") -> _Model:
    """Read a parsed answer into its model; `at` is where it stands in the answer.

    Raises InvalidData for its first fault that costs more than its field, named by path.
    """
    if not isinstance(document, Mapping):
        raise InvalidData(at or model.__name__, _shown(document), "an object")
    read = _tried(model, document)
    if not isinstance(read, list):
        return read
    strict = [fault for fault in read if fault["type"] != _UNREAD]
    rest = strict or _tried(model, _emptied(document, read))
    if isinstance(rest, list):
        raise _invalid(rest[0], at)
    if isinstance(rest, ReadModel):
        # Within the document: where it stands in a list says nothing of it, and is another place the next time.
        rest._unread = tuple(Unread(_path(fault, ""), _shown(fault["input"])) for fault in read)
    return rest


def _tried(model: type[_Model], document: Mapping[str, Any]) -> _Model | list[ErrorDetails]:
    try:
        return model.model_validate(document)
    except ValidationError as error:
        return error.errors(include_url=False)


def _emptied(document: Mapping[str, Any], faults: Sequence[ErrorDetails]) -> Mapping[str, Any]:
    """Copy the document with null in each of these places."""
    emptied = copy.deepcopy(dict(document))
    for fault in faults:
        *parents, name = fault["loc"]
        part: Any = emptied
        for parent in parents:
            part = part[parent]
        part[name] = None
    return emptied


def _invalid(fault: ErrorDetails, at: str) -> InvalidData:
    value = None if fault["type"] == "missing" else _shown(fault["input"])
    expected = fault["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return InvalidData(_path(fault, at), value, "given" if fault["type"] == "missing" else expected)


def _path(fault: ErrorDetails, at: str) -> str:
    return path_of((at, *fault["loc"]) if at else fault["loc"])


def path_of(location: tuple[str | int, ...]) -> str:
    """Write a place in a document as an operator reads it: `orderForm.lineItems[2].code`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return "".join(steps).removeprefix(".")


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return value[:SHOWN_VALUE_LENGTH]
    return f"<{type(value).__name__}>" if isinstance(value, list | dict) else value

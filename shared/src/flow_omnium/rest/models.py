"""The kinds of fields in both systems' documents: which faults refuse the document, and which cost only the field.

A field that only informs (a date, a name, a phone number) is no reason to refuse a document. Where it cannot be read it
counts as not given, and the document says so in `unread`, for a plan to flag. A field that decides (an id, a status, what
is sold, money) is strict: nothing may be guessed there.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

_UNSET_DATE = "0001-01-01"
_NUMBER = re.compile(r"\s*[+-]?[\d.]+\s*")
UNREAD: Final = "unread_field"
"""The type of a fault that costs the field, and not the document."""
_KEPT_UNREAD: Final = "unread"


@dataclass(frozen=True)
class Unread:
    """A field that could not be read, and counts as not given: its path and what stands there."""

    path: str
    value: Any

    def __str__(self) -> str:
        return f"{self.path} cannot be read ({self.value!r}): it counts as not given"


class ReadModel(BaseModel):
    """A document we read: unknown fields are ignored, a number may stand where a text is expected.

    `unread` are the fields that could not be read, of the whole document. How a document is read is worked out when the first
    one comes (`defer_build`), since no service reads all kinds.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        coerce_numbers_to_str=True,
        defer_build=True,
    )

    @property
    def unread(self) -> tuple[Unread, ...]:
        """What was passed over, in the document's order."""
        unread: tuple[Unread, ...] = self.__dict__.get(_KEPT_UNREAD, ())
        return unread

    def also_unread(self, more: Iterable[Unread]) -> Self:
        """Return the document with further fields that could not be read."""
        further = tuple(more)
        if not further:
            return self
        told = self.model_copy()
        # Beside the fields, where `cached_property` keeps what it knows of a model. A private attribute would cost each
        # document and each part of it a call of Python, and hardly any has something unread.
        told.__dict__[_KEPT_UNREAD] = (*self.unread, *further)
        return told


class WriteModel(BaseModel):
    """A document we send: nothing may stand in it that the vendor's schema does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        defer_build=True,
    )


def _without_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _without_unset_date(value: object) -> object:
    # .NET writes a date that was never set as the first day of its calendar (omnium.md 2.2).
    is_unset = isinstance(value, str) and value.startswith(_UNSET_DATE)
    return None if is_unset else _no_number(_without_blank(value))


def _no_number(value: object) -> object:
    # Neither vendor writes a moment as a number, and pydantic would take 20260329 for seconds since 1970.
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
        if all(fault["type"] == UNREAD for fault in error.errors(include_url=False)):
            raise  # only some of its parts cannot be read
        raise PydanticCustomError(UNREAD, "cannot be read") from None


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

"""How both systems' documents are read: leniently in what they leave out, with every fault named by its path. No I/O."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails

from flow_omnium.outcomes import InvalidData

SHOWN_VALUE_LENGTH = 100
_UNSET_DATE = "0001-01-01"


class ReadModel(BaseModel):
    """A document we read: unknown fields are ignored, a number may stand where a text is expected."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        coerce_numbers_to_str=True,
    )


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
    return None if is_unset else _without_blank(value)


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


_T = TypeVar("_T")

Text = Annotated[str | None, BeforeValidator(_without_blank)]
"""A text; a blank one counts as missing."""

UtcTime = Annotated[datetime | None, BeforeValidator(_without_unset_date), AfterValidator(_in_utc)]
"""A moment, aware and in UTC: without zone it is UTC, digits after the microseconds are dropped, unset is None."""

Items = Annotated[tuple[_T, ...], BeforeValidator(_or_empty)]
"""A list; null counts as empty."""

Part = Annotated[_T, BeforeValidator(_or_nothing_in_it)]
"""A document within the document; null counts as one that says nothing."""

Flag = Annotated[bool, BeforeValidator(_or_false)]
"""A yes or no; null counts as no."""

_Model = TypeVar("_Model", bound=BaseModel)


def read_as(model: type[_Model], document: object) -> _Model:
    """Read a parsed answer into its model. Raises InvalidData for its first fault, named by path."""
    if not isinstance(document, Mapping):
        raise InvalidData(model.__name__, _shown(document), "an object")
    try:
        return model.model_validate(document)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
    raise _invalid(fault)


def _invalid(fault: ErrorDetails) -> InvalidData:
    value = None if fault["type"] == "missing" else _shown(fault["input"])
    expected = fault["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return InvalidData(path_of(fault["loc"]), value, "given" if fault["type"] == "missing" else expected)


def path_of(location: tuple[str | int, ...]) -> str:
    """Write a place in a document as an operator reads it: `orderForm.lineItems[2].code`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return "".join(steps).removeprefix(".")


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return value[:SHOWN_VALUE_LENGTH]
    return f"<{type(value).__name__}>" if isinstance(value, list | dict) else value

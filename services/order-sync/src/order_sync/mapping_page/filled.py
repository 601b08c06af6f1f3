"""A document in which every field of a model has a value, so that none can be missed. No I/O."""

from datetime import UTC, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin

from pydantic import BaseModel

_TIME: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)


def filled(model: type[BaseModel], **own: Any) -> dict[str, Any]:
    """Fill every field, by the vendor's names: texts with the field's name, lists with one element.

    `own` are the fields, likewise by the vendor's names, whose value matters: codes, keys and amounts.
    """
    fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
    unknown = own.keys() - fields.keys()
    if unknown:
        message = f"{model.__name__} has no field {', '.join(sorted(unknown))}"
        raise ValueError(message)
    return {name: _value(name, kind) for name, kind in fields.items()} | own


def _value(name: str, kind: Any) -> Any:
    kind = _without_none(kind)
    if get_origin(kind) is tuple:
        return [_value(name, get_args(kind)[0])]
    if issubclass(kind, BaseModel):
        return filled(kind)
    values: dict[type, Any] = {bool: False, int: 200, Decimal: Decimal(2), datetime: _TIME}
    return values.get(kind, f"{name}-text")


def _without_none(kind: Any) -> Any:
    if get_origin(kind) not in (Union, UnionType):
        return kind
    return next(part for part in get_args(kind) if part is not type(None))

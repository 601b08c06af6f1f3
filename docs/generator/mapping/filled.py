"""The documents that are mapped for the page: every field has a value, so none is missed; and a tenant with what it must have."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin
from zlib import crc32

from pydantic import BaseModel

from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant

_REQUIRED: Final = {"OMNIUM_CLIENT_ID": "none", "OMNIUM_CLIENT_SECRET": "none"}
_TIME: Final = datetime(2026, 3, 2, tzinfo=UTC)
_SECONDS_OF_A_DAY: Final = 86400


def filled(model: type[BaseModel], **own: Any) -> dict[str, Any]:
    """Fill every field, by the vendor's names: texts and times each with one of its own, lists with one element.

    `own` are the fields, likewise by the vendor's names, whose value matters: codes, keys and amounts.
    """
    fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
    unknown = own.keys() - fields.keys()
    if unknown:
        message = f"{model.__name__} has no field {', '.join(sorted(unknown))}"
        raise ValueError(message)
    return {name: _value(f"{model.__name__}.{name}", kind) for name, kind in fields.items()} | own


def _value(text: str, kind: Any) -> Any:
    kind = _without_none(kind)
    if get_origin(kind) is tuple:
        return [_value(text, get_args(kind)[0])]
    if issubclass(kind, BaseModel):
        return filled(kind)
    values: dict[type, Any] = {bool: False, int: 200, Decimal: Decimal(2), datetime: _time(text)}
    return values.get(kind, text)


def _time(text: str) -> datetime:
    return _TIME + timedelta(seconds=crc32(text.encode()) % _SECONDS_OF_A_DAY)


def _without_none(kind: Any) -> Any:
    if get_origin(kind) not in (Union, UnionType):
        return kind
    return next(part for part in get_args(kind) if part is not type(None))


def tenant_of(settings: Mapping[str, Any]) -> Tenant:
    """Read the settings; sections as in a tenant file."""
    return read_as(
        Tenant,
        {
            "tenantUid": "acme",
            "webhookSecrets": ["none"],
            **settings,
            "flow": {"apiToken": "none", **settings.get("flow", {})},
            "parameters": {**_REQUIRED, **settings.get("parameters", {})},
        },
    )

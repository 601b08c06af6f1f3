"""The settings of a tenant as rows: what each key is worth, whether that is its default, what it changes and who reads it. Pure.

The words stand at the keys in the models, where docs/settings.md has them from.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from flow_omnium.tenants.history import Change
from flow_omnium.tenants.kept_checks import KeptCheck, KeptNames, NamedValue
from flow_omnium.tenants.keys import Read
from flow_omnium.tenants.tenant import Tenant

_SECTIONS: Final = (
    ("", "The tenant"),
    ("flow", "Flow"),
    ("flow.states", "The words of Flow's states"),
    ("omnium", "Omnium"),
    ("parameters", "Tenant keys"),
    ("orderTypes", "Order types"),
    ("orderStatuses", "Order statuses"),
    ("connector", "Connector"),
    ("polling", "Polling"),
    ("catalog", "Catalogue"),
)
_ACTIVE: Final = "active"


@dataclass(frozen=True)
class SettingRow:
    """One key. `value` is None where it is not set; of a secret it is said when it was set, and by whom."""

    path: str
    key: str
    value: str | None
    is_default: bool
    description: str
    read_by: str
    is_secret: bool = False
    set_at: datetime | None = None
    set_by: str | None = None
    fault: str = ""
    names: Sequence[NamedValue] = ()


@dataclass(frozen=True)
class Section:
    """One table of keys; `is_there` is whether the tenant has it."""

    title: str
    rows: Sequence[SettingRow]
    is_there: bool = True


@dataclass(frozen=True)
class Known:
    """What is known of a tenant's settings besides: their changes, the latest first, the last check, and what names stand for."""

    changes: Sequence[Change] = ()
    check: KeptCheck | None = None
    names: KeptNames | None = None

    def set_in(self, path: str) -> Change | None:
        """Return the change in which a key was set last."""
        return next((one for one in self.changes if path in one.keys or one.act == "created"), None)

    def fault_of(self, path: str) -> str:
        """Return what the last check found wrong with a key, but for names, which may have been compared since."""
        if self.names_at(path):
            return ""
        findings = () if self.check is None else self.check.findings
        return next((one.reason for one in findings if one.reason.startswith(f"{path}: ")), "")

    def names_at(self, path: str) -> Sequence[NamedValue]:
        """Return what the names of a key stand for."""
        values = () if self.names is None else self.names.names.values
        return [one for one in values if f"{one.path}.".startswith(f"{path}.")]


def sections(tenant: Tenant, known: Known) -> Sequence[Section]:
    """Return all keys but those of the stores, section by section."""
    return [_section(tenant, path, title, known) for path, title in _SECTIONS]


def _section(tenant: Tenant, path: str, title: str, known: Known) -> Section:
    model = _at(tenant, path)
    if model is None:
        return Section(title, (), is_there=False)
    return Section(title, tuple(_rows(model, path, known)))


def _at(tenant: Tenant, path: str) -> BaseModel | None:
    at: BaseModel | None = tenant
    for part in filter(None, path.split(".")):
        at = at and next(
            (
                getattr(at, name)
                for name, field in type(at).model_fields.items()
                if (field.alias or name) == part
            ),
            None,
        )
    return at


def _rows(model: BaseModel, section: str, known: Known) -> Iterator[SettingRow]:
    for name, field in type(model).model_fields.items():
        key = field.alias or name
        # A section has a table of its own; whether it is active has a page of its own.
        if field.description is None or key == _ACTIVE:
            continue
        path = ".".join(filter(None, (section, key)))
        yield _row(path, key, field, getattr(model, name), known)


def _row(path: str, key: str, field: FieldInfo, value: Any, known: Known) -> SettingRow:
    read = next((mark.by for mark in field.metadata if isinstance(mark, Read)), "")
    is_secret, change = _holds_secret(value), known.set_in(path)
    return SettingRow(
        path,
        key,
        _secrets(value) if is_secret else shown(value),
        not is_secret and _is_default(field, value),
        field.description or "",
        read,
        is_secret,
        change.at if is_secret and change else None,
        change.by if is_secret and change else None,
        known.fault_of(path),
        known.names_at(path),
    )


def _is_default(field: FieldInfo, value: Any) -> bool:
    if field.is_required():
        return False
    return bool(field.get_default(call_default_factory=True, validated_data={}) == value)


def _holds_secret(value: Any) -> bool:
    return isinstance(value, SecretStr) or (isinstance(value, tuple) and any(map(_holds_secret, value)))


def _secrets(value: Any) -> str:
    number = len(value) if isinstance(value, tuple) else 1
    return "set" if number == 1 else f"{number} are set"


def shown(value: Any) -> str | None:
    """Write a value for people; None where it is not set."""
    if value is None or value in ((), {}):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {item}" for key, item in value.items())
    if isinstance(value, tuple):
        return ", ".join(shown(item) or "" for item in value)
    return (
        value.model_dump_json(by_alias=True, exclude_none=True)
        if isinstance(value, BaseModel)
        else str(value)
    )

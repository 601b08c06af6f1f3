"""A tenant file to begin with: every key there is, with what it means; written from the models, so that none is missing.

Keys that are commented out show their default, or an example where they have none.
"""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from admin_console.failures import WrongUse
from admin_console.tenants.template_values import EXAMPLES, STORE, WRITTEN
from admin_console.terminal import show
from flow_omnium.tenants.keys import UID_PATTERN
from flow_omnium.tenants.sealing import plain_document
from flow_omnium.tenants.tenant import Tenant

_WIDTH: Final = 100

_HEAD: Final = """\
# A tenant. `flow-omnium tenants validate FILE` says what is wrong with it, `tenants apply FILE` stores it.
# What is commented out shows its default, or an example where it has none. docs/settings.md says which flow reads it.
# Secrets belong in the environment: ${NAME} stands for a variable, in a value or in a part of one.
"""

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9 _:/.-]*")
_WORDS_OF_YAML: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off"})


@dataclass(frozen=True)
class _Place:
    """Where a section stands: its path and depth, and the depth from which on it is commented out, None where it is not."""

    path: tuple[str, ...] = ()
    off_from: int | None = None

    @property
    def depth(self) -> int:
        return len(self.path)

    def line(self, text: str) -> str:
        if self.off_from is None:
            return "  " * self.depth + text
        return f"{self._column('#')}{text}"

    def note(self, text: str) -> Iterator[str]:
        column = self._column("##")
        yield from textwrap.wrap(text, _WIDTH, initial_indent=column, subsequent_indent=column)

    def _column(self, mark: str) -> str:
        at = self.depth if self.off_from is None else self.off_from
        return "  " * at + f"{mark} " + "  " * (self.depth - at)

    def off(self) -> "_Place":
        return self if self.off_from is not None else _Place(self.path, self.depth)

    def below(self, key: str) -> "_Place":
        return _Place((*self.path, key), self.off_from)


def show_template(tenant_uid: str) -> None:
    """Write the file for a tenant to standard output. Raises WrongUse."""
    show(template(tenant_uid).rstrip())


def template(tenant_uid: str) -> str:
    """Write the file for a tenant. Raises WrongUse."""
    if not re.fullmatch(UID_PATTERN, tenant_uid):
        message = f"{tenant_uid!r} is no tenantUid: it may hold letters, digits, `_` and `-` only"
        raise WrongUse(message)
    name = re.sub(r"[^A-Za-z0-9]", "_", tenant_uid).upper().lstrip("0123456789_") or "TENANT"
    written = {path: text.format(uid=tenant_uid, name=name) for path, text in WRITTEN.items()}
    lines = _section(Tenant, _Place(), written, _defaults())
    return _HEAD + "\n" + "\n".join(lines) + "\n"


def _defaults() -> Mapping[str, Any]:
    """Return the default of every key, by its path."""
    document = {
        "tenantUid": "x",
        "webhookSecrets": ["x"],
        "flow": {"apiToken": "x"},
        "parameters": {"OMNIUM_CLIENT_ID": "x", "OMNIUM_CLIENT_SECRET": "x"},
        "stores": {STORE: {}},
        "connector": {"DefaultVatCodeUid": "x"},
    }
    found: dict[str, Any] = {}
    _gather(plain_document(Tenant.model_validate(document)), (), found)
    return found


def _gather(value: Any, path: tuple[str, ...], found: dict[str, Any]) -> None:
    found[".".join(path)] = value
    if isinstance(value, Mapping):
        for key, item in value.items():
            _gather(item, (*path, str(key)), found)


def _section(
    model: type[BaseModel], place: _Place, written: Mapping[str, str], defaults: Mapping[str, Any]
) -> Iterator[str]:
    for name, field in model.model_fields.items():
        key = field.alias or name
        path = ".".join((*place.path, key))
        is_on = any(one == path or one.startswith(f"{path}.") for one in written)
        here = place if is_on else place.off()
        below = _model_of(field)
        yield from here.note(_meaning(field, below))
        if below is None:
            value = written.get(path) or EXAMPLES.get(path) or _as_yaml(defaults.get(path))
            yield here.line(f"{key}: {value}")
            continue
        yield here.line(f"{key}:")
        inner = here.below(key)
        if key == "stores":
            yield inner.line(f"{STORE}: ## the store's uid in Flow; a section like this for each")
            inner = inner.below(STORE)
        yield from _section(below, inner, written, defaults)


def _meaning(field: FieldInfo, below: type[BaseModel] | None) -> str:
    if field.description is not None:
        return field.description
    return ((below.__doc__ if below else None) or "").strip().partition("\n")[0]


def _model_of(field: FieldInfo) -> type[BaseModel] | None:
    """Return the model of a section; a list of sections is written on one line, like any value."""
    options = [field.annotation, *get_args(field.annotation)]
    is_list = getattr(field.annotation, "__origin__", None) is tuple
    models = [one for one in options if isinstance(one, type) and issubclass(one, BaseModel)]
    return None if is_list or not models else models[0]


def _as_yaml(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_as_yaml(one) for one in value)}]"
    if isinstance(value, Mapping):
        return "{}"
    text = str(value)
    is_plain = isinstance(value, str) and _PLAIN.fullmatch(text) and text.lower() not in _WORDS_OF_YAML
    return text if is_plain else json.dumps(value, ensure_ascii=False)

"""The page that lists every setting of a tenant, written from the models."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from flow_omnium.tenants.catalog import Catalog, ScheduledTask
from flow_omnium.tenants.connector import Connector
from flow_omnium.tenants.flow_states import FlowStates
from flow_omnium.tenants.keys import UID_PATTERN, Read
from flow_omnium.tenants.orders import OrderStatuses, OrderTypeNames
from flow_omnium.tenants.parameters import Parameters
from flow_omnium.tenants.polling import Polling
from flow_omnium.tenants.tenant import FlowAccess, OmniumAccess, Store, Tenant
from flow_omnium.tenants.validation import MANAGED_KEY

_INTRODUCTION: Final = """\
# Settings of a tenant

What a tenant file may hold. This page is written from the models in `flow_omnium/tenants/` (`make docs`).

- The keys are Flow's and Omnium's own. A boolean or a number may come as a text (`"true"`, `"3"`), as both send it.
- An optional key that is empty is unset, and has its default. A required one must have a value.
- Every key is validated, whichever flow reads it. The exports run here with `catalog.enabled`, else on Omnium's side.
- A key that is required *for* something is not enforced: `tenants apply` and `tenants validate` warn when it is missing.
- Secrets are stored encrypted, and shown as `********`.
"""

_HEADER: Final = "| key | type | default | required | what it changes | read by |\n|---|---|---|---|---|---|"


@dataclass(frozen=True)
class _Section:
    """One table; `intro` is the sentence above it."""

    title: str
    intro: str
    model: type[BaseModel]


_SECTIONS: Final = (
    _Section("The tenant", "At the top of the file.", Tenant),
    _Section("`flow`", "How to reach Flow.", FlowAccess),
    _Section(
        "`flow.states`",
        "The words of Flow's states that decide, of which Flow publishes the first ones only; the section may be left out.",
        FlowStates,
    ),
    _Section("`omnium`", "How to reach Omnium; the section may be left out.", OmniumAccess),
    _Section("`parameters`", "The twelve tenant-level keys.", Parameters),
    _Section("`stores.<store uid>`", "The store-level keys; a store that needs none may be left out.", Store),
    _Section("`orderTypes`", "Names of Omnium's order types; the section may be left out.", OrderTypeNames),
    _Section(
        "`orderStatuses`",
        "The status in Omnium by what has become of an order in the shop; the section may be left out.",
        OrderStatuses,
    ),
    _Section(
        "`connector`", "The keys of Omnium's connector `FlowRetail`; the section may be left out.", Connector
    ),
    _Section(
        "`polling`",
        "How often both vendors are asked for what no event may have told; the section may be left out. Written `30s`, `2m`, `1h`.",
        Polling,
    ),
    _Section(
        "`catalog`",
        "What the suite exports of Omnium's catalogue, and when; the section may be left out, and nothing is exported then.",
        Catalog,
    ),
    _Section(
        "`catalog.tasks[]`",
        "One scheduled task, as Omnium publishes it; its keys may be written in PascalCase too.",
        ScheduledTask,
    ),
)

_MANAGED_ROW: Final = (
    f"| `{MANAGED_KEY}` | secret | – | managed | the access token: kept by the token-manager, refused in a tenant "
    "file | every flow to or from Omnium |"
)


def settings_page() -> str:
    """Write the whole page."""
    return "\n".join([_INTRODUCTION, *(_section(section) for section in _SECTIONS)])


def _section(section: _Section) -> str:
    rows = list(_rows(section.model))
    if section.model is Parameters:
        rows.insert(2, _MANAGED_ROW)  # where Flow lists it
    return "\n".join([f"## {section.title}", "", section.intro, "", _HEADER, *rows, ""])


def _rows(model: type[BaseModel]) -> Iterator[str]:
    whole = model.model_json_schema(by_alias=True)
    schemas, named = whole["properties"], whole.get("$defs", {})
    for name, field in model.model_fields.items():
        if field.description is None:  # a section, which has a table of its own
            continue
        key = field.alias or name
        read = next(mark for mark in field.metadata if isinstance(mark, Read))
        cells = (
            f"`{key}`",
            _type(schemas[key], named),
            _default(field),
            _required(field, read),
            field.description,
            read.by,
        )
        yield f"| {' | '.join(cells)} |"


def _required(field: FieldInfo, read: Read) -> str:
    if field.is_required():
        return "yes"
    return f"for its flow: else {read.without}" if read.without else "no"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "–"
    default = field.get_default(call_default_factory=True, validated_data={})
    if default in (None, (), {}):
        return "unset"
    return f"`{str(default).lower()}`" if isinstance(default, bool) else f"`{default}`"


def _type(schema: Mapping[str, Any], named: Mapping[str, Any]) -> str:
    # An optional value is one of two kinds, the second being null.
    kind = schema.get("anyOf", [schema])[0]
    if "$ref" in kind:
        kind = named[kind["$ref"].rpartition("/")[2]]
    if kind["type"] == "array":
        return f"list of {kind.get('minItems', 0)} to {kind['maxItems']}: {_type(kind['items'], named)}"
    if kind["type"] == "object":
        return "map"
    if kind["type"] == "integer":
        return f"integer, {kind['minimum']} to {kind['maximum']}"
    return _text_type(kind) if kind["type"] == "string" else str(kind["type"])


def _text_type(kind: Mapping[str, Any]) -> str:
    if kind.get("pattern") == UID_PATTERN:
        return "uid"
    if "enum" in kind:
        return " or ".join(f"`{word}`" for word in kind["enum"])
    return {"password": "secret", "uri": "URL"}.get(kind.get("format", ""), "text")

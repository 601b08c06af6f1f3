"""The JSON Schema of a tenant file, for editors: made from the models, so that it allows what `tenants validate` does.

A file says more than a model: a variable may stand for any value, Omnium writes booleans and numbers as texts, and an
optional key may be empty. What depends on another key, only `tenants validate` knows.
"""

from collections.abc import Mapping
from typing import Any, Final

from flow_omnium.tenants.tenant import Tenant

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_VARIABLE: Final = r"\$\{[A-Za-z_][A-Za-z0-9_]*\}"
_PASCAL: Final = frozenset({"ScheduledTask", "TaskProperty"})
"""Sections whose keys may be written in PascalCase too, as Omnium does."""

_AS_TEXT: Final[Mapping[str, str]] = {"boolean": "true|True|TRUE|false|False|FALSE", "integer": r"-?\d+"}

_LISTS_OR_ONE: Final = frozenset({"markets", "nonPurchasableAssortmentCodes"})
"""Lists in whose place one entry may stand alone."""


def tenant_file_schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12)."""
    raw = Tenant.model_json_schema(by_alias=True, mode="validation")
    definitions = {name: _definition(name, one) for name, one in raw.pop("$defs").items()}
    whole = _definition("Tenant", raw)
    whole["description"] = "A tenant of the Flow-Omnium sync suite: `flow-omnium tenants apply FILE`"
    return {"$schema": _DRAFT, **whole, "title": "Tenant file", "$defs": definitions}


def _definition(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Rewrite a section, or a list of words that stands by itself."""
    if "properties" not in schema:
        return _in_a_file(schema)
    required = set(schema.get("required", ()))
    keys = {key: _key(key, one, key in required) for key, one in schema["properties"].items()}
    written = {word: one for word, one in schema.items() if word != "title"} | {"properties": keys}
    if name in _PASCAL:
        written["properties"] = keys | {key[:1].upper() + key[1:]: one for key, one in keys.items()}
        written.pop("required", None)
    return written


def _key(name: str, schema: Mapping[str, Any], is_required: bool) -> dict[str, Any]:
    told = {word: schema[word] for word in ("description", "default") if word in schema}
    value = _in_a_file({word: one for word, one in schema.items() if word not in ("title", *told)})
    options = [value]
    if name in _LISTS_OR_ONE:
        options.append({"type": "string"})
    if name == "VatCodeUids":
        options.append({"type": "array", "items": {"type": "object"}})
    if not is_required:
        options += [{"type": "null"}, {"const": ""}]
    return {**told, **(value if len(options) == 1 else {"anyOf": options})}


def _in_a_file(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Rewrite a value: what stands in it, and what may stand for it."""
    if "anyOf" in schema:
        return {**schema, "anyOf": [_in_a_file(one) for one in schema["anyOf"]]}
    kind = schema.get("type")
    if kind == "array":
        return {**schema, "items": _in_a_file(schema["items"])}
    if kind == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        # The keys of a mapping are judged by `tenants validate`: an editor completes none of them.
        inner = _in_a_file(schema["additionalProperties"])
        return {"type": "object", "additionalProperties": inner}
    return _plain_value(schema)


def _plain_value(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Let a text stand for what is none, and a variable for a text that must have a certain form."""
    kind = str(schema.get("type"))
    if kind in _AS_TEXT:
        return {"anyOf": [dict(schema), _text(f"^({_AS_TEXT[kind]}|.*{_VARIABLE}.*)$")]}
    has_form = kind == "string" and schema.keys() & {"enum", "pattern", "format"}
    if has_form and schema.get("format") != "password":
        return {"anyOf": [dict(schema), _text(_VARIABLE)]}
    return dict(schema)


def _text(pattern: str) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern}

"""The validator's faults in the words of whoever writes a tenant file. Pure; no text repeats a value."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from pydantic_core import ErrorDetails

from flow_omnium.tenants.keys import UID_PATTERN

_SECRETS: Final = "webhookSecrets"

_PATTERNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        UID_PATTERN: "may hold letters, digits, `_` and `-` only",
        r"^[A-Za-z0-9_-]{1,64}$": "may hold letters, digits, `_` and `-` only, 64 at most",
        r"^[A-Z]{2}$": "must be a country's two capital letters (ISO 3166), such as NO",
        r"^(priceListItems|costPrices:\S+)$": "must be `priceListItems`, or `costPrices:` and a type",
    }
)


def in_words(item: ErrorDetails) -> str:
    """Say what is wrong, to be read behind the path of the key."""
    say = _WORDS.get(item["type"])
    return _plain(item["msg"]) if say is None else say(item)


def _plain(text: str) -> str:
    """Turn what the validator says of an input into what the file must say."""
    for subject in ("Input", "Value", "String", "URL", "List", "Tuple", "Dictionary"):
        text = text.removeprefix(f"{subject} should ")
    text = text.removeprefix("Value error, ")
    return f"must {text}" if text.startswith(("be ", "have ", "match ", "not be ")) else text


def _always(text: str) -> Callable[[ErrorDetails], str]:
    return lambda _item: text


def _of_section(item: ErrorDetails) -> str:
    if item["loc"]:
        return "must be a section: keys with values, indented below it"
    if item["input"] is None:
        return "the file is empty; `flow-omnium tenants template` shows what stands in one"
    return "must hold keys with values, such as `tenantUid: acme`"


def _of_few(item: ErrorDetails) -> str:
    what = "secret" if item["loc"][-1:] == (_SECRETS,) else "entry"
    return f"give one {what} at least"


def _of_many(item: ErrorDetails) -> str:
    return f"holds more than {_told(item, 'max_length')} entries"


def _of_pattern(item: ErrorDetails) -> str:
    pattern = str(_told(item, "pattern"))
    return _PATTERNS.get(pattern, f"must match {pattern}")


def _of_length(item: ErrorDetails) -> str:
    return f"is longer than {_told(item, 'max_length')} characters"


def _of_least(item: ErrorDetails) -> str:
    return f"must be {_told(item, 'ge')} or more"


def _of_most(item: ErrorDetails) -> str:
    return f"must be {_told(item, 'le')} or less"


def _told(item: ErrorDetails, name: str) -> Any:
    return item.get("ctx", {}).get(name, "allowed")


_WORDS: Final[Mapping[str, Callable[[ErrorDetails], str]]] = MappingProxyType(
    {
        "missing": _always("is missing, and required"),
        "model_type": _of_section,
        "model_attributes_type": _of_section,
        "dict_type": _of_section,
        "tuple_type": _always("must be a list, such as [a, b]"),
        "list_type": _always("must be a list, such as [a, b]"),
        "string_type": _always("must be a text"),
        "string_too_short": _always("must not be empty"),
        "empty_secret": _always("must not be empty"),
        "bool_type": _always("must be true or false"),
        "bool_parsing": _always("must be true or false"),
        "int_type": _always("must be a whole number"),
        "int_parsing": _always("must be a whole number"),
        "int_from_float": _always("must be a whole number"),
        "too_short": _of_few,
        "too_long": _of_many,
        "string_pattern_mismatch": _of_pattern,
        "string_too_long": _of_length,
        "greater_than_equal": _of_least,
        "less_than_equal": _of_most,
    }
)

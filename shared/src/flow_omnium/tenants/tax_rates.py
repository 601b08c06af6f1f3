"""The mapping from Omnium's tax rates to Flow's VAT codes, in both forms in which it may be written.

Omnium's own form is a key group, `[{keyGroup: VatCodeUids, key: 25, value: no-25}]`; a map `{25: no-25}` is shorter.
How Omnium spells a rate is not published, so `25`, `25.0` and `25.00` are one.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from flow_omnium.tenants.keys import Uid

KEY_GROUP: Final = "VatCodeUids"
_ENTRY_KEYS: Final = frozenset({"keyGroup", "key", "value", "valueType"})
_RATE: Final = re.compile(r"\d{1,3}(\.\d{1,4})?")


def canonical_rate(rate: Decimal) -> str:
    """Write a rate so that equal rates are equal texts: `25`, `12.5`, `0`."""
    text = f"{rate:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _as_rate(text: str) -> str:
    if not _RATE.fullmatch(text):
        raise PydanticCustomError(
            "tax_rate", "the key should be a tax rate in percent, such as 25 or 12.5, with a point"
        )
    return text


def _from_entries(value: Any) -> Any:
    """Turn Omnium's form into the map."""
    if not isinstance(value, list | tuple):
        return value
    found: dict[str, object] = {}
    for position, entry in enumerate(value):
        rate, uid = _entry(position, entry)
        if found.setdefault(rate, uid) != uid:
            raise _ambiguous(rate, rate)
    return found


def _entry(position: int, entry: object) -> tuple[str, object]:
    is_entry = (
        isinstance(entry, Mapping)
        and entry.keys() <= _ENTRY_KEYS
        and entry.get("keyGroup", KEY_GROUP) == KEY_GROUP
        and {"key", "value"} <= entry.keys()
    )
    if not is_entry or not isinstance(entry, Mapping):
        raise PydanticCustomError(
            "vat_entry",
            "entry {position} should have the keyGroup VatCodeUids, a key (the tax rate) and a value (the uid)",
            {"position": position},
        )
    return str(entry["key"]), entry["value"]


def _by_canonical_rate(uids: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, tuple[str, str]] = {}
    for spelling, uid in uids.items():
        first, known = found.setdefault(canonical_rate(Decimal(spelling)), (spelling, uid))
        if known != uid:
            raise _ambiguous(first, spelling)
    return {rate: uid for rate, (_, uid) in found.items()}


def _ambiguous(first: str, second: str) -> PydanticCustomError:
    return PydanticCustomError(
        "ambiguous_rate",
        "{first} and {second} are the same tax rate, with different uids",
        {"first": first, "second": second},
    )


TaxRate = Annotated[str, Field(coerce_numbers_to_str=True), AfterValidator(_as_rate)]
"""An Omnium tax rate in percent, as a text or a number."""

VatCodeUids = Annotated[
    dict[TaxRate, Uid], BeforeValidator(_from_entries), AfterValidator(_by_canonical_rate)
]
"""Flow's VAT code of each tax rate; the rates are written canonically."""

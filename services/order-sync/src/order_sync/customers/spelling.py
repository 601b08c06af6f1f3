"""Values that differ only in spelling count as the same, or they would be written again in each run.

Omnium may keep phone numbers with or without the country's prefix, `+47` or `0047` (omnium.md 8), and e-mails in lower case.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from order_sync.address import flow_country

_BLANKS: Final = re.compile(r"\s+")
_NO_WORD: Final = re.compile(r"[\W_]+")
_TAX_FRAME: Final = re.compile(r"^[A-Z]{2}(?=\d{8})|(?<=\d)MVA$")
_SHORTEST_NUMBER: Final = 6
_LONGEST_PREFIX: Final = 3

_COUNTRY_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "belgium": "BE", "danmark": "DK", "denmark": "DK", "deutschland": "DE", "england": "GB", "estonia": "EE",
        "finland": "FI", "france": "FR", "germany": "DE", "great britain": "GB", "iceland": "IS", "ireland": "IE",
        "italy": "IT", "latvia": "LV", "lithuania": "LT", "netherlands": "NL", "norge": "NO", "noreg": "NO",
        "norway": "NO", "poland": "PL", "spain": "ES", "suomi": "FI", "sverige": "SE", "sweden": "SE",
        "united kingdom": "GB", "united states": "US",
    }
)  # fmt: skip
"""Web shops write names as well as codes, in English or their own language."""


def _plain_phone(text: str) -> str:
    """Return a phone number in digits, with `+` where it has its country's prefix; a text without digits as it is."""
    written = unicodedata.normalize("NFKC", text).strip()
    digits = "".join(sign for sign in written if sign.isdigit())
    if not digits:
        return _folded(text)
    if written.startswith("+"):
        return f"+{digits}"
    return f"+{digits[2:]}" if digits.startswith("00") else digits


def _folded(text: str) -> str:
    return _plain(text).casefold()


def _plain(text: str) -> str:
    """Return a text in Unicode form NFC, with single blanks and none at the ends."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _bare(text: str) -> str:
    return _NO_WORD.sub("", _plain(text)).upper() or _plain(text)


def _tax_id(text: str) -> str:
    return _TAX_FRAME.sub("", _TAX_FRAME.sub("", _bare(text)))


def _country(text: str) -> str:
    return flow_country(text) or _COUNTRY_NAMES.get(_folded(text)) or _folded(text)


_FORMS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "email": _folded,
        "phone": _plain_phone,
        "tax_id": _tax_id,
        "postal_code": _bare,
        "city": _folded,
        "country_code": _country,
    }
)


def form_of(field: str, value: str | None) -> str:
    """Return the form in which values of a field of Omnium's are compared; "" for None."""
    return _FORMS.get(field, _plain)(value or "")


def is_same(field: str, one: str | None, other: str | None) -> bool:
    """Tell whether two values of a field are the same but for their spelling."""
    first, second = form_of(field, one), form_of(field, other)
    return first == second or (field == "phone" and _is_same_number(first, second))


def _is_same_number(one: str, other: str) -> bool:
    """Compare two numbers of which one may lack the country's prefix, with or without a zero in its place."""
    whole, part = (one, other) if one.startswith("+") else (other, one)
    # Two numbers with prefixes were compared whole already; two without tell no country.
    if not whole.startswith("+") or part.startswith("+"):
        return False
    national = part.lstrip("0")
    prefix = whole.removeprefix("+").removesuffix(national)
    # A short number ends many others.
    return len(national) >= _SHORTEST_NUMBER and whole.endswith(national) and len(prefix) <= _LONGEST_PREFIX

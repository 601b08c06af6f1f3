"""What Omnium refuses of a customer by the tenant's rules there: no retry mends it (omnium.md 8). No I/O.

`RequireUniqueCustomerEmails`, `RequireUniqueCustomerPhoneNumbers`, `RequiredAddressProperties` and rules for the format of
phone numbers make a creation answer 400, and a patch count an error in its 200. Which field it is stands in the text alone.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from flow_omnium.omnium.models import CustomerWrite
from flow_omnium.outcomes import ApiError, NotAccepted, Rejected

_CUSTOMER_WORDS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "email": re.compile(r"e-?mail", re.IGNORECASE),
        "phone": re.compile(r"phone|mobile", re.IGNORECASE),
        "tax_id": re.compile(r"tax|\bvat\b|organi[sz]ation", re.IGNORECASE),
        "customer_number": re.compile(r"customer\s?number", re.IGNORECASE),
        "address": re.compile(r"address|postal|street|\bcity\b|country", re.IGNORECASE),
    }
)
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "email": "e-mail",
        "phone": "phone",
        "tax_id": "VAT number",
        "customer_number": "loyalty id",
        "address": "address",
    }
)
_EMAIL_WORDS: Final = re.compile(r"e-?mail address", re.IGNORECASE)


def refused_fields(error: ApiError) -> tuple[str, ...]:
    """Name the fields that a refusal speaks of; none for a failure that a retry may mend."""
    if not is_refusal(error):
        return ()
    text = _EMAIL_WORDS.sub("email", error.detail)
    return tuple(name for name, words in _CUSTOMER_WORDS.items() if words.search(text))


def is_refusal(error: ApiError) -> bool:
    """Tell an answer about what was sent from a call that came to nothing."""
    return isinstance(error, (NotAccepted, Rejected))


def is_refused_whole(error: ApiError) -> bool:
    """Tell a creation that Omnium takes for wrong: no retry makes it right."""
    return isinstance(error, Rejected) and error.http_status == HTTPStatus.BAD_REQUEST


def refusal(customer_id: str, fields: tuple[str, ...], *, is_new: bool) -> str:
    """Tell a person: of the values themselves nothing, they are the customer's."""
    names = ", ".join(_NAMES[name] for name in fields) or "what the shop has"
    done = "he is not made there" if is_new else "it is not changed there"
    return f"customer {customer_id}: Omnium refuses {names}: {done}"


def refusal_of_rest(customer_id: str) -> str:
    """Tell a person that what was refused stands in the way of all else: Omnium judges the record as it is to be."""
    return f"customer {customer_id}: Omnium refuses the rest too: nothing of the customer is changed there"


def without(patch: CustomerWrite, fields: tuple[str, ...]) -> CustomerWrite | None:
    """Return the rest of a patch; None if nothing is left. Without any of the fields, all of it is refused for them."""
    if not set(fields) & set(patch.model_dump(exclude_none=True)):
        return None
    rest = patch.model_copy(update=dict.fromkeys(fields))
    return rest if set(rest.model_dump(exclude_none=True)) - {"customer_id"} else None

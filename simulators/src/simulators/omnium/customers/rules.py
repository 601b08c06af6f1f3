"""What a tenant's settings refuse of customers (omnium.md 8), and which customers a search finds; pure."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from simulators.documents import Document
from simulators.omnium.config import OmniumConfig
from simulators.omnium.models.common import ExternalId
from simulators.omnium.models.customer import CustomerSearch
from simulators.omnium.paging import page_of, refuse_beyond_limits

Test = Callable[[Document, Any], bool]


def refusal(config: OmniumConfig, customer: Document, others: Iterable[Document]) -> str | None:
    """Tell why Omnium does not take a customer as he is to be; None if it does. `others` are those of his kind."""
    unique = {
        "email": ("Email", config.require_unique_customer_emails),
        "phone": ("Phone number", config.require_unique_customer_phone_numbers),
    }
    rest = [one for one in others if one["customerId"] != customer["customerId"]]
    for field, (word, is_unique) in unique.items():
        value = str(customer.get(field) or "").strip().lower()
        if is_unique and value and any(str(one.get(field) or "").strip().lower() == value for one in rest):
            return f"{word} {customer[field]} is already in use"
    return None


_TESTS: Final[Mapping[str, Test]] = MappingProxyType(
    {
        "customer_id": lambda customer, wanted: customer["customerId"] == wanted,
        "customer_ids": lambda customer, wanted: customer["customerId"] in wanted,
        "customer_numbers": lambda customer, wanted: customer.get("customerNumber") in wanted,
        "email": lambda customer, wanted: customer.get("email") == wanted,
        "phone": lambda customer, wanted: customer.get("phone") == wanted,
        "tax_id": lambda customer, wanted: customer.get("taxId") == wanted,
        "external_ids": lambda customer, wanted: any(_has(customer, one) for one in wanted),
        "is_inactive": lambda customer, wanted: bool(customer.get("isInactive")) == wanted,
    }
)


def page_of_customers(customers: Iterable[Document], search: CustomerSearch) -> Document:
    """Search customers and wrap one page; every filter must hold. Raises Refusal 400 beyond the paging limits."""
    refuse_beyond_limits(search.page, search.take)
    given = [(name, getattr(search, name)) for name in _TESTS if getattr(search, name) is not None]
    found = [one for one in customers if all(_TESTS[name](one, value) for name, value in given)]
    return page_of(found, search.take, start=search.page * search.take)


def _has(customer: Document, wanted: ExternalId) -> bool:
    ids = {(one.get("providerName"), one.get("id")) for one in customer.get("externalIds") or []}
    return (wanted.provider_name, wanted.id) in ids

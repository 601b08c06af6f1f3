"""Whether a customer of the shop and a record in Omnium with the same id may be the same person.

Uids of shops and ids of web shops are often short numbers, so an equal id alone proves nothing: names and contacts are
compared. They may well be the same: Omnium may have made the record from an order, or a run of ours made it and died before it
noted the id.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from enum import Enum, auto
from typing import Final

from flow_omnium.flow.models import Customer as FlowCustomer
from flow_omnium.omnium.models import Customer
from order_sync.customers.spelling import is_same

_LEGAL_FORMS: Final = frozenset({"as", "asa", "ab", "aps", "oy", "oyj", "gmbh", "ltd", "sa", "bv", "inc"})
_WORDS: Final = re.compile(r"[^\W_]+")
_A_SECOND: Final = timedelta(seconds=1)
_ENOUGH_WORDS: Final = 2


class Likeness(Enum):
    """How names, or contacts, of both sides agree."""

    SAME = auto()
    PART = auto()
    """What one side has agrees, but is too little to know a person by, such as a first name."""
    MIXED = auto()
    """Some words agree, and each side has others."""
    OTHER = auto()
    UNKNOWN = auto()


_AT_ODDS: Final = frozenset(
    {
        (Likeness.OTHER, Likeness.SAME),
        (Likeness.OTHER, Likeness.OTHER),
        (Likeness.OTHER, Likeness.UNKNOWN),
        (Likeness.MIXED, Likeness.OTHER),
        (Likeness.MIXED, Likeness.UNKNOWN),
        (Likeness.PART, Likeness.OTHER),
        (Likeness.UNKNOWN, Likeness.OTHER),
    }
)
"""Pairs of likeness, of names and of contacts, that contradict.

A family shares a phone, so equal contacts do not make up for another name; an equal name does make up for other contacts.
"""


def contradictions(customer: FlowCustomer, record: Customer) -> tuple[str, ...]:
    """Name the fields that show two different customers; none if they may be the same, or if we made the record."""
    if _is_made_by_us(customer, record):
        return ()
    names, contacts = _name_likeness(customer, record), _contact_likeness(customer, record)
    ours, theirs = customer.vat_number, record.tax_id
    if ours and theirs:
        # A company may change its name, but never has another's VAT number.
        return () if is_same("tax_id", ours, theirs) else tuple(_differing(customer, record, names))
    return tuple(_differing(customer, record, names)) if (names, contacts) in _AT_ODDS else ()


def _name_likeness(customer: FlowCustomer, record: Customer) -> Likeness:
    """Compare names word by word, without accents, case and the legal form of a company."""
    ours, theirs = _words_of_flow(customer), _words(_name_of(record))
    if not ours or not theirs:
        return Likeness.UNKNOWN
    if ours <= theirs or theirs <= ours:
        # A first name alone is shared by many; a company's one word is its name.
        is_enough = customer.is_company or min(len(ours), len(theirs)) >= _ENOUGH_WORDS
        return Likeness.SAME if is_enough else Likeness.PART
    return Likeness.MIXED if ours & theirs else Likeness.OTHER


def _contact_likeness(customer: FlowCustomer, record: Customer) -> Likeness:
    """Compare e-mail and phone: one that agrees is enough."""
    both = (("email", customer.email, record.email), ("phone", customer.mobile, record.phone))
    known = [is_same(name, ours, theirs) for name, ours, theirs in both if ours and theirs]
    if not known:
        return Likeness.UNKNOWN
    return Likeness.SAME if any(known) else Likeness.OTHER


def _is_made_by_us(customer: FlowCustomer, record: Customer) -> bool:
    """Tell a record that we made: it has the shop's creation time, which no other record has."""
    if customer.created_at is None or record.created is None:
        return False
    return abs(customer.created_at - record.created) < _A_SECOND


def _differing(customer: FlowCustomer, record: Customer, names: Likeness) -> Iterator[str]:
    if names in (Likeness.OTHER, Likeness.MIXED):
        yield "name"
    if _differs("email", customer.email, record.email):
        yield "e-mail"
    if _differs("phone", customer.mobile, record.phone):
        yield "phone"
    if _differs("tax_id", customer.vat_number, record.tax_id):
        yield "VAT number"


def _differs(field: str, ours: str | None, theirs: str | None) -> bool:
    return bool(ours and theirs) and not is_same(field, ours, theirs)


def _words_of_flow(customer: FlowCustomer) -> frozenset[str]:
    if customer.is_company:
        return _words(customer.company_name or customer.display_name)
    parts = " ".join(filter(None, (customer.firstname, customer.lastname)))
    return _words(parts or customer.display_name)


def _name_of(record: Customer) -> str | None:
    parts = " ".join(filter(None, (record.first_name, record.last_name)))
    return record.name or parts or record.full_name


def _words(name: str | None) -> frozenset[str]:
    """Split a name into words without accents; legal forms are left out, unless the name is nothing else."""
    apart = unicodedata.normalize("NFKD", name or "")
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()
    words = frozenset(_WORDS.findall(bare))
    return words - _LEGAL_FORMS or words

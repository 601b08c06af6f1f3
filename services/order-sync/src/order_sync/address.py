"""Addresses and country codes, from one system's form into the other's.

An address of Flow on Omnium's orders and invoices is flow.md 1.1 the other way round. Flow takes country codes of two letters
(ISO 3166 alpha-2); Omnium keeps whatever a web shop has sent.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from flow_omnium.flow.models import Address
from flow_omnium.omnium.models import NewAddress

_TWO_LETTERS = re.compile(r"[A-Z]{2}")

# Omnium takes over whatever a web shop sends; three letters are usual.
TWO_LETTERS_BY_THREE: Mapping[str, str] = MappingProxyType(
    {
        "AUT": "AT", "BEL": "BE", "CHE": "CH", "CZE": "CZ", "DEU": "DE", "DNK": "DK", "ESP": "ES", "EST": "EE",
        "FIN": "FI", "FRA": "FR", "FRO": "FO", "GBR": "GB", "IRL": "IE", "ISL": "IS", "ITA": "IT", "LTU": "LT",
        "LUX": "LU", "LVA": "LV", "NLD": "NL", "NOR": "NO", "POL": "PL", "PRT": "PT", "SJM": "SJ", "SWE": "SE",
        "USA": "US",
    }
)  # fmt: skip


def omnium_address(address: Address | None) -> NewAddress | None:
    """Map the address; None if there is nothing to tell."""
    if address is None:
        return None
    mapped = NewAddress(
        name=full_name(address),
        first_name=address.firstname,
        last_name=address.lastname,
        organization=address.company_name,
        organizational_number=address.vat_number,
        line1=address.address,
        postal_code=address.postal_code,
        city=address.city,
        country_code=address.country_code,
        phone=address.mobile,
        email=address.email,
    )
    return None if mapped == NewAddress() else mapped


def full_name(address: Address) -> str | None:
    """Return how the customer is called: the company, else the person."""
    person = " ".join(part for part in (address.firstname, address.lastname) if part)
    return address.display_name or address.company_name or person or None


def flow_country(code: str | None) -> str | None:
    """Return the code in two letters; None for one we cannot read, so that it holds up no order."""
    known = (code or "").strip().upper()
    known = TWO_LETTERS_BY_THREE.get(known, known)
    return known if _TWO_LETTERS.fullmatch(known) else None

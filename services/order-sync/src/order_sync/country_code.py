"""How Omnium's country codes are written in Flow: two letters (ISO 3166 alpha-2). No I/O."""

import re
from collections.abc import Mapping
from types import MappingProxyType

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


def flow_country(code: str | None) -> str | None:
    """Return the code in two letters; None for one we cannot read, so that it holds up no order."""
    known = (code or "").strip().upper()
    known = TWO_LETTERS_BY_THREE.get(known, known)
    return known if _TWO_LETTERS.fullmatch(known) else None

"""What may leave the house of a text that was meant for an operator: words, and nothing that names a record or a person.

What the ledger keeps is masked already (`flow_omnium.masking`), but it keeps ids, since an operator needs them. Whoever
gives support needs none, and a vendor's sentence may hold a name that no mask can know. So a word is kept where it is
written as words are, as identifiers of programs are, or as a short number is; what is left is replaced. No I/O.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from flow_omnium.runtime.redaction import cleaned, without_random_words, without_secrets

LEFT_OUT: Final = "…"

_CHARACTERS: Final = 400
_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|«[^»\n]*»|\u201c[^\u201d\n]*\u201d|\u2018[^\u2019\n]*\u2019")
_WORD = re.compile(r"[^\W_]+(?:[-_.@][^\W_]+)*")
_KEPT = re.compile(
    r"[a-z]+(?:[A-Z][a-z]+)*(?:[-.][a-z]+(?:[A-Z][a-z]+)*)*"  # a word, a field, a kind or a path: stores.oslo.marketId
    r"|(?:[A-Z][a-z]+){2,}"  # the name of a class: InvalidData
    r"|\d{1,3}"  # a status, a count
)
_NAMES: Final = frozenset(
    {
        *(
            "Flow",
            "Omnium",
            "HTTP",
            "HTML",
            "JSON",
            "TLS",
            "URL",
            "API",
            "PDF",
            "SKU",
            "VAT",
            "UTC",
            "ATTENTION",
        ),
        *("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "CONNECT"),
        *("Rejected", "Misconfigured", "Unavailable", "Unauthorized", "Ignored", "Deferred", "Conflict"),
    }
)
"""Words with a capital of our own and of the trade; any other may be somebody's name."""


def words(text: str | None) -> str | None:
    """Return what may be shown of a text, at most 400 characters of it."""
    if text is None:
        return None
    unquoted = _QUOTED.sub(LEFT_OUT, cleaned(text[:_CHARACTERS]))
    return _WORD.sub(lambda found: _word(found.group()), unquoted)


def without(value: Any, secrets: Iterable[str]) -> Any:
    """Return a document with every text cleaned once more, known secrets and what looks drawn by lot among it."""
    known = tuple(secrets)
    if isinstance(value, Mapping):
        return {str(name): without(item, known) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [without(item, known) for item in value]
    return without_random_words(without_secrets(cleaned(value), known)) if isinstance(value, str) else value


def _word(word: str) -> str:
    return word if word in _NAMES or _KEPT.fullmatch(word) else LEFT_OUT

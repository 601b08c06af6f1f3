"""The idempotency keys under which Omnium receives items (omnium.md 5.3), and what it has received under them.

A key is `<tenant>:<receivement>:<item>`, each quoted, so no two items share one. When an item is corrected upwards later, the
rest is sent under a key with the new total × 100 behind: sent twice, it counts once.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.runtime.redaction import cleaned
from receivement_sync.items import ReceivedItem

_PARTS: Final = 3

_REPEAT: Final = re.compile(
    r"\bduplicate|\bexists?\b|\balready (been )?(received|processed|registered|used)\b", re.IGNORECASE
)

_ANYTHING_ELSE: Final = re.compile(
    r"\b(not|no|none|cannot|unknown|invalid|missing|required|lineItemId|warehouse\w*|quantity|\w*status)\b",
    re.IGNORECASE,
)

_CUT: Final = re.compile(r"[\w%<>*:-]*…$")
_WORD: Final = re.compile(r"[\w%<>*-]+(?::[\w%<>*-]+)*")


def key_of(tenant_uid: str, received: ReceivedItem) -> str | None:
    """Return the key of an item, the same in each run; None for an item without uid."""
    return key_of_part(tenant_uid, received.receivement.receivement_uid, received.item.receivement_item_uid)


def _quoted(part: str) -> str:
    """Quote all but letters, digits, `-` and `_`: what Flow's uids have stays as it is."""
    return quote(part, safe="").replace(".", "%2E").replace("~", "%7E")


def key_of_rest(key: str, total: Decimal) -> str:
    """Return the key for the rest of an item that brings it to `total`."""
    return f"{key}:{to_flow(total)}"


def booked_by_key(
    received: Sequence[ReceivedItem], tenant_uid: str, booked: Mapping[str, Decimal]
) -> Mapping[str, Decimal]:
    """Return how much of each item Omnium has received, by the item's key.

    Keys of older versions count too, where only one item can have them: `<receivement>-<item>`, and `<receivement>` for all
    of its items.
    """
    # A key of an older form that several items may have tells of none of them.
    claims = Counter(key for key, _owner in {*_older_keys(received)})
    sizes = Counter(one.receivement.receivement_uid for one in received)
    found: dict[str, Decimal] = {}
    for one in received:
        key = key_of(tenant_uid, one)
        if key is not None:
            own = [amount for name, amount in booked.items() if _item_of(name) == key]
            found[key] = sum(own, Decimal(0)) + _booked_before(one, booked, claims, sizes)
    return found


def booked_under(key: str | None, booked: Mapping[str, Decimal]) -> Decimal:
    """Return how much Omnium has received under a key, and under those of its rests."""
    return sum((amount for name, amount in booked.items() if _item_of(name) == key), Decimal(0))


def key_of_part(tenant_uid: str, receivement_uid: str, uid: str | None) -> str | None:
    """Return the key of an item by its uid and its reception's; None for an item without uid."""
    return None if uid is None else ":".join(map(_quoted, (tenant_uid, receivement_uid, uid)))


def vanished(received: Sequence[ReceivedItem], tenant_uid: str, booked: Mapping[str, Decimal]) -> Decimal:
    """Return how much Omnium has received under our keys of items that the shop has no more."""
    items = {key_of(tenant_uid, one) for one in received}
    ours = f"{_quoted(tenant_uid)}:"
    gone = (
        amount for name, amount in booked.items() if name.startswith(ours) and _item_of(name) not in items
    )
    return sum(gone, Decimal(0))


def _item_of(key: str) -> str:
    return ":".join(key.split(":")[:_PARTS])


def _booked_before(
    one: ReceivedItem, booked: Mapping[str, Decimal], claims: "Counter[str]", sizes: "Counter[str]"
) -> Decimal:
    whole, uid = one.receivement.receivement_uid, one.item.receivement_item_uid
    single = f"{whole}-{uid}"
    if single in booked and claims[single] == 1:
        return booked[single]
    if whole not in booked or claims[whole] > 1:
        return Decimal(0)
    return booked[whole] if sizes[whole] == 1 else from_flow(one.quantity)


def _older_keys(received: Iterable[ReceivedItem]) -> Iterable[tuple[str, tuple[str, str | None]]]:
    for one in received:
        whole, uid = one.receivement.receivement_uid, one.item.receivement_item_uid
        yield whole, (whole, None)
        if uid is not None:
            yield f"{whole}-{uid}", (whole, uid)


def seen_keys(refusal: str, keys: Iterable[str]) -> frozenset[str]:
    """Return the keys that a refusal names as received before; none if it may be about something else.

    These lines are never sent again, so a doubtful text counts as no match: the job fails, and a later one sees in Omnium's
    transactions what was received. A text that was cut off may end with the beginning of another key, so its end is ignored.
    """
    words = _WORD.findall(_CUT.sub("", refusal))
    by_word = _as_masked(keys)
    named = frozenset(by_word[word] for word in words if word in by_word)
    rest = " ".join(word for word in words if word not in by_word)
    # Lines that are taken for done are never sent again: a refusal for another reason must not count as one.
    return named if _REPEAT.search(rest) and not _ANYTHING_ELSE.search(rest) else frozenset()


def _as_masked(keys: Iterable[str]) -> Mapping[str, str]:
    """Return the keys by their form in a kept refusal, where a part may be masked like a phone number or a secret.

    Keys that are alike once masked are left out.
    """
    masked = {key: cleaned(key) for key in keys}
    times = Counter(masked.values())
    return {word: key for key, word in masked.items() if times[word] == 1}

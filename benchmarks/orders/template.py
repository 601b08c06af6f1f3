"""The calls of one recorded order, turned into those of any other; pure.

Orders are told apart by a number of so many digits. Ids that a neighbour has made get it too, where a later call names nothing
else: so each call tells by itself which order it is of.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from benchmarks.orders.exchange import Exchange

PREFIX: Final = "BENCH-"
DIGITS: Final = 6
SLOT: Final = "@" * DIGITS
"""Stands for the number in a template."""

_TRAILING_DIGITS: Final = re.compile(r"[0-9]*$")
_SHOP_NUMBER: Final = re.compile(rb'("orderNumber": ?)"[0-9]+"')
_SHOP_SLOT: Final = rb'\g<1>"SHOP-' + SLOT.encode() + b'"'
"""What people call an order in the shop: a bare number, which no call could be known by."""


def order_id(number: int) -> str:
    """Name an order."""
    return PREFIX + digits_of(number)


def digits_of(number: int) -> str:
    """Write its number as it stands in every id of its."""
    return f"{number:0{DIGITS}}"


def template_of(exchanges: Sequence[Exchange], number: int) -> Sequence[Exchange]:
    """Turn what was recorded of an order into a template; calls that name neither it nor anything of its are left out."""
    names = {order_id(number): PREFIX + SLOT}
    names |= {made: _TRAILING_DIGITS.sub("", made) + SLOT for made in _made_ids(exchanges, order_id(number))}
    turned = (_numbered(_renamed(one, names)) for one in exchanges)
    return [one for one in turned if SLOT in one.target or SLOT.encode() in one.body]


def prefixes_of(template: Iterable[Exchange]) -> frozenset[str]:
    """Return what stands before the number wherever a call holds it."""
    found = re.compile(rf"([A-Za-z0-9_-]+){SLOT}")
    texts = (text for one in template for text in (one.target, one.body.decode("latin-1")))
    return frozenset(match for text in texts for match in found.findall(text))


def filled(template: Iterable[Exchange], number: int) -> Sequence[Exchange]:
    """Turn a template into the calls of an order."""
    names = {SLOT: digits_of(number)}
    return [_renamed(one, names) for one in template]


def _made_ids(exchanges: Sequence[Exchange], own_id: str) -> Iterator[str]:
    """Yield the parts of paths by which alone a call says whose it is: they stand in an earlier answer of the order's."""
    answers = b""
    for one in exchanges:
        is_named = own_id in one.target or own_id.encode() in one.body
        if not is_named:
            parts = one.target.partition("?")[0].split("/")
            yield from (part for part in parts if _is_made(part) and part.encode() in answers)
        answers += one.answer


def _is_made(part: str) -> bool:
    """Tell an id from a word of the path: it ends with digits, and is longer than a version."""
    return bool(re.fullmatch(r"[A-Za-z0-9_-]{3,}[0-9]+", part))


def _numbered(one: Exchange) -> Exchange:
    body, answer = (_SHOP_NUMBER.sub(_SHOP_SLOT, text) for text in (one.body, one.answer))
    return replace(one, body=body, answer=answer)


def _renamed(one: Exchange, names: dict[str, str]) -> Exchange:
    target, body, answer = one.target, one.body, one.answer
    for old, new in names.items():
        target = target.replace(old, new)
        body = body.replace(old.encode(), new.encode())
        answer = answer.replace(old.encode(), new.encode())
    return replace(one, target=target, body=body, answer=answer)

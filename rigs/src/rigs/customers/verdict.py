"""Whether both sides agree on each customer or a person is told the true difference, judged without the code's own rules."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from rigs.customers.world import Document, World

_FIELDS: Final = {"firstname": "firstName", "lastname": "lastName", "email": "email", "mobile": "phone"}
_WORDS: Final = {"e-mail": "email", "phone": "phone", "first name": "firstName", "last name": "lastName"}
_PLACES: Final = {"street": ("address", "line1"), "city": ("city", "city")}


def faults_of(world: World) -> Iterator[str]:
    """Yield what is not as it should be once all jobs have come to rest."""
    for uid, customer in sorted(world.in_flow.items()):
        yield from _of_customer(world, uid, customer)
    for customer_id, record in sorted(world.strangers.items()):
        if world.in_omnium.get(customer_id) != record:
            yield f"the stranger {customer_id} was changed: {world.in_omnium.get(customer_id)}"
    for customer_id in sorted((world.gone | world.erased) & set(world.in_omnium)):
        if customer_id in world.gone:
            yield f"customer {customer_id} was made again in Omnium"
    yield from _of_numbers(world)


def _of_numbers(world: World) -> Iterator[str]:
    numbers = Counter(one.get("customerNumber") for one in world.in_omnium.values())
    for number, count in numbers.items():
        is_told = any("the same loyalty id" in flag for flags in world.told.values() for flag in flags)
        if count > 1 and str(number).startswith("L-") and not is_told:
            yield f"loyalty id {number} is had by {count} customers of Omnium"


def _of_customer(world: World, uid: str, customer: Document) -> Iterator[str]:
    flags, record = world.told.get(uid, []), world.in_omnium.get(uid)
    for flag in flags:
        if not _is_true(world, uid, flag):
            yield f"customer {uid}: not true: {flag}"
    if not all(_is_of_fields(flag) for flag in flags):
        return
    if record is None:
        if customer.get("origin") != "OMNIUM":
            yield f"customer {uid} is not in Omnium, and nobody is told"
        return
    told = " ".join(flags)
    for ours, theirs in _pairs(customer, record, told):
        if _form(ours) != _form(theirs):
            yield f"customer {uid}: {ours!r} in the shop, {theirs!r} in Omnium, told: {flags}"


def _pairs(customer: Document, record: Document, told: str) -> Iterator[tuple[object, object]]:
    """Pair what must be the same, but for the fields that are told."""
    said = {field for word, field in _WORDS.items() if word in told}
    for ours, theirs in _FIELDS.items():
        if theirs not in said:
            yield customer.get(ours), record.get(theirs)
    for word, (ours, theirs) in _PLACES.items():
        if word not in told:
            yield customer.get(ours), (record.get("address") or {}).get(theirs)
    number = record.get("customerNumber")
    if "not given twice" not in told and (customer.get("loyaltyId") or str(number).startswith("L-")):
        yield customer.get("loyaltyId"), number


def _form(value: object) -> str:
    text = str(value or "").lower().replace(" ", "")
    return text.removeprefix("+47") if text.startswith("+47") else text


def _is_of_fields(flag: str) -> bool:
    return "the shop none" in flag or "loyalty id" in flag or "it is not changed there" in flag


def _is_true(world: World, uid: str, flag: str) -> bool:
    """Judge a flag by what stands on both sides."""
    return next((judge(world, uid, flag) for pattern, judge in _JUDGES.items() if pattern in flag), False)


def _has_none(world: World, uid: str, _flag: str) -> bool:
    return uid not in world.in_omnium


def _is_stranger(world: World, uid: str, _flag: str) -> bool:
    return uid in world.strangers


def _is_erased(world: World, uid: str, _flag: str) -> bool:
    return uid in world.erased


def _is_anonymised(world: World, uid: str, _flag: str) -> bool:
    return bool(world.in_omnium.get(uid, {}).get("isInactive"))


def _has_more(world: World, uid: str, flag: str) -> bool:
    customer, record = world.in_flow[uid], world.in_omnium.get(uid, {})
    lists = re.findall(r"Omnium has (.*), and the shop none", flag)
    ours = {theirs: customer.get(name) for name, theirs in _FIELDS.items()}
    words = [word for word in lists[0].split(", ") if word in _WORDS]
    return all(record.get(_WORDS[word]) and not ours[_WORDS[word]] for word in words)


def _is_refused(world: World, uid: str, _flag: str) -> bool:
    mail = _form(world.in_flow[uid].get("email"))
    return any(_form(one.get("email")) == mail for key, one in world.in_omnium.items() if key != uid)


def _has_number(world: World, uid: str, flag: str) -> bool:
    number = world.in_flow[uid].get("loyaltyId")
    holders = re.findall(r"the loyalty id is customer (\S+)'s", flag)
    return any(world.in_omnium.get(one.strip(","), {}).get("customerNumber") == number for one in holders)


def _shares_number(world: World, uid: str, _flag: str) -> bool:
    number = world.in_flow[uid].get("loyaltyId")
    return [one.get("customerNumber") for one in world.in_omnium.values()].count(number) > 1


_JUDGES: Final[dict[str, Callable[[World, str, str], bool]]] = {
    "none of that id any more": _has_none,
    "came with an order": _has_none,
    "though the id is the same": _is_stranger,
    "erased or deleted before": _is_erased,
    "is anonymised in Omnium": _is_anonymised,
    "and the shop none": _has_more,
    "Omnium refuses e-mail": _is_refused,
    "Omnium refuses the rest too": _is_refused,
    "the loyalty id is customer": _has_number,
    "has the same loyalty id": _shares_number,
}

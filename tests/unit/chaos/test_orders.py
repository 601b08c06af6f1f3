"""The load: unique orders, and events that come while jobs are pending, running and done."""

from rigs.chaos.orders import event_of, omnium_document, sequence_of_events, some_orders
from rigs.chaos.tenants import ChaosTenant

TENANTS = [ChaosTenant("one"), ChaosTenant("two")]


def test_every_order_has_a_key_of_its_own_and_both_kinds_occur() -> None:
    orders = some_orders("calm", TENANTS, 4)
    assert len({wanted.key for wanted in orders}) == 8
    assert {wanted.state for wanted in orders} == {"CONFIRMED", "PARKED"}


def test_an_orders_document_and_its_event_carry_its_key() -> None:
    (wanted, *_) = some_orders("calm", TENANTS, 1)
    assert (omnium_document(wanted)["id"], event_of(wanted)["objectId"]) == (wanted.key, wanted.key)


def test_each_order_has_all_its_events_one_soon_after_the_other() -> None:
    orders = some_orders("calm", TENANTS, 50)
    sequence = sequence_of_events(orders, 2)
    places = {wanted.key: [n for n, sent in enumerate(sequence) if sent is wanted] for wanted in orders}
    assert sorted(wanted.key for wanted in sequence) == sorted(2 * [wanted.key for wanted in orders])
    assert max(second - first for first, second in places.values()) < 20

"""What lies between senders and gateway knows whose event it has, and who comes again."""

import pytest

from rigs.day.fates import Fate
from rigs.day.relay import Figures, is_tried_again, record_of


@pytest.mark.parametrize(
    ("event", "record"),
    [
        ({"className": "Order", "objectId": "D-1"}, "Order D-1"),
        ({"action": "ORDER_SETTLED", "store": {"Uid": "oslo"}, "order": {"Uid": "D-1"}}, "order D-1"),
        ({"action": "STOCK_CHANGE", "warehouse": {"Uid": "oslo"}, "product": {"Uid": "p"}}, "warehouse oslo"),
    ],
)
def test_an_event_of_either_system_names_its_record(event: object, record: str) -> None:
    assert record_of(event) == record


def test_omnium_comes_again_to_a_tenant_that_is_not_active_and_flow_does_not() -> None:
    assert [is_tried_again(sender, 403) for sender in ("omnium", "flow")] == [True, False]
    assert [is_tried_again(sender, 502) for sender in ("omnium", "flow")] == [True, True]
    assert [is_tried_again(sender, 202) for sender in ("omnium", "flow")] == [False, False]


def test_an_event_is_overtaken_when_one_that_was_sent_later_is_answered_before_it() -> None:
    figures = Figures()
    for place in (1, 3, 4, 2, 5):
        figures.note(place, 202)
    assert figures.overtaken == 1


def test_shares_are_of_all_events() -> None:
    figures = Figures()
    figures.fates.update({Fate.LOST: 1, Fate.PLAIN: 3})
    assert (figures.share(Fate.LOST), figures.share(Fate.LATE)) == (0.25, 0)

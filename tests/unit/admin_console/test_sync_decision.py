"""Which jobs `sync` makes of what both systems have under a name, and what it does not even ask."""

from dataclasses import replace

import pytest

from admin_console.failures import NothingDone, WrongUse
from admin_console.sync.choice import Direction, SyncChoice
from admin_console.sync.decision import Ambiguous, decided, document
from admin_console.sync.request import LONGEST_NAME, Request
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.lookup import FoundRecord, RecordJob, RecordType

ASKED = Request(RecordType.ORDER, "1001", "acme", SyncChoice())
IN = RecordJob(JobKind.INBOUND_ORDER, "1001")
OUT = RecordJob(JobKind.OUTBOUND_ORDER, "1001")
WEB_ORDER = FoundRecord("order 1001 of Omnium; order 1001 of Flow", (IN, OUT))
OTHER = FoundRecord("order om-7 of Omnium (number 1001)", (RecordJob(JobKind.INBOUND_ORDER, "om-7"),))
SALE = FoundRecord("order f-9 of Flow (number 1001)", (RecordJob(JobKind.OUTBOUND_ORDER, "f-9"),))
LOST = FoundRecord("customer c-1 of Omnium, whom Flow has not", ())


def test_an_order_that_stands_in_both_systems_goes_both_ways() -> None:
    assert decided(ASKED, [WEB_ORDER], "all") == (IN, OUT)


@pytest.mark.parametrize(("direction", "wanted"), [(Direction.IN, (IN,)), (Direction.OUT, (OUT,))])
def test_one_direction_can_be_asked_for(direction: Direction, wanted: tuple[RecordJob, ...]) -> None:
    assert decided(replace(ASKED, direction=direction), [WEB_ORDER], "all") == wanted


def test_a_name_of_several_records_makes_nothing_and_lists_what_tells_them_apart() -> None:
    with pytest.raises(Ambiguous) as refusal:
        decided(ASKED, [WEB_ORDER, OTHER, SALE], "all")
    assert refusal.value.lines == (
        "order '1001' of tenant acme may be 3 records; nothing was made:",
        "- order 1001 of Omnium; order 1001 of Flow: inbound-order 1001, outbound-order 1001",
        "- order om-7 of Omnium (number 1001): inbound-order om-7",
        "- order f-9 of Flow (number 1001): outbound-order f-9",
        "name one by its id, with --exact where that is another's number as well; --direction in or out may tell them apart too",
    )
    assert document(ASKED, refusal.value)["candidates"][2] == {
        "told": SALE.told,
        "jobs": [{"kind": "outbound-order", "key": "f-9"}],
    }


def test_a_direction_in_which_only_one_of_them_goes_tells_them_apart() -> None:
    asked = replace(ASKED, direction=Direction.OUT)
    assert decided(asked, [OTHER, SALE], "all") == SALE.jobs
    with pytest.raises(Ambiguous):
        decided(asked, [WEB_ORDER, OTHER, SALE], "all")


def test_two_findings_that_lead_to_the_same_jobs_are_one_record() -> None:
    by_reception = FoundRecord("reception r-1 of purchase order PO-5", (IN,))
    by_order = FoundRecord("purchase order PO-5", (IN,))
    assert decided(ASKED, [by_order, by_reception], "all") == (IN,)


def test_what_neither_system_knows_is_told_with_what_was_compared() -> None:
    with pytest.raises(NothingDone) as refusal:
        decided(ASKED, [], "ids and numbers")
    assert str(refusal.value) == (
        "neither Omnium nor Flow has order '1001' of tenant acme: compared were ids and numbers; nothing was made"
    )


def test_a_record_that_cannot_go_says_why() -> None:
    with pytest.raises(NothingDone, match="cannot be brought to the other side: customer c-1 of Omnium"):
        decided(ASKED, [LOST], "all")
    with pytest.raises(NothingDone, match="order f-9 of Flow"):
        decided(replace(ASKED, direction=Direction.IN), [SALE], "all")


def test_one_that_cannot_go_does_not_leave_the_other_as_the_one_that_is_meant() -> None:
    with pytest.raises(Ambiguous, match="may be 2 records"):
        decided(ASKED, [SALE, LOST], "all")


@pytest.mark.parametrize(
    "name",
    ["", "  ", ".", "..", "a\x00b", "a\nb", "\x1b[2J", "half \udcff", "x" * (LONGEST_NAME + 1), "x" * 10_000],
)
def test_what_no_record_can_be_called_is_not_asked_for(name: str) -> None:
    with pytest.raises(WrongUse) as refusal:
        replace(ASKED, name=name).checked()
    assert len(str(refusal.value)) < LONGEST_NAME + 100


@pytest.mark.parametrize("name", ["1001", "a b", "a/b?c#d", "%2e%2e", "ø", "x" * LONGEST_NAME, "..."])
def test_every_other_name_is_taken_as_it_is(name: str) -> None:
    assert replace(ASKED, name=f" {name} ").checked().name == name


@pytest.mark.parametrize(
    ("record", "direction", "kind"),
    [
        (RecordType.ORDER, Direction.IN, JobKind.INBOUND_ORDER),
        (RecordType.ORDER, Direction.OUT, JobKind.OUTBOUND_ORDER),
        (RecordType.CUSTOMER, None, JobKind.OUTBOUND_CUSTOMER),
        (RecordType.RECEIPT, None, JobKind.ORDER_RECEIPT),
        (RecordType.RECEPTION, None, JobKind.RECEIVEMENT),
    ],
)
def test_a_forced_job_has_just_the_key_that_was_typed(
    record: RecordType, direction: Direction | None, kind: JobKind
) -> None:
    forced = Request(record, "1001", "acme", SyncChoice(force=True), direction).checked()
    assert forced.forced() == RecordJob(kind, "1001")


def test_a_forced_order_needs_a_direction() -> None:
    with pytest.raises(WrongUse, match="--direction"):
        replace(ASKED, choice=SyncChoice(force=True)).checked()

"""Whose a document is, which texts name a person, and what is left of an entry; ids are data, compared whole."""

import json
import re
from typing import Any

import pytest

from admin_console.failures import WrongUse
from admin_console.privacy.acts import mentions_in_act
from admin_console.privacy.parked import Whose, whose
from admin_console.privacy.places import HOLDING_NOTHING, PLACES
from admin_console.privacy.subject import Subject, SubjectKind, stripped, subject_of
from flow_omnium.jobs.kinds import JobKind, lock_key_of
from flow_omnium.schema.catalogue import COLLECTIONS
from flow_omnium.testing.jobs import NOON, a_message

CUSTOMER = Subject("acme", SubjectKind.CUSTOMER, "4711")
ORDER = Subject("acme", SubjectKind.ORDER, "A/100234")


def an_entry(kind: JobKind, key: str, tenant_uid: str = "acme") -> dict[str, Any]:
    return {
        "_id": "1",
        "tenantUid": tenant_uid,
        "kind": kind.value,
        "key": key,
        "record": lock_key_of(kind, key),
    }


@pytest.mark.parametrize(
    ("subject", "kind", "key", "tenant_uid", "is_own"),
    [
        (CUSTOMER, JobKind.OUTBOUND_CUSTOMER, "4711", "acme", True),
        (CUSTOMER, JobKind.OUTBOUND_CUSTOMER, "4711", "globex", False),
        (CUSTOMER, JobKind.OUTBOUND_CUSTOMER, "47110", "acme", False),
        (CUSTOMER, JobKind.INBOUND_ORDER, "4711", "acme", False),
        (ORDER, JobKind.INBOUND_ORDER, "A/100234", "acme", True),
        (ORDER, JobKind.OUTBOUND_ORDER, "A_100234", "acme", True),
        (ORDER, JobKind.ORDER_RECEIPT, "A_100234", "acme", True),
        (ORDER, JobKind.INBOUND_ORDER, "A.100234", "acme", False),
        (Subject("acme", SubjectKind.ORDER, "A_100234"), JobKind.INBOUND_ORDER, "A/100234", "acme", True),
        (ORDER, JobKind.RECEIVEMENT, "A/100234", "acme", False),
    ],
)
def test_an_entry_is_somebodys_by_tenant_kind_and_exact_id_of_either_side(
    subject: Subject, kind: JobKind, key: str, tenant_uid: str, is_own: bool
) -> None:
    assert subject.owns(an_entry(kind, key, tenant_uid)) is is_own


def test_a_number_that_is_the_id_is_named_although_it_is_kept_without_case() -> None:
    entry = {"numbers": ["a/100234", "a_100234", "a/1002345"], "cause": {"text": "no such order"}}

    assert [mention.text for mention in ORDER.mentions(entry)] == ["a/100234", "a_100234"]
    assert ORDER.without(entry)["numbers"] == ["(erased)", "(erased)", "a/1002345"]


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("create private customer 4711 in Omnium (name)", True),
        ("customerUid: 4711", True),
        ("'4711'", True),
        ("order 47112", False),
        ("order 14711", False),
        ("4711-b", False),
        ("x_4711", False),
    ],
)
def test_a_text_names_an_id_as_a_whole_word(text: str, is_named: bool) -> None:
    assert CUSTOMER.named_in(text) is is_named
    assert (CUSTOMER.without(text) == "(erased)") is is_named


def test_a_short_id_counts_in_a_text_only_behind_the_word_for_it() -> None:
    subject = Subject("acme", SubjectKind.CUSTOMER, "7")
    assert subject.named_in("customerUid: 7")
    assert subject.named_in("create private Customer 7 in Omnium")
    assert not subject.named_in("quantity: 7")


@pytest.mark.parametrize("odd", [".*", "a|b", "[", "(?i)x", "$where", "a b c d", "blåbær", "x" * 512])
def test_an_id_is_no_pattern(odd: str) -> None:
    subject = subject_of("acme", odd, None)
    assert subject.named_in(f"customer {odd}, said to be gone")
    assert not subject.named_in("customer 4711 and a and b and x")
    assert not subject.owns(an_entry(JobKind.OUTBOUND_CUSTOMER, "anything"))


def test_an_event_names_somebody_in_the_fields_for_it_alone() -> None:
    order = Subject("acme", SubjectKind.ORDER, "4711")
    event = {"event": {"action": "ORDER_UPDATE", "orderUid": "4711", "customerUid": "4712", "id": "4711"}}
    assert [mention.path for mention in order.mentions(event)] == ["event.orderUid"]
    assert list(CUSTOMER.mentions(event)) == []
    event["event"]["customerUid"] = "4711"
    assert CUSTOMER.without(event)["event"] == event["event"] | {"customerUid": "(erased)"}


def test_texts_are_found_and_replaced_however_deep_they_stand() -> None:
    entry = {
        "attempts": [{"changes": ["create customer 4711", "add line 1"], "message": None, "number": 1}],
        "numbers": ["4711"],
        "attention": ["4711 is whom?"],
    }
    assert len(list(CUSTOMER.mentions(entry))) == 3
    assert CUSTOMER.without(entry) == {
        "attempts": [{"changes": ["(erased)", "add line 1"], "message": None, "number": 1}],
        "numbers": ["(erased)"],
        "attention": ["(erased)"],
    }


def test_an_act_upon_another_tenant_is_not_meant() -> None:
    assert CUSTOMER.named_in_act("state pending, key 4711")
    assert CUSTOMER.named_in_act("tenant acme, key 4711")
    assert not CUSTOMER.named_in_act("tenant globex, key 4711")


def test_an_entry_keeps_what_happened_and_when_and_nothing_else() -> None:
    entry = an_entry(JobKind.OUTBOUND_CUSTOMER, "4711") | {
        "state": "done",
        "ticket": 3,
        "acceptedAt": NOON,
        "reason": "4711 agreed",
        "trace": "00-ab-cd-01",
        "event": {"customerUid": "4711"},
        "numbers": ["4711"],
        "somethingNew": "Ola Nordmann",
        "attempts": [{"number": 1, "outcome": "done", "changes": ["customer 4711"], "message": "Ola"}],
        "acts": [{"act": "retry", "by": "kari", "at": NOON, "reason": "Ola called"}],
    }
    left = stripped(entry, NOON)
    assert left == {
        "_id": "1",
        "tenantUid": "acme",
        "kind": "outbound-customer",
        "state": "done",
        "ticket": 3,
        "acceptedAt": NOON,
        "key": "(erased)",
        "record": "(erased)",
        "reason": "(erased)",
        "event": {},
        "attempts": [{"number": 1, "outcome": "done"}],
        "acts": [{"act": "retry", "by": "kari", "at": NOON}],
        "erasedAt": NOON,
    }
    assert re.search("4711|Ola", repr(left)) is None


@pytest.mark.parametrize(
    ("customer", "order"),
    [(None, None), ("1", "2"), ("", None), (" ", None), ("a\x00b", None), (None, "a\nb"), ("x" * 513, None)],
)
def test_it_must_be_one_usable_id(customer: str | None, order: str | None) -> None:
    with pytest.raises(WrongUse, match=r"--customer|--order"):
        subject_of("acme", customer, order)


def test_what_is_kept_of_an_erasure_can_be_shown_by_whoever_has_its_salt() -> None:
    first, second = CUSTOMER.commitment("salt"), CUSTOMER.commitment("pepper")
    assert first == Subject("acme", SubjectKind.CUSTOMER, "4711").commitment("salt")
    assert len({first, second, ORDER.commitment("salt")}) == 3


MESSAGE = a_message("4711", kind=JobKind.OUTBOUND_CUSTOMER, tenant_uid="acme")


@pytest.mark.parametrize(
    ("body", "judged"),
    [
        (MESSAGE.encode(), Whose.THEIRS),
        (MESSAGE.encode().replace(b"acme", b"globex"), Whose.OTHERS),
        (MESSAGE.encode().replace(b"outbound-customer", b"inbound-order"), Whose.OTHERS),
        (MESSAGE.encode()[:-1] + b"\xff", Whose.THEIRS),
        (b'{"what": "customer 4711 of acme"}', Whose.THEIRS),
        (b"\xff customer 4711", Whose.UNCLEAR),
        (b"\xff customer 4712 of acme", Whose.OTHERS),
        (b"[" * 500 + b"4711", Whose.UNCLEAR),
        (b"", Whose.OTHERS),
        (json.dumps({"tenantUid": "acme", "kind": 7, "key": ["4711"]}).encode(), Whose.OTHERS),
        (
            json.dumps({"tenantUid": "acme", "kind": "new-kind", "event": {"customerUid": "4711"}}).encode(),
            Whose.THEIRS,
        ),
    ],
)
def test_a_parked_message_is_told_apart_as_far_as_its_bytes_allow(body: bytes, judged: Whose) -> None:
    assert whose(CUSTOMER, body) is judged


def test_every_collection_of_the_suite_is_searched_or_said_to_hold_nothing() -> None:
    searched = [place.collection for place in PLACES]
    assert sorted([*searched, *HOLDING_NOTHING]) == sorted(collection.name for collection in COLLECTIONS)


def test_what_more_was_kept_of_an_act_is_searched_and_that_of_another_tenant_is_not() -> None:
    told = {"act": "discard", "by": "kari", "target": "a message", "reason": None}
    details = ["sha256 0f0f", 'body: {"customerUid": "4711"}']
    assert [one.text for one in mentions_in_act(CUSTOMER, told | {"details": details})] == [
        "a message",
        *details,
    ]
    assert mentions_in_act(CUSTOMER, told | {"details": details, "tenant": "globex"}) == ()
    assert mentions_in_act(CUSTOMER, told | {"details": ["body: 47110"]}) == ()
    assert mentions_in_act(CUSTOMER, told | {"details": 7}) == ()

"""No two items share a key, and one counts as received only if Omnium says so of that very key, and of nothing else."""

from decimal import Decimal
from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_omnium.flow.models.purchase import Receivement
from flow_omnium.rest.answers import DETAIL_LENGTH, Secrets, detail
from flow_omnium.rest.reading import read_as
from flow_omnium.runtime.redaction import cleaned
from receivement_sync.items import ReceivedItem, items_of
from receivement_sync.keys import booked_by_key, key_of, key_of_rest, seen_keys, vanished

KEYS = ("r-1", "r-10", "r-1-i-1", "r-1-i-10", "x")
uids = st.text(f"{ascii_letters}{digits}_-", min_size=1, max_size=60)
names = st.one_of(uids, st.text("-_:%/ .a1ø", min_size=1, max_size=8).filter(str.strip))
keys_of_items = st.tuples(names, names, names).map(lambda named: key_of(named[0], an_item(*named[1:])) or "")
# Keys that a kept text shows alike are told apart by nobody: a test of their own says what becomes of them.
key_lists = st.lists(keys_of_items, min_size=1, max_size=30, unique_by=cleaned)


def an_item(receivement_uid: str, uid: str | None, quantity: int = 500) -> ReceivedItem:
    item = {"receivementItemUid": uid, "quantity": quantity}
    (received,) = items_of([read_as(Receivement, {"receivementUid": receivement_uid, "items": [item]})], None)
    return received


@given(one=st.tuples(names, names, names), other=st.tuples(names, names, names))
def test_no_two_items_of_anybody_s_share_a_key(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    keys = [key_of(named[0], an_item(*named[1:])) for named in (one, other)]
    assert (keys[0] == keys[1]) == (one == other)


@given(one=st.tuples(names, names, names), total=st.decimals("0.01", "100000", places=2))
def test_the_key_of_a_rest_is_no_item_s_and_still_counts_for_it(
    one: tuple[str, str, str], total: Decimal
) -> None:
    item = an_item(*one[1:])
    key = key_of(one[0], item) or ""
    rest = key_of_rest(key, total)
    assert rest != key
    assert booked_by_key([item], one[0], {key: Decimal(2), rest: Decimal(3)}) == {key: Decimal(5)}
    assert not vanished([item], one[0], {key: Decimal(2), rest: Decimal(3)})


def test_keys_of_the_older_forms_count_where_they_are_of_one_item_alone() -> None:
    items = [
        an_item("r-1", "i-1"),
        an_item("r-2", "i-1"),
        an_item("r-2", "i-2"),
        an_item("a", "b-c"),
        an_item("a-b", "c"),
    ]
    booked = {"r-1-i-1": Decimal(4), "r-2": Decimal(10), "a-b-c": Decimal(5)}
    assert booked_by_key(items, "acme", booked) == {
        "acme:r-1:i-1": Decimal(4),
        "acme:r-2:i-1": Decimal(5),
        "acme:r-2:i-2": Decimal(5),
        "acme:a:b-c": Decimal(0),
        "acme:a-b:c": Decimal(0),
    }


def test_what_other_tenants_have_confirmed_is_not_missed() -> None:
    booked = {
        "acme:r-1:i-1": Decimal(4),
        "acme:r-2:i-1:700": Decimal(7),
        "acm:r-3:i-1": Decimal(9),
        "by hand": Decimal(1),
    }
    assert vanished([an_item("r-1", "i-1")], "acme", booked) == 7


@pytest.mark.parametrize(
    "text",
    [
        "Duplicate goodsReceptionId: r-1, r-1-i-10",
        '"Duplicate goodsReceptionId: r-1, r-1-i-10"',
        "goodsReceptionIds r-1;r-1-i-10 already exist",
        "These goods receptions have been processed before or already been received: [r-1] [r-1-i-10].",
        "DUPLICATE GOODS RECEPTION IDS r-1 r-1-i-10",
    ],
)
def test_the_named_keys_are_seen_whole(text: str) -> None:
    assert seen_keys(text, KEYS) == {"r-1", "r-1-i-10"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "r-1",
        "0.warehouseCode: 'oslo' is unknown (goodsReceptionId r-1)",
        "goodsReceptionId r-1: the line does not exist",
        "lineItemId r-1 already exists",
        "goodsReceptionId r-1: the line is already completed",
        "goodsReceptionId r-1: no delivery exists",
        "Duplicate goodsReceptionId: r-1; 1.warehouseCode: 'cellar' is unknown",
        "goodsReceptionId r-1 is required",
        "Duplicate goodsReceptionId: r-2, r-1-i-100, r-1-i, -r-1, r_1",
    ],
)
def test_a_text_that_may_speak_of_something_else_names_none(text: str) -> None:
    assert seen_keys(text, KEYS) == frozenset()


@pytest.mark.parametrize(
    "text", ["Duplicate goodsReceptionId: x, r-1…", "Duplicate goodsReceptionId: x, r-1-i-1…"]
)
def test_what_stands_where_the_text_was_cut_may_be_the_beginning_of_another(text: str) -> None:
    assert seen_keys(text, KEYS) == {"x"}


def test_a_key_is_seen_whose_digits_look_like_a_phone_s() -> None:
    key = "acme:92e50ce1-19b8-4d0a-a05a-63efe93459eb:fa6dbe86-0036-4395-a89a-a16c66301e0a"
    text = detail(f"Duplicate goodsReceptionId: {key}".encode(), Secrets(()))
    assert "<phone>" in text
    assert seen_keys(text, [key, "acme:r-1:i-1"]) == {key}
    assert seen_keys(text, [key, key.replace("0036-4395", "0036-4396")]) == frozenset()


def test_a_key_is_seen_that_looks_like_a_secret_and_none_of_two_that_are_masked_alike() -> None:
    key = "acme:clientSecret:i-1"
    text = detail(f"Duplicate goodsReceptionId: {key}, acme:r-1:i-1".encode(), Secrets(()))
    assert "acme:clientSecret:***" in text
    assert seen_keys(text, [key, "acme:r-1:i-1"]) == {key, "acme:r-1:i-1"}
    assert seen_keys(text, [key, "acme:clientSecret:i-2", "acme:r-1:i-1"]) == {"acme:r-1:i-1"}


def test_a_masked_key_of_which_the_end_is_cut_off_is_not_seen() -> None:
    assert seen_keys(
        "Duplicate goodsReceptionId: x, acme:clientSecret:**…", ["x", "acme:clientSecret:**"]
    ) == {"x"}


def test_a_key_may_be_a_word_that_speaks_of_something_else() -> None:
    assert seen_keys("Duplicate goodsReceptionId: not, quantity", ["not", "quantity"]) == {"not", "quantity"}


@given(keys=key_lists, data=st.data())
def test_of_a_long_list_the_beginning_is_found_and_nothing_that_it_does_not_name(
    keys: list[str], data: st.DataObject
) -> None:
    named = data.draw(st.lists(st.sampled_from(keys), min_size=1, unique=True))
    text = detail(f"Duplicate goodsReceptionId: {', '.join(named)}".encode(), Secrets(()))
    found = seen_keys(text, keys)
    assert found <= set(named)
    assert named[0] in found
    if len(text) < DETAIL_LENGTH:
        assert found == set(named)

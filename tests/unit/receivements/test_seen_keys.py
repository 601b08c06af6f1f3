"""A key counts as received only if Omnium says so of that very key, and of nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_omnium.runtime.rest_answers import DETAIL_LENGTH, Secrets, detail
from receivement_sync.seen_keys import seen_keys

KEYS = ("r-1", "r-10", "r-1-i-1", "r-1-i-10", "x")
uids = st.from_regex(re.compile(r"[A-Za-z0-9_-]{1,60}"), fullmatch=True)
key_lists = st.lists(st.builds("{}-{}".format, uids, uids), min_size=1, max_size=30, unique=True)


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

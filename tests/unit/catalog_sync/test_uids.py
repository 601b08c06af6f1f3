"""By which uids Flow knows records of Omnium (catalog.md 2.2, 8)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.uids import brand_uid, main_image_uid, record_uid, slot_uid, store_price_list_uid, uid_taken


@pytest.mark.parametrize(("sku", "uid"), [("AB/12 3", "AB_12_3"), ("mug-1_b", "mug-1_b"), ("Blå", "Bl_")])
def test_a_record_is_named_by_its_id_with_every_other_character_replaced(sku: str, uid: str) -> None:
    assert record_uid(sku) == uid


@pytest.mark.parametrize("name", ["Nike Air", "NIKE AIR", " nike air "])
def test_brands_that_differ_in_case_alone_are_one(name: str) -> None:
    assert brand_uid(name) == "nike_air"


def test_what_stands_below_a_record_has_its_uid_in_front() -> None:
    assert store_price_list_uid("oslo") == "oslo-pricelist"
    assert main_image_uid("mug") == "mug-main"
    assert slot_uid("set", "cup 1") == "set-cup_1"


def test_the_fault_of_a_record_whose_key_is_taken_has_a_key_of_its_own() -> None:
    taken = {uid_taken("mug", record) for record in ("one", "other")}
    assert len(taken) == 2
    assert "mug" not in taken


@given(st.text(min_size=1))
def test_flow_takes_every_uid(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]+", record_uid(text))

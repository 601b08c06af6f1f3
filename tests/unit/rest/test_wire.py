"""How documents are read."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from flow_omnium.outcomes import InvalidData
from flow_omnium.rest.models import Detail, Extras, Flag, Items, ReadModel, Text, UtcTime, WriteModel
from flow_omnium.rest.reading import path_of, read_as


class Part(ReadModel):
    code: str
    size: int = 0
    colour: Detail = None
    made: UtcTime = None


class Remark(ReadModel):
    text: Detail = None


class Document(ReadModel):
    created_at: UtcTime = None
    name: Text = None
    is_gift: Flag = False
    part_list: Items[Part] = ()
    remarks: Extras[Remark] = ()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-12-04T07:23:07.6380021Z", datetime(2022, 12, 4, 7, 23, 7, 638002, UTC)),
        ("2022-12-04T07:23:07", datetime(2022, 12, 4, 7, 23, 7, 0, UTC)),
        ("2022-12-04T07:23:07+01:00", datetime(2022, 12, 4, 6, 23, 7, 0, UTC)),
        ("2022-12-04", datetime(2022, 12, 4, tzinfo=UTC)),
        ("0001-01-01T00:00:00", None),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+02:00", None),
        ("", None),
        (None, None),
    ],
)
def test_odd_dates_are_read(text: str | None, moment: datetime | None) -> None:
    assert read_as(Document, {"createdAt": text}).created_at == moment


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "9999-12-31T23:59:59-10:00",
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "29.03.2026",
        "/Date(1774742400000)/",
        "20260329",
        20260329,
        {},
        True,
    ],
)
def test_a_date_that_is_none_costs_its_field_and_is_named(text: object) -> None:
    read = read_as(Document, {"createdAt": text, "name": "Kari"})
    assert (read.created_at, read.name) == (None, "Kari")
    [unread] = read.unread
    assert unread.path == "createdAt"


def test_what_was_passed_over_is_told_by_its_path_and_value() -> None:
    read = read_as(
        Document, {"partList": [{"code": "a"}, {"code": "b", "colour": ["red"], "made": "1.1.26"}]}
    )
    assert [str(field) for field in read.unread] == [
        "partList[1].colour cannot be read ('<list>'): it counts as not given",
        "partList[1].made cannot be read ('1.1.26'): it counts as not given",
    ]
    assert [part.code for part in read.part_list] == ["a", "b"]


def test_what_was_passed_over_is_kept_by_a_copy_and_is_no_field_of_the_document() -> None:
    read = read_as(Document, {"createdAt": "29.03.2026", "name": "Kari"})
    copy = read.model_copy(update={"name": "Ola"})
    assert copy.unread == read.unread != ()
    assert copy.model_dump(exclude_none=True) == Document(name="Ola").model_dump(exclude_none=True)


def test_a_document_that_was_read_whole_tells_of_nothing() -> None:
    assert read_as(Document, {"createdAt": "2026-03-01", "unknown": {}}).unread == ()


def test_a_list_that_only_tells_loses_its_unreadable_parts_and_keeps_the_others() -> None:
    read = read_as(Document, {"remarks": [{"text": {}}, {"text": "ring twice"}]})
    assert [remark.text for remark in read.remarks] == [None, "ring twice"]
    assert read_as(Document, {"remarks": "none"}).remarks == ()


def test_an_unreadable_detail_does_not_hide_what_must_be_right() -> None:
    with pytest.raises(InvalidData, match=r"items\[4\]\.partList\[0\]\.code is not given"):
        read_as(Document, {"createdAt": "yesterday", "partList": [{}]}, at="items[4]")


def test_null_is_an_empty_list_and_a_no() -> None:
    assert read_as(Document, {"partList": None, "isGift": None, "unknown": 1}) == Document()


def test_a_blank_text_counts_as_missing_and_a_number_as_text() -> None:
    assert read_as(Document, {"name": " "}).name is None
    assert read_as(Document, {"name": 1001}).name == "1001"


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"partList": [{"code": "a"}, {}]}, "partList[1].code is not given"),
        ({"partList": [{"code": "a", "size": "big"}]}, "partList[0].size: 'big' is not a valid integer"),
        ({"partList": {"code": "a"}}, "partList: '<dict>' is not a valid tuple"),
        ([], "Document: '<list>' is not an object"),
        (None, "Document: None is not an object"),
    ],
)
def test_a_fault_is_named_by_its_path(document: object, text: str) -> None:
    with pytest.raises(InvalidData) as caught:
        read_as(Document, document)
    assert str(caught.value).startswith(text)


def test_a_long_value_is_shortened() -> None:
    with pytest.raises(InvalidData) as caught:
        read_as(Document, {"partList": "x" * 10_000})
    assert len(str(caught.value)) < 300
    [unread] = read_as(Document, {"createdAt": "x" * 10_000}).unread
    assert len(str(unread)) < 300


def test_paths_are_written_as_an_operator_reads_them() -> None:
    assert path_of(("orderForm", "lineItems", 2, "code")) == "orderForm.lineItems[2].code"


def test_what_we_send_holds_nothing_unknown() -> None:
    class Written(WriteModel):
        order_uid: str

    with pytest.raises(ValidationError):
        Written.model_validate({"orderUid": "1", "storeUid": "2"})

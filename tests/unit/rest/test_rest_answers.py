"""What an HTTP answer means for a job."""

import traceback
from decimal import Decimal

import pytest

from flow_omnium.outcomes import (
    AccessDenied,
    ApiCall,
    ApiError,
    Conflict,
    Deferred,
    JobInterrupted,
    NotFound,
    Rejected,
    TooLarge,
    Unavailable,
)
from flow_omnium.rest.answer_limits import JSON_VALUES
from flow_omnium.rest.answers import Answer, Secrets, detail, document_of, retry_seconds

CALL = ApiCall("omnium", "GET", "/api/Orders/{orderId}")
NONE = Secrets(())
TOKEN = "top+secret/token=="
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
NOON = "Tue, 03 Mar 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, Unavailable),
        (400, Rejected),
        (401, AccessDenied),
        (403, AccessDenied),
        (404, NotFound),
        (405, Rejected),
        (409, Conflict),
        (410, Rejected),
        (413, Rejected),
        (422, Rejected),
        (429, Deferred),
        (500, Unavailable),
        (502, Unavailable),
        (503, Unavailable),
        (599, Unavailable),
    ],
)
def test_each_status_is_one_outcome(status: int, kind: type[JobInterrupted]) -> None:
    with pytest.raises(kind) as caught:
        document_of(CALL, Answer(status, b"no"), NONE)
    assert type(caught.value) is kind


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(200, b"{}", fault="the answer is longer than that", is_cut=True), TooLarge),
        (Answer(200, b"[" + b"0," * JSON_VALUES + b"0]"), TooLarge),
        (Answer(200, b"{}", fault="the answer comes in an encoding that was not asked for"), Unavailable),
        (Answer(200, b"{"), Unavailable),
    ],
    ids=["bytes", "values", "encoding", "no JSON"],
)
def test_an_answer_of_more_than_is_read_is_told_from_one_that_cannot_be_read(
    answer: Answer, kind: type[JobInterrupted]
) -> None:
    with pytest.raises(kind) as caught:
        document_of(CALL, answer, NONE)
    assert type(caught.value) is kind


def test_an_error_tells_its_call_its_status_and_its_answer() -> None:
    with pytest.raises(ApiError) as caught:
        document_of(CALL, Answer(400, b'"storeId  is\r\nunknown"'), NONE)
    assert str(caught.value) == 'omnium GET /api/Orders/{orderId} answered 400: "storeId is unknown"'
    assert caught.value.http_status == 400


@pytest.mark.parametrize("body", [b"", b" \n"])
def test_an_empty_answer_is_no_document(body: bytes) -> None:
    assert document_of(CALL, Answer(201, body), NONE) is None


def test_fractions_are_exact() -> None:
    document = document_of(CALL, Answer(200, b'{"price": 0.1, "large": 12345678901234567.89}'), NONE)
    assert document == {"price": Decimal("0.1"), "large": Decimal("12345678901234567.89")}


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Sign in</body></html>",
        b'{"id": "10',
        b"{'id': 1}",
        b'{"total": NaN}',
        b'{"total": Infinity}',
        b"\xff\xfe\xfa",
        b"[" * 100_000,
    ],
)
def test_an_unreadable_success_is_unavailable(body: bytes) -> None:
    with pytest.raises(Unavailable, match="answered 200: unreadable answer"):
        document_of(CALL, Answer(200, body), NONE)


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        (None, 2),
        ("", 2),
        ("7", 7),
        ("1.5", 1.5),
        ("0", 1),
        ("-5", 1),
        ("86400", 120),
        ("soon", 2),
        ("nan", 2),
        ("inf", 2),
        ("Tue, 03 Mar 2026 12:00:30 GMT", 30),
        ("Tue, 03 Mar 2026 11:00:00 GMT", 1),
        ("Wed, 04 Mar 2026 12:00:00 GMT", 120),
        ("Tue, 99 Mar 2026 12:00:00 GMT", 2),
    ],
)
def test_retry_after_is_read_within_bounds(retry_after: str | None, seconds: float) -> None:
    assert retry_seconds(retry_after, NOON) == seconds


@pytest.mark.parametrize("date", [None, "", "yesterday", "Tue, 03 Mar 2026 12:00:00"])
def test_a_moment_without_something_to_compare_it_with_is_the_default(date: str | None) -> None:
    assert retry_seconds("Tue, 03 Mar 2026 12:00:30 GMT", date) == 2


def test_too_many_requests_defers_for_the_time_asked() -> None:
    with pytest.raises(Deferred) as caught:
        document_of(CALL, Answer(429, b"slow down", retry_after="3"), NONE)
    assert caught.value.after_seconds == 3


def test_a_detail_is_one_short_printable_line() -> None:
    shown = detail(b"\x00\x1b[31m" + "å".encode() * 1000 + b"\n", NONE)
    assert len(shown) == 300
    assert shown.isprintable()


@pytest.mark.parametrize(
    "text",
    [
        f"token {TOKEN} refused",
        "token top%2Bsecret%2Ftoken%3D%3D refused",
        f"top\x00secret {TOKEN[:4]} {TOKEN}",
        f"Authorization: Bearer {JWT}",
        f'{{"jwt":"{JWT}"}}',
        "GET /api/token?clientId=x&clientSecret=hunter2-hunter2 failed",
        '{"clientSecret": "hunter2-hunter2"}',
        "client_secret=hunter2-hunter2",
        "bearer  hunter2-hunter2",
        "x" * 290 + TOKEN,
    ],
)
def test_a_detail_shows_no_secret(text: str) -> None:
    shown = detail(text.encode(), Secrets((TOKEN,)))
    assert not any(part in shown for part in (TOKEN, "top%2B", "secret/token", JWT, JWT[:20], "hunter2"))


def test_a_secret_split_by_control_characters_is_still_found() -> None:
    assert detail(b"abc\x01def", Secrets(("abc def",))) == "***"


def test_an_error_has_no_cause_that_could_tell_more() -> None:
    with pytest.raises(Unavailable) as caught:
        document_of(CALL, Answer(200, f"<html>{TOKEN}".encode()), Secrets((TOKEN,)))
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


def test_secrets_print_as_nothing() -> None:
    assert TOKEN not in repr(Secrets((TOKEN,)).with_value("more"))

"""What is taken out of every text."""

import json
from html import escape
from urllib.parse import quote, quote_plus

import pytest

from flow_omnium.runtime.redaction import redact, redact_fields, without_random_words, without_secrets

SECRET = "s3cr3t-Value_1.x"


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET}",
        f"basic {SECRET}",
        f"POST /api/token?clientId=a&clientSecret={SECRET}&returnAsJson=true",
        f'{{"client_secret": "{SECRET}"}}',
        f"amqp://flow:{SECRET}@broker:5672/",
        f"mongodb://flow:{SECRET}@db:27017/?replicaSet=rs",
        f"a token eyJhbGciOi.{SECRET.replace('.', '')}.sig stands here",
    ],
)
def test_a_credential_is_taken_out_wherever_it_stands(text: str) -> None:
    assert SECRET not in redact(text)
    assert SECRET.replace(".", "") not in redact(text)


def test_an_ordinary_text_is_left_as_it_is() -> None:
    text = "flow POST /orders answered 400: unitPrice 19.95 is not an integer, see https://example.no/x"

    assert redact(text) == text


def test_a_field_is_masked_by_its_name() -> None:
    assert redact_fields({"api_token": "x", "tenant": "acme", "password": 7}) == {
        "api_token": "***",
        "tenant": "acme",
        "password": "***",
    }


@pytest.mark.timeout(10)
@pytest.mark.parametrize("unit", ["x", "eyJ", "Bearer ", "a:", "clientSecret", "://", "a://b:c"])
def test_no_text_takes_long_to_redact(unit: str) -> None:
    assert redact(unit * (1_000_000 // len(unit)))


TEXT = "handlingUid: 'typo-handling' is not a handling of the tenant order 12345"


@pytest.mark.parametrize(
    "secret", ["h", "n", "the", "order", "handling", "12345", "1", " ", "is not", "of the", "-"]
)
def test_a_text_stays_readable_whatever_a_secret_is(secret: str) -> None:
    shown = without_secrets(TEXT, [secret])
    assert shown.count("***") <= 3
    assert len(shown) >= len(TEXT) * 0.6


@pytest.mark.parametrize(
    "secret", ["s3cr3t", "hunter2!", "Sommerferie", "hunter2-hunter2", "x" * 24, "ab/cd+ef=&ghijkl"]
)
@pytest.mark.parametrize(
    "form", ["{}", "key={}&x=1", '"{}"', "<p>{}</p>", "({})", "token {} refused", "_{}_"]
)
def test_a_secret_is_removed_wherever_it_is_a_word(secret: str, form: str) -> None:
    for written in (
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        escape(secret),
    ):
        assert without_secrets(form.format(written), ["h", secret]) == form.format("***")


def test_a_long_secret_is_removed_from_within_a_word() -> None:
    assert without_secrets(f"x{'s3cr3t' * 4}y", ["s3cr3t" * 4]) == "x***y"


def test_a_secret_that_holds_another_goes_whole() -> None:
    assert without_secrets("hunter2-and-more", ["hunter2", "hunter2-and-more"]) == "***"


def test_what_tells_of_a_person_is_in_no_log_line() -> None:
    line = redact_fields({"event": "failed", "error": "ola@example.com, +47 912 34 567", "key": "DEMO-1001"})
    assert line == {"event": "failed", "error": "<e-mail>, <phone>", "key": "DEMO-1001"}


@pytest.mark.parametrize(
    "word",
    ["fi9GbMeqOr0ccRlnPek781l32SD35C8KTAwuKQunz2E", "Zm9vYmFyMTIzNDU2Nzg5MGFiY2Q", "0123456789abcdef" * 3],
)
def test_a_word_that_looks_drawn_by_lot_is_removed(word: str) -> None:
    assert without_random_words(f'bad client ({word}), "{word}"') == 'bad client (***), "***"'


@pytest.mark.parametrize(
    "text",
    [
        "order 0f8fad5b-d9cb-469f-a165-70867728950e not found",
        "job 0123456789abcdef0123456789abcdef",
        "Omnium.Common.Exceptions.OrderNotFoundException2: /api/Orders/WorkflowStatus2",
        "UnknownOrderStatusTransitionException",
    ],
)
def test_what_people_read_is_left(text: str) -> None:
    assert without_random_words(text) == text

"""What is taken out of every text."""

import pytest

from flow_omnium.runtime.redaction import redact, redact_fields

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

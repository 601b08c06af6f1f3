"""What an attempt was told, as a person reads it."""

import pytest

from admin_console.jobs.spoken import spoken, unwrapped

CALL = ("flow", "POST /orders", 400)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("flow POST /orders answered 400: bad handling", "Flow answered 400: bad handling"),
        (
            'flow POST /orders answered 400: {"message": "handlingUid: \'typo\' is no handling"}',
            "Flow answered 400: handlingUid: 'typo' is no handling",
        ),
        ("flow POST /orders answered 400", "Flow answered 400"),
        ("line 2: the store is unknown", "line 2: the store is unknown"),
    ],
)
def test_who_answered_and_what_is_said_without_the_call(message: str, told: str) -> None:
    assert spoken(message, *CALL) == told


def test_a_message_of_no_call_is_said_as_it_is() -> None:
    assert spoken("orderLines is no list") == "orderLines is no list"
    assert spoken("flow POST /orders: no answer", "flow", "POST /orders") == "Flow failed: no answer"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ('{"title": "Bad", "detail": "the price is missing"}', "the price is missing"),
        ('{"code": 7}', '{"code": 7}'),
        ('{"message": {"no": "text"}}', '{"message": {"no": "text"}}'),
        ('{"message": "cut off', '{"message": "cut off'),
        ("[1]", "[1]"),
        ("{" * 100_000, "{" * 100_000),
    ],
)
def test_an_answer_in_json_says_what_it_says_in_words(answer: str, told: str) -> None:
    assert unwrapped(answer) == told

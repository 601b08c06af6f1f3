"""A driver's error leaves as ours, and nothing of its text with it."""

import pytest

from flow_omnium.runtime.driver_errors import raised_as


class OursError(Exception):
    pass


def named(error: Exception) -> OursError:
    return OursError(type(error).__name__)


def test_a_driver_s_error_is_raised_as_ours_without_its_text() -> None:
    with pytest.raises(OursError, match=r"^ConnectionResetError$") as raised, raised_as(named, OSError):
        raise ConnectionResetError("mongodb://user:secret@host")

    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_any_other_error_goes_on_as_it_is() -> None:
    with pytest.raises(LookupError, match="other"), raised_as(named, OSError, TimeoutError):
        raise LookupError("other")


def test_an_error_may_be_left_as_it_is() -> None:
    error = ValueError("a duplicate")
    with (
        pytest.raises(ValueError, match="a duplicate") as raised,
        raised_as(lambda theirs: theirs, ValueError),
    ):
        raise error

    assert raised.value is error

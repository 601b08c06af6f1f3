"""Parked messages page by page, while others take some of them away."""

from collections.abc import Sequence

import pytest

from admin_console.web.answers import BadAsk
from admin_console.web.parked.paging import Behind, Numbered, page_of
from flow_omnium.jobs.operator.dead_letter import DeadLetter


def parked(digests: str) -> Sequence[Numbered]:
    """Messages with these digests, a letter each."""
    return [
        (number, DeadLetter("orders", "odd", 1, b"", digest))
        for number, digest in enumerate(digests, start=1)
    ]


def shown(digests: str, behind: Behind | None, size: int = 2) -> tuple[str, Behind | None]:
    page = page_of(parked(digests), behind, size)
    return "".join(message.digest for message in page.messages), page.end


def test_pages_follow_one_another_to_the_end() -> None:
    first, end = shown("abcde", None)
    assert end is not None
    second, further = shown("abcde", Behind.read(end.written()))
    assert (first, second) == ("ab", "cd")
    assert shown("abcde", further) == ("e", None)
    assert shown("ab", None) == ("ab", None)


def test_nothing_is_left_out_when_those_before_it_go() -> None:
    assert shown("bcde", Behind(2, "b")) == ("cd", Behind(3, "d"))


def test_nothing_is_left_out_when_the_last_one_shown_goes() -> None:
    assert shown("acde", Behind(2, "b"))[0] == "ac"
    assert shown("cde", Behind(2, "b"))[0] == "cd"


def test_messages_with_the_same_body_are_all_shown() -> None:
    first, end = shown("aaaa", None)
    assert (first, shown("aaaa", end)) == ("aa", ("aa", None))


def test_behind_the_last_one_there_is_nothing() -> None:
    assert shown("", Behind(2, "b")) == ("", None)


@pytest.mark.parametrize("text", ["x", "1", "1.", ".a", "-1.a", "1.a.b", "1./"])
def test_a_page_that_there_cannot_be_is_said_so(text: str) -> None:
    with pytest.raises(BadAsk, match="begin with the first one"):
        Behind.read(text)

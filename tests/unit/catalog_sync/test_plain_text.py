"""What is left of a text with HTML when a till shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.plain_text import parsed, plain_text, without_markup


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("For <b>hot</b> tea", "For hot tea"),
        ("<p onclick='a>b'>tea</p>", "tea"),
        ("Salt &amp; pepper &#230;&nbsp;&lt;3", "Salt & pepper æ <3"),
        ("Salt & pepper, AT&T", "Salt & pepper, AT&T"),
        ("<!-- draft -->tea", "tea"),
    ],
)
def test_tags_go_and_entities_become_characters(text: str, seen: str) -> None:
    assert plain_text(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        "<p>One</p><p>Two</p>",
        "One<br>Two",
        "One<br/>\r\n\r\n  <br/>Two",
        "<ul><li>One<li>Two</ul>",
        "<div>One</div>Two",
        "<h2>One</h2>Two",
    ],
)
def test_a_block_begins_a_new_line_and_empty_lines_go(text: str) -> None:
    assert plain_text(text) == "One\nTwo"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert('<b>')</script>tea",
        "<style>p { color: red }</style>tea",
        "</script>tea",
        "tea<script>never ended",
        "<script>a</script></script>tea",
    ],
)
def test_nothing_is_seen_of_scripts_and_styles(text: str) -> None:
    assert plain_text(text) == "tea"


@pytest.mark.parametrize("text", ["a < b", "under <10 kg", "Size <L or bigger", "<", "a <b"])
def test_what_only_looks_like_a_tag_stays(text: str) -> None:
    assert plain_text(text) == text


@pytest.mark.parametrize(
    ("text", "seen"), [("<b>bold", "bold"), ("bold</i></b>", "bold"), ("<i>a<b>c</i>", "ac")]
)
def test_tags_that_are_not_closed_take_no_text_with_them(text: str, seen: str) -> None:
    assert plain_text(text) == seen


@pytest.mark.parametrize("text", [None, "", "  ", "<br>", "<p>&nbsp;</p>", "<script>x</script>"])
def test_a_text_of_which_nothing_is_left_is_none(text: str | None) -> None:
    assert plain_text(text) is None


@given(st.text())
def test_every_text_can_be_read_and_has_no_spaces_around(text: str) -> None:
    seen = plain_text(text)
    assert seen is None or (seen and seen == seen.strip())


PIECES = (
    "<p>",
    "</p>",
    "<b>",
    "</B>",
    "<br/>",
    "<br />",
    "<li>",
    "tea",
    " ",
    "\n",
    "&amp;",
    "&lt;b&gt;",
    "&nbsp;",
    "&",
    "æ",
)


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_plain_tags_are_read_fast_and_alike(text: str) -> None:
    assert without_markup(text) == parsed(text)

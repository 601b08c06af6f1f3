"""How the console speaks: into a pipe, on a terminal, without colour."""

from zoneinfo import ZoneInfo

import pytest
from rich.text import Text

from admin_console.terminal import add_row, columns, counted, moment, show, table
from flow_omnium.testing.entries import NOW


def test_a_pipe_gets_lines_that_are_neither_cut_nor_padded(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    grid = table("A", "B")
    add_row(grid, "x", "y" * 300)
    add_row(grid, "xx", "z")
    show(grid)
    assert capsys.readouterr().out == f"A   B\nx   {'y' * 300}\nxx  z\n"


def test_a_pipe_has_no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert columns() is None


@pytest.mark.parametrize(("value", "style"), [("", "bold"), ("1", "")])
def test_who_wants_no_colour_gets_plain_headings(
    value: str, style: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", value)
    assert table("A").header_style == style


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 jobs"), (1, "1 job"), (2, "2 jobs"), (1204, "1,204 jobs")]
)
def test_one_thing_is_not_called_several(number: int, words: str) -> None:
    assert counted(number, "job") == words


def test_some_words_have_a_plural_of_their_own() -> None:
    assert (counted(1, "job is", "jobs are"), counted(2, "job is", "jobs are")) == ("1 job is", "2 jobs are")


def test_a_time_is_written_in_a_zone_where_one_is_given() -> None:
    assert moment(NOW) == "2030-01-01 12:00:00+00:00"
    assert moment(NOW, ZoneInfo("Europe/Oslo")) == "2030-01-01 13:00:00+01:00"


def test_a_cell_that_may_be_cut_is_whole_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    grid = table("A")
    grid.add_row(Text("w" * 500, no_wrap=True, overflow="ellipsis"))
    show(grid)
    assert "w" * 500 in capsys.readouterr().out

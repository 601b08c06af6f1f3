"""Lists that are taken away: what they contain, and what no spreadsheet may do with it."""

import csv
import io
import json
from collections.abc import AsyncIterator, Sequence

import pytest

from admin_console.web.answers import Taken
from admin_console.web.saving import file_name
from admin_console.web.taking import MOST_ROWS, Cell, limited, text_of

COLUMNS = ("number", "store", "tries")


async def given(*rows: Sequence[Cell]) -> AsyncIterator[Sequence[Cell]]:
    for row in rows:
        yield row


async def endless() -> AsyncIterator[Sequence[Cell]]:
    while True:
        yield ("1", None, 2)


async def taken(kind: str, *rows: Sequence[Cell]) -> str:
    return "".join([part async for part in text_of(Taken("jobs", COLUMNS, given(*rows), kind))])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
async def test_a_cell_that_a_spreadsheet_would_take_for_a_formula_gets_a_quote(start: str) -> None:
    text = await taken("csv", (f"{start}1+1", "oslo", -3))
    assert list(csv.reader(io.StringIO(text, newline=""))) == [list(COLUMNS), [f"'{start}1+1", "oslo", "-3"]]


async def test_what_has_commas_quotes_and_breaks_comes_back_as_it_was() -> None:
    text = await taken("csv", ('a,"b"\nc', "שלום", None))
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == ['a,"b"\nc', "שלום", ""]
    assert not text.startswith("\ufeff")


@pytest.mark.parametrize("number", [0, 1, 2, 401])
async def test_json_is_one_array_however_many_rows_there_are(number: int) -> None:
    text = await taken("json", *[(f"=n{row}", "oslo", row) for row in range(number)])
    rows = json.loads(text)
    assert len(rows) == number
    assert rows[:1] == [{"number": "=n0", "store": "oslo", "tries": 0}][:number]


async def test_an_empty_list_has_its_columns() -> None:
    assert await taken("csv") == "number,store,tries\r\n"


async def test_no_list_is_longer_than_the_limit() -> None:
    assert MOST_ROWS == 100_000
    chunks = [len(chunk) async for chunk in limited(endless(), 450)]
    assert chunks == [200, 200, 50]


@pytest.mark.parametrize(
    ("name", "safe"), [("jobs acme", "jobs-acme"), ('a"\r\nb', "a-b"), ("../etc", "etc"), ("æ", "file")]
)
def test_a_file_s_name_is_harmless(name: str, safe: str) -> None:
    assert file_name(name) == safe

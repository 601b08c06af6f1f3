"""Writes a list as CSV or JSON while it is read."""

import csv
import io
import json
from collections.abc import AsyncIterator, Sequence
from typing import Final

from aiohttp import hdrs, web

from admin_console.web.answers import BadAsk, Taken
from admin_console.web.saving import file_name

Cell = str | int | None

MOST_ROWS: Final = 100_000
_CSV: Final = "csv"
_JSON: Final = "json"
_TYPES: Final = {_CSV: "text/csv", _JSON: "application/json"}
_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula for a spreadsheet: https://owasp.org/www-community/attacks/CSV_Injection"""

_ROWS_AT_ONCE: Final = 200


async def send(taken: Taken, request: web.Request) -> web.StreamResponse:
    """Stream a list. Raises BadAsk for a format that there is not."""
    if taken.format not in _TYPES:
        message = f"format: {taken.format!r} is neither csv nor json"
        raise BadAsk(message)
    response = web.StreamResponse(headers=_headers(taken))
    response.content_type = _TYPES[taken.format]
    response.charset = "utf-8"
    await response.prepare(request)
    if request.method != hdrs.METH_HEAD:
        async for part in text_of(taken):
            await response.write(part.encode())
    await response.write_eof()
    return response


async def text_of(taken: Taken) -> AsyncIterator[str]:
    """Yield the list's text in parts of some hundred rows."""
    write = csv_lines if taken.format == _CSV else json_lines
    async for part in write(taken.columns, limited(taken.rows, MOST_ROWS)):
        yield part


async def limited(rows: AsyncIterator[Sequence[Cell]], most: int) -> AsyncIterator[Sequence[Sequence[Cell]]]:
    """Yield rows by hundreds, and no more than so many."""
    chunk: list[Sequence[Cell]] = []
    left = most
    async for row in rows:
        chunk.append(row)
        left -= 1
        if len(chunk) == _ROWS_AT_ONCE or not left:
            yield chunk
            chunk = []
        if not left:
            return
    if chunk:
        yield chunk


async def csv_lines(
    columns: Sequence[str], chunks: AsyncIterator[Sequence[Sequence[Cell]]]
) -> AsyncIterator[str]:
    """Yield the lines of a CSV file: columns first, lines ended as RFC 4180 has it."""
    yield _csv([columns])
    async for chunk in chunks:
        yield _csv([[harmless(cell) for cell in row] for row in chunk])


async def json_lines(
    columns: Sequence[str], chunks: AsyncIterator[Sequence[Sequence[Cell]]]
) -> AsyncIterator[str]:
    """Yield an array of objects, one a line."""
    before = "["
    async for chunk in chunks:
        rows = (json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) for row in chunk)
        yield f"{before}\n" + ",\n".join(rows)
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def harmless(cell: Cell) -> Cell:
    """Put a quote before a text that a spreadsheet would take for a formula; a number stays a number."""
    if isinstance(cell, str) and cell.startswith(_ACTIVE):
        return f"'{cell}"
    return cell


def _csv(rows: Sequence[Sequence[Cell]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _headers(taken: Taken) -> dict[str, str]:
    return {hdrs.CONTENT_DISPOSITION: f'attachment; filename="{file_name(taken.name)}.{taken.format}"'}

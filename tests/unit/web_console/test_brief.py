"""How long a page waits for the database."""

import pytest

from admin_console.web.answers import Away
from admin_console.web.brief import brief
from flow_omnium.runtime.database import ConnectionLostError, DatabaseError


class _SlowError(DatabaseError):
    timeout = True


async def _raises(error: Exception) -> None:
    raise error


async def _answers() -> int:
    return 7


async def test_what_is_read_is_given_on() -> None:
    assert await brief(_answers()) == 7


async def test_a_search_that_takes_too_long_is_told_with_what_helps() -> None:
    with pytest.raises(Away, match="within 2 s") as told:
        await brief(_raises(_SlowError("too long")))
    assert "Narrow" in told.value.lines[0]


@pytest.mark.parametrize("error", [ConnectionLostError("gone"), LookupError("other")])
async def test_any_other_failure_stays_what_it_is(error: Exception) -> None:
    with pytest.raises(type(error)):
        await brief(_raises(error))

"""Who was refused is kept, however often, in few records."""

import pytest

from admin_console.testing.signing_in import Browser, entering, served, sign_in, sign_ins
from admin_console.testing.visiting import Visit
from admin_console.web.settings import ConsoleSettings
from admin_console.web.signing_in.refusals import DIFFERENT, Refusals, Refused
from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.log import AuditLog
from flow_omnium.jobs.operator.audit_trail import ActFilter, AuditTrail
from flow_omnium.runtime.clock import SystemClock
from flow_omnium.runtime.database import Database, DatabaseError

GUESS = Refused("?", "192.0.2.7", "wrong password")


async def test_a_thousand_guesses_are_one_record_that_says_how_many(database: Database) -> None:
    refusals = Refusals(database, SystemClock())
    for _ in range(1_000):
        refusals.note(GUESS)
    await refusals.write()
    await refusals.write()
    assert await sign_ins(database) == [
        {
            "by": "?",
            "result": "refused",
            "source": "192.0.2.7",
            "reason": "wrong password, 1000 times within a minute",
        }
    ]


async def test_however_many_sources_guess_the_records_of_a_minute_are_few(database: Database) -> None:
    refusals = Refusals(database, SystemClock())
    for number in range(500):
        refusals.note(Refused("?", f"192.0.2.{number}", "wrong password"))
    await refusals.write()
    told = await sign_ins(database)
    assert len(told) == DIFFERENT + 1
    (others,) = (one for one in told if one["source"] == "other sources")
    assert f"{500 - DIFFERENT} times" in others["reason"]


async def test_what_cannot_be_written_is_written_later(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = Refusals(database, SystemClock())
    refusals.note(GUESS)
    with monkeypatch.context() as patch:
        patch.setattr(AuditLog, "append", _fails)
        with pytest.raises(DatabaseError):
            await refusals.write()
    async with refusals:
        pass
    assert len(await sign_ins(database)) == 1


async def _fails(*_: object) -> None:
    raise DatabaseError


async def test_a_right_that_was_missing_is_an_act_with_who_and_what(database: Database) -> None:
    refusals = Refusals(database, SystemClock())
    told = Refused("kari", "192.0.2.7", "no right", "POST /jobs/{id}/cancel", "console Kari", "acme")
    refusals.note(told)
    await refusals.write()
    (act,) = await AuditTrail(database).latest(10)
    assert (act.act, act.by, act.target, act.via, act.tenant) == (
        *("refused", "kari", "POST /jobs/{id}/cancel", "console Kari", "acme"),
    )


async def test_sign_ins_stand_among_the_acts_and_are_found_by_their_name(
    browser: Browser, database: Database
) -> None:
    await sign_in(browser())
    for wanted in (ActFilter(), ActFilter(act="sign-in"), ActFilter(by="local")):
        (act,) = await AuditTrail(database).latest(10, wanted)
        assert (act.act, act.by, act.target, act.result) == ("sign-in", "local", "127.0.0.1", "signed in")
        assert act.sequence is not None
        assert await AuditTrail(database).one(act.sequence) == act
    for wanted in (ActFilter(act="retry"), ActFilter(tenant="acme"), ActFilter(by="kari")):
        assert await AuditTrail(database).latest(10, wanted) == []


async def test_wrong_passwords_and_missing_rights_are_kept_at_the_latest_when_the_console_ends(
    settings: ConsoleSettings, database: Database
) -> None:
    async with served(settings) as client:
        await sign_in(Visit(client), "not-this-one")
        viewer = await entering(client, settings, database)("kari", "viewer")
        assert (await viewer.get("/sessions")).status == 403
        assert await AuditLog(database).latest(10, [Kind.SIGN_IN, Kind.ACT]) == []  # a minute is not over
    by_act = {act.act: act for act in await AuditTrail(database).latest(10)}
    assert (by_act["sign-in"].by, by_act["sign-in"].result) == ("?", "refused")
    assert (by_act["refused"].by, by_act["refused"].target) == ("kari", "GET /sessions")

"""Which answer an error gets."""

import pytest

from admin_console.failures import BadAnswer, NothingDone, UnknownJob, WrongUse
from admin_console.web.answers import NotThere
from admin_console.web.failing import unanswered
from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.runtime.database import ConnectionLostError, DatabaseError, RefusedError
from flow_omnium.tenants.record import UnknownTenant


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (WrongUse("choose jobs"), 400),
        (UnknownJob("x"), 404),
        (UnknownTenant("acmee"), 404),
        (NothingDone("it has ended"), 409),
        (BadAnswer("it has ended"), 409),
        (DatabaseError("away"), 503),
        (ConnectionLostError("away"), 503),
        (RefusedError("refused", 13), 503),
        (LedgerUnavailableError("away"), 503),
        (BrokerUnavailableError("away"), 503),
        (NotThere("gone"), 404),
        (RuntimeError("password=hunter2"), 500),
    ],
)
def test_an_error_has_its_status(error: Exception, status: int) -> None:
    assert unanswered(error).status == status


def test_a_defect_s_text_is_not_shown() -> None:
    why = unanswered(RuntimeError("password=hunter2"))
    assert "hunter2" not in why.heading + " ".join(why.lines)


def test_what_a_command_would_say_is_said() -> None:
    assert unanswered(UnknownJob("0198")).lines == ("there is no job '0198'",)

"""A page of a list is as long as its reader has chosen."""

import pytest

from admin_console.testing.ledger import PageLedger
from admin_console.testing.sessions import FakeSessions
from admin_console.testing.visiting import Visiting
from flow_omnium.console.people import Choices
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.runtime.database import Database
from flow_omnium.testing.filled_ledger import failure
from flow_omnium.testing.jobs import NOON

FLAGGED = {"attention": ["line 2: the price differs"]}


@pytest.mark.parametrize("path", ["/jobs", "/attention", "/acts"])
async def test_it_is_as_long_as_that(
    path: str, visit: Visiting, sessions: FakeSessions, ledger: PageLedger, schema: Database
) -> None:
    for number in range(3):
        await ledger.add(f"o{number}", failure(), fields=FLAGGED)
        async with AuditTrail(schema).kept(AuditEntry(act="retry", by="ola", at=NOON), f"job {number}"):
            pass
    sessions.chosen["sub-kari"] = Choices(rows=2)
    visitor = visit("viewer")
    first = (await visitor.get(path)).soup
    assert len(first.rows()) == 2
    second = (await visitor.get(first.one("a[rel=next]")["href"])).soup
    assert len(second.rows()) == 1

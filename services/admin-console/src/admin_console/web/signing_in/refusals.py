"""Keeps in the audit log who was refused: a sign-in, or something that the roles do not give.

Whoever guesses goes on for as long as they like, and each record stays for a year. So refusals are counted, and each minute one record is
written for each that are alike; of different ones so many, and the rest as one. A crash loses a minute of them.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Final, Self

from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.log import AuditLog, KeepsGrowing
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.operator.audit_trail import AuditTrail, OutcomeNotKept
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.database import Database, DatabaseError
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.supervision import Supervised, Supervisor

REFUSALS: Final = "refusals"
"""The name of the task that writes them."""

SECONDS: Final = 60.0
DIFFERENT: Final = 20
"""So many different ones are told apart within a minute."""

NOBODY: Final = "?"
"""In place of a person who did not say who it is, or was not believed."""

_REASON: Final = 300


@dataclass(frozen=True)
class Refused:
    """Who was refused a sign-in, from where and why. With `target` (`POST /jobs/{id}/retry`) it is no sign-in, but that."""

    by: str
    source: str
    reason: str
    target: str | None = None
    via: str | None = None
    tenant: str | None = None


_OTHERS: Final = Refused(NOBODY, "other sources", "others were refused as well")


class Refusals(Supervised):
    """Counts them, and writes them each minute. Use as an async context manager."""

    def __init__(self, database: Database, clock: Clock, supervisor: Supervisor | None = None) -> None:
        super().__init__(supervisor, {REFUSALS: self._write_each_minute})
        self._database = database
        self._clock = clock
        self._counts: Counter[Refused] = Counter()
        self._log = get_logger("console")

    async def __aenter__(self) -> Self:
        return await super().__aenter__()

    async def __aexit__(self, *error: object) -> None:
        await super().__aexit__(None, None, None)
        await self._try_to_write()

    def note(self, refused: Refused) -> None:
        """Count one."""
        is_known = refused in self._counts or len(self._counts) < DIFFERENT
        self._counts[refused if is_known else _OTHERS] += 1

    async def write(self) -> None:
        """Write down what was counted; what cannot be written is counted on. Raises DatabaseError, KeepsGrowing."""
        while self._counts:
            refused, number = self._counts.popitem()
            try:
                await self._write(refused, number)
            except BaseException:
                self._counts[refused] += number
                raise

    async def _write(self, refused: Refused, number: int) -> None:
        self._log.warning(
            "refused", by=refused.by, source=refused.source, reason=refused.reason, times=number
        )
        reason = _counted(refused.reason, number)
        if refused.target is None:
            told = {"by": refused.by, "result": "refused", "source": refused.source, "reason": reason}
            await AuditLog(self._database).append(Kind.SIGN_IN, told, self._clock.now())
            return
        act = AuditEntry(act="refused", by=refused.by, at=self._clock.now(), reason=reason, via=refused.via)
        async with AuditTrail(self._database).kept(act, refused.target, tenant=refused.tenant) as tally:
            tally.count = 0

    async def _write_each_minute(self) -> None:
        while True:
            await asyncio.sleep(SECONDS)
            await self._try_to_write()

    async def _try_to_write(self) -> None:
        try:
            await self.write()
        except (DatabaseError, KeepsGrowing, OutcomeNotKept) as error:
            self._log.warning("refusals were not kept", error=type(error).__name__)


def _counted(reason: str, number: int) -> str:
    times = f", {number} times within a minute" if number > 1 else ""
    return f"{reason[:_REASON]}{times}"

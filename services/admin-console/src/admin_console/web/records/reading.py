"""A record for its page: the head in words, and the line of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from admin_console.find.story import before_lines, heading, way_of
from admin_console.jobs.words import Rendering, standing
from admin_console.web.answers import BadAsk, NotThere
from admin_console.web.ask import Ask
from admin_console.web.brief import brief
from admin_console.web.jobs.rows import JobRow, record_href, row_of
from admin_console.web.records.head import head_lines
from admin_console.web.records.timeline import Happening, timeline
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.operator.finding import LedgerRecord
from flow_omnium.jobs.operator.record_jobs import RecordJobs, RecordPage
from flow_omnium.jobs.state import PENDING, JobState

_EPOCH_MS: Final = 1_000


@dataclass(frozen=True)
class Direction:
    """How the latest job of one kind stands, in a line."""

    way: str
    line: str
    row: JobRow
    flags: tuple[str, ...]
    is_pending: bool


@dataclass(frozen=True)
class RecordView:
    """What the page of a record has: `lead` is what it begins with, `head` the record's ids.

    `older` is the address of what happened before, None where it is all here.
    """

    record: LedgerRecord
    zone: ZoneInfo
    lead: Sequence[str]
    head: str
    directions: Sequence[Direction]
    before: Sequence[str]
    happenings: Sequence[Happening]
    older: str | None
    is_first: bool

    @property
    def href(self) -> str:
        """The page's own address."""
        return record_href(self.record.tenant_uid, self.record.lock_key)

    @property
    def name(self) -> str:
        """What people call it: as its first job did, before the other system gave it another number."""
        key = self.record.key
        number = next(iter((*self.record.jobs[-1].numbers, *self.record.numbers)), key)
        return key if number == key.casefold() else number

    @property
    def kind(self) -> str:
        """What it is."""
        return self.record.lock_key.partition(":")[0].replace("-", " ")

    @property
    def open_directions(self) -> Sequence[Direction]:
        """Those that somebody may have to see to."""
        return [one for one in self.directions if one.is_pending or one.flags]

    @property
    def to_act_on(self) -> JobEntry | None:
        """The newest job that is pending, else None."""
        return next((job for job in self.record.jobs if job.state in PENDING), None)


async def read_record(ask: Ask) -> RecordView:
    """Read the record that the address names. Raises NotThere, BadAsk, DatabaseError."""
    tenant_uid, lock_key = ask.part("tenant"), ask.part("record")
    before = _moment(ask.text("before"))
    page = await brief(RecordJobs(ask.database).of(tenant_uid, lock_key, before, ask.choices.rows))
    if page is None:
        raise _unknown(tenant_uid, lock_key, is_later_page=before is not None)
    zone = await brief(ask.zone(tenant_uid))
    told = Rendering(ask.now, zone, ask.console.settings.retry_unit_seconds)
    return told_of(page, told, zone, is_first=before is None)


def told_of(page: RecordPage, told: Rendering, zone: ZoneInfo, *, is_first: bool) -> RecordView:
    """Describe a record for its page. Pure."""
    record = page.record
    older = None
    if page.older is not None:
        milliseconds = round(page.older.timestamp() * _EPOCH_MS)
        older = f"{record_href(record.tenant_uid, record.lock_key)}?before={milliseconds}"
    return RecordView(
        record=record,
        zone=zone,
        lead=head_lines(record, told, is_whole=page.older is None) if is_first else (),
        head=heading(record),
        directions=[_direction(job, told) for job in record.latest.values()] if is_first else (),
        before=[*before_lines(record, told)] if is_first else (),
        happenings=timeline(record.jobs),
        older=older,
        is_first=is_first,
    )


def _direction(job: JobEntry, told: Rendering) -> Direction:
    is_pending = job.state in PENDING or job.state is JobState.RUNNING
    return Direction(way_of(job.kind), standing(job, told), row_of(job), job.attention, is_pending)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromtimestamp(int(text) / _EPOCH_MS, UTC)
    except (ValueError, OverflowError, OSError):
        raise BadAsk("before: this page does not exist; begin with the first one") from None


def _unknown(tenant_uid: str, lock_key: str, *, is_later_page: bool) -> NotThere:
    if is_later_page:
        return NotThere("Nothing is known of the record before that")
    key = lock_key.partition(":")[2] or lock_key
    links = {f"Look for {key}": f"/find?q={quote(key)}&tenant={quote(tenant_uid)}"}
    lines = ["A job is kept for 30 days after it has ended. It may also never have come here."]
    return NotThere(f"Nothing is known here of {lock_key} of {tenant_uid}", lines, links)

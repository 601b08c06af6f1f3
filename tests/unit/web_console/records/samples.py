"""What the template of a record is shown with."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from admin_console.jobs.words import Rendering
from admin_console.testing.entries import NOON, an_entry, echo, failing, settled
from admin_console.web.records.elsewhere import Elsewhere
from admin_console.web.records.reading import told_of
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.operator.finding import LedgerRecord
from flow_omnium.jobs.operator.record_jobs import RecordPage

OSLO: Final = ZoneInfo("Europe/Oslo")
_TOLD: Final = Rendering(NOON + timedelta(hours=1), OSLO)
_JOBS: Final = [failing(minutes=9), echo(8), echo(7), settled(minutes=6), echo(5)]
_FULL: Final = RecordPage(LedgerRecord("acme", "order:om-1", _JOBS), NOON)
_GOODS: Final = an_entry("p-1", JobKind.PRODUCT_EXPORT, event={})
_BARE: Final = RecordPage(LedgerRecord("acme", _GOODS.lock_key, [_GOODS]))
_ELSEWHERE: Final = [Elsewhere("Omnium", "https://omnium.example/?order=om-1")]

SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "records/record.html": [
        {"told": told_of(_FULL, _TOLD, OSLO, is_first=True), "zone": OSLO, "elsewhere": _ELSEWHERE},
        {"told": told_of(_FULL, _TOLD, OSLO, is_first=False), "zone": OSLO, "elsewhere": []},
        {"told": told_of(_BARE, _TOLD, OSLO, is_first=True), "zone": OSLO, "elsewhere": []},
    ]
}

"""What the work on any report is made from."""

from dataclasses import dataclass

from flow_omnium.customer_marks.port import CustomerMarks
from flow_omnium.jobs.flagged import FlaggedRecords
from flow_omnium.jobs.seen import SeenRecords
from flow_omnium.jobs.sync import Syncs
from flow_omnium.polling.contract import MakesJobs
from flow_omnium.reconciliation.contract import Reconciliations
from flow_omnium.reconciliation.judging import Meaning
from flow_omnium.reconciliation.pace import Pace
from flow_omnium.runtime.clock import Clock


@dataclass(frozen=True)
class ReportParts:
    """Where reports are kept, how records are compared, and who mends what differs."""

    store: Reconciliations
    syncs: Syncs
    meaning: Meaning
    seen: SeenRecords
    flagged: FlaggedRecords
    jobs: MakesJobs
    clock: Clock
    pace: Pace
    marks: CustomerMarks | None = None

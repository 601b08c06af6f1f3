"""Scheduled tasks that do not bring over what they should: not begun, failing, refused, or with rows left behind."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.alert import Alert, Severity
from deploy.monitoring.generator.growth import growth
from deploy.monitoring.generator.scope import Scope


def _overdue(at: Scope) -> str:
    # While it runs it is not overdue, however long that takes; nor is what is disabled or paused.
    overdue = at("flow_omnium_task_overdue_seconds")
    return f"max by (tenant, task) ({overdue}) > {limits.TASK_OVERDUE_SECONDS}"


def _failing(at: Scope) -> str:
    return f"max by (tenant, task) ({at('flow_omnium_task_failures')}) >= {limits.TASK_FAILURES}"


def _refused(at: Scope) -> str:
    refused = growth(at, "flow_omnium_task_runs_total", 'result="refused"', 60, "tenant", "task")
    return f"{refused} > 0"


def _set_aside(at: Scope) -> str:
    return f"max by (tenant, kind) ({at('flow_omnium_rows_set_aside')}) >= {limits.ROWS_SET_ASIDE}"


def _missed(at: Scope) -> str:
    # Of Flow's orders most changes are published by no event at all, and levels are told by many: to find those is a poll's work.
    promised = 'task=~"OmniumOrderPoll|FlowReceiptPoll"'
    missed = growth(at, "flow_omnium_missed_changes_total", promised, 30, "tenant", "task")
    return f"{missed} >= {limits.MISSED_CHANGES}"


def _drift(at: Scope) -> str:
    # What is pending or was given a job is on its way; what cannot be compared is told by the report.
    drift = at("flow_omnium_reconciliation_rows", 'result=~"missing.+|differ"')
    return f"max by (tenant, kind, result) ({drift}) >= {limits.DRIFTING_RECORDS}"


def _overdue_records(at: Scope) -> str:
    return f"max by (tenant, state) ({at('flow_omnium_overdue_records', _NOT_SENDERS)}) > 0"


def _silent(at: Scope) -> str:
    return f"max by (tenant) ({at('flow_omnium_overdue_records', _SENDERS)}) > 0"


_SENDERS: Final = 'state="senderSilent"'
_NOT_SENDERS: Final = 'state!="senderSilent"'

TASKS: Final = (
    Alert(
        "FlowOmniumTaskOverdue",
        Severity.WARNING,
        "15m",
        _overdue,
        "{{ $labels.task }} of tenant {{ $labels.tenant }} is not begun",
        "{{ $labels.task }} of tenant {{ $labels.tenant }} was due {{ $value | humanizeDuration }} ago, and nobody has "
        "begun it. What has changed since is not brought over.",
        page="/tasks?tenant={{ $labels.tenant }}",
    ),
    Alert(
        "FlowOmniumTaskFailing",
        Severity.WARNING,
        "5m",
        _failing,
        "{{ $labels.task }} of tenant {{ $labels.tenant }} fails again and again",
        "{{ $labels.task }} of tenant {{ $labels.tenant }} has failed or been refused {{ $value }} times in a row. It is "
        "tried on, from where it last was done; what it meets does not seem to mend itself.",
        page="/tasks?tenant={{ $labels.tenant }}",
    ),
    Alert(
        "FlowOmniumTaskRefused",
        Severity.WARNING,
        "1m",
        _refused,
        "{{ $labels.task }} of tenant {{ $labels.tenant }} needs a person",
        "{{ $labels.task }} of tenant {{ $labels.tenant }} does not run with the settings or the records that it met. It "
        "tries again at its next time, and will be refused again until somebody acts.",
        page="/tasks?tenant={{ $labels.tenant }}",
    ),
    Alert(
        "FlowOmniumEventsMissed",
        Severity.WARNING,
        "1m",
        _missed,
        "Events of tenant {{ $labels.tenant }} are missed ({{ $labels.task }})",
        "{{ $value | humanize }} changes of tenant {{ $labels.tenant }} in half an hour were found by {{ $labels.task }} alone: "
        "no event had told of them. They are brought over, minutes late.",
        page="/tenants/{{ $labels.tenant }}/webhooks",
    ),
    Alert(
        "FlowOmniumRecordsOverdue",
        Severity.WARNING,
        "2m",
        _overdue_records,
        "Records of tenant {{ $labels.tenant }} are not as they should be by now ({{ $labels.state }})",
        "{{ $value }} records of tenant {{ $labels.tenant }} are {{ $labels.state }}: their time is over, and no look has found "
        "that they are as they should be.",
        page="/reconciliation?tenant={{ $labels.tenant }}",
    ),
    Alert(
        "FlowOmniumSenderSilent",
        Severity.WARNING,
        "1m",
        _silent,
        "A system sends no events of tenant {{ $labels.tenant }}",
        "For an hour Omnium or Flow has changed records of tenant {{ $labels.tenant }}, and sent no event of any. What changes "
        "is brought over by polls, minutes late.",
        page="/tenants/{{ $labels.tenant }}/webhooks",
    ),
    Alert(
        "FlowOmniumRowsSetAside",
        Severity.WARNING,
        "60m",
        _set_aside,
        "Rows of tenant {{ $labels.tenant }} are set aside ({{ $labels.kind }})",
        "{{ $labels.kind }} rows of tenant {{ $labels.tenant }} that Flow does not take: {{ $value }}. All others were "
        "written; these are tried again with each run.",
        page="/tasks?tenant={{ $labels.tenant }}",
    ),
    Alert(
        "FlowOmniumDrift",
        Severity.WARNING,
        "15m",
        _drift,
        "Flow and Omnium do not agree on {{ $labels.kind }} of tenant {{ $labels.tenant }}",
        "{{ $value }} {{ $labels.kind }} of tenant {{ $labels.tenant }} were found by the latest reconciliation to be "
        "{{ $labels.result }}, and no job is on its way. No event told of them, or what they need was not done.",
        page="/reconciliation?tenant={{ $labels.tenant }}",
    ),
)

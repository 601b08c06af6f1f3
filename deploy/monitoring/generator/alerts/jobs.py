"""Jobs that are not done: not begun, failing, held, parked, or without a worker."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.alert import Alert, Severity

from flow_omnium.jobs.kinds import QUEUES

_NOBODY_KNOWS = "\nor ".join(f'absent(flow_omnium_consuming{{queue="{queue}"}})' for queue in QUEUES)

JOBS: Final = (
    Alert(
        "FlowOmniumJobsNotStarted",
        Severity.CRITICAL,
        "5m",
        f'max by (queue) (flow_omnium_oldest_pending_age_seconds{{state="queued"}}) > {limits.QUEUED_SECONDS}',
        "Jobs of {{ $labels.queue }} are not begun",
        "The oldest queued job of {{ $labels.queue }} was accepted {{ $value | humanizeDuration }} ago: "
        "its workers are too slow, stuck or gone.",
    ),
    Alert(
        "FlowOmniumJobsPendingForHours",
        Severity.WARNING,
        "15m",
        "max by (queue, state) (flow_omnium_oldest_pending_age_seconds"
        f'{{state=~"waiting|held"}}) > {limits.PENDING_SECONDS}',
        "A job of {{ $labels.queue }} has been {{ $labels.state }} for hours",
        "The oldest {{ $labels.state }} job of {{ $labels.queue }} was accepted {{ $value | humanizeDuration }} ago. "
        "It is tried again for ever, but what it meets does not mend itself.",
    ),
    Alert(
        "FlowOmniumMessagesParked",
        Severity.WARNING,
        "1m",
        "max by (queue) (flow_omnium_parked_messages) > 0",
        "Messages of {{ $labels.queue }} are parked",
        "Messages of {{ $labels.queue }} that could not be read, or took too many workers down: {{ $value }}. "
        "Nothing happens to them until an operator acts.",
    ),
    Alert(
        "FlowOmniumTenantJobsFailing",
        Severity.WARNING,
        "10m",
        f"""
sum by (tenant) (rate(flow_omnium_jobs_total{{outcome="failed"}}[15m]))
  / sum by (tenant) (rate(flow_omnium_jobs_total{{outcome=~"done|ignored|failed"}}[15m])) > {limits.FAILING_SHARE}
and sum by (tenant) (increase(flow_omnium_jobs_total{{outcome="failed"}}[15m])) >= {limits.FAILING_RUNS}""",
        "Jobs of tenant {{ $labels.tenant }} are failing",
        "{{ $value | humanizePercentage }} of the runs for tenant {{ $labels.tenant }} failed in the last 15 minutes.",
    ),
    Alert(
        "FlowOmniumJobsFailUnexpectedly",
        Severity.WARNING,
        "1m",
        'sum by (tenant, kind) (increase(flow_omnium_job_failures_total{error="Unexpected"}[15m])) > 0',
        "{{ $labels.kind }} jobs of tenant {{ $labels.tenant }} fail by a fault of ours",
        "{{ $labels.kind }} jobs of tenant {{ $labels.tenant }} ended in an error that no code expects. "
        "They are tried again, and will fail again until the code is mended.",
    ),
    Alert(
        "FlowOmniumQueueWithoutConsumer",
        Severity.CRITICAL,
        "2m",
        f"sum by (queue) (flow_omnium_consuming) == 0\nor {_NOBODY_KNOWS}",
        "Nobody works off {{ $labels.queue }}",
        "No worker is subscribed to {{ $labels.queue }}. Events are still accepted, and wait.",
    ),
    Alert(
        "FlowOmniumTenantHeld",
        Severity.WARNING,
        "5m",
        "sum by (tenant, reason) "
        f'(increase(flow_omnium_jobs_held_total{{reason!="record"}}[15m])) > {limits.HELD_JOBS_OF_TENANT}',
        "Jobs of tenant {{ $labels.tenant }} are being held ({{ $labels.reason }})",
        "{{ $value | humanize }} jobs of tenant {{ $labels.tenant }} were held in 15 minutes, "
        "reason: {{ $labels.reason }}. Other tenants do not notice.",
    ),
    Alert(
        "FlowOmniumManyJobsHeld",
        Severity.WARNING,
        "30m",
        f'max by (queue) (flow_omnium_jobs_pending{{state="held"}}) > {limits.HELD_JOBS}',
        "Many jobs of {{ $labels.queue }} are held",
        "{{ $value | humanize }} jobs of {{ $labels.queue }} are held: a tenant has more work than its share of "
        "the workers does, or something is paused.",
    ),
)

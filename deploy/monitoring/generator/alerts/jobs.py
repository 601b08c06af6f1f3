"""Jobs that are not done: not begun, failing, held, parked, or without a worker."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.alert import Alert, Severity
from deploy.monitoring.generator.growth import growth
from deploy.monitoring.generator.scope import Scope

from flow_omnium.jobs.kinds import QUEUES

_AGE = "flow_omnium_oldest_pending_age_seconds"


def _not_started(at: Scope) -> str:
    queued = at(_AGE, 'state="queued"')
    return f"max by (queue) ({queued}) > {limits.QUEUED_SECONDS}"


def _for_hours(at: Scope) -> str:
    pending = at(_AGE, 'state=~"waiting|held"')
    return f"max by (queue, state) ({pending}) > {limits.PENDING_SECONDS}"


def _failing(at: Scope) -> str:
    failed = growth(at, "flow_omnium_jobs_total", 'outcome="failed"', 15, "tenant")
    run = growth(at, "flow_omnium_jobs_total", 'outcome=~"done|ignored|failed"', 15, "tenant")
    return f"{failed} / {run} > {limits.FAILING_SHARE}\nand {failed} >= {limits.FAILING_RUNS}"


def _unexpected(at: Scope) -> str:
    unexpected = 'error="Unexpected"'
    return f"{growth(at, 'flow_omnium_job_failures_total', unexpected, 15, 'tenant', 'kind')} > 0"


def _without_consumer(at: Scope) -> str:
    each = [at("flow_omnium_consuming", f'queue="{queue}"') for queue in QUEUES]
    nobody_knows = "\nor ".join(f"absent({one})" for one in each)
    return f"sum by (queue) ({at('flow_omnium_consuming')}) == 0\nor {nobody_knows}"


def _held(at: Scope) -> str:
    # What an outage holds has an alert of its own, and comes back by itself.
    held = growth(at, "flow_omnium_jobs_held_total", 'reason!~"record|outage"', 15, "tenant", "reason")
    return f"{held} > {limits.HELD_JOBS_OF_TENANT}"


def _many_held(at: Scope) -> str:
    held = at("flow_omnium_jobs_pending", 'state="held"')
    return f"max by (queue) ({held}) > {limits.HELD_JOBS}"


JOBS: Final = (
    Alert(
        "FlowOmniumJobsNotStarted",
        Severity.CRITICAL,
        "5m",
        _not_started,
        "Jobs of {{ $labels.queue }} are not begun",
        "The oldest queued job of {{ $labels.queue }} was accepted {{ $value | humanizeDuration }} ago: "
        "its workers are too slow, stuck or gone.",
    ),
    Alert(
        "FlowOmniumJobsPendingForHours",
        Severity.WARNING,
        "15m",
        _for_hours,
        "A job of {{ $labels.queue }} has been {{ $labels.state }} for hours",
        "The oldest {{ $labels.state }} job of {{ $labels.queue }} was accepted {{ $value | humanizeDuration }} ago. "
        "It is tried again for ever, but what it meets does not mend itself.",
        page="/jobs?state={{ $labels.state }}&sort=age",
    ),
    Alert(
        "FlowOmniumMessagesParked",
        Severity.WARNING,
        "1m",
        lambda at: f"max by (queue) ({at('flow_omnium_parked_messages')}) > 0",
        "Messages of {{ $labels.queue }} are parked",
        "Messages of {{ $labels.queue }} that could not be read, or took too many workers down: {{ $value }}. "
        "Nothing happens to them until an operator acts.",
        page="/parked",
    ),
    Alert(
        "FlowOmniumJobsSetAside",
        Severity.WARNING,
        "1m",
        lambda at: f"max by (queue) ({at('flow_omnium_jobs_set_aside')}) > 0",
        "Jobs of {{ $labels.queue }} are set aside",
        "Jobs of {{ $labels.queue }} that took their worker down three times while they ran alone: {{ $value }}. "
        "Nothing happens to them until an operator acts.",
        page="/attention",
    ),
    Alert(
        "FlowOmniumJobsKeepFailing",
        Severity.WARNING,
        "5m",
        lambda at: f"max by (queue) ({at('flow_omnium_jobs_failing')}) > 0",
        "Jobs of {{ $labels.queue }} fail again and again",
        "Jobs of {{ $labels.queue }} that have failed five times or more: {{ $value }}. They are tried on, ever more rarely; "
        "what they meet does not seem to mend itself.",
        page="/problems",
    ),
    Alert(
        "FlowOmniumTenantJobsFailing",
        Severity.WARNING,
        "10m",
        _failing,
        "Jobs of tenant {{ $labels.tenant }} are failing",
        "{{ $value | humanizePercentage }} of the runs for tenant {{ $labels.tenant }} failed in the last 15 minutes.",
        page="/problems?tenant={{ $labels.tenant }}",
    ),
    Alert(
        "FlowOmniumJobsFailUnexpectedly",
        Severity.WARNING,
        "1m",
        _unexpected,
        "{{ $labels.kind }} jobs of tenant {{ $labels.tenant }} fail by a fault of ours",
        "{{ $labels.kind }} jobs of tenant {{ $labels.tenant }} ended in an error that no code expects. "
        "They are tried again, and will fail again until the code is mended.",
        page="/jobs?tenant={{ $labels.tenant }}&error=Unexpected",
    ),
    Alert(
        "FlowOmniumQueueWithoutConsumer",
        Severity.CRITICAL,
        "2m",
        _without_consumer,
        "Nobody works off {{ $labels.queue }}",
        "No worker is subscribed to {{ $labels.queue }}. Events are still accepted, and wait.",
    ),
    Alert(
        "FlowOmniumTenantHeld",
        Severity.WARNING,
        "5m",
        _held,
        "Jobs of tenant {{ $labels.tenant }} are being held ({{ $labels.reason }})",
        "{{ $value | humanize }} jobs of tenant {{ $labels.tenant }} were held in 15 minutes, "
        "reason: {{ $labels.reason }}. Other tenants do not notice.",
        page="/pauses?tenant={{ $labels.tenant }}",
    ),
    Alert(
        "FlowOmniumManyJobsHeld",
        Severity.WARNING,
        "30m",
        _many_held,
        "Many jobs of {{ $labels.queue }} are held",
        "{{ $value | humanize }} jobs of {{ $labels.queue }} are held: a tenant has more work than its share of "
        "the workers does, or something is paused.",
        page="/jobs?state=held",
    ),
)

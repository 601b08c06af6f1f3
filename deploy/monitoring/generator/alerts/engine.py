"""What the suite stands on, seen from its services: broker, ledger, relay, event loop, settings."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.alert import Alert, Severity
from deploy.monitoring.generator.growth import growth
from deploy.monitoring.generator.scope import Scope


def _unreached(at: Scope, dependency: str) -> str:
    up = at("flow_omnium_dependency_up", f'dependency="{dependency}"')
    return f"count by (job) ({up} == 0) > 0"


def _relay_stopped(at: Scope) -> str:
    last = at("flow_omnium_relay_last_pass_timestamp_seconds")
    return f"time() - max({last}) > {limits.RELAY_SECONDS}\nor absent({last})"


def _republished(at: Scope) -> str:
    republished = growth(at, "flow_omnium_relay_republished_total", 'reason!="held"', 15, "reason")
    return f"{republished} > {limits.REPUBLISHED_JOBS}"


def _slow(at: Scope, histogram: str, seconds: float, *by: str) -> str:
    """Lasting slowness, so its window is short: what is slow once is seen in the panel."""
    buckets = at(f"{histogram}_bucket")
    return f"histogram_quantile(0.99, sum by ({', '.join(by)}, le) (rate({buckets}[5m]))) > {seconds}"


def _unread(at: Scope) -> str:
    unread = 'outcome=~"unreadable|failed"'
    return f"{growth(at, 'flow_omnium_tenant_reloads_total', unread, 15, 'job', 'outcome')} > 0"


def _background(at: Scope) -> str:
    restarts = growth(at, "flow_omnium_background_task_restarts_total", "", 15, "job", "task")
    faults = growth(at, "flow_omnium_background_faults_total", "", 15, "job", "task")
    return f"({restarts}\nor {faults}) > 0"


def _tenant_unreadable(at: Scope) -> str:
    return f"max by (job, tenant) ({at('flow_omnium_tenant_unreadable')}) > 0"


ENGINE: Final = (
    Alert(
        "FlowOmniumBrokerDown",
        Severity.CRITICAL,
        "1m",
        lambda at: _unreached(at, "broker"),
        "{{ $labels.job }} does not reach the broker",
        "Instances of {{ $labels.job }} that have not reached RabbitMQ for a minute: {{ $value }}. "
        "Events are still accepted, into the ledger; no job is done.",
    ),
    Alert(
        "FlowOmniumLedgerDown",
        Severity.CRITICAL,
        "1m",
        lambda at: _unreached(at, "database"),
        "{{ $labels.job }} does not reach the ledger",
        "Instances of {{ $labels.job }} that have not reached MongoDB for a minute: {{ $value }}. "
        "Events are still accepted, into the broker; no job is done.",
    ),
    Alert(
        "FlowOmniumRelayStopped",
        Severity.CRITICAL,
        "2m",
        _relay_stopped,
        "The relay does not pass",
        "No worker has ended a pass of the relay for two minutes and more. Jobs whose message or worker was lost stay "
        "where they are, and the backlog is not seen: its alerts are silent.",
    ),
    Alert(
        "FlowOmniumRelayRepublishes",
        Severity.WARNING,
        "5m",
        _republished,
        "The relay publishes {{ $labels.reason }} jobs again",
        "{{ $value | humanize }} jobs that were {{ $labels.reason }} were published again in 15 minutes: "
        "their messages or their workers are being lost.",
    ),
    Alert(
        "FlowOmniumPublishSlow",
        Severity.WARNING,
        "10m",
        lambda at: _slow(at, "flow_omnium_publish_confirm_seconds", limits.CONFIRM_SECONDS, "job"),
        "The broker confirms slowly",
        "One in a hundred publications of {{ $labels.job }} waits {{ $value | humanizeDuration }} and more for the "
        "broker's confirmation.",
    ),
    Alert(
        "FlowOmniumPublishFailing",
        Severity.WARNING,
        "5m",
        lambda at: f"{growth(at, 'flow_omnium_publish_failures_total', '', 15, 'job')} > 0",
        "The broker does not confirm what {{ $labels.job }} publishes",
        "{{ $value | humanize }} messages of {{ $labels.job }} were not confirmed in 15 minutes. "
        "None is lost: the relay publishes them again.",
    ),
    Alert(
        "FlowOmniumLoopLag",
        Severity.WARNING,
        "10m",
        lambda at: _slow(at, "flow_omnium_loop_lag_seconds", limits.LOOP_LAG_SECONDS, "job", "instance"),
        "{{ $labels.job }} is blocked at times",
        "The event loop of {{ $labels.job }} ({{ $labels.instance }}) turns up to {{ $value | humanizeDuration }} late: "
        "it has too little CPU, or something in it blocks.",
    ),
    Alert(
        "FlowOmniumClockOff",
        Severity.WARNING,
        "5m",
        lambda at: f"abs({at('flow_omnium_clock_offset_seconds')}) > {limits.CLOCK_SECONDS}",
        "The clock of {{ $labels.job }} ({{ $labels.instance }}) is off",
        "The machine's own clock is {{ $value | humanizeDuration }} from the database's. Jobs are not touched by it: leases "
        "and due times go by the database's. Certificates, logs and traces are.",
    ),
    Alert(
        "FlowOmniumBackgroundTaskEnds",
        Severity.WARNING,
        "1m",
        _background,
        "{{ $labels.job }}: background work ended that should not have",
        "The background task {{ $labels.task }} of {{ $labels.job }} ended {{ $value | humanize }} times in 15 minutes. "
        "It is begun again after a pause; its log has the cause.",
    ),
    Alert(
        "FlowOmniumIndexesMissing",
        Severity.CRITICAL,
        "2m",
        lambda at: _unreached(at, "indexes"),
        "{{ $labels.job }} lacks an index that a promise rests on",
        "Instances of {{ $labels.job }} that do not find a unique index of the ledger, and therefore do not work: "
        "{{ $value }}.",
    ),
    Alert(
        "FlowOmniumSchemaDiffers",
        Severity.WARNING,
        "10m",
        lambda at: f"max by (object, option) ({at('flow_omnium_schema_differences')}) > 0",
        "The {{ $labels.object }} is not as this version needs it",
        "The {{ $labels.object }} differs in {{ $labels.option }}. Work goes on; the log of a service says what it is and "
        "should be.",
    ),
    Alert(
        "FlowOmniumLogLinesLost",
        Severity.WARNING,
        "5m",
        lambda at: f"{growth(at, 'flow_omnium_log_lines_lost_total', '', 15, 'job', 'instance')} > 0",
        "{{ $labels.job }} cannot write its log",
        "{{ $value | humanize }} log lines of {{ $labels.job }} ({{ $labels.instance }}) were dropped in 15 minutes: its output is "
        "closed, full, or not read. Nothing else changes for it.",
    ),
    Alert(
        "FlowOmniumJobsUnreadable",
        Severity.WARNING,
        "5m",
        lambda at: f"max by (reason) ({at('flow_omnium_jobs_unreadable')}) > 0",
        "There are jobs that this version cannot read",
        "Entries of the ledger that this version cannot read ({{ $labels.reason }}): {{ $value }}. They are not done, and keep no "
        "other from being done.",
    ),
    Alert(
        "FlowOmniumTenantUnreadable",
        Severity.CRITICAL,
        "5m",
        _tenant_unreadable,
        "{{ $labels.job }} cannot read what it needs of tenant {{ $labels.tenant }}",
        "A process of {{ $labels.job }} finds a setting of tenant {{ $labels.tenant }} wrong, or a secret of it closed. "
        "Others are not touched; /readyz and the log say which setting, and why.",
        page="/tenants/{{ $labels.tenant }}/check",
    ),
    Alert(
        "FlowOmniumTenantsUnreadable",
        Severity.WARNING,
        "10m",
        _unread,
        "{{ $labels.job }} cannot read tenants' settings",
        "{{ $labels.job }} failed to read settings of tenants ({{ $labels.outcome }}) and goes on with the last ones "
        "that it could read.",
        page="/tenants",
    ),
)

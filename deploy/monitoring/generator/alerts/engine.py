"""What the suite stands on, seen from its services: broker, ledger, relay, event loop, settings."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.alert import Alert, Severity

ENGINE: Final = (
    Alert(
        "FlowOmniumBrokerDown",
        Severity.CRITICAL,
        "1m",
        'count by (job) (flow_omnium_dependency_up{dependency="broker"} == 0) > 0',
        "{{ $labels.job }} does not reach the broker",
        "Instances of {{ $labels.job }} that have not reached RabbitMQ for a minute: {{ $value }}. "
        "Events are still accepted, into the ledger; no job is done.",
    ),
    Alert(
        "FlowOmniumLedgerDown",
        Severity.CRITICAL,
        "1m",
        'count by (job) (flow_omnium_dependency_up{dependency="database"} == 0) > 0',
        "{{ $labels.job }} does not reach the ledger",
        "Instances of {{ $labels.job }} that have not reached MongoDB for a minute: {{ $value }}. "
        "Events are still accepted, into the broker; no job is done.",
    ),
    Alert(
        "FlowOmniumRelayStopped",
        Severity.CRITICAL,
        "2m",
        f"""
time() - max(flow_omnium_relay_last_pass_timestamp_seconds) > {limits.RELAY_SECONDS}
or absent(flow_omnium_relay_last_pass_timestamp_seconds)""",
        "The relay does not pass",
        "No worker has ended a pass of the relay for two minutes and more. Jobs whose message or worker was lost stay "
        "where they are, and the backlog is not seen: its alerts are silent.",
    ),
    Alert(
        "FlowOmniumRelayRepublishes",
        Severity.WARNING,
        "5m",
        "sum by (reason) "
        f'(increase(flow_omnium_relay_republished_total{{reason!="held"}}[15m])) > {limits.REPUBLISHED_JOBS}',
        "The relay publishes {{ $labels.reason }} jobs again",
        "{{ $value | humanize }} jobs that were {{ $labels.reason }} were published again in 15 minutes: "
        "their messages or their workers are being lost.",
    ),
    Alert(
        "FlowOmniumPublishSlow",
        Severity.WARNING,
        "10m",
        "histogram_quantile(0.99, sum by (job, le) "
        f"(rate(flow_omnium_publish_confirm_seconds_bucket[5m]))) > {limits.CONFIRM_SECONDS}",
        "The broker confirms slowly",
        "One in a hundred publications of {{ $labels.job }} waits {{ $value | humanizeDuration }} and more for the "
        "broker's confirmation.",
    ),
    Alert(
        "FlowOmniumPublishFailing",
        Severity.WARNING,
        "5m",
        "sum by (job) (increase(flow_omnium_publish_failures_total[5m])) > 0",
        "The broker does not confirm what {{ $labels.job }} publishes",
        "{{ $value | humanize }} messages of {{ $labels.job }} were not confirmed in 5 minutes. "
        "None is lost: the relay publishes them again.",
    ),
    Alert(
        "FlowOmniumLoopLag",
        Severity.WARNING,
        "10m",
        "histogram_quantile(0.99, sum by (job, instance, le) "
        f"(rate(flow_omnium_loop_lag_seconds_bucket[5m]))) > {limits.LOOP_LAG_SECONDS}",
        "{{ $labels.job }} is blocked at times",
        "The event loop of {{ $labels.job }} ({{ $labels.instance }}) turns up to {{ $value | humanizeDuration }} late: "
        "it has too little CPU, or something in it blocks.",
    ),
    Alert(
        "FlowOmniumTenantsUnreadable",
        Severity.WARNING,
        "10m",
        "sum by (job, outcome) "
        '(increase(flow_omnium_tenant_reloads_total{outcome=~"unreadable|failed"}[15m])) > 0',
        "{{ $labels.job }} cannot read tenants' settings",
        "{{ $labels.job }} failed to read settings of tenants ({{ $labels.outcome }}) and goes on with the last ones "
        "that it could read.",
    ),
)

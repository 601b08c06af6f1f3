"""What the suite stands on: broker, ledger, relay, retries, and how busy the processes are."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.dashboards.broker import BROKER
from deploy.monitoring.generator.panel import Form, Page, Panel, Query, Row, Unit, quantile, rate
from deploy.monitoring.generator.scope import CHOSEN

_OURS = 'job=~"$service"'

_LEDGER: Final = Row(
    "Ledger",
    (
        Panel(
            "Commits",
            "How long a group of events took to be safe: half, and 99 of 100.",
            Unit.SECONDS,
            (
                Query(quantile(0.5, "flow_omnium_gateway_commit_seconds", "", "job"), "half"),
                Query(quantile(0.99, "flow_omnium_gateway_commit_seconds", "", "job"), "99 of 100"),
            ),
            width=12,
            alert="FlowOmniumLedgerDown",
        ),
        Panel(
            "Events per commit",
            "Many events in one commit mean that the gateway is busy.",
            Unit.COUNT,
            (Query(rate("flow_omnium_gateway_group_events_bucket", "", "le"), "{{le}}"),),
            Form.HEATMAP,
            width=12,
        ),
    ),
)

_JOBS: Final = Row(
    "Jobs and retries",
    (
        Panel(
            "Time of a run",
            "How long runs take, without the time in which the job waited.",
            Unit.SECONDS,
            (Query(rate("flow_omnium_job_duration_seconds_bucket", "", "le"), "{{le}}"),),
            Form.HEATMAP,
        ),
        Panel(
            "Attempts per job",
            "How many attempts finished jobs took.",
            Unit.COUNT,
            (Query(rate("flow_omnium_job_attempts_bucket", "", "le"), "{{le}}"),),
            Form.HEATMAP,
        ),
        Panel(
            "Retries by delay",
            "Jobs that were sent into a wait queue, failed or deferred. Long delays mean long failures.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_retries_scheduled_total", "", "delay_seconds"), "{{delay_seconds}} s"),),
            Form.STACK,
        ),
        Panel(
            "Running by tenant",
            "Jobs that run now, over all workers of a service, and how many of one tenant may at most.",
            Unit.COUNT,
            (
                Query(
                    f"sum by (job, tenant) ({CHOSEN('flow_omnium_jobs_running')})",
                    "{{job}} {{tenant}}",
                ),
                Query(
                    f"sum by (job) ({CHOSEN('flow_omnium_tenant_concurrency')})",
                    "{{job}} at most",
                    bound=True,
                ),
            ),
            width=12,
            alert="FlowOmniumTenantHeld",
            leads_to_tenant=True,
        ),
        Panel(
            "Settings read",
            "Tenants' settings that were read afresh, by how it went.",
            Unit.PER_SECOND,
            (
                Query(
                    rate("flow_omnium_tenant_reloads_total", _OURS, "job", "outcome"), "{{job}} {{outcome}}"
                ),
            ),
            width=12,
            alert="FlowOmniumTenantsUnreadable",
        ),
    ),
)

_RELAY: Final = Row(
    "Relay",
    (
        Panel(
            "Leader",
            "The worker whose relay works; one at a time.",
            Unit.NONE,
            (Query(f"sum by (job, instance) ({CHOSEN('flow_omnium_relay_leads')})", "{{job}} {{instance}}"),),
            Form.STACK,
        ),
        Panel(
            "Since the last pass",
            "It passes every RELAY_INTERVAL_SECONDS.",
            Unit.SECONDS,
            (Query(f"time() - max({CHOSEN('flow_omnium_relay_last_pass_timestamp_seconds')})", "last pass"),),
            limit=limits.RELAY_SECONDS,
            alert="FlowOmniumRelayStopped",
        ),
        Panel(
            "Published again",
            "By the state in which the job was found. `held` is as it should be; the others lost message or worker.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_relay_republished_total", "", "reason"), "{{reason}}"),),
            alert="FlowOmniumRelayRepublishes",
        ),
    ),
)

_PROCESSES: Final = Row(
    "Processes",
    (
        Panel(
            "Loop lag (99 of 100)",
            "How much later than planned a timer fires: long means that something blocks the process.",
            Unit.SECONDS,
            (
                Query(
                    quantile(0.99, "flow_omnium_loop_lag_seconds", _OURS, "job", "instance"),
                    "{{job}} {{instance}}",
                ),
            ),
            limit=limits.LOOP_LAG_SECONDS,
            alert="FlowOmniumLoopLag",
        ),
        Panel(
            "Clock",
            "How far a machine's own clock is ahead of the database's, by which the suite goes.",
            Unit.SECONDS,
            (Query(CHOSEN("flow_omnium_clock_offset_seconds"), "{{job}} {{instance}}"),),
            limit=limits.CLOCK_SECONDS,
            alert="FlowOmniumClockOff",
        ),
        Panel(
            "CPU",
            "Cores in use.",
            Unit.COUNT,
            (Query(rate("process_cpu_seconds_total", _OURS, "job", "instance"), "{{job}} {{instance}}"),),
        ),
        Panel(
            "Memory of processes",
            "Resident memory.",
            Unit.BYTES,
            (Query(CHOSEN("process_resident_memory_bytes", _OURS), "{{job}} {{instance}}"),),
        ),
    ),
)

ENGINE: Final = Page(
    "flow-omnium-engine",
    "Flow–Omnium: engine",
    "Broker, ledger, retries, relay, processes.",
    (BROKER, _LEDGER, _JOBS, _RELAY, _PROCESSES),
    by_service=True,
    in_console="/system",
)

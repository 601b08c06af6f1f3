"""Is everything well? What comes in, what goes out, what waits, what fails, and whether the tokens hold."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.dashboards.neighbours import DOWNSTREAM, TOKENS
from deploy.monitoring.generator.panel import Form, Page, Panel, Query, Row, Unit, quantile, rate, share

_OF = '{tenant=~"$tenant"}'
_FAILED = 'flow_omnium_jobs_total{tenant=~"$tenant",outcome="failed"}'
_RUN = 'flow_omnium_jobs_total{tenant=~"$tenant",outcome=~"done|ignored|failed"}'

_NOW: Final = Row(
    "Now",
    (
        Panel(
            "Firing alerts",
            "Alerts of this suite that fire, by severity; their names stand in the table below.",
            Unit.NONE,
            (
                Query(
                    'count by (severity) (ALERTS{alertname=~"FlowOmnium.+",alertstate="firing"})',
                    "{{severity}}",
                ),
            ),
            Form.NUMBER,
            width=6,
            limit=1,
        ),
        Panel(
            "Pending jobs",
            "Queued, held and waiting jobs of all queues.",
            Unit.COUNT,
            (Query("sum by (state) (max by (queue, state) (flow_omnium_jobs_pending))", "{{state}}"),),
            Form.NUMBER,
            width=6,
        ),
        Panel(
            "Oldest queued job",
            "Time since its event was accepted; 0 when none is queued.",
            Unit.SECONDS,
            (Query('max(flow_omnium_oldest_pending_age_seconds{state="queued"})', "queued"),),
            Form.NUMBER,
            width=4,
            limit=limits.QUEUED_SECONDS,
            alert="FlowOmniumJobsNotStarted",
        ),
        Panel(
            "Parked messages",
            "Messages that no worker could read; an operator has to act.",
            Unit.NONE,
            (Query("sum(max by (queue) (flow_omnium_parked_messages))", "parked"),),
            Form.NUMBER,
            width=4,
            limit=1,
            alert="FlowOmniumMessagesParked",
        ),
        Panel(
            "Services not scraped",
            "Instances that Prometheus knows of and does not reach.",
            Unit.NONE,
            (
                Query(
                    'count(up{job=~"webhook-gateway|order-sync|receivement-sync|token-manager"} == 0) or vector(0)',
                    "gone",
                ),
            ),
            Form.NUMBER,
            width=4,
            limit=1,
            alert="FlowOmniumInstanceDown",
        ),
        Panel(
            "What fires",
            "Alerts that fire or are about to. The runbook has a part for each.",
            Unit.NONE,
            (
                Query(
                    "max by (alertname, alertstate, severity, tenant, queue, job, system) "
                    '(ALERTS{alertname=~"FlowOmnium.+"})'
                ),
            ),
            Form.TABLE,
            width=24,
        ),
    ),
)

_FLOW: Final = Row(
    "Flow",
    (
        Panel(
            "Events in",
            "Events by what became of them: queued as a job, coalesced with a pending one, ignored, refused.",
            Unit.PER_SECOND,
            (
                Query(
                    rate("flow_omnium_gateway_events_total", _OF, "sender", "outcome"),
                    "{{sender}} {{outcome}}",
                ),
            ),
            Form.STACK,
            alert="FlowOmniumDuplicatesSpike",
        ),
        Panel(
            "Jobs out",
            "Runs of jobs by how they ended.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_jobs_total", _OF, "outcome"), "{{outcome}}"),),
            Form.STACK,
        ),
        Panel(
            "Runs by kind",
            "Runs of jobs by what they do.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_jobs_total", _OF, "kind"), "{{kind}}"),),
            Form.STACK,
        ),
        Panel(
            "Pending by queue",
            "Jobs that are pending, of all tenants. Waiting and held ones cost nothing; queued ones should be few.",
            Unit.COUNT,
            (Query("max by (queue, state) (flow_omnium_jobs_pending)", "{{queue}} {{state}}"),),
            limit=limits.HELD_JOBS,
            alert="FlowOmniumManyJobsHeld",
        ),
        Panel(
            "Oldest job by queue",
            "Time since the oldest pending job's event was accepted. A failing job grows old while it waits.",
            Unit.SECONDS,
            (Query("max by (queue, state) (flow_omnium_oldest_pending_age_seconds)", "{{queue}} {{state}}"),),
            limit=limits.PENDING_SECONDS,
            alert="FlowOmniumJobsPendingForHours",
        ),
        Panel(
            "How long jobs take (95 of 100)",
            "The time of a run, without the time in which the job waited.",
            Unit.SECONDS,
            (Query(quantile(0.95, "flow_omnium_job_duration_seconds", "", "kind"), "{{kind}}"),),
        ),
    ),
)

_FAILURES: Final = Row(
    "Failures",
    (
        Panel(
            "Failed attempts by class",
            "The classes are those of flow_omnium/outcomes.py; `Unexpected` is a fault of ours.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_job_failures_total", _OF, "error"), "{{error}}"),),
            Form.STACK,
            alert="FlowOmniumJobsFailUnexpectedly",
        ),
        Panel(
            "Failing share by tenant",
            "Failed runs among all runs of the tenant in 15 minutes. A click on a tenant leads to its page.",
            Unit.SHARE,
            (
                Query(
                    share(f"sum by (tenant) (rate({_FAILED}[15m]))", f"sum by (tenant) (rate({_RUN}[15m]))"),
                    "{{tenant}}",
                ),
            ),
            limit=limits.FAILING_SHARE,
            alert="FlowOmniumTenantJobsFailing",
            leads_to_tenant=True,
        ),
        Panel(
            "Held by tenant",
            "Jobs that were held: tenant at its cap (slot), record busy, paused, inactive.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_jobs_held_total", _OF, "tenant", "reason"), "{{tenant}} {{reason}}"),),
            alert="FlowOmniumTenantHeld",
            leads_to_tenant=True,
        ),
    ),
)

OVERVIEW: Final = Page(
    "flow-omnium-overview",
    "Flow–Omnium: overview",
    "Events in, jobs out, what waits, what fails, and the tokens.",
    (_NOW, _FLOW, _FAILURES, DOWNSTREAM, TOKENS),
    by_tenant=True,
)

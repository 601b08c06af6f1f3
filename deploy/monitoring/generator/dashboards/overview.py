"""Is everything well? What comes in, what goes out, what waits, what fails, and whether the tokens hold."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.alerts.scraping import OURS
from deploy.monitoring.generator.dashboards.neighbours import DOWNSTREAM, TOKENS
from deploy.monitoring.generator.growth import growth
from deploy.monitoring.generator.panel import Form, Page, Panel, Query, Row, Unit, quantile, rate, share
from deploy.monitoring.generator.scope import CHOSEN

_OF = 'tenant=~"$tenant"'
_FAILED = f'{_OF},outcome="failed"'
_RUN = f'{_OF},outcome=~"done|ignored|failed"'
_QUEUED = 'state="queued"'
_ALERTS = 'alertname=~"FlowOmnium.+"'
_FIRING = f'{_ALERTS},alertstate="firing"'

_NOW: Final = Row(
    "Now",
    (
        Panel(
            "Firing alerts",
            "Alerts of this suite that fire, by severity; their names stand in the table below.",
            Unit.NONE,
            (
                Query(
                    f"count by (severity) ({CHOSEN('ALERTS', _FIRING)})",
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
            (
                Query(
                    f"sum by (state) (max by (queue, state) ({CHOSEN('flow_omnium_jobs_pending')}))",
                    "{{state}}",
                ),
            ),
            Form.NUMBER,
            width=6,
        ),
        Panel(
            "Oldest queued job",
            "Time since its event was accepted; 0 when none is queued.",
            Unit.SECONDS,
            (Query(f"max({CHOSEN('flow_omnium_oldest_pending_age_seconds', _QUEUED)})", "queued"),),
            Form.NUMBER,
            width=4,
            limit=limits.QUEUED_SECONDS,
            alert="FlowOmniumJobsNotStarted",
        ),
        Panel(
            "Parked messages",
            "Messages that no worker could read; an operator has to act.",
            Unit.NONE,
            (Query(f"sum(max by (queue) ({CHOSEN('flow_omnium_parked_messages')}))", "parked"),),
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
                    f"count({CHOSEN('up', OURS)} == 0) or vector(0)",
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
                    "max by (namespace, alertname, alertstate, severity, tenant, queue, job, system) "
                    f"({CHOSEN('ALERTS', _ALERTS)})"
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
            (Query(f"max by (queue, state) ({CHOSEN('flow_omnium_jobs_pending')})", "{{queue}} {{state}}"),),
            limit=limits.HELD_JOBS,
            alert="FlowOmniumManyJobsHeld",
        ),
        Panel(
            "Oldest job by queue",
            "Time since the oldest pending job's event was accepted. A failing job grows old while it waits.",
            Unit.SECONDS,
            (
                Query(
                    f"max by (queue, state) ({CHOSEN('flow_omnium_oldest_pending_age_seconds')})",
                    "{{queue}} {{state}}",
                ),
            ),
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
            width=12,
            alert="FlowOmniumJobsFailUnexpectedly",
        ),
        Panel(
            "Failing share by tenant",
            "Failed runs among all runs of the tenant in 15 minutes. A click on a tenant leads to its page.",
            Unit.SHARE,
            (
                Query(
                    share(
                        growth(CHOSEN, "flow_omnium_jobs_total", _FAILED, 15, "tenant"),
                        growth(CHOSEN, "flow_omnium_jobs_total", _RUN, 15, "tenant"),
                    ),
                    "{{tenant}}",
                ),
            ),
            width=12,
            limit=limits.FAILING_SHARE,
            alert="FlowOmniumTenantJobsFailing",
            leads_to_tenant=True,
        ),
        Panel(
            "Held by tenant",
            "Jobs that were held: tenant at its cap (slot), record busy, paused, inactive.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_jobs_held_total", _OF, "tenant", "reason"), "{{tenant}} {{reason}}"),),
            width=12,
            alert="FlowOmniumTenantHeld",
            leads_to_tenant=True,
        ),
        Panel(
            "Deferred by reason",
            "Runs that come back later and cost no attempt, by what they wait for.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_job_deferrals_total", _OF, "reason"), "{{reason}}"),),
            Form.STACK,
            width=12,
            alert="FlowOmniumRateLimited",
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

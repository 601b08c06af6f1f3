"""One tenant: what came, what was done, what fails, and the commands that show its jobs."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.growth import growth
from deploy.monitoring.generator.panel import Form, Note, Page, Panel, Query, Row, Unit, rate, share
from deploy.monitoring.generator.scope import CHOSEN

_OF = 'tenant="$tenant"'
_FAILED = f'{_OF},outcome="failed"'
_RUN = f'{_OF},outcome=~"done|ignored|failed"'
_RUNS = "flow_omnium_jobs_total"
_DRIFTS = 'result=~"missing.+|differ"'

_COMMANDS = """
```
flow-omnium jobs list --tenant $tenant                      # what needs somebody
flow-omnium jobs summary --tenant $tenant                   # what fails, by cause
flow-omnium jobs list --tenant $tenant --state pending      # what is not done
flow-omnium jobs list --tenant $tenant --attention          # what a person should settle
flow-omnium jobs show <job id>                              # every attempt of one, with its error
flow-omnium jobs retry --tenant $tenant --error-class NotFound --dry-run
flow-omnium jobs pauses                                     # what operators have paused
flow-omnium tasks list --tenant $tenant                     # when each scheduled task is due, how its latest run ended
flow-omnium tasks rows --tenant $tenant                     # what Flow does not take, and why
flow-omnium reconcile --tenant $tenant --list               # what comparing both systems has found
flow-omnium tenants check $tenant                           # do its credentials work?
flow-omnium tenants history $tenant                         # who changed its settings
```
"""

_NOW: Final = Row(
    "Its jobs",
    (
        Note("On the command line", _COMMANDS, width=12, height=10),
        Panel(
            "Failing share",
            "Failed runs among all runs in 15 minutes.",
            Unit.SHARE,
            (
                Query(
                    share(
                        growth(CHOSEN, _RUNS, _FAILED, 15, "tenant"),
                        growth(CHOSEN, _RUNS, _RUN, 15, "tenant"),
                    ),
                    "failed",
                ),
            ),
            Form.NUMBER,
            width=4,
            limit=limits.FAILING_SHARE,
            alert="FlowOmniumTenantJobsFailing",
        ),
        Panel(
            "Running",
            "Jobs of the tenant that run now, over all workers.",
            Unit.COUNT,
            (Query(f"sum({CHOSEN('flow_omnium_jobs_running', _OF)})", "running"),),
            Form.NUMBER,
            width=4,
        ),
        Panel(
            "Life left in its token",
            "A token lives ten days and is renewed two days before its end.",
            Unit.SECONDS,
            (Query(f"max({CHOSEN('flow_omnium_token_expiry_timestamp_seconds', _OF)}) - time()", "left"),),
            Form.NUMBER,
            width=4,
            limit=limits.TOKEN_SECONDS,
            low=True,
            alert="FlowOmniumTokenNearExpiry",
        ),
    ),
)

_FLOW: Final = Row(
    "Flow",
    (
        Panel(
            "Its events",
            "By sender and what became of them.",
            Unit.PER_SECOND,
            (
                Query(
                    rate("flow_omnium_gateway_events_total", _OF, "sender", "outcome"),
                    "{{sender}} {{outcome}}",
                ),
            ),
            Form.STACK,
            width=12,
            alert="FlowOmniumDuplicatesSpike",
        ),
        Panel(
            "Its jobs",
            "Runs by kind and how they ended.",
            Unit.PER_SECOND,
            (Query(rate(_RUNS, _OF, "kind", "outcome"), "{{kind}} {{outcome}}"),),
            Form.STACK,
            width=12,
        ),
        Panel(
            "Held",
            "At its cap (slot), record busy, paused, inactive, a system out (outage).",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_jobs_held_total", _OF, "reason"), "{{reason}}"),),
            width=12,
            alert="FlowOmniumTenantHeld",
        ),
        Panel(
            "Deferred",
            "Runs that come back later and cost no attempt, by kind and what they wait for.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_job_deferrals_total", _OF, "kind", "reason"), "{{kind}} {{reason}}"),),
            Form.STACK,
            width=12,
            alert="FlowOmniumRateLimited",
        ),
    ),
)

_TASKS: Final = Row(
    "Its scheduled tasks",
    (
        Panel(
            "Overdue",
            "For how long a run should have begun, by task; 0 while it runs.",
            Unit.SECONDS,
            (Query(f"max by (task) ({CHOSEN('flow_omnium_task_overdue_seconds', _OF)})", "{{task}}"),),
            limit=limits.TASK_OVERDUE_SECONDS,
            alert="FlowOmniumTaskOverdue",
        ),
        Panel(
            "Failures in a row",
            "Runs that failed or were refused, by task.",
            Unit.COUNT,
            (Query(f"max by (task) ({CHOSEN('flow_omnium_task_failures', _OF)})", "{{task}}"),),
            limit=limits.TASK_FAILURES,
            alert="FlowOmniumTaskFailing",
        ),
        Panel(
            "Set aside",
            "Rows that Flow does not take, by kind.",
            Unit.COUNT,
            (Query(f"max by (kind) ({CHOSEN('flow_omnium_rows_set_aside', _OF)})", "{{kind}}"),),
            limit=limits.ROWS_SET_ASIDE,
            alert="FlowOmniumRowsSetAside",
        ),
        Panel(
            "How old what has arrived may be",
            "Time since the watermark, by task: later changes are not in the shop yet.",
            Unit.SECONDS,
            (Query(f"max by (task) ({CHOSEN('flow_omnium_task_watermark_age_seconds', _OF)})", "{{task}}"),),
        ),
        Panel(
            "Runs",
            "By task and how they ended.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_task_runs_total", _OF, "task", "result"), "{{task}} {{result}}"),),
            Form.STACK,
            alert="FlowOmniumTaskRefused",
        ),
        Panel(
            "Rows",
            "Read, written, unchanged and set aside by runs, by task.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_task_rows_total", _OF, "task", "outcome"), "{{task}} {{outcome}}"),),
        ),
        Panel(
            "What no event has told",
            "Changes that a poll alone has found, by poll.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_missed_changes_total", _OF, "task"), "{{task}}"),),
            alert="FlowOmniumEventsMissed",
        ),
        Panel(
            "What is overdue",
            "Records that are not as they should be by now; `overdue` lists them.",
            Unit.COUNT,
            (Query(f"max by (state) ({CHOSEN('flow_omnium_overdue_records', _OF)})", "{{state}}"),),
            alert="FlowOmniumRecordsOverdue",
        ),
        Panel(
            "Overdue for",
            "How long ago the longest of them should have been so.",
            Unit.SECONDS,
            (Query(f"max by (state) ({CHOSEN('flow_omnium_overdue_seconds', _OF)})", "{{state}}"),),
            alert="FlowOmniumSenderSilent",
        ),
    ),
)

_DRIFT: Final = Row(
    "How both systems agree",
    (
        Panel(
            "What differs",
            "Records of the latest reconciliation that are missing or differ, by kind; `reconcile --list` has the report.",
            Unit.COUNT,
            (
                Query(
                    "max by (kind, result) "
                    f"({CHOSEN('flow_omnium_reconciliation_rows', f'{_OF},{_DRIFTS}')})",
                    "{{kind}} {{result}}",
                ),
            ),
            limit=limits.DRIFTING_RECORDS,
            alert="FlowOmniumDrift",
        ),
        Panel(
            "What was compared",
            "All records of the latest reconciliation, by how they stood.",
            Unit.COUNT,
            (
                Query(
                    f"sum by (result) (max by (kind, result) ({CHOSEN('flow_omnium_reconciliation_rows', _OF)}))",
                    "{{result}}",
                ),
            ),
            Form.STACK,
        ),
        Panel(
            "How long ago",
            "Time since the latest reconciliation, by kind: one runs each week.",
            Unit.SECONDS,
            (Query(f"min by (kind) ({CHOSEN('flow_omnium_reconciliation_age_seconds', _OF)})", "{{kind}}"),),
        ),
    ),
)

_ERRORS: Final = Row(
    "Errors",
    (
        Panel(
            "Failed attempts",
            "By kind and class; `jobs list --error-class` takes the same names.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_job_failures_total", _OF, "kind", "error"), "{{kind}} {{error}}"),),
            Form.STACK,
            alert="FlowOmniumTenantJobsFailing",
        ),
        Panel(
            "Wrong secrets",
            "Events with a wrong or no secret; `rate_limited` ones were turned away uncompared.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_gateway_refused_authentications_total", _OF, "reason"), "{{reason}}"),),
            alert="FlowOmniumWrongSecrets",
        ),
        Panel(
            "Its 429s",
            "Calls that were limited; their jobs are deferred.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_downstream_rate_limited_total", _OF, "system"), "{{system}}"),),
            alert="FlowOmniumRateLimited",
        ),
        Panel(
            "Unknown words",
            "Words of Flow's states that nobody knows, by field: they count as none.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_flow_unknown_words_total", _OF, "field"), "{{field}}"),),
            width=24,
            alert="FlowOmniumUnknownWords",
        ),
        Panel(
            "Requests for new tokens",
            "By how they ended.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_token_refreshes_total", _OF, "outcome"), "{{outcome}}"),),
            width=12,
            alert="FlowOmniumTokenRefreshFailing",
        ),
        Panel(
            "Rejected, stopped",
            "Tokens that Omnium refused and that were replaced; 1 while no new one is asked for.",
            Unit.COUNT,
            (
                Query(growth(CHOSEN, "flow_omnium_token_rejections_total", _OF, 15, "tenant"), "rejected"),
                Query(f"max({CHOSEN('flow_omnium_token_stopped', _OF)})", "stopped"),
            ),
            width=12,
            alert="FlowOmniumTokenStopped",
        ),
    ),
)

TENANT: Final = Page(
    "flow-omnium-tenant",
    "Flow–Omnium: one tenant",
    "One tenant's events, jobs, tasks, errors and token.",
    (_NOW, _FLOW, _TASKS, _DRIFT, _ERRORS),
    one_tenant=True,
    in_console="/tenants/${tenant}",
)

"""Rate, errors, duration: of what each service serves, of the jobs it runs, and of the calls it makes."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.panel import Form, Page, Panel, Query, Row, Unit, quantile, rate, share
from deploy.monitoring.generator.scope import CHOSEN

_SERVED = 'job=~"$service",route!~"/(healthz|readyz|metrics)"'
_BROKEN = 'job=~"$service",route!~"/(healthz|readyz|metrics)",code=~"5.."'
_OURS = 'job=~"$service"'
_CONSOLE = 'job="web-console"'
_PAGES = 'job="web-console",route!~"/(healthz|readyz|metrics|live)"'
_REQUESTS = "flow_omnium_http_requests_total"
_FAILED = 'job=~"$service",outcome="failed"'
_RUNS = "flow_omnium_jobs_total"
_CALLS = "flow_omnium_downstream_requests_total"

_SERVING: Final = Row(
    "What it serves (without health checks)",
    (
        Panel(
            "Requests",
            "By route and status.",
            Unit.REQUESTS,
            (Query(rate(_REQUESTS, _SERVED, "job", "route", "code"), "{{job}} {{route}} {{code}}"),),
            Form.STACK,
        ),
        Panel(
            "Share of errors",
            "5xx answers among all.",
            Unit.SHARE,
            (
                Query(
                    share(rate(_REQUESTS, _BROKEN, "job", "route"), rate(_REQUESTS, _SERVED, "job", "route")),
                    "{{job}} {{route}}",
                ),
            ),
            limit=limits.GATEWAY_ERROR_SHARE,
            alert="FlowOmniumGatewayErrors",
        ),
        Panel(
            "Duration (half, 99 of 100)",
            "From the request's headers to the response.",
            Unit.SECONDS,
            (
                Query(
                    quantile(0.5, "flow_omnium_http_request_duration_seconds", _SERVED, "job", "route"),
                    "{{job}} {{route}} half",
                ),
                Query(
                    quantile(0.99, "flow_omnium_http_request_duration_seconds", _SERVED, "job", "route"),
                    "{{job}} {{route}} 99 of 100",
                ),
            ),
        ),
    ),
)

_WORKING: Final = Row(
    "The jobs it runs",
    (
        Panel(
            "Runs",
            "By kind and how they ended.",
            Unit.PER_SECOND,
            (
                Query(
                    rate(_RUNS, _OURS, "job", "kind", "outcome"),
                    "{{job}} {{kind}} {{outcome}}",
                ),
            ),
            Form.STACK,
        ),
        Panel(
            "Share of failures",
            "Failed runs among all.",
            Unit.SHARE,
            (
                Query(
                    share(rate(_RUNS, _FAILED, "job", "kind"), rate(_RUNS, _OURS, "job", "kind")),
                    "{{job}} {{kind}}",
                ),
            ),
            limit=limits.FAILING_SHARE,
            alert="FlowOmniumTenantJobsFailing",
        ),
        Panel(
            "Duration of runs (half, 99 of 100)",
            "Without the time in which the job waited.",
            Unit.SECONDS,
            (
                Query(
                    quantile(0.5, "flow_omnium_job_duration_seconds", _OURS, "job", "kind"), "{{kind}} half"
                ),
                Query(
                    quantile(0.99, "flow_omnium_job_duration_seconds", _OURS, "job", "kind"),
                    "{{kind}} 99 of 100",
                ),
            ),
        ),
    ),
)

_SCHEDULED: Final = Row(
    "The scheduled tasks it runs",
    (
        Panel(
            "Runs of tasks",
            "By task and how they ended, of all tenants.",
            Unit.PER_SECOND,
            (
                Query(
                    rate("flow_omnium_task_runs_total", _OURS, "job", "task", "result"),
                    "{{job}} {{task}} {{result}}",
                ),
            ),
            Form.STACK,
            width=12,
            alert="FlowOmniumTaskFailing",
        ),
        Panel(
            "Duration of runs of tasks (half, 95 of 100)",
            "By task, of all tenants; a run of everything takes longest.",
            Unit.SECONDS,
            (
                Query(
                    quantile(0.5, "flow_omnium_task_duration_seconds", _OURS, "job", "task"), "{{task}} half"
                ),
                Query(
                    quantile(0.95, "flow_omnium_task_duration_seconds", _OURS, "job", "task"),
                    "{{task}} 95 of 100",
                ),
            ),
            width=12,
        ),
    ),
)

_CALLING: Final = Row(
    "The calls it makes",
    (
        Panel(
            "Calls",
            "By system, route and status.",
            Unit.REQUESTS,
            (
                Query(
                    rate(_CALLS, _OURS, "system", "method", "route", "code"),
                    "{{system}} {{method}} {{route}} {{code}}",
                ),
            ),
            Form.STACK,
        ),
        Panel(
            "Failed calls",
            "By route and class; a 404 may be expected.",
            Unit.PER_SECOND,
            (
                Query(
                    rate("flow_omnium_downstream_errors_total", _OURS, "system", "route", "error"),
                    "{{system}} {{route}} {{error}}",
                ),
            ),
            Form.STACK,
            alert="FlowOmniumDownstreamErrors",
        ),
        Panel(
            "Duration of calls (95 of 100)",
            "Without waiting for their turn.",
            Unit.SECONDS,
            (
                Query(
                    quantile(
                        0.95,
                        "flow_omnium_downstream_request_duration_seconds",
                        _OURS,
                        "system",
                        "method",
                        "route",
                    ),
                    "{{system}} {{method}} {{route}}",
                ),
            ),
        ),
    ),
)

_FOLLOWED: Final = Row(
    "The web console",
    (
        Panel(
            "Pages by how long they take (95 of 100)",
            "From the request's headers to the response, the slowest routes.",
            Unit.SECONDS,
            (
                Query(
                    quantile(0.95, "flow_omnium_http_request_duration_seconds", _PAGES, "route"), "{{route}}"
                ),
            ),
        ),
        Panel(
            "Pages that follow live",
            "Open streams of each process, 200 at most, and those beyond, which look again twice a minute.",
            Unit.COUNT,
            (
                Query(CHOSEN("flow_omnium_console_streams", _CONSOLE), "{{instance}} open"),
                Query(
                    f"sum by (instance) (increase({CHOSEN('flow_omnium_console_streams_refused_total', _CONSOLE)}[5m]))",
                    "{{instance}} refused in 5 min",
                ),
            ),
        ),
        Panel(
            "Looks at the counts",
            "By what they found; `failed` while the database is away.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_console_pulses_total", _CONSOLE, "outcome"), "{{outcome}}"),),
            Form.STACK,
        ),
    ),
)

_STANDING: Final = Row(
    "How it stands",
    (
        Panel(
            "Instances",
            "Those that Prometheus reaches.",
            Unit.COUNT,
            (Query(f"sum by (job) ({CHOSEN('up', _OURS)})", "{{job}}"),),
            alert="FlowOmniumServiceNotScraped",
            limit=1,
            low=True,
        ),
        Panel(
            "Health checks",
            "Answers of /readyz: 503 means that the instance takes no work.",
            Unit.REQUESTS,
            (Query(rate(_REQUESTS, 'job=~"$service",route="/readyz"', "job", "code"), "{{job}} {{code}}"),),
        ),
        Panel(
            "Open files",
            "Sockets are among them.",
            Unit.COUNT,
            (Query(CHOSEN("process_open_fds", _OURS), "{{job}} {{instance}}"),),
        ),
    ),
)

SERVICES: Final = Page(
    "flow-omnium-services",
    "Flow–Omnium: services",
    "Rate, errors and duration of each service.",
    (_SERVING, _WORKING, _SCHEDULED, _CALLING, _FOLLOWED, _STANDING),
    by_service=True,
    in_console="/system",
)

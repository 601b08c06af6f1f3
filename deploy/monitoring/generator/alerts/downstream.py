"""Flow and Omnium, as the workers see them."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.alert import Alert, Severity
from deploy.monitoring.generator.growth import growth
from deploy.monitoring.generator.scope import Scope

_CALLS = "flow_omnium_downstream_requests_total"


def _errors(at: Scope) -> str:
    broken = growth(at, _CALLS, 'code=~"5..|none"', 15, "system")
    return f"""\
{broken} / {growth(at, _CALLS, "", 15, "system")} > {limits.DOWNSTREAM_ERROR_SHARE}
and {broken} >= {limits.DOWNSTREAM_ERRORS}"""


def _limited(at: Scope) -> str:
    limited = growth(at, "flow_omnium_downstream_rate_limited_total", "", 10, "system", "tenant")
    return f"{limited} > {limits.RATE_LIMITED_CALLS}"


DOWNSTREAM: Final = (
    Alert(
        "FlowOmniumDownstreamErrors",
        Severity.WARNING,
        "10m",
        _errors,
        "{{ $labels.system }} does not answer as it should",
        "{{ $value | humanizePercentage }} of the calls to {{ $labels.system }} got a 5xx or no answer in 15 minutes. "
        "Their jobs wait and are tried again.",
    ),
    Alert(
        "FlowOmniumRateLimited",
        Severity.INFO,
        "5m",
        _limited,
        "{{ $labels.system }} limits tenant {{ $labels.tenant }}",
        "{{ $labels.system }} answered {{ $value | humanize }} calls for tenant {{ $labels.tenant }} with 429 in "
        "10 minutes: its jobs are deferred and take longer.",
    ),
)

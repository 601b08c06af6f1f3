"""Flow and Omnium, as the workers see them."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.alert import Alert, Severity

_BROKEN = 'flow_omnium_downstream_requests_total{code=~"5..|none"}'

DOWNSTREAM: Final = (
    Alert(
        "FlowOmniumDownstreamErrors",
        Severity.WARNING,
        "10m",
        f"""
sum by (system) (rate({_BROKEN}[10m]))
  / sum by (system) (rate(flow_omnium_downstream_requests_total[10m])) > {limits.DOWNSTREAM_ERROR_SHARE}
and sum by (system) (increase({_BROKEN}[10m])) >= {limits.DOWNSTREAM_ERRORS}""",
        "{{ $labels.system }} does not answer as it should",
        "{{ $value | humanizePercentage }} of the calls to {{ $labels.system }} got a 5xx or no answer. "
        "Their jobs wait and are tried again.",
    ),
    Alert(
        "FlowOmniumRateLimited",
        Severity.INFO,
        "10m",
        "sum by (system, tenant) "
        f"(increase(flow_omnium_downstream_rate_limited_total[10m])) > {limits.RATE_LIMITED_CALLS}",
        "{{ $labels.system }} limits tenant {{ $labels.tenant }}",
        "{{ $labels.system }} answered {{ $value | humanize }} calls for tenant {{ $labels.tenant }} with 429 in "
        "10 minutes: its jobs are deferred and take longer.",
    ),
)

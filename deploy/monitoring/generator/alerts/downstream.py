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


def _open(at: Scope) -> str:
    return f"max by (tenant, system) ({at('flow_omnium_circuit_state')}) >= {limits.CIRCUIT_STATE}"


def _unknown_words(at: Scope) -> str:
    return f"{growth(at, 'flow_omnium_flow_unknown_words_total', '', 60, 'tenant', 'field')} > 0"


DOWNSTREAM: Final = (
    Alert(
        "FlowOmniumDownstreamErrors",
        Severity.WARNING,
        "10m",
        _errors,
        "{{ $labels.system }} does not answer as it should",
        "{{ $value | humanizePercentage }} of the calls to {{ $labels.system }} got a 5xx or no answer in 15 minutes. "
        "Their jobs wait and are tried again.",
        page="/problems",
    ),
    Alert(
        "FlowOmniumCircuitOpen",
        Severity.WARNING,
        "15m",
        _open,
        "{{ $labels.system }} does not answer for tenant {{ $labels.tenant }}",
        "No call to {{ $labels.system }} for tenant {{ $labels.tenant }} has been answered for 15 minutes, or too few have. The "
        "tenant's jobs are held and tried one by one; they come back by themselves once it answers.",
        page="/jobs?tenant={{ $labels.tenant }}&state=held",
    ),
    Alert(
        "FlowOmniumRateLimited",
        Severity.INFO,
        "5m",
        _limited,
        "{{ $labels.system }} limits tenant {{ $labels.tenant }}",
        "{{ $labels.system }} answered {{ $value | humanize }} calls for tenant {{ $labels.tenant }} with 429 in "
        "10 minutes: its jobs are deferred and take longer.",
        page="/jobs?tenant={{ $labels.tenant }}",
    ),
    Alert(
        "FlowOmniumUnknownWords",
        Severity.WARNING,
        "1m",
        _unknown_words,
        "Flow tells {{ $labels.field }} of tenant {{ $labels.tenant }} in a word that nobody knows",
        "{{ $labels.field }} of tenant {{ $labels.tenant }} was read {{ $value | humanize }} times within an hour in a word "
        "that neither flow.states nor Flow's pages know. It counts as none: what it should have brought about in Omnium "
        "does not happen, be it that no sale is sent.",
        page="/tenants/{{ $labels.tenant }}/settings",
    ),
)

"""Events that do not get in as they should."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.alert import Alert, Severity

_ANSWERS = 'flow_omnium_http_requests_total{job="webhook-gateway",route=~"/v1/.+"'

GATEWAY: Final = (
    Alert(
        "FlowOmniumGatewayErrors",
        Severity.CRITICAL,
        "5m",
        f"""
sum by (job) (rate({_ANSWERS},code=~"5.."}}[5m]))
  / sum by (job) (rate({_ANSWERS}}}[5m])) > {limits.GATEWAY_ERROR_SHARE}""",
        "The gateway turns events away",
        "{{ $labels.job }} answered {{ $value | humanizePercentage }} of the events with a 5xx. "
        "The senders repeat them for a while; an event that is given up is lost.",
    ),
    Alert(
        "FlowOmniumDuplicatesSpike",
        Severity.INFO,
        "15m",
        f"""
sum by (tenant, sender) (rate(flow_omnium_gateway_events_total{{outcome="coalesced"}}[15m]))
  / sum by (tenant, sender) (rate(flow_omnium_gateway_events_total{{outcome=~"queued|coalesced"}}[15m]))
  > {limits.DUPLICATE_SHARE}
and sum by (tenant, sender) (increase(flow_omnium_gateway_events_total{{outcome="coalesced"}}[15m]))
  > {limits.DUPLICATE_EVENTS}""",
        "Nearly every event of {{ $labels.sender }} for tenant {{ $labels.tenant }} is a duplicate",
        "{{ $value | humanizePercentage }} of the events that {{ $labels.sender }} sent for tenant "
        "{{ $labels.tenant }} met a pending job of their record. Nothing is doubled; jobs are slow, or the sender "
        "repeats itself.",
    ),
    Alert(
        "FlowOmniumWrongSecrets",
        Severity.WARNING,
        "5m",
        "sum by (tenant) "
        f"(increase(flow_omnium_gateway_refused_authentications_total[10m])) > {limits.WRONG_SECRETS}",
        "Events for tenant {{ $labels.tenant }} come with a wrong secret",
        "{{ $value | humanize }} events for tenant {{ $labels.tenant }} had a wrong or no secret in 10 minutes: "
        "a sender was not told of a new secret, or somebody is guessing.",
    ),
)

"""Events that do not get in as they should."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.alert import Alert, Severity
from deploy.monitoring.generator.growth import growth
from deploy.monitoring.generator.scope import Scope

_ANSWERS = "flow_omnium_http_requests_total"
_TO_EVENTS = 'job="webhook-gateway",route=~"/v1/.+"'
_EVENTS = "flow_omnium_gateway_events_total"
_REFUSED = "flow_omnium_gateway_refused_authentications_total"
_TURNED_AWAY = "flow_omnium_gateway_events_turned_away_total"


def _errors(at: Scope) -> str:
    turned_away = growth(at, _ANSWERS, f'{_TO_EVENTS},code=~"5.."', 10, "job")
    guesses = growth(at, _REFUSED, 'reason="rate_limited"', 10, "job")
    broken = f"({turned_away} - {guesses} or {turned_away})"  # who guesses secrets turns no event away
    return f"""\
{broken} / {growth(at, _ANSWERS, _TO_EVENTS, 10, "job")} > {limits.GATEWAY_ERROR_SHARE}
and {broken} >= {limits.GATEWAY_ERRORS}"""


def _turned_away(at: Scope) -> str:
    away = growth(at, _TURNED_AWAY, 'reason!="inactive"', 60, "tenant")
    return f"{away} >= {limits.TURNED_AWAY_EVENTS}"


def _inactive(at: Scope) -> str:
    refused = growth(at, _TURNED_AWAY, 'reason="inactive"', 60, "tenant")
    return f"{refused} > 0"


def _duplicates(at: Scope) -> str:
    coalesced = growth(at, _EVENTS, 'outcome="coalesced"', 15, "tenant", "sender")
    accepted = growth(at, _EVENTS, 'outcome=~"queued|coalesced"', 15, "tenant", "sender")
    return f"""\
{coalesced} / {accepted} > {limits.DUPLICATE_SHARE}
and {coalesced} > {limits.DUPLICATE_EVENTS}"""


def _wrong_secrets(at: Scope) -> str:
    refused = growth(at, _REFUSED, "", 10, "tenant")
    return f"{refused} > {limits.WRONG_SECRETS}"


def _crowded(at: Scope) -> str:
    cut = growth(at, "flow_omnium_http_connections_cut_total", 'reason=~"crowded|refused"', 10, "job")
    return f"{cut} > {limits.CROWDED_CONNECTIONS}"


GATEWAY: Final = (
    Alert(
        "FlowOmniumGatewayErrors",
        Severity.CRITICAL,
        "5m",
        _errors,
        "The gateway turns events away",
        "{{ $labels.job }} answered {{ $value | humanizePercentage }} of the events with a 5xx in 10 minutes. "
        "The senders repeat them for a while; an event that is given up is lost.",
    ),
    Alert(
        "FlowOmniumEventsTurnedAway",
        Severity.WARNING,
        "5m",
        _turned_away,
        "Events for tenant {{ $labels.tenant }} were turned away, and may be lost",
        "{{ $value | humanize }} events for tenant {{ $labels.tenant }} were answered 503 in an hour. A sender that is "
        "turned away three times gives up: what it told of comes by a reconciliation.",
        page="/reconciliation?tenant={{ $labels.tenant }}",
    ),
    Alert(
        "FlowOmniumEventsOfInactiveTenant",
        Severity.INFO,
        "5m",
        _inactive,
        "Events come for tenant {{ $labels.tenant }}, which is not active",
        "{{ $value | humanize }} events for tenant {{ $labels.tenant }} were refused in an hour, since it is not active. "
        "Their senders give up: what they told of comes by a reconciliation once the tenant is active.",
        page="/tenants/{{ $labels.tenant }}",
    ),
    Alert(
        "FlowOmniumDuplicatesSpike",
        Severity.INFO,
        "5m",
        _duplicates,
        "Nearly every event of {{ $labels.sender }} for tenant {{ $labels.tenant }} is a duplicate",
        "{{ $value | humanizePercentage }} of the events that {{ $labels.sender }} sent for tenant "
        "{{ $labels.tenant }} met a pending job of their record. Nothing is doubled; jobs are slow, or the sender "
        "repeats itself.",
        page="/jobs?tenant={{ $labels.tenant }}",
    ),
    Alert(
        "FlowOmniumWrongSecrets",
        Severity.WARNING,
        "5m",
        _wrong_secrets,
        "Events for tenant {{ $labels.tenant }} come with a wrong secret",
        "{{ $value | humanize }} events for tenant {{ $labels.tenant }} had a wrong or no secret in 10 minutes: "
        "a sender was not told of a new secret, or somebody is guessing.",
        page="/tenants/{{ $labels.tenant }}/webhooks",
    ),
    Alert(
        "FlowOmniumConnectionsCrowded",
        Severity.WARNING,
        "5m",
        _crowded,
        "{{ $labels.job }} has more connections than it bears",
        "{{ $labels.job }} closed {{ $value | humanize }} connections in 10 minutes to make room for others: somebody keeps "
        "very many open, or the limit of open files is low. Senders and probes find room; an idle connection may be lost.",
    ),
)

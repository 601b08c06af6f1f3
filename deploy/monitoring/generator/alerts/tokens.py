"""Omnium's tokens: without one, no job of the tenant gets through."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.alert import Alert, Severity
from deploy.monitoring.generator.growth import growth
from deploy.monitoring.generator.scope import Scope

_REFRESHES = "flow_omnium_token_refreshes_total"


def _near_expiry(at: Scope) -> str:
    expiry = at("flow_omnium_token_expiry_timestamp_seconds")
    return f"max by (tenant) ({expiry}) - time() < {limits.TOKEN_SECONDS}"


def _refresh_failing(at: Scope) -> str:
    failed = growth(at, _REFRESHES, 'outcome!="minted"', 15, "tenant")
    granted = growth(at, _REFRESHES, 'outcome="minted"', 15, "tenant")
    return f"{failed} > 2\nunless {granted} > 0"


TOKENS: Final = (
    Alert(
        "FlowOmniumTokenNearExpiry",
        Severity.CRITICAL,
        "10m",
        _near_expiry,
        "The token of tenant {{ $labels.tenant }} is about to expire",
        "The Omnium token of tenant {{ $labels.tenant }} has {{ $value | humanizeDuration }} to live and was due to be "
        "renewed long ago. Without it no job of the tenant reaches Omnium.",
        page="/tenants/{{ $labels.tenant }}/token",
    ),
    Alert(
        "FlowOmniumTokenRefreshFailing",
        Severity.WARNING,
        "5m",
        _refresh_failing,
        "No new token for tenant {{ $labels.tenant }}",
        "Omnium has granted tenant {{ $labels.tenant }} no token in 15 minutes, though it was asked "
        "{{ $value | humanize }} times.",
        page="/tenants/{{ $labels.tenant }}/token",
    ),
    Alert(
        "FlowOmniumTokenStopped",
        Severity.CRITICAL,
        "2m",
        lambda at: f"max by (tenant) (max_over_time({at('flow_omnium_token_stopped')}[10m])) > 0",
        "Omnium refuses the tokens that it grants to tenant {{ $labels.tenant }}",
        "Omnium has refused a token of tenant {{ $labels.tenant }} right after granting it, so no more are asked for, "
        "for up to ten minutes at a time. No job of the tenant reaches Omnium.",
        page="/tenants/{{ $labels.tenant }}/token",
    ),
)

"""Omnium's tokens: without one, no job of the tenant gets through."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.alert import Alert, Severity

TOKENS: Final = (
    Alert(
        "FlowOmniumTokenNearExpiry",
        Severity.CRITICAL,
        "10m",
        f"max by (tenant) (flow_omnium_token_expiry_timestamp_seconds) - time() < {limits.TOKEN_SECONDS}",
        "The token of tenant {{ $labels.tenant }} is about to expire",
        "The Omnium token of tenant {{ $labels.tenant }} has {{ $value | humanizeDuration }} to live and was due to be "
        "renewed long ago. Without it no job of the tenant reaches Omnium.",
    ),
    Alert(
        "FlowOmniumTokenRefreshFailing",
        Severity.WARNING,
        "5m",
        """
sum by (tenant) (increase(flow_omnium_token_refreshes_total{outcome!="minted"}[15m])) > 2
unless sum by (tenant) (increase(flow_omnium_token_refreshes_total{outcome="minted"}[15m])) > 0""",
        "No new token for tenant {{ $labels.tenant }}",
        "Omnium has granted tenant {{ $labels.tenant }} no token in 15 minutes, though it was asked "
        "{{ $value | humanize }} times.",
    ),
    Alert(
        "FlowOmniumTokenStopped",
        Severity.CRITICAL,
        "2m",
        "max by (tenant) (max_over_time(flow_omnium_token_stopped[10m])) > 0",
        "Omnium refuses the tokens that it grants to tenant {{ $labels.tenant }}",
        "Omnium has refused a token of tenant {{ $labels.tenant }} right after granting it, so no more are asked for, "
        "for up to ten minutes at a time. No job of the tenant reaches Omnium.",
    ),
)

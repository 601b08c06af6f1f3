"""Rows about Flow Retail and Omnium: how they answer, and the tokens for them."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.growth import growth
from deploy.monitoring.generator.panel import Form, Panel, Query, Row, Unit, quantile, rate
from deploy.monitoring.generator.scope import CHOSEN

_OF = 'tenant=~"$tenant"'

DOWNSTREAM: Final = Row(
    "Flow Retail and Omnium",
    (
        Panel(
            "Calls by status",
            "Calls of the workers by the status of the answer; `none` when there was none. Of all tenants.",
            Unit.REQUESTS,
            (
                Query(
                    rate("flow_omnium_downstream_requests_total", "", "system", "code"), "{{system}} {{code}}"
                ),
            ),
            Form.STACK,
            alert="FlowOmniumDownstreamErrors",
        ),
        Panel(
            "How long calls take (95 of 100)",
            "Without waiting for their turn. Of all tenants.",
            Unit.SECONDS,
            (
                Query(
                    quantile(0.95, "flow_omnium_downstream_request_duration_seconds", "", "system"),
                    "{{system}}",
                ),
            ),
        ),
        Panel(
            "Answered 429",
            "Calls that were limited; their jobs are deferred.",
            Unit.PER_SECOND,
            (
                Query(
                    rate("flow_omnium_downstream_rate_limited_total", _OF, "system", "tenant"),
                    "{{system}} {{tenant}}",
                ),
            ),
            alert="FlowOmniumRateLimited",
        ),
        Panel(
            "Circuits",
            "2 while a system answers nothing for a tenant and its jobs are held, 1 while they come back, 0 else.",
            Unit.COUNT,
            (
                Query(
                    f"max by (system, tenant) ({CHOSEN('flow_omnium_circuit_state', _OF)})",
                    "{{system}} {{tenant}}",
                ),
            ),
            width=12,
            limit=limits.CIRCUIT_STATE,
            alert="FlowOmniumCircuitOpen",
            leads_to_tenant=True,
        ),
        Panel(
            "Let go",
            "Jobs that come back since a system answers again, the probes among them.",
            Unit.PER_SECOND,
            (
                Query(
                    rate("flow_omnium_circuit_jobs_released_total", _OF, "system", "tenant"),
                    "{{system}} {{tenant}}",
                ),
            ),
            width=12,
        ),
    ),
)

TOKENS: Final = Row(
    "Omnium's tokens",
    (
        Panel(
            "Life left",
            "A token lives ten days and is renewed two days before its end.",
            Unit.SECONDS,
            (
                Query(
                    f"max by (tenant) ({CHOSEN('flow_omnium_token_expiry_timestamp_seconds', _OF)}) - time()",
                    "{{tenant}}",
                ),
            ),
            limit=limits.TOKEN_SECONDS,
            low=True,
            alert="FlowOmniumTokenNearExpiry",
            leads_to_tenant=True,
        ),
        Panel(
            "Requests for new tokens",
            "By how they ended.",
            Unit.PER_SECOND,
            (
                Query(
                    rate("flow_omnium_token_refreshes_total", _OF, "tenant", "outcome"),
                    "{{tenant}} {{outcome}}",
                ),
            ),
            alert="FlowOmniumTokenRefreshFailing",
        ),
        Panel(
            "Rejected, stopped",
            "Tokens that Omnium refused and that were replaced; 1 while no new one is asked for.",
            Unit.COUNT,
            (
                Query(
                    growth(CHOSEN, "flow_omnium_token_rejections_total", _OF, 15, "tenant"),
                    "{{tenant}} rejected",
                ),
                Query(f"max by (tenant) ({CHOSEN('flow_omnium_token_stopped', _OF)})", "{{tenant}} stopped"),
            ),
            alert="FlowOmniumTokenStopped",
        ),
    ),
)

"""Every metric of the suite, defined once: name, labels, and what it tells an operator.

Names follow Prometheus: a unit at the end, `_total` for counters. A label's values are few and known beforehand
(tenants are; ids of orders or senders never stand in one). Each part takes the registry that its service serves at
/metrics, so nothing is registered by importing this.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge


class TokenMetrics:
    """What the token-manager does about the tenants' Omnium tokens."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.expiry = Gauge(
            "flow_omnium_token_expiry_timestamp_seconds",
            "When the tenant's token expires (seconds since 1970).",
            ["tenant"],
            registry=registry,
        )
        self.refreshes = Counter(
            "flow_omnium_token_refreshes_total",
            "Requests for a new token, by how they ended: minted, refused, unreadable, unavailable.",
            ["tenant", "outcome"],
            registry=registry,
        )
        self.rejections = Counter(
            "flow_omnium_token_rejections_total",
            "Tokens that Omnium refused and that were replaced; many reports of one token count once.",
            ["tenant"],
            registry=registry,
        )
        self.stopped = Gauge(
            "flow_omnium_token_stopped",
            "1 while no new token is asked for, because Omnium refuses the ones it has just granted: alert on it.",
            ["tenant"],
            registry=registry,
        )


class GatewayMetrics:
    """Who is let in by the webhook-gateway."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.refused_authentications = Counter(
            "flow_omnium_gateway_refused_authentications_total",
            "Events with a wrong or no secret: `wrong_secret` was compared, `rate_limited` was turned away before.",
            ["tenant", "reason"],
            registry=registry,
        )

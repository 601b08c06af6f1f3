"""What the token-manager does about the tenants' Omnium tokens."""

from flow_omnium.runtime.metrics.registrar import Registrar


class TokenMetrics:
    """How the tokens stand, and how they are renewed."""

    def __init__(self, registrar: Registrar) -> None:
        self.expiry = registrar.gauge(
            "token_expiry_timestamp_seconds",
            "When the tenant's token expires (seconds since 1970).",
            "tenant",
        )
        self.refreshes = registrar.counter(
            "token_refreshes_total",
            "Requests for a new token, by how they ended: `minted`, `refused`, `unreadable`, `unavailable`.",
            "tenant",
            "outcome",
        )
        self.rejections = registrar.counter(
            "token_rejections_total",
            "Tokens that Omnium refused and that were replaced; many reports of one token count once.",
            "tenant",
        )
        self.stopped = registrar.gauge(
            "token_stopped",
            "1 while no new token is asked for, because Omnium refuses the ones it has just granted: alert on it.",
            "tenant",
        )

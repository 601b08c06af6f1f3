"""What the webhook-gateway does with events."""

from flow_omnium.runtime.metrics.registrar import QUICK_SECONDS, Registrar

_GROUP_SIZES = (1, 2, 5, 10, 20, 50, 100, 200)

UNKNOWN_TENANT = "(unknown)"
"""Stands for every tenant that a URL names and that does not exist; no tenant can have such a uid."""


class GatewayMetrics:
    """Events by what became of them, and senders that were refused."""

    def __init__(self, registrar: Registrar) -> None:
        self.events = registrar.counter(
            "gateway_events_total",
            "Events by what became of them: `queued` as a new job, `coalesced` with a pending one, `ignored` since no "
            "job is needed, `refused` with a 4xx or 503. An unknown tenant counts as `(unknown)`.",
            "tenant",
            "sender",
            "outcome",
        )
        self.group_events = registrar.histogram(
            "gateway_group_events",
            "How many events one write of the ledger took in: large means that the gateway is busy.",
            buckets=_GROUP_SIZES,
        )
        self.commit_seconds = registrar.histogram(
            "gateway_commit_seconds",
            "How long a group took to be safe, in the ledger or in the broker.",
            buckets=QUICK_SECONDS,
        )
        self.refused_authentications = registrar.counter(
            "gateway_refused_authentications_total",
            "Events with a wrong or no secret: `wrong_secret` was refused, `rate_limited` told to wait, after many of them.",
            "tenant",
            "reason",
        )
        self.overloaded = registrar.counter(
            "gateway_overloaded_total",
            "Events that were told to come back for want of room: `requests` or `body_bytes` in work, of one tenant "
            "(`tenant_requests`, `tenant_body_bytes`), or too many who name an unknown tenant while it cannot be told "
            "that there is none (`strangers`, `strangers_of_a_source`).",
            "reason",
        )
        self.turned_away = registrar.counter(
            "gateway_events_turned_away_total",
            "Events that were as they should be and were not taken, so that they may be lost. `inactive`: the tenant is "
            "not active (403). With a 503: `no_store` (neither "
            "ledger nor broker took it), `overloaded`, `too_slow` (its body did not come in time), `tenants_unread`.",
            "tenant",
            "sender",
            "reason",
        )

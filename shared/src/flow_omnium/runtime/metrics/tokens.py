"""What the token-manager does about the tenants' Omnium tokens."""

from collections.abc import Collection

from flow_omnium.runtime.metrics.registrar import Registrar, label_values


class TokenMetrics:
    """Expiry, renewals and rejections of the tenants' tokens."""

    def __init__(self, registrar: Registrar) -> None:
        self.expiry = registrar.gauge(
            "token_expiry_timestamp_seconds",
            "When the tenant's token expires (seconds since 1970). Of active tenants only.",
            "tenant",
        )
        self.refreshes = registrar.counter(
            "token_refreshes_total",
            "Requests for a new token, by how they ended: `minted`, `refused`, `unreadable`, `unavailable`; "
            "`misconfigured`: nothing was asked, the address is not allowed or the secret does not open.",
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
            "1 from when Omnium has refused a token that it had just granted until any replica has got another, else 0: "
            "alert on it. Of active tenants only.",
            "tenant",
        )

    def show_only(self, tenant_uids: Collection[str]) -> None:
        """Serve no gauge of any other tenant: its token is renewed no more, and nobody is to be alerted."""
        for gauge in (self.expiry, self.stopped):
            for uid in set(label_values(gauge, "tenant")).difference(tenant_uids):
                gauge.remove(uid)

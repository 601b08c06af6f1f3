"""Whether Prometheus sees the suite at all: what is not seen raises no other alert."""

from typing import Final

from deploy.monitoring.generator.alert import Alert, Severity
from deploy.monitoring.generator.scope import Scope

SERVICES: Final = (
    *("webhook-gateway", "order-sync", "receivement-sync", "catalog-sync"),
    *("token-manager", "web-console"),
)
"""The services that serve metrics; the label `job` of everything that they tell."""

OURS: Final = f'job=~"{"|".join(SERVICES)}"'


def _not_scraped(at: Scope) -> str:
    each = [at("up", f'job="{service}"') for service in SERVICES]
    absent = "\nor ".join(f"absent({one})" for one in each)
    return f"sum by (job) ({at('up', OURS)}) == 0\nor {absent}"


SCRAPING: Final = (
    Alert(
        "FlowOmniumServiceNotScraped",
        Severity.CRITICAL,
        "2m",
        _not_scraped,
        "{{ $labels.job }} is gone",
        "Prometheus reads no instance of {{ $labels.job }}: it does not run, or cannot be reached. "
        "Its other alerts are silent.",
    ),
    Alert(
        "FlowOmniumInstanceDown",
        Severity.WARNING,
        "5m",
        lambda at: f"{at('up', OURS)} == 0",
        "An instance of {{ $labels.job }} is gone",
        "Prometheus does not reach {{ $labels.instance }} of {{ $labels.job }}.",
    ),
    Alert(
        "FlowOmniumBrokerNotScraped",
        Severity.INFO,
        "10m",
        lambda at: f"absent({at('rabbitmq_identity_info')})",
        "The broker's own metrics are not read",
        "Prometheus reads no metrics of RabbitMQ: alerts about its disk and its alarms are silent.",
    ),
)

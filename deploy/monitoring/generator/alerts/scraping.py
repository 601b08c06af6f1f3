"""Whether Prometheus sees the suite at all: what is not seen raises no other alert."""

from typing import Final

from deploy.monitoring.generator.alert import Alert, Severity

SERVICES: Final = ("webhook-gateway", "order-sync", "receivement-sync", "token-manager")
"""The services that serve metrics; the label `job` of everything that they tell."""

_ANY = "|".join(SERVICES)
_ABSENT = "\nor ".join(f'absent(up{{job="{service}"}})' for service in SERVICES)

SCRAPING: Final = (
    Alert(
        "FlowOmniumServiceNotScraped",
        Severity.CRITICAL,
        "2m",
        f'sum by (job) (up{{job=~"{_ANY}"}}) == 0\nor {_ABSENT}',
        "{{ $labels.job }} is gone",
        "Prometheus reads no instance of {{ $labels.job }}: it does not run, or cannot be reached. "
        "Its other alerts are silent.",
    ),
    Alert(
        "FlowOmniumInstanceDown",
        Severity.WARNING,
        "5m",
        f'up{{job=~"{_ANY}"}} == 0',
        "An instance of {{ $labels.job }} is gone",
        "Prometheus does not reach {{ $labels.instance }} of {{ $labels.job }}.",
    ),
    Alert(
        "FlowOmniumBrokerNotScraped",
        Severity.INFO,
        "10m",
        "absent(rabbitmq_identity_info)",
        "The broker's own metrics are not read",
        "Prometheus reads no metrics of RabbitMQ: alerts about its disk and its alarms are silent.",
    ),
)

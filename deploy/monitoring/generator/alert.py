"""An alert as data, and what Prometheus reads of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from deploy.monitoring.generator.links import Links
from deploy.monitoring.generator.scope import Scope


class Severity(StrEnum):
    """Who is told: somebody is woken, somebody looks today, somebody looks when asking."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Alert:
    """One alert. `after` is how long `expr` must hold; `description` names the tenant, queue or service it is about.

    What counts something that has happened has a window longer than `after`: a burst would else be out of sight too soon.
    `page` is the page of the web console that answers it; labels of the alert may stand in it.
    """

    name: str
    severity: Severity
    after: str
    expr: Callable[[Scope], str]
    summary: str
    description: str
    page: str = "/system"

    def rule(self, links: Links, scope: Scope) -> Mapping[str, Any]:
        """Return the rule of an environment; the runbook has a part that is named after the alert."""
        return {
            "alert": self.name,
            "expr": self.expr(scope),
            "for": self.after,
            "labels": {"severity": self.severity.value, **scope.labels},
            "annotations": {
                "summary": self.summary,
                "description": self.description,
                "runbook_url": f"{links.runbook}#{anchor(self.name)}",
                "console_url": f"{links.console}{self.page}",
            },
        }


@dataclass(frozen=True)
class Group:
    """Alerts of one part of the suite; they are evaluated one after the other."""

    name: str
    alerts: Sequence[Alert]


def anchor(alert: str) -> str:
    """Return what a heading of that name is called in an address."""
    return alert.lower()

"""Where an expression looks. Environments that share a Prometheus tell their series apart by the label `namespace`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True)
class Scope:
    """One environment, or all of them. `labels` are given to its alerts, which would else be taken for another's."""

    matcher: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, metric: str, matchers: str = "") -> str:
        """Return the selector of a metric's series: every selector of every rule and panel is made here."""
        inside = ",".join(part for part in (self.matcher, matchers) if part)
        return f"{metric}{{{inside}}}" if inside else metric


CHOSEN: Final = Scope('namespace=~"$namespace"')
"""What a dashboard's variable chooses. All of it matches series without that label too."""


def environment(namespace: str) -> Scope:
    """Return the scope of what runs in a namespace."""
    return Scope(f'namespace="{namespace}"', {"namespace": namespace})

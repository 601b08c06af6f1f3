"""Acts on many jobs that the web console carries out, and that do not come to their end."""

from typing import Final

from deploy.monitoring.generator.alert import Alert, Severity
from deploy.monitoring.generator.growth import growth
from deploy.monitoring.generator.scope import Scope


def _still(at: Scope) -> str:
    # Every process tells of all of them.
    return f"max({at('flow_omnium_console_bulk_acts_standing_still')}) > 0"


def _failed(at: Scope) -> str:
    failed = growth(at, "flow_omnium_console_bulk_acts_total", 'result="failed"', 60, "result")
    return f"{failed} > 0"


CONSOLE: Final = (
    Alert(
        "FlowOmniumBulkActStandsStill",
        Severity.WARNING,
        "5m",
        _still,
        "An act on many jobs stands still",
        "Acts that somebody began in the web console, that go on and have dealt with no job for 15 minutes: {{ $value }}. "
        "Their other jobs are left as they are until a server goes on.",
    ),
    Alert(
        "FlowOmniumBulkActFailed",
        Severity.WARNING,
        "1m",
        _failed,
        "An act on many jobs has {{ $labels.result }}",
        "Servers of the web console met a defect in an act five times, and left the rest of its jobs alone. Whoever began it "
        "may not know.",
    ),
)

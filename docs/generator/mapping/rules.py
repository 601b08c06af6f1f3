"""Rules that no table of fields can show, each with the sample that shows it. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass

from docs.generator.mapping.tables import table


@dataclass(frozen=True)
class Rule:
    """A rule; `sample` is the case below `tests/samples/<flow>/`."""

    text: str
    sample: str


def rules(flow: str, chosen: Sequence[Rule]) -> str:
    """Write the table of the rules of one flow."""
    return table(
        ("rule", "sample"),
        ((rule.text, f"[{rule.sample}](../tests/samples/{flow}/{rule.sample})") for rule in chosen),
    )

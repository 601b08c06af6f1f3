"""Writes tables and parts of the page in Markdown, also the rules that no table of fields can show, each with its sample."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """A rule; `sample` is the case below `tests/samples/<flow>/`."""

    text: str
    sample: str


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table."""
    lines = (header, ["---"] * len(header), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def section(title: str, *parts: str) -> str:
    """Write a part of the page: its heading, and the texts below it."""
    return "\n\n".join((title, *parts))


def code(text: object) -> str:
    """Write a name or a value as it stands in a document."""
    return f"`{str(text).lower() if isinstance(text, bool) else text}`"


def codes(texts: Iterable[object]) -> str:
    """Write several of them."""
    return ", ".join(map(code, texts))


def rules(flow: str, chosen: Sequence[Rule]) -> str:
    """Write the table of the rules of one flow."""
    return table(
        ("rule", "sample"),
        ((rule.text, f"[{rule.sample}](../tests/samples/{flow}/{rule.sample})") for rule in chosen),
    )

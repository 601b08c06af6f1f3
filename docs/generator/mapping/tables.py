"""How tables are written. No I/O."""

from collections.abc import Iterable, Sequence


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table."""
    lines = (header, ["---"] * len(header), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def section(title: str, *parts: str) -> str:
    """Write a part of the page: its heading, and what stands below it."""
    return "\n\n".join((title, *parts))


def code(text: object) -> str:
    """Write a name or a value as it stands in a document."""
    return f"`{str(text).lower() if isinstance(text, bool) else text}`"


def codes(texts: Iterable[object]) -> str:
    """Write several of them."""
    return ", ".join(map(code, texts))

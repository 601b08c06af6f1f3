"""One line of the table: figures by system, the ratios of ours to each peer, and how it stands to its aim."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.stage import BARE, CELERY, FASTSTREAM, OURS

SYSTEMS = (OURS, CELERY, FASTSTREAM, BARE)
PEERS = (CELERY, FASTSTREAM, BARE)
NONE = "–"


@dataclass(frozen=True)
class Row:
    """`ratio_aims` are what ours divided by a peer's should at least be; `reached` is None for a row without aim."""

    label: str
    cells: Mapping[str, str]
    ratios: Mapping[str, float] = field(default_factory=dict)
    aim: str = NONE
    reached: bool | None = None

    def texts(self) -> list[str]:
        """The cells of the row, in the order of the table's columns."""
        figures = [self.cells.get(name, NONE) for name in SYSTEMS]
        ratios = [f"{self.ratios[name]:.2f}" if name in self.ratios else NONE for name in PEERS]
        return [self.label, *figures, *ratios, self.aim, _verdict(self.reached)]


def head() -> list[str]:
    """The names of the columns."""
    return ["", *SYSTEMS, *(f"ours ÷ {name.removeprefix('FastAPI + ')}" for name in PEERS), "aim", "reached"]


def markdown(rows: "list[Row]") -> str:
    """The table, padded so that it reads well as plain text too."""
    lines = [head(), *(row.texts() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        f"| {' | '.join(text.ljust(width) for text, width in zip(line, widths, strict=True))} |"
        for line in lines
    )


def _verdict(reached: bool | None) -> str:
    if reached is None:
        return NONE
    return "yes" if reached else "**no**"

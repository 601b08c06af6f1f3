"""Writes the pages of docs/ that are made from the code. Run by `make docs`."""

from pathlib import Path

from flow_omnium.runtime.metrics.page import metrics_page
from flow_omnium.tenants.settings_page import settings_page
from order_sync.mapping_page import mapping_page

DOCS = Path(__file__).parents[1] / "docs"


def main() -> None:
    """Write every page."""
    (DOCS / "mapping.md").write_text(mapping_page(), encoding="utf-8")
    (DOCS / "metrics.md").write_text(metrics_page(), encoding="utf-8")
    (DOCS / "settings.md").write_text(settings_page(), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Writes the pages of docs/ that are made from the code. Run by `make docs`."""

from pathlib import Path

from docs.generator.console_runbook import TARGET as CONSOLE_RUNBOOK
from docs.generator.console_runbook import runbook_template
from docs.generator.mapping import mapping_page
from docs.generator.metrics_page import metrics_page
from docs.generator.settings_page import settings_page
from docs.generator.tenant_schema import schema_file

DOCS = Path(__file__).parents[1]


def main() -> None:
    """Write every page, and the runbook of the web console."""
    (DOCS / "mapping.md").write_text(mapping_page(), encoding="utf-8")
    (DOCS / "metrics.md").write_text(metrics_page(), encoding="utf-8")
    (DOCS / "settings.md").write_text(settings_page(), encoding="utf-8")
    CONSOLE_RUNBOOK.write_text(runbook_template(), encoding="utf-8")
    (DOCS / "tenant.schema.json").write_text(schema_file(), encoding="utf-8")


if __name__ == "__main__":
    main()

"""`python -m deploy.monitoring.generator`: write dashboards and rules.

With `--runbook https://…/docs/runbook.md` every alert and panel links there; with `--into` they are written elsewhere.
"""

import argparse
from pathlib import Path

from deploy.monitoring.generator.alerts import GROUPS
from deploy.monitoring.generator.dashboards import PAGES
from deploy.monitoring.generator.page import page_json
from deploy.monitoring.generator.rules import rule_file, rule_resource

HOME = Path(__file__).resolve().parent.parent
RUNBOOK = "docs/runbook.md"


def main() -> None:
    """Write every file."""
    parser = argparse.ArgumentParser(description="Write dashboards and alert rules.")
    parser.add_argument("--into", type=Path, default=HOME, help="folder (default: deploy/monitoring)")
    parser.add_argument("--runbook", default=RUNBOOK, help=f"address of the runbook (default: {RUNBOOK})")
    options = parser.parse_args()
    for path, content in files(options.runbook).items():
        target = options.into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)


def files(runbook: str) -> dict[str, str]:
    """Return the content of every file, by its path below deploy/monitoring."""
    return {
        **{f"dashboards/{name}.json": page_json(page, runbook) for name, page in PAGES.items()},
        "rules/flow-omnium.rules.yml": rule_file(GROUPS, runbook),
        "rules/prometheus-rule.yaml": rule_resource(GROUPS, runbook),
    }


if __name__ == "__main__":
    main()

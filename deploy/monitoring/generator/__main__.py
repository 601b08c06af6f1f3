"""`python -m deploy.monitoring.generator`: write dashboards and rules.

With `--runbook https://…` and `--console https://…` every alert and panel links there instead of to what settings.yaml names;
with `--overlays` the environments are those of another folder; with `--into` everything is written elsewhere.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from deploy.monitoring.generator.alerts import GROUPS
from deploy.monitoring.generator.dashboards import PAGES
from deploy.monitoring.generator.links import Links, configured
from deploy.monitoring.generator.overlays import namespaces
from deploy.monitoring.generator.page import page_json
from deploy.monitoring.generator.rules import rule_file, rule_resource
from deploy.monitoring.generator.scope import Scope, environment

DEPLOY: Final = Path(__file__).parents[2].resolve()
OVERLAYS: Final = "k8s/overlays"


def main() -> None:
    """Write every file."""
    links = configured()
    parser = argparse.ArgumentParser(description="Write dashboards and alert rules.")
    parser.add_argument("--into", type=Path, default=DEPLOY, help="folder (default: deploy)")
    for name, address in vars(links).items():
        parser.add_argument(f"--{name}", default=address, help=f"address of the {name} (default: {address})")
    parser.add_argument("--overlays", type=Path, default=DEPLOY / OVERLAYS, help="the environments' folder")
    options = parser.parse_args()
    for path, content in files(Links(options.runbook, options.console), namespaces(options.overlays)).items():
        target = options.into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)


def files(links: Links, by_overlay: Mapping[str, str]) -> dict[str, str]:
    """Return the content of every file, by its path below deploy."""
    return {
        **{f"monitoring/dashboards/{page.uid}.json": page_json(page, PAGES, links) for page in PAGES},
        "monitoring/rules/flow-omnium.rules.yml": rule_file(GROUPS, links, Scope()),
        **{
            f"{OVERLAYS}/{overlay}/prometheus-rule.yaml": rule_resource(GROUPS, links, environment(namespace))
            for overlay, namespace in by_overlay.items()
        },
    }


if __name__ == "__main__":
    main()

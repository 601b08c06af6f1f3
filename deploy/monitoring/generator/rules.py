"""The alerts as files: Prometheus' own, and the same for the Prometheus Operator."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from deploy.monitoring.generator.alert import Group
from deploy.monitoring.generator.links import Links
from deploy.monitoring.generator.scope import Scope

_HEAD = "# Made by `make dashboards` from deploy/monitoring/generator/alerts: change it there.\n"


def rule_file(groups: Sequence[Group], links: Links, scope: Scope) -> str:
    """Return the file that `rule_files` of Prometheus names."""
    return _document(_groups(groups, links, scope))


def rule_resource(groups: Sequence[Group], links: Links, scope: Scope) -> str:
    """Return the PrometheusRule of an environment in a cluster."""
    metadata = {"name": "flow-omnium", "labels": {"app.kubernetes.io/part-of": "flow-omnium"}}
    kind = {"apiVersion": "monitoring.coreos.com/v1", "kind": "PrometheusRule"}
    return _document({**kind, "metadata": metadata, "spec": _groups(groups, links, scope)})


def _groups(groups: Sequence[Group], links: Links, scope: Scope) -> Mapping[str, Any]:
    return {
        "groups": [
            {"name": group.name, "rules": [alert.rule(links, scope) for alert in group.alerts]}
            for group in groups
        ]
    }


class _Dumper(yaml.SafeDumper):
    """Writes a text of several lines as such."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def _document(content: Mapping[str, Any]) -> str:
    return _HEAD + yaml.dump(content, Dumper=_Dumper, sort_keys=False, width=10_000, allow_unicode=True)

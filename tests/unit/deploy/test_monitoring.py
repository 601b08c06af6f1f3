"""Prometheus finds every service, in a cluster and under compose, by the same labels; no alert or dashboard is left out."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

MONITORING = Path(__file__).parents[3] / "deploy" / "monitoring"
SERVICES = (
    *("webhook-gateway", "order-sync", "receivement-sync", "catalog-sync"),
    *("token-manager", "web-console"),
)
CONFIG_MAP_BYTES = 1024 * 1024

Manifest = dict[str, Any]


def test_compose_scrapes_every_service_and_the_broker() -> None:
    config = yaml.safe_load((MONITORING / "prometheus.yml").read_text())
    scraped = {}
    for job in config["scrape_configs"]:
        (static,) = job["static_configs"]
        (target,) = static["targets"]
        scraped[target, job.get("metrics_path", "/metrics")] = (
            static["labels"].get("job", job["job_name"]),
            static["labels"]["service"],
        )
    assert scraped == {
        **{(f"{name}:8080", "/metrics"): (name, name) for name in SERVICES},
        ("rabbitmq:15692", "/metrics"): ("rabbitmq", "rabbitmq"),
        ("rabbitmq:15692", "/metrics/detailed"): ("rabbitmq", "rabbitmq"),
    }


def test_a_cluster_scrapes_the_same_pages(overlay: str, objects: Sequence[Manifest]) -> None:
    monitors = {one["metadata"]["name"]: one["spec"] for one in objects if one["kind"] == "ServiceMonitor"}
    if overlay == "dev":
        assert monitors == {}
        return
    wanted = monitors["flow-omnium"]["selector"]["matchLabels"].items()
    labels = {
        one["metadata"]["name"]: one["metadata"]["labels"] for one in objects if one["kind"] == "Service"
    }
    assert {name for name, given in labels.items() if wanted <= given.items()} == set(SERVICES)
    config = yaml.safe_load((MONITORING / "prometheus.yml").read_text())
    (queues,) = [job for job in config["scrape_configs"] if job["job_name"] == "rabbitmq-queues"]
    (_, detailed) = monitors["rabbitmq"]["endpoints"]
    assert (detailed["path"], detailed["params"]) == (queues["metrics_path"], queues["params"])


def test_every_dashboard_is_taken_along() -> None:
    dashboards = yaml.safe_load((MONITORING / "dashboards/kustomization.yaml").read_text())
    named = sorted(file for one in dashboards["configMapGenerator"] for file in one["files"])
    assert named == sorted(path.name for path in (MONITORING / "dashboards").glob("*.json"))


def test_an_environment_has_the_alerts_of_its_namespace(overlay: str, objects: Sequence[Manifest]) -> None:
    rules = [one for one in objects if one["kind"] == "PrometheusRule"]
    assert len(rules) == (overlay != "dev")
    for one in rules:
        alerts = [alert for group in one["spec"]["groups"] for alert in group["rules"]]
        assert {alert["labels"]["namespace"] for alert in alerts} == {one["metadata"]["namespace"]}


def test_every_dashboard_fits_and_is_found_by_grafana(overlay: str, objects: Sequence[Manifest]) -> None:
    maps = [one for one in objects if one["metadata"].get("labels", {}).get("grafana_dashboard") == "1"]
    assert bool(maps) is (overlay != "dev")
    for one in maps:
        assert len(json.dumps(one)) < CONFIG_MAP_BYTES

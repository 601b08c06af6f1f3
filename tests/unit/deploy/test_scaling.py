"""Workers are scaled by their work queues, all of them and no others, and never beyond what Omnium allows."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from flow_omnium.jobs.kinds import CATALOG_QUEUE, ORDER_QUEUE, QUEUES, RECEIPT_QUEUE, RECEIVEMENT_QUEUE

READS = {
    "order-sync": {ORDER_QUEUE, RECEIPT_QUEUE},
    "receivement-sync": {RECEIVEMENT_QUEUE},
    "catalog-sync": {CATALOG_QUEUE},
}
OMNIUM_ALLOWS = 20
"""Requests at once per API user (omnium.md 1): every worker process asks in the same tenant's name."""

Manifest = dict[str, Any]


@pytest.mark.parametrize("cluster", ["staging", "production"])
def test_workers_are_scaled_by_the_queues_that_they_read(
    cluster: str, manifests: Mapping[str, Sequence[Manifest]]
) -> None:
    scaled = {name: scaled_by(one) for name, one in scalers(manifests[cluster]).items()}
    assert {name: queues for name, queues in scaled.items() if queues} == READS
    assert set().union(*scaled.values()) == set(QUEUES)


def test_where_the_console_is_opened_by_a_password_one_process_counts_the_tries(
    overlay: str, objects: Sequence[Manifest]
) -> None:
    told = [one["data"] for one in objects if one["kind"] == "ConfigMap"]
    is_by_password = any(each.get("CONSOLE_ALLOW_PASSWORD") == "1" for each in told)
    assert is_by_password is (overlay == "dev")
    if is_by_password:
        assert deployments(objects)["web-console"]["spec"]["replicas"] == 1


@pytest.mark.parametrize("cluster", ["staging", "production"])
def test_what_is_scaled_leaves_its_replicas_to_the_scaler(
    cluster: str, manifests: Mapping[str, Sequence[Manifest]]
) -> None:
    found = deployments(manifests[cluster])
    for scaler in scalers(manifests[cluster]).values():
        assert "replicas" not in found[scaler["spec"]["scaleTargetRef"]["name"]]["spec"]
        assert 2 <= scaler["spec"]["minReplicaCount"] <= scaler["spec"]["maxReplicaCount"]


def test_all_workers_together_ask_omnium_no_more_than_it_allows(objects: Sequence[Manifest]) -> None:
    assert most_calls(objects) <= OMNIUM_ALLOWS


def test_so_do_those_of_the_base_which_nobody_scales(base: Sequence[Manifest]) -> None:
    assert most_calls(base) <= OMNIUM_ALLOWS


def test_an_export_of_everything_takes_a_fifth_of_it_at_most(objects: Sequence[Manifest]) -> None:
    assert calls_of("catalog-sync", objects) <= OMNIUM_ALLOWS / 5


def test_no_worker_is_ever_scaled_to_none_since_a_task_that_is_due_has_no_message(
    manifests: Mapping[str, Sequence[Manifest]],
) -> None:
    for objects in manifests.values():
        scaled, found = scalers(objects), deployments(objects)
        for name in READS:
            least = (
                scaled[name]["spec"]["minReplicaCount"] if name in scaled else found[name]["spec"]["replicas"]
            )
            assert least >= 1, name


def most_calls(objects: Sequence[Manifest]) -> int:
    return sum(calls_of(name, objects) for name in READS)


def calls_of(name: str, objects: Sequence[Manifest]) -> int:
    """How many calls to Omnium a worker's processes make at once at most, for one tenant."""
    return most_replicas(deployments(objects)[name]["spec"], scalers(objects).get(name)) * per_process(
        name, objects
    )


def per_process(name: str, objects: Sequence[Manifest]) -> int:
    """What a worker's pod is told: the value of its own wins over that of all."""
    (given,) = [one["data"] for one in objects if one["metadata"]["name"].startswith("apis-")]
    (container,) = deployments(objects)[name]["spec"]["template"]["spec"]["containers"]
    own = {entry["name"]: entry.get("value") for entry in container["env"]}
    return int(own.get("OMNIUM_MAX_CONCURRENCY") or given["OMNIUM_MAX_CONCURRENCY"])


def most_replicas(deployment: Manifest, scaler: Manifest | None) -> int:
    """As many as are wanted or scaled to, and those that a rollout adds."""
    wanted: int = deployment["replicas"] if scaler is None else scaler["spec"]["maxReplicaCount"]
    added: int = deployment["strategy"]["rollingUpdate"]["maxSurge"]
    return wanted + added


def scalers(objects: Sequence[Manifest]) -> dict[str, Manifest]:
    return {one["spec"]["scaleTargetRef"]["name"]: one for one in objects if one["kind"] == "ScaledObject"}


def deployments(objects: Sequence[Manifest]) -> dict[str, Manifest]:
    return {one["metadata"]["name"]: one for one in objects if one["kind"] == "Deployment"}


def scaled_by(scaler: Manifest) -> set[str]:
    return {
        trigger["metadata"]["queueName"]
        for trigger in scaler["spec"]["triggers"]
        if trigger["type"] == "rabbitmq"
    }

"""Workers are scaled by their work queues, all of them and no others, and never beyond what Omnium allows."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from flow_omnium.jobs.kinds import ORDER_QUEUE, QUEUES, RECEIPT_QUEUE, RECEIVEMENT_QUEUE

READS = {"order-sync": {ORDER_QUEUE, RECEIPT_QUEUE}, "receivement-sync": {RECEIVEMENT_QUEUE}}
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


@pytest.mark.parametrize("cluster", ["staging", "production"])
def test_what_is_scaled_leaves_its_replicas_to_the_scaler(
    cluster: str, manifests: Mapping[str, Sequence[Manifest]]
) -> None:
    found = deployments(manifests[cluster])
    for scaler in scalers(manifests[cluster]).values():
        assert "replicas" not in found[scaler["spec"]["scaleTargetRef"]["name"]]["spec"]
        assert 2 <= scaler["spec"]["minReplicaCount"] <= scaler["spec"]["maxReplicaCount"]


def test_all_workers_together_ask_omnium_no_more_than_it_allows(objects: Sequence[Manifest]) -> None:
    assert most_processes(objects) * per_process(objects) <= OMNIUM_ALLOWS


def test_so_do_those_of_the_base_which_nobody_scales(base: Sequence[Manifest]) -> None:
    assert most_processes(base) * per_process(base) <= OMNIUM_ALLOWS


def per_process(objects: Sequence[Manifest]) -> int:
    (given,) = [one["data"] for one in objects if one["metadata"]["name"].startswith("apis-")]
    return int(given["OMNIUM_MAX_CONCURRENCY"])


def most_processes(objects: Sequence[Manifest]) -> int:
    """How many workers there are at most: as many as are wanted or scaled to, and those that a rollout adds."""
    scaled, found = scalers(objects), deployments(objects)
    return sum(most_replicas(found[name]["spec"], scaled.get(name)) for name in READS)


def most_replicas(deployment: Manifest, scaler: Manifest | None) -> int:
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

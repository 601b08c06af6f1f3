"""Pods start, are replaced and end as the code's own times demand, and may do nothing that they need not."""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from aiohttp import web

from flow_omnium.jobs.broker.consumer import CANCEL_SECONDS, DRAIN_SECONDS, HAND_BACK_SECONDS
from flow_omnium.jobs.broker.publisher import CONFIRM_SECONDS
from flow_omnium.jobs.worker.settings import WorkerServiceSettings

WORKERS = {"order-sync": 2, "receivement-sync": 1, "catalog-sync": 1}
"""How many queues each reads: cancelling a consumer takes its time for each."""

DOORS = ("webhook-gateway", "token-manager", "web-console")
SERVICES = (*WORKERS, *DOORS)
CLOSING_SECONDS = 10
"""Connections to the broker, two at most, each closed in five seconds."""

HTTP_SECONDS = inspect.signature(web.BaseRunner.__init__).parameters["shutdown_timeout"].default
"""For how long the server lets open requests end; the services leave it at that."""

OPERATED = {
    "RabbitmqCluster": {"setup-container", "rabbitmq"},
    "MongoDBCommunity": {"mongod-posthook", "mongodb-agent-readinessprobe", "mongod", "mongodb-agent"},
}
"""Every container of a pod that an operator makes: one that is not named would be as the operator likes."""

Manifest = dict[str, Any]


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_has_time_to_drain_and_no_job_outlives_its_grace(
    name: str, objects: Sequence[Manifest]
) -> None:
    grace = pod(objects, name)["terminationGracePeriodSeconds"]
    ending = CANCEL_SECONDS * WORKERS[name] + DRAIN_SECONDS + HAND_BACK_SECONDS
    assert grace > HTTP_SECONDS + ending + CONFIRM_SECONDS + CLOSING_SECONDS
    assert grace > WorkerServiceSettings.model_fields["job_timeout_seconds"].default


@pytest.mark.parametrize("name", DOORS)
def test_a_door_has_time_to_answer_what_it_has_let_in(name: str, objects: Sequence[Manifest]) -> None:
    spec = pod(objects, name)
    (container,) = spec["containers"]
    drains = float({given["name"]: given.get("value") for given in container["env"]}["HTTP_DRAIN_SECONDS"])
    assert drains >= 5
    assert spec["terminationGracePeriodSeconds"] > drains + HTTP_SECONDS + CONFIRM_SECONDS + CLOSING_SECONDS


@pytest.mark.parametrize("name", SERVICES)
def test_three_probes_ask_two_routes(name: str, objects: Sequence[Manifest]) -> None:
    (container,) = pod(objects, name)["containers"]
    asked = {
        probe: container[f"{probe}Probe"]["httpGet"]["path"] for probe in ("startup", "readiness", "liveness")
    }
    assert asked == {"startup": "/healthz", "readiness": "/readyz", "liveness": "/healthz"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_rollout_takes_no_pod_away_before_its_successor_is_ready(
    name: str, objects: Sequence[Manifest]
) -> None:
    (deployment,) = [
        one for one in objects if one["kind"] == "Deployment" and one["metadata"]["name"] == name
    ]
    assert deployment["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    budgets = [one for one in objects if one["kind"] == "PodDisruptionBudget"]
    selectors = [one["spec"]["selector"]["matchLabels"] for one in budgets]
    assert {"app.kubernetes.io/name": name} in selectors
    spread = {
        one["topologyKey"] for one in deployment["spec"]["template"]["spec"]["topologySpreadConstraints"]
    }
    assert spread == {"kubernetes.io/hostname", "topology.kubernetes.io/zone"}


def test_every_selector_finds_pods(objects: Sequence[Manifest]) -> None:
    found = {tuple(sorted(labels.items())) for labels in pod_labels(objects)}
    for manifest in objects:
        if manifest["kind"] == "Service":
            wanted = set(manifest["spec"]["selector"].items())
            assert any(wanted <= set(labels) for labels in found), manifest["metadata"]["name"]


def test_no_program_of_ours_is_process_1_which_the_kernel_hides_signals_from_until_it_handles_them(
    objects: Sequence[Manifest],
) -> None:
    named = {one["metadata"]["name"] for one in objects if one["kind"] in {"Deployment", "Job"}}
    ours = [pod(objects, name) for name in named & {*SERVICES, "admin-console", "schema"}]
    assert len(ours) >= len(SERVICES)
    assert [spec.get("shareProcessNamespace") for spec in ours] == [True] * len(ours)


def test_every_pod_is_a_restricted_one(objects: Sequence[Manifest]) -> None:
    for spec in pods(objects):
        assert_restricted(spec)
        assert spec["automountServiceAccountToken"] is False
        for container in spec["containers"]:
            assert {"requests", "limits"} <= set(container["resources"])


@pytest.mark.parametrize("cluster", ["staging", "production"])
@pytest.mark.parametrize("kind", OPERATED)
def test_so_is_every_pod_that_an_operator_makes(
    kind: str, cluster: str, manifests: Mapping[str, Sequence[Manifest]]
) -> None:
    (spec,) = operated_pods(kind, manifests[cluster])
    assert_restricted(spec)
    assert {one["name"] for one in (*spec["containers"], *spec["initContainers"])} == OPERATED[kind]


def assert_restricted(spec: Manifest) -> None:
    context = spec["securityContext"]
    assert context["runAsNonRoot"] is True
    assert context["runAsUser"] > 0
    assert context["seccompProfile"] == {"type": "RuntimeDefault"}
    assert spec["enableServiceLinks"] is False
    for container in (*spec["containers"], *spec.get("initContainers", [])):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


def test_the_namespace_lets_only_restricted_pods_in(objects: Sequence[Manifest]) -> None:
    (namespace,) = [one for one in objects if one["kind"] == "Namespace"]
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


def pods(objects: Sequence[Manifest]) -> Iterator[Manifest]:
    for manifest in objects:
        if manifest["kind"] in {"Deployment", "StatefulSet", "Job"}:
            yield manifest["spec"]["template"]["spec"]


def operated_pods(kind: str, objects: Sequence[Manifest]) -> Iterator[Manifest]:
    """What the operator is told of the pods; the rest, such as the account that it gives them, is its own."""
    for manifest in objects:
        if manifest["kind"] == kind:
            override = manifest["spec"].get("override", manifest["spec"])["statefulSet"]
            yield override["spec"]["template"]["spec"]


def pod_labels(objects: Sequence[Manifest]) -> Iterator[dict[str, str]]:
    for manifest in objects:
        if manifest["kind"] in {"Deployment", "StatefulSet", "Job"}:
            yield manifest["spec"]["template"]["metadata"]["labels"]


def pod(objects: Sequence[Manifest], name: str) -> Manifest:
    (found,) = [
        one for one in pods(objects) if [container["name"] for container in one["containers"]] == [name]
    ]
    return found

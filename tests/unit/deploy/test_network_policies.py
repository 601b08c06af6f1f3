"""Every pair of pods is played through the rendered policies: what is open is this table, and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pytest

NAME = "app.kubernetes.io/name"
WORKERS = ("order-sync", "receivement-sync", "catalog-sync")
CONSOLES = ("admin-console", "web-console")
SERVICES = ("webhook-gateway", *WORKERS, "token-manager", "web-console")
INSIDE = (*SERVICES, "admin-console", "schema", "rabbitmq", "mongodb")
IN_DEV = (*INSIDE, "simulators", "mongodb-replica-set")
PORTS = (80, 443, 4369, 5671, 5672, 6443, 8080, 8091, 8092, 15671, 15672, 15691, 15692, 25672, 27017)
WITH_TLS = {5672: 5671, 15672: 15671, 15692: 15691}
"""In production the broker has other ports, and those without TLS are closed."""

Manifest = dict[str, Any]


class Place(NamedTuple):
    """A pod, by its labels and those of its namespace (None: our own), or an address outside."""

    name: str
    labels: Mapping[str, str]
    namespace: str | None = None
    address: str | None = None


def pod(name: str) -> Place:
    return Place(name, {NAME: name})


OUTSIDE = (
    Place("ingress controller", {"app": "nginx"}, "nginx-ingress"),
    Place("prometheus", {NAME: "prometheus"}, "monitoring"),
    Place("grafana", {NAME: "grafana"}, "monitoring"),
    Place("keda", {"app": "keda-operator"}, "keda"),
    Place("keeper of the broker's users", {NAME: "messaging-topology-operator"}, "rabbitmq-system"),
    Place("stranger", {NAME: "order-sync"}, "default"),
    Place("omnium", {}, address="public"),
    Place("metadata of the cloud", {}, address="private"),
)

PATHS = {
    *((one, "rabbitmq", 5672) for one in ("webhook-gateway", *WORKERS, *CONSOLES, "schema")),
    *((one, "mongodb", 27017) for one in (*SERVICES, "admin-console", "schema", "mongodb")),
    *((one, "token-manager", 8080) for one in (*WORKERS, "web-console")),
    *(("admin-console", one, 8080) for one in SERVICES),
    *((one, "omnium", 443) for one in (*WORKERS, "token-manager", *CONSOLES)),
    ("ingress controller", "webhook-gateway", 8080),
    ("ingress controller", "web-console", 8080),
    *(("prometheus", one, 8080) for one in SERVICES),
    *(("admin-console", one, 8080) for one in ("webhook-gateway", *WORKERS)),
    ("prometheus", "rabbitmq", 15692),
    ("keda", "rabbitmq", 5672),
    ("keeper of the broker's users", "rabbitmq", 15672),
    ("rabbitmq", "rabbitmq", 4369),
    ("rabbitmq", "rabbitmq", 25672),
    # The Kubernetes API, wherever it is.
    *(("mongodb", one, port) for one in ("omnium", "metadata of the cloud") for port in (443, 6443)),
    *(
        ("mongodb", one, port)
        for one in (
            *("ingress controller", "prometheus", "grafana", "keda", "stranger"),
            "keeper of the broker's users",
        )
        for port in (443, 6443)
    ),
}
PATHS_OF_DEV = {
    *((one, "simulators", port) for one in (*WORKERS, "token-manager", *CONSOLES) for port in (8091, 8092)),
    ("simulators", "webhook-gateway", 8080),
    ("mongodb-replica-set", "mongodb", 27017),
}


def test_open_is_what_the_table_says_and_nothing_else(overlay: str, objects: Sequence[Manifest]) -> None:
    policies = [one["spec"] for one in objects if one["kind"] == "NetworkPolicy"]
    places = [*(pod(name) for name in (IN_DEV if overlay == "dev" else INSIDE)), *OUTSIDE]
    found = {
        (source.name, target.name, port)
        for source in places
        for target in places
        for port in PORTS
        if (source not in OUTSIDE or target not in OUTSIDE) and is_open(policies, source, target, port)
    }
    paths = PATHS | (PATHS_OF_DEV if overlay == "dev" else set())
    ports = WITH_TLS if overlay == "production" else {}
    assert found == {(source, target, ports.get(port, port)) for source, target, port in paths}


def test_every_pod_may_ask_the_clusters_dns(objects: Sequence[Manifest]) -> None:
    policies = [one["spec"] for one in objects if one["kind"] == "NetworkPolicy"]
    dns = Place("dns", {"k8s-app": "kube-dns"}, "kube-system")
    assert all(is_open(policies, pod(name), dns, 53) for name in INSIDE)


@pytest.mark.parametrize("labels", [{}, {NAME: "mongodb"}])
def test_a_selector_of_labels_is_told_from_one_of_all(labels: Mapping[str, str]) -> None:
    assert selects({}, labels)
    assert selects({"matchLabels": {NAME: "mongodb"}}, labels) is bool(labels)


def is_open(policies: Sequence[Manifest], source: Place, target: Place, port: int) -> bool:
    return is_let("egress", policies, source, target, port) and is_let(
        "ingress", policies, target, source, port
    )


def is_let(way: str, policies: Sequence[Manifest], ours: Place, other: Place, port: int) -> bool:
    """Whether a pod's own policies let the traffic through; what is outside our namespace has none."""
    if ours.namespace is not None or ours.address is not None:
        return True
    mine = [
        one
        for one in policies
        if way.capitalize() in one["policyTypes"] and selects(one["podSelector"], ours.labels)
    ]
    assert mine, f"nothing keeps {ours.name} from {way}"
    return any(lets(way, rule, other, port) for one in mine for rule in one.get(way, []))


def lets(way: str, rule: Manifest, other: Place, port: int) -> bool:
    ports = any(one["port"] <= port <= one.get("endPort", one["port"]) for one in rule["ports"])
    peers = rule.get("to" if way == "egress" else "from")
    return ports and (peers is None or any(is_peer(peer, other) for peer in peers))


def is_peer(peer: Manifest, other: Place) -> bool:
    if "ipBlock" in peer:
        assert peer["ipBlock"]["cidr"] == "0.0.0.0/0"
        assert {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"} <= set(
            peer["ipBlock"]["except"]
        )
        return other.address == "public"
    if other.address is not None:
        return False
    if "namespaceSelector" not in peer:
        return other.namespace is None and selects(peer["podSelector"], other.labels)
    namespace = {"kubernetes.io/metadata.name": other.namespace or "ours"}
    return selects(peer["namespaceSelector"], namespace) and selects(
        peer.get("podSelector", {}), other.labels
    )


def selects(selector: Manifest, labels: Mapping[str, str]) -> bool:
    for expression in selector.get("matchExpressions", []):
        assert expression["operator"] == "In"
        if labels.get(expression["key"]) not in expression["values"]:
            return False
    return all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items())

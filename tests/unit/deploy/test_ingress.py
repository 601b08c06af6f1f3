"""The ingress lets in what the gateway calls events, and nothing else that it serves; the web console has one of its own."""

import re
from collections.abc import Mapping, Sequence
from ipaddress import ip_network
from typing import Any

import pytest

from admin_console.web.routes import ROUTES
from flow_omnium.runtime.client_address import ClientAddress
from flow_omnium.runtime.http_server import PATH, openapi_document
from webhook_gateway.body import MAX_BODY_BYTES

PROBED = ("/healthz", "/readyz", "/metrics")
CLUSTERS = ("staging", "production")
OTHERS = (
    "/",
    "/healthz",
    "/readyz",
    "/metrics",
    PATH,
    "/v1/tenants/acme/token",
    "/v1/tenants/acme/flow/events/x",
)

Manifest = dict[str, Any]


@pytest.fixture(params=CLUSTERS)
def cluster(
    request: pytest.FixtureRequest, manifests: Mapping[str, Sequence[Manifest]]
) -> Sequence[Manifest]:
    return manifests[request.param]


def test_the_event_routes_get_in_and_no_other(cluster: Sequence[Manifest]) -> None:
    (rule,) = ingress(cluster, "webhook-gateway")["spec"]["rules"]
    paths = [path["path"] for path in rule["http"]["paths"]]
    events = re.findall(r'"(/v1/[^"]+)"', openapi_document("webhook_gateway").decode())
    assert len(events) == len(paths)
    for route in events:
        assert any(re.match(path, route.replace("{tenantUid}", "Acme_1-x")) for path in paths), route
    assert [path for other in OTHERS for path in paths if re.match(path, other)] == []


@pytest.mark.parametrize("name", ["webhook-gateway", "web-console"])
def test_it_speaks_tls_for_each_of_its_hosts(name: str, cluster: Sequence[Manifest]) -> None:
    spec = ingress(cluster, name)["spec"]
    assert {host for tls in spec["tls"] for host in tls["hosts"]} == {rule["host"] for rule in spec["rules"]}


def test_a_body_may_be_as_long_as_the_gateway_takes(cluster: Sequence[Manifest]) -> None:
    annotations = ingress(cluster, "webhook-gateway")["metadata"]["annotations"]
    sizes = [value for name, value in annotations.items() if name.endswith("body-size")]
    assert sizes == [f"{MAX_BODY_BYTES // 1024}k"] * 2


def test_of_who_sent_a_request_only_the_controllers_own_entry_is_believed(
    cluster: Sequence[Manifest],
) -> None:
    maps = [one["data"] for one in cluster if one["kind"] == "ConfigMap" and "TRUSTED_PROXIES" in one["data"]]
    assert len(maps) == 2
    gateway, console = ({name: one[name] for name in one if name.startswith("TRUSTED_")} for one in maps)
    assert gateway == console
    data = gateway
    proxies = [ip_network(network) for network in data["TRUSTED_PROXIES"].split(",")]
    assert not [network for network in proxies if network.is_global]

    addresses = ClientAddress(proxies, int(data["TRUSTED_HOPS"]))
    assert addresses.of("10.1.2.3", ["10.9.9.9, 10.8.8.8", "10.1.0.77"]) == "10.1.0.77"


def test_the_pages_of_the_web_console_get_in_and_not_what_is_the_cluster_s(
    cluster: Sequence[Manifest],
) -> None:
    (rule,) = ingress(cluster, "web-console")["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    (settings,) = [
        one["data"] for one in cluster if one["kind"] == "ConfigMap" and "CONSOLE_URL" in one["data"]
    ]
    assert settings["CONSOLE_URL"] == f"https://{rule['host']}"
    assert all(re.match(path["path"], page.path) for page in ROUTES if page.path not in PROBED)
    assert [one for one in PROBED if re.match(path["path"], one)] == []
    assert re.match(path["path"], "/static/console.css")


def ingress(objects: Sequence[Manifest], name: str) -> Manifest:
    (found,) = [one for one in objects if one["kind"] == "Ingress" and one["metadata"]["name"] == name]
    return found

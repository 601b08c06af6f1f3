"""In production nothing that holds a secret crosses the network in the clear, and every name that is asked for is certified.

What the operators make of their kinds is not rendered: a URL that MongoDB's operator writes is put together here as it does.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pymongo.uri_parser import parse_uri

from local_stack.certificates import Authority

CLIENTS = (
    *("webhook-gateway", "order-sync", "receivement-sync", "catalog-sync"),
    *("admin-console", "web-console", "schema"),
)
PROBES = ("startupProbe", "readinessProbe", "livenessProbe")
PLAIN = {5672, 15692, 15672}
"""The broker's ports without TLS."""

Manifest = dict[str, Any]


@pytest.fixture
def production(manifests: Mapping[str, Sequence[Manifest]]) -> Sequence[Manifest]:
    return manifests["production"]


@pytest.mark.parametrize("name", CLIENTS)
def test_no_program_speaks_to_the_broker_in_the_clear(name: str, production: Sequence[Manifest]) -> None:
    url = urlsplit(broker_url(name, production))

    assert (url.scheme, url.port) == ("amqps", 5671)
    assert_trusts(name, parse_qs(url.query)["cafile"][0], "rabbitmq-tls", production)
    assert is_certified(url.hostname, "rabbitmq-tls", production)


def test_nothing_in_any_manifest_names_the_broker_in_the_clear(rendered: Mapping[str, Any]) -> None:
    assert "amqp://" not in rendered["production"].read_text()


@pytest.mark.parametrize("name", [*CLIENTS, "token-manager"])
def test_no_program_speaks_to_the_database_in_the_clear(
    name: str, production: Sequence[Manifest], tmp_path: Path
) -> None:
    (reference,) = [
        entry["valueFrom"]["secretKeyRef"]
        for entry in container(name, production)["env"]
        if entry["name"] == "MONGODB_URL"
    ]
    url = database_url(reference, production)
    (authority,) = parse_qs(urlsplit(url).query)["tlsCAFile"]
    assert_trusts(name, authority, "mongodb-tls", production)

    file = Authority(tmp_path / "authority").file
    understood = parse_uri(url.replace(authority, str(file)))
    assert understood["options"]["tls"] is True
    assert understood["options"]["tlsCAFile"] == str(file)
    assert len(understood["nodelist"]) == 3
    assert all(is_certified(host, "mongodb-tls", production) for host, _ in understood["nodelist"])


@pytest.mark.parametrize(
    "name", ["order-sync", "receivement-sync", "catalog-sync", "admin-console", "web-console"]
)
def test_the_token_manager_is_asked_by_https(name: str, production: Sequence[Manifest]) -> None:
    given = configured(name, production)
    url = urlsplit(given["TOKEN_MANAGER_URL"])

    assert (url.scheme, url.hostname) == ("https", "token-manager")
    assert_trusts(name, given["TOKEN_MANAGER_CA_FILE"], "token-manager-tls", production)
    assert is_certified(url.hostname, "token-manager-tls", production)
    (service,) = of_kind("Service", production, "token-manager")
    assert url.port in {port["port"] for port in service["spec"]["ports"]}


def test_the_console_asks_for_metrics_by_https_just_where_a_certificate_is_served(
    production: Sequence[Manifest],
) -> None:
    given = {entry["name"]: entry.get("value") for entry in container("admin-console", production)["env"]}
    urls = dict(part.split("=", 1) for part in str(given["METRICS_URLS"]).split(","))
    for name, url in urls.items():
        served = {entry["name"] for entry in container(name, production)["env"]}
        assert (urlsplit(url).scheme == "https") is ("HTTP_TLS_CERTIFICATE" in served), name


def test_a_probe_is_https_just_where_a_certificate_is_served(objects: Sequence[Manifest]) -> None:
    for name, spec in pods(objects):
        for one in spec["containers"]:
            serves = "HTTP_TLS_CERTIFICATE" in {entry["name"] for entry in one.get("env", [])}
            asked = [one[probe]["httpGet"] for probe in PROBES if "httpGet" in one.get(probe, {})]
            assert {get.get("scheme", "HTTP") == "HTTPS" for get in asked} <= {serves}, name
            assert {get["port"] for get in asked} <= {port["name"] for port in one.get("ports", [])}, name


def test_the_token_manager_serves_the_certificate_of_its_name(production: Sequence[Manifest]) -> None:
    given = {entry["name"]: entry.get("value") for entry in container("token-manager", production)["env"]}
    for variable, key in (("HTTP_TLS_CERTIFICATE", "tls.crt"), ("HTTP_TLS_KEY", "tls.key")):
        assert mounted("token-manager", production)[str(given[variable])] == ("token-manager-tls", key)


def test_broker_and_database_have_no_way_in_without_tls(production: Sequence[Manifest]) -> None:
    (broker,) = of_kind("RabbitmqCluster", production)
    assert broker["spec"]["tls"]["disableNonTLSListeners"] is True
    assert certificate(broker["spec"]["tls"]["secretName"], production)

    (database,) = of_kind("MongoDBCommunity", production)
    tls = database["spec"]["security"]["tls"]
    assert tls["enabled"] is True
    assert not tls.get("optional", False)
    assert certificate(tls["certificateKeySecretRef"]["name"], production)["spec"]["usages"][-2:] == [
        "server auth",
        "client auth",
    ]


def test_no_policy_opens_a_port_of_the_broker_without_tls(production: Sequence[Manifest]) -> None:
    opened = {
        port["port"]
        for policy in of_kind("NetworkPolicy", production)
        for rule in (*policy["spec"].get("ingress", []), *policy["spec"].get("egress", []))
        for port in rule["ports"]
    }
    assert opened & PLAIN == set()
    assert {5671, 15691} <= opened


def test_the_autoscaler_checks_the_broker_by_the_ca(production: Sequence[Manifest]) -> None:
    authentications = {
        one["metadata"]["name"]: one["spec"] for one in of_kind("TriggerAuthentication", production)
    }
    maps = {one["metadata"]["name"]: one["data"] for one in of_kind("ConfigMap", production)}
    triggers = [
        trigger
        for scaled in of_kind("ScaledObject", production)
        for trigger in scaled["spec"]["triggers"]
        if trigger["type"] == "rabbitmq"
    ]
    assert len(triggers) == 4
    for trigger in triggers:
        spec = authentications[trigger["authenticationRef"]["name"]]
        (tls,), (ca,) = spec["configMapTargetRef"], spec["secretTargetRef"]
        assert (tls["parameter"], maps[tls["name"]][tls["key"]]) == ("tls", "enable")
        assert (ca["parameter"], ca["name"], ca["key"]) == ("ca", "rabbitmq-tls", "ca.crt")


@pytest.mark.parametrize("name", ["order-sync", "receivement-sync", "catalog-sync"])
def test_the_autoscaler_reaches_the_broker_from_its_own_namespace(
    name: str, production: Sequence[Manifest]
) -> None:
    host = urlsplit(broker_url(name, production)).hostname
    assert host == f"rabbitmq.{namespace(production)}.svc"


def test_prometheus_checks_whoever_has_a_certificate_by_its_name(production: Sequence[Manifest]) -> None:
    endpoints = [
        endpoint
        for monitor in of_kind("ServiceMonitor", production)
        for endpoint in monitor["spec"]["endpoints"]
    ]
    secured = [endpoint for endpoint in endpoints if endpoint["port"] != "http"]
    assert sorted(endpoint["port"] for endpoint in secured) == ["https", "prometheus-tls", "prometheus-tls"]
    for endpoint in secured:
        ca = endpoint["tlsConfig"]["ca"]["secret"]
        assert (endpoint["scheme"], ca["key"]) == ("https", "ca.crt")
        assert is_certified(endpoint["tlsConfig"]["serverName"], ca["name"], production)


def test_one_port_of_each_service_is_scraped_by_what_it_speaks(production: Sequence[Manifest]) -> None:
    (monitor,) = of_kind("ServiceMonitor", production, "flow-omnium")
    scraped = {endpoint["port"]: endpoint.get("scheme", "http") for endpoint in monitor["spec"]["endpoints"]}
    for service in of_kind("Service", production):
        (port,) = service["spec"]["ports"]
        assert scraped[port["name"]] == port["name"]
        assert (port["name"] == "https") is (service["metadata"]["name"] == "token-manager")


def test_all_certificates_are_signed_by_one_ca_whose_key_nobody_is_given(
    production: Sequence[Manifest], rendered: Mapping[str, Any]
) -> None:
    (authority,) = [one for one in of_kind("Certificate", production) if one["spec"].get("isCA")]
    secret = authority["spec"]["secretName"]
    (issuer,) = [one for one in of_kind("Issuer", production) if "ca" in one["spec"]]
    assert issuer["spec"]["ca"]["secretName"] == secret
    assert authority["spec"]["privateKey"]["rotationPolicy"] == "Never"
    for one in of_kind("Certificate", production):
        if one is not authority:
            assert one["spec"]["issuerRef"]["name"] == issuer["metadata"]["name"]
    assert rendered["production"].read_text().count(f"secretName: {secret}\n") == 2
    assert [
        name for name, spec in pods(production) for volume in spec.get("volumes", []) if secret in str(volume)
    ] == []


def test_each_pod_mounts_certificates_alone_and_to_read(production: Sequence[Manifest]) -> None:
    for name, spec in pods(production):
        keys = {key for _, key in mounted(name, production).values()}
        assert keys == {"ca.crt", *(("tls.crt", "tls.key") if name == "token-manager" else ())}
        for one in spec["containers"]:
            assert all(mount["readOnly"] is True for mount in one.get("volumeMounts", []))


@pytest.mark.parametrize("cluster", ["dev", "staging"])
def test_elsewhere_no_certificate_is_asked_for(
    cluster: str, manifests: Mapping[str, Sequence[Manifest]]
) -> None:
    assert of_kind("Certificate", manifests[cluster]) == []
    assert configured("order-sync", manifests[cluster])["TOKEN_MANAGER_URL"] == "http://token-manager:8080"


@pytest.mark.parametrize(
    ("host", "certified"),
    [
        ("mongodb-0.mongodb-svc.flow-omnium.svc.cluster.local", True),
        ("mongodb-svc.flow-omnium.svc.cluster.local", False),
        ("a.b.mongodb-svc.flow-omnium.svc.cluster.local", False),
    ],
)
def test_a_star_is_one_label(host: str, certified: bool, production: Sequence[Manifest]) -> None:
    assert is_certified(host, "mongodb-tls", production) is certified


def assert_trusts(name: str, file: str, server: str, objects: Sequence[Manifest]) -> None:
    """That a pod finds at `file` the certificate of the CA which signs that of `server`."""
    secret, key = mounted(name, objects)[file]
    assert key == "ca.crt"
    ours, theirs = (certificate(one, objects)["spec"]["issuerRef"] for one in (secret, server))
    assert ours == theirs


def is_certified(host: str | None, secret: str, objects: Sequence[Manifest]) -> bool:
    """Whether the certificate in a Secret is one for this name."""
    names = certificate(secret, objects)["spec"]["dnsNames"]
    return any(fnmatchcase(str(host), name) and str(host).count(".") == name.count(".") for name in names)


def certificate(secret: str, objects: Sequence[Manifest]) -> Manifest:
    (found,) = [one for one in of_kind("Certificate", objects) if one["spec"]["secretName"] == secret]
    return found


def mounted(name: str, objects: Sequence[Manifest]) -> dict[str, tuple[str, str]]:
    """Each file that a pod is given, and which key of which Secret it is."""
    (spec,) = [spec for pod, spec in pods(objects) if pod == name]
    (one,) = spec["containers"]
    folders = {mount["name"]: mount["mountPath"] for mount in one.get("volumeMounts", [])}
    return {
        f"{folders[volume['name']]}/{item['path']}": (volume["secret"]["secretName"], item["key"])
        for volume in spec.get("volumes", [])
        if "secret" in volume
        for item in volume["secret"]["items"]
    }


def broker_url(name: str, objects: Sequence[Manifest]) -> str:
    (found,) = of_kind("ExternalSecret", objects, name)
    return re.sub(r"{{.*?}}", "password", found["spec"]["target"]["template"]["data"]["AMQP_URL"])


def database_url(reference: Mapping[str, str], objects: Sequence[Manifest]) -> str:
    """As MongoDB's operator writes it (`MongoAuthUserURI` in its api/v1/mongodbcommunity_types.go)."""
    (database,) = of_kind("MongoDBCommunity", objects)
    spec, name = database["spec"], database["metadata"]["name"]
    (user,) = [one for one in spec["users"] if one["connectionStringSecretName"] == reference["name"]]
    assert reference["key"] == "connectionString.standard"
    domain = f"{name}-svc.{namespace(objects)}.svc.cluster.local"
    hosts = ",".join(f"{name}-{member}.{domain}:27017" for member in range(spec["members"]))
    options = spec.get("additionalConnectionStringConfig", {})
    ssl = str(spec["security"].get("tls", {}).get("enabled", False)).lower()
    more = "".join(
        f"&{key}={value}" for key, value in options.items() if key not in {"replicaSet", "ssl", "tls"}
    )
    return f"mongodb://{user['name']}:password@{hosts}/{user['db']}?replicaSet={name}&ssl={ssl}{more}"


def configured(name: str, objects: Sequence[Manifest]) -> dict[str, str]:
    """What a pod is given by ConfigMaps."""
    maps = {one["metadata"]["name"]: one.get("data", {}) for one in of_kind("ConfigMap", objects)}
    found: dict[str, str] = {}
    for source in container(name, objects)["envFrom"]:
        found |= maps[source["configMapRef"]["name"]]
    return found


def container(name: str, objects: Sequence[Manifest]) -> Manifest:
    (found,) = [one for _, spec in pods(objects) for one in spec["containers"] if one["name"] == name]
    return dict(found)


def pods(objects: Sequence[Manifest]) -> Iterator[tuple[str, Manifest]]:
    for manifest in objects:
        if manifest["kind"] in {"Deployment", "StatefulSet", "Job"}:
            yield manifest["metadata"]["name"], manifest["spec"]["template"]["spec"]


def of_kind(kind: str, objects: Sequence[Manifest], name: str | None = None) -> list[Manifest]:
    return [
        one for one in objects if one["kind"] == kind and (name is None or one["metadata"]["name"] == name)
    ]


def namespace(objects: Sequence[Manifest]) -> str:
    (found,) = of_kind("Namespace", objects)
    return str(found["metadata"]["name"])

"""Each pod is given every variable that its program needs, none that it does not read, and from places that exist."""

import base64
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import BaseModel

from admin_console.settings import (
    AuditSettings,
    CheckSettings,
    DiagnosticsSettings,
    JobSettings,
    ParkingSettings,
    PlanSettings,
    RequeueSettings,
    SchemaSettings,
    TenantSettings,
)
from admin_console.web.settings import ConsoleSettings
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from flow_omnium.schema.access import PRIVACY, PROGRAMS
from local_stack.certificates import Authority
from simulators.settings import Settings as SimulatorSettings
from token_manager.settings import Settings as TokenManagerSettings
from webhook_gateway.settings import GatewaySettings

READS: Mapping[str, Sequence[type[BaseModel]]] = {
    "webhook-gateway": (GatewaySettings,),
    "order-sync": (WorkerServiceSettings,),
    "receivement-sync": (WorkerServiceSettings,),
    "catalog-sync": (WorkerServiceSettings,),
    "token-manager": (TokenManagerSettings,),
    "admin-console": (
        *(JobSettings, TenantSettings, CheckSettings, PlanSettings, ParkingSettings, RequeueSettings),
        *(AuditSettings, DiagnosticsSettings),
    ),
    "web-console": (ConsoleSettings,),
    "schema": (SchemaSettings,),
    "simulators": (SimulatorSettings,),
}
STANDARD = "OTEL_"
"""OpenTelemetry's own variables are read by its library."""

MADE_BY_OPERATORS = {
    "MongoDBCommunity": {
        (f"mongodb-{program.name}", "connectionString.standard")
        for program in PROGRAMS
        if program.name != PRIVACY
    },
}
CERTIFICATE = ("tls.crt", "tls.key", "ca.crt")
OF_SERVERS = ("users", "rabbitmq-definitions")
"""What dev's database and broker make their users of: no program is given it."""

SECRETS = {
    "AMQP_URL": "amqp://user:pass@rabbitmq:5672/",
    "connectionString.standard": "mongodb://u:p@mongodb-0.mongodb-svc.ns.svc.cluster.local:27017/flow_omnium?replicaSet=mongodb",
    "CONSOLE_OIDC_CLIENT_SECRET": secrets.token_urlsafe(32),
    "INTERNAL_API_KEY": secrets.token_urlsafe(32),
    "AUDIT_SIGNING_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
    "SETTINGS_ENCRYPTION_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
    "OMNIUM_ENCRYPTION_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
    "FLOW_ENCRYPTION_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
}
"""Values of the shape that each key has, where the manifests bring none."""

Manifest = dict[str, Any]


@pytest.mark.parametrize("name", sorted(READS))
def test_a_pod_sets_what_its_program_needs_and_nothing_else(
    name: str, overlay: str, objects: Sequence[Manifest], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if name == "simulators" and overlay != "dev":
        return
    given = environment(container(objects, name), objects)
    for folder, files in mounted(objects, name).items():
        made = str(files_in(tmp_path, files))
        given = {variable: value.replace(folder, made) for variable, value in given.items()}
    known = {field.upper() for model in READS[name] for field in model.model_fields}
    assert {variable for variable in given if not variable.startswith(STANDARD)} <= known
    for variable, value in given.items():
        monkeypatch.setenv(variable, value)
    for model in READS[name]:
        model.model_validate({}) if model is SimulatorSettings else model()


def test_the_console_asks_every_service_for_its_metrics_where_it_answers(
    objects: Sequence[Manifest],
) -> None:
    given = environment(container(objects, "admin-console"), objects)
    urls = DiagnosticsSettings.model_validate({"metrics_urls": given["METRICS_URLS"]}).by_name()
    services = {one["metadata"]["name"]: one["spec"] for one in objects if one["kind"] == "Service"}
    assert urls.keys() == {
        "webhook-gateway",
        "order-sync",
        "receivement-sync",
        "catalog-sync",
        "token-manager",
        "web-console",
    }
    for name, url in urls.items():
        address = urlsplit(url)
        assert (address.hostname, address.path) == (name, "/metrics")
        assert address.port in {port["port"] for port in services[name]["ports"]}


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("webhook-gateway", set()),
        ("order-sync", {"FLOW_ENCRYPTION_KEYS"}),
        ("receivement-sync", {"FLOW_ENCRYPTION_KEYS"}),
        ("catalog-sync", {"FLOW_ENCRYPTION_KEYS"}),
        ("token-manager", {"OMNIUM_ENCRYPTION_KEYS"}),
    ],
)
def test_no_pod_is_given_a_key_that_it_does_not_need(
    name: str, keys: set[str], objects: Sequence[Manifest]
) -> None:
    given = environment(container(objects, name), objects)
    assert {variable for variable in given if variable.endswith("ENCRYPTION_KEYS")} == keys


def test_every_secret_that_is_referred_to_is_made_and_every_one_made_is_used(
    objects: Sequence[Manifest],
) -> None:
    assert set(secrets_used(objects)) == set(secrets_made(objects))


def test_operators_secrets_are_used_only_where_the_operators_are(objects: Sequence[Manifest]) -> None:
    kinds = {one["kind"] for one in objects}
    made = {name for kind, keys in MADE_BY_OPERATORS.items() for name, _ in keys if kind in kinds}
    made |= {name for name, _ in certificates_of(objects)}
    others = {name for name, _ in secrets_used(objects)} - {
        "flow-omnium",
        *OF_SERVERS,
        *(one.name for one in PROGRAMS),
    }
    assert others == made


def test_dev_brings_its_own_secret_and_applying_it_is_all(
    manifests: Mapping[str, Sequence[Manifest]],
) -> None:
    assert manifests["dev"][0]["kind"] == "Namespace"
    made = {name for name, _ in secrets_made(manifests["dev"])}
    assert made == {"flow-omnium", *OF_SERVERS, *(one.name for one in PROGRAMS if one.name != PRIVACY)}


@pytest.mark.parametrize("cluster", ["staging", "production"])
def test_no_secret_is_in_the_manifests_of_any_other_cluster(
    cluster: str, manifests: Mapping[str, Sequence[Manifest]], rendered: Mapping[str, Path]
) -> None:
    assert [one for one in manifests[cluster] if one["kind"] == "Secret"] == []
    text = rendered[cluster].read_text()
    known = secret_values(manifests["dev"]).values()
    assert [value for value in known if value in text] == []


def test_the_base_which_all_share_has_no_secret(base: Sequence[Manifest]) -> None:
    assert secret_values(base) == {}


def mounted(objects: Sequence[Manifest], name: str) -> dict[str, set[str]]:
    """Each folder that a pod is given, with the files in it."""
    (spec,) = [pod for pod in pods(objects) if name in {one["name"] for one in pod["containers"]}]
    files = {
        volume["name"]: {item["path"] for item in volume["secret"]["items"]}
        for volume in spec.get("volumes", [])
        if "secret" in volume
    }
    mounts = container(objects, name).get("volumeMounts", [])
    return {mount["mountPath"]: files[mount["name"]] for mount in mounts if mount["name"] in files}


def files_in(folder: Path, names: set[str]) -> Path:
    """A folder with just these files of a server's Secret, which are a certificate, its key and its CA's."""
    authority = Authority(folder / "authority")
    server = authority.issue("server", "token-manager")
    secret = {"tls.crt": server.certificate, "tls.key": server.key, "ca.crt": server.authority}
    made = folder / "mounted"
    made.mkdir()
    for name in names:
        (made / name).write_bytes(secret[name].read_bytes())
    return made


def container(objects: Sequence[Manifest], name: str) -> Manifest:
    (found,) = [one for pod in pods(objects) for one in pod["containers"] if one["name"] == name]
    return dict(found)


def environment(one: Manifest, objects: Sequence[Manifest]) -> dict[str, str]:
    """What the program finds: later sources win, as in a pod."""
    maps = {item["metadata"]["name"]: item.get("data", {}) for item in objects if item["kind"] == "ConfigMap"}
    found: dict[str, str] = {}
    known = SECRETS | templates(objects, one["name"]) | secret_values(objects)
    for source in one.get("envFrom", []):
        found |= maps[source["configMapRef"]["name"]]
    for entry in one.get("env", []):
        found[entry["name"]] = entry["value"] if "value" in entry else known[secret_of(entry)[1]]
    return found


def templates(objects: Sequence[Manifest], name: str) -> dict[str, str]:
    """What the Secret of a program holds, as the manifests put it together from its password."""
    return {
        key: re.sub(r"{{.*?}}", "password", text)
        for manifest in objects
        if manifest["kind"] == "ExternalSecret" and manifest["metadata"]["name"] == name
        for key, text in manifest["spec"]["target"].get("template", {}).get("data", {}).items()
    }


def secrets_used(objects: Sequence[Manifest]) -> Iterator[tuple[str, str]]:
    for pod in pods(objects):
        for one in pod["containers"]:
            yield from (secret_of(entry) for entry in one.get("env", []) if "valueFrom" in entry)
        for volume in (one["secret"] for one in pod.get("volumes", []) if "secret" in one):
            yield from ((volume["secretName"], item["key"]) for item in volume["items"])
    for manifest in objects:
        whole = taken_whole(manifest)
        if whole is not None:
            yield from ((whole, key) for key in CERTIFICATE)
        for user in manifest.get("spec", {}).get("users", []):
            yield user["passwordSecretRef"]["name"], user["passwordSecretRef"]["key"]
        if manifest["kind"] == "User":
            name = manifest["spec"]["importCredentialsSecret"]["name"]
            yield from ((name, "username"), (name, "password"))


def certificates_of(objects: Sequence[Manifest]) -> Iterator[tuple[str, str]]:
    """What cert-manager makes of each Certificate."""
    for one in objects:
        if one["kind"] == "Certificate":
            yield from ((one["spec"]["secretName"], key) for key in CERTIFICATE)


def taken_whole(manifest: Manifest) -> str | None:
    """The Secret of a certificate that an operator gives to its server, or signs with."""
    spec = manifest.get("spec", {})
    match manifest["kind"]:
        case "Issuer":
            return str(spec["ca"]["secretName"]) if "ca" in spec else None
        case "RabbitmqCluster":
            return str(spec["tls"]["secretName"]) if "tls" in spec else None
        case "MongoDBCommunity" if "tls" in spec["security"]:
            return str(spec["security"]["tls"]["certificateKeySecretRef"]["name"])
    return None


def secrets_made(objects: Sequence[Manifest]) -> Iterator[tuple[str, str]]:
    """By operators, by the store of secrets, or, in dev, by the overlay itself."""
    yield from certificates_of(objects)
    for manifest in objects:
        name = manifest["metadata"]["name"]
        yield from MADE_BY_OPERATORS.get(manifest["kind"], ())
        if manifest["kind"] == "Secret":
            yield from ((name, key) for key in manifest["data"])
        if manifest["kind"] == "ExternalSecret":
            spec = manifest["spec"]
            keys = spec["target"].get("template", {}).get("data") or [
                item["secretKey"] for item in spec["data"]
            ]
            yield from ((spec["target"]["name"], key) for key in keys)


def secret_values(objects: Sequence[Manifest]) -> dict[str, str]:
    """What the manifests themselves bring."""
    return {
        key: base64.b64decode(value).decode()
        for manifest in objects
        if manifest["kind"] == "Secret"
        for key, value in manifest["data"].items()
    }


def pods(objects: Sequence[Manifest]) -> Iterator[Manifest]:
    for manifest in objects:
        if manifest["kind"] in {"Deployment", "StatefulSet", "Job"}:
            yield manifest["spec"]["template"]["spec"]


def secret_of(entry: Manifest) -> tuple[str, str]:
    reference = entry["valueFrom"]["secretKeyRef"]
    return reference["name"], reference["key"]

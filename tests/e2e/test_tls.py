"""Broker, database and token-manager speak TLS alone, by a private CA: the suite works, and whom it does not trust it names."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import pytest

from local_stack.certificates import Authority
from local_stack.demo.tenant import TENANT_UID, DemoTenant
from local_stack.infrastructure import Infrastructure
from local_stack.liveness import wait_until
from local_stack.scene import Scene, awaited
from local_stack.simulators import Simulators
from local_stack.suite import Endpoints, Suite

NOT_TRUSTED = "(self-signed certificate|unable to get local issuer certificate)"
OTHER_NAME = "Hostname mismatch, certificate is not valid for 'localhost'"


@dataclass(frozen=True)
class Secured:
    """A scene on servers with certificates, and the file of a CA that has signed none of them."""

    scene: Scene
    infrastructure: Infrastructure
    authority: Path
    other: Path


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    other = Authority(tmp_path_factory.mktemp("tls") / "other").file
    with (
        Infrastructure("tls", environ={}, secured=True) as infrastructure,
        Simulators(infrastructure.run) as simulators,
    ):
        certificate = infrastructure.certificate
        assert certificate is not None
        endpoints = Endpoints.on(infrastructure, simulators.omnium_url, simulators.flow_url)
        served = {
            **endpoints.own["token-manager"],
            "HTTP_TLS_CERTIFICATE": str(certificate.certificate),
            "HTTP_TLS_KEY": str(certificate.key),
        }
        endpoints = replace(endpoints, own={**endpoints.own, "token-manager": served})
        settings = {"TOKEN_MANAGER_CA_FILE": str(certificate.authority), "RETRY_UNIT_SECONDS": "0.1"}
        with Suite(infrastructure.run, endpoints, settings) as suite:
            tenant = DemoTenant()
            tenant.register(simulators, suite)
            yield Secured(Scene(suite, simulators, tenant), infrastructure, certificate.authority, other)


def test_an_order_comes_through_with_every_connection_encrypted(secured: Secured) -> None:
    scene = secured.scene
    environment = scene.suite.environment_of("order-sync")
    assert environment["AMQP_URL"].startswith("amqps://")
    assert "tls=true" in environment["MONGODB_URL"]
    assert environment["TOKEN_MANAGER_URL"].startswith("https://")

    order = json.loads((files("local_stack.demo") / "click-and-collect.json").read_text())
    scene.place(order)

    awaited("the order stands in the shop", lambda: scene.order_in_shop(order["id"]))


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ("AMQP_URL, another CA", f"AMQP_URL: the broker's certificate is not accepted: {NOT_TRUSTED}"),
        ("AMQP_URL, another name", f"AMQP_URL: the broker's certificate is not accepted: {OTHER_NAME}"),
        (
            "MONGODB_URL, another CA",
            f"MONGODB_URL: the database's certificate is not accepted: {NOT_TRUSTED}",
        ),
        (
            "MONGODB_URL, another name",
            f"MONGODB_URL: the database's certificate is not accepted: {OTHER_NAME}",
        ),
    ],
)
def test_a_server_that_is_not_to_be_trusted_is_refused_in_one_line_that_names_the_variable(
    changed: str, refused: str, secured: Secured
) -> None:
    worker = secured.scene.suite.service("order-sync", untrusting(changed, secured))
    worker.spawn()
    try:
        assert wait_until(lambda: re.search(refused, worker.output) is not None, 20), worker.output[-2000:]
        assert "Traceback" not in worker.output
    finally:
        worker.stop()


@pytest.mark.parametrize(
    ("changed", "refused"),
    [("TOKEN_MANAGER_URL, another CA", NOT_TRUSTED), ("TOKEN_MANAGER_URL, another name", OTHER_NAME)],
)
def test_a_token_manager_that_is_not_to_be_trusted_is_told_no_key(
    changed: str, refused: str, secured: Secured
) -> None:
    done = secured.scene.suite.cli("tenants", "check", TENANT_UID, env=untrusting(changed, secured))

    said = " ".join(f"{done.stdout} {done.stderr}".split())
    assert re.search(
        f"TOKEN_MANAGER_URL, TOKEN_MANAGER_CA_FILE: its certificate is not accepted: {refused}", said
    ), said


def untrusting(changed: str, secured: Secured) -> Mapping[str, str]:
    """The one variable, with a CA that is not the server's, or with a name that its certificate does not have."""
    variable, _, what = changed.partition(", another ")
    environment = secured.scene.suite.environment_of("order-sync")
    if what == "name":
        return {variable: environment[variable].replace("127.0.0.1", "localhost")}
    if variable == "TOKEN_MANAGER_URL":
        return {"TOKEN_MANAGER_CA_FILE": str(secured.other)}
    return {variable: environment[variable].replace(str(secured.authority), str(secured.other))}

"""The users of the manifests may what the table says, and no program is given the password of another."""

import base64
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from flow_omnium.schema.access import PRIVACY, PROGRAMS
from local_stack.users import broker_definitions

Manifest = dict[str, Any]
ROOT = Path(__file__).parents[3]
USERS = ROOT / "deploy/k8s/overlays/dev/users"
WITH_USERS = {program.name: program for program in PROGRAMS if program.name != PRIVACY}
Variables = Mapping[str, str]


@pytest.fixture(params=["staging", "production"])
def cluster(
    request: pytest.FixtureRequest, manifests: Mapping[str, Sequence[Manifest]]
) -> Sequence[Manifest]:
    return manifests[request.param]


def of_kind(objects: Sequence[Manifest], kind: str) -> dict[str, Manifest]:
    return {one["metadata"]["name"]: one["spec"] for one in objects if one["kind"] == kind}


def test_the_database_s_roles_are_those_of_the_table(cluster: Sequence[Manifest]) -> None:
    (database,) = of_kind(cluster, "MongoDBCommunity").values()

    assert {role["role"]: role["privileges"] for role in database["security"]["roles"]} == {
        program.name: program.database.privileges("flow_omnium") for program in PROGRAMS
    }
    assert {user["name"]: user["roles"] for user in database["users"]} == {
        program.name: [{"name": program.name, "db": "admin"}] for program in PROGRAMS
    }


def test_the_broker_s_permissions_are_those_of_the_table(cluster: Sequence[Manifest]) -> None:
    given = {name: spec["permissions"] for name, spec in of_kind(cluster, "Permission").items()}

    assert given == {program.name: vars(program.broker) for program in PROGRAMS if program.broker is not None}
    assert of_kind(cluster, "User").keys() == given.keys()


def test_each_program_is_given_its_own_users_and_no_other_s(cluster: Sequence[Manifest]) -> None:
    workloads = {**of_kind(cluster, "Deployment"), **of_kind(cluster, "Job")}
    assert PRIVACY not in workloads
    for program in (one for one in PROGRAMS if one.name != PRIVACY):
        (container,) = workloads[program.name]["template"]["spec"]["containers"]
        given = {
            entry["name"]: entry["valueFrom"]["secretKeyRef"]["name"]
            for entry in container["env"]
            if entry["name"] in {"AMQP_URL", "MONGODB_URL"}
        }
        broker = {"AMQP_URL": program.name} if program.broker is not None else {}
        assert given == {"MONGODB_URL": f"mongodb-{program.name}", **broker}


def test_no_pod_has_the_user_that_takes_from_the_audit_log(cluster: Sequence[Manifest]) -> None:
    used = [text for one in cluster if one["kind"] in {"Deployment", "Job"} for text in [str(one)]]
    assert [text for text in used if f"'{PRIVACY}'" in text or f"mongodb-{PRIVACY}" in text] == []


def test_the_schema_is_brought_up_to_date_by_the_user_that_may(cluster: Sequence[Manifest]) -> None:
    (container,) = of_kind(cluster, "Job")["schema"]["template"]["spec"]["containers"]

    assert container["command"] == ["flow-omnium", "schema", "apply"]


def run(*command: str | Path) -> str:
    environment = {"PATH": os.environ["PATH"], "COMPOSE_PROFILES": "console"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout  # noqa: S603 - ours


@pytest.fixture(scope="module")
def passwords() -> Variables:
    """What `make keys` has made for this checkout."""
    run(sys.executable, ROOT / "scripts/keys.py")
    lines = (ROOT / ".env").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if "=" in line)
    return {name: given[f"{name.upper().replace('-', '_')}_PASSWORD"] for name in (*WITH_USERS, PRIVACY)}


@pytest.fixture(scope="module")
def compose() -> Mapping[str, Any]:
    run(sys.executable, ROOT / "scripts/keys.py")
    read = run(
        Path(sys.executable).parent / "docker-compose",
        *("--file", ROOT / "compose.yaml", "config", "--format", "json"),
    )
    services: Mapping[str, Any] = json.loads(read)["services"]
    return services


def in_dev(objects: Sequence[Manifest]) -> dict[str, dict[str, str]]:
    """The text of each Secret of the overlay `dev`, by its name."""
    return {
        one["metadata"]["name"]: {key: base64.b64decode(text).decode() for key, text in one["data"].items()}
        for one in objects
        if one["kind"] == "Secret"
    }


def user_of(url: str) -> tuple[str | None, str | None]:
    parts = urlsplit(url)
    return parts.username, parts.password


def addresses(given: Mapping[str, Any]) -> dict[str, tuple[str | None, str | None]]:
    return {name: user_of(given[name]) for name in ("AMQP_URL", "MONGODB_URL") if given.get(name)}


def wanted(name: str, passwords: Variables) -> Mapping[str, tuple[str | None, str | None]]:
    own = (name, passwords[name])
    return {"MONGODB_URL": own} | ({"AMQP_URL": own} if WITH_USERS[name].broker is not None else {})


def test_the_roles_for_a_database_without_operator_are_those_of_the_table() -> None:
    assert json.loads((USERS / "mongodb-roles.json").read_text(encoding="utf-8")) == {
        program.name: program.database.privileges("flow_omnium") for program in PROGRAMS
    }


def test_the_definitions_for_a_broker_without_operator_are_those_of_the_table(passwords: Variables) -> None:
    made = json.loads((USERS / "definitions.json").read_text(encoding="utf-8"))
    rights = {one.name: vars(one.broker) for one in PROGRAMS if one.broker is not None}
    everything = dict.fromkeys(("configure", "write", "read"), ".*")

    assert made["permissions"] == [
        {"user": name, "vhost": "/", **given} for name, given in {"flow": everything, **rights}.items()
    ]
    users = {user["name"]: user for user in made["users"]}
    assert users.keys() == {"flow", *rights}
    for name in rights:
        known = base64.b64decode(users[name]["password_hash"])
        assert known[4:] == hashlib.sha256(known[:4] + passwords[name].encode()).digest()
        assert users[name]["tags"] == []


def test_a_real_broker_loads_definitions_of_just_this_shape_in_all_tests(passwords: Variables) -> None:
    made = json.loads((USERS / "definitions.json").read_text(encoding="utf-8"))
    loaded = json.loads(broker_definitions({"flow": "any", **passwords}))

    for definitions in (made, loaded):
        for user in definitions["users"]:
            del user["password_hash"]  # salted
    assert made == loaded


@pytest.mark.parametrize("name", WITH_USERS)
def test_compose_gives_each_program_its_own_users(
    name: str, compose: Mapping[str, Any], passwords: Variables
) -> None:
    assert addresses(compose[name]["environment"]) == wanted(name, passwords)


@pytest.mark.parametrize("name", WITH_USERS)
def test_dev_gives_each_program_its_own_users(
    name: str, manifests: Mapping[str, Sequence[Manifest]], passwords: Variables
) -> None:
    assert addresses(in_dev(manifests["dev"])[name]) == wanted(name, passwords)
    workloads = {**of_kind(manifests["dev"], "Deployment"), **of_kind(manifests["dev"], "Job")}
    (container,) = workloads[name]["template"]["spec"]["containers"]
    given = {
        entry["name"]: entry["valueFrom"]["secretKeyRef"]["name"]
        for entry in container["env"]
        if entry["name"] in {"AMQP_URL", "MONGODB_URL"}
    }
    assert given == dict.fromkeys(wanted(name, passwords), name)


def test_no_program_of_compose_and_dev_is_given_a_password_of_another(
    compose: Mapping[str, Any], manifests: Mapping[str, Sequence[Manifest]], passwords: Variables
) -> None:
    secrets = in_dev(manifests["dev"])
    for name in WITH_USERS:
        others = {password for other, password in passwords.items() if other != name}
        given = f"{compose[name]['environment']} {secrets[name]} {secrets['flow-omnium']}"
        assert [one for one in others if one in given] == [], name


def test_database_and_broker_of_compose_and_dev_ask_who_comes(
    compose: Mapping[str, Any], manifests: Mapping[str, Sequence[Manifest]], passwords: Variables
) -> None:
    servers = of_kind(manifests["dev"], "StatefulSet")
    (database,) = servers["mongodb"]["template"]["spec"]["containers"]
    (broker,) = servers["rabbitmq"]["template"]["spec"]["containers"]
    for command in (compose["mongodb"]["command"], database["args"]):
        assert command[command.index("--keyFile") + 1] == "/tmp/key"  # noqa: S108 - in the container
    mounted = {one["target"] for one in compose["rabbitmq"]["volumes"]}
    for paths in (mounted, {one["mountPath"] for one in broker["volumeMounts"]}):
        assert paths >= {"/etc/rabbitmq/definitions.json", "/etc/rabbitmq/conf.d/20-users.conf"}
    (job,) = of_kind(manifests["dev"], "Job")["mongodb-replica-set"]["template"]["spec"]["containers"]
    variables = {f"{name.upper().replace('-', '_')}_PASSWORD" for name in passwords}
    assert variables <= {one["name"] for one in job["env"]}
    assert variables <= compose["mongodb"]["environment"].keys()

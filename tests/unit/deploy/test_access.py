"""The users of the manifests may what the table says, and no program is given the password of another."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from flow_omnium.schema.access import PRIVACY, PROGRAMS

Manifest = dict[str, Any]


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

"""The users of the servers of one run: an administrator's, and one for each program, as in production."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from pymongo import MongoClient

from flow_omnium.schema.access import PROGRAMS, BrokerRights

ADMINISTRATOR = "flow"
_EVERYTHING = BrokerRights(".*", ".*", ".*")


def new_passwords() -> dict[str, str]:
    """Make a password for each user."""
    return {name: secrets.token_hex(16) for name in (ADMINISTRATOR, *(program.name for program in PROGRAMS))}


def broker_definitions(passwords: Mapping[str, str]) -> str:
    """Return what RabbitMQ loads at each start: users, their rights, and the one virtual host."""
    rights = {program.name: program.broker for program in PROGRAMS if program.broker is not None}
    return json.dumps(
        {
            "vhosts": [{"name": "/"}],
            "users": [_broker_user(name, passwords[name]) for name in (ADMINISTRATOR, *rights)],
            "permissions": [
                _permission(name, given) for name, given in {ADMINISTRATOR: _EVERYTHING, **rights}.items()
            ],
        }
    )


def create_administrator(client: MongoClient[dict[str, Any]], passwords: Mapping[str, str]) -> None:
    """Create the first user of a database that has none: from this machine it may be created by anybody."""
    _create_user(client, ADMINISTRATOR, passwords, "root")


def create_users(client: MongoClient[dict[str, Any]], passwords: Mapping[str, str]) -> None:
    """Create a role and a user for each program, in every database: tests have one each."""
    for program in PROGRAMS:
        privileges = program.database.privileges("")
        client.admin.command("createRole", program.name, privileges=privileges, roles=[])
        _create_user(client, program.name, passwords, program.name)


def _create_user(
    client: MongoClient[dict[str, Any]], name: str, passwords: Mapping[str, str], role: str
) -> None:
    client.admin.command(
        "createUser",
        name,
        pwd=passwords[name],
        roles=[{"role": role, "db": "admin"}],
        mechanisms=["SCRAM-SHA-256"],
    )


def _broker_user(name: str, password: str) -> dict[str, Any]:
    salt = secrets.token_bytes(4)
    digest = hashlib.sha256(salt + password.encode()).digest()
    return {
        "name": name,
        "password_hash": base64.b64encode(salt + digest).decode(),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": ["administrator"] if name == ADMINISTRATOR else [],
    }


def _permission(name: str, rights: BrokerRights) -> dict[str, str]:
    given = {"configure": rights.configure, "write": rights.write, "read": rights.read}
    return {"user": name, "vhost": "/", **given}

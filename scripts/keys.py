"""Makes the keys and passwords of compose and the cluster `dev`, each checkout its own: `python3 scripts/keys.py`.

None of them stands in the repository, so nobody else knows them. What is there already stays as it is.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from steps import say

DEV = "deploy/k8s/overlays/dev"
COMPOSE, CLUSTER = ".env", f"{DEV}/keys.env"
"""What Compose reads by itself, and what the overlay's Secret is made of; git ignores both."""

TABLES = Path(__file__).resolve().parent.parent / DEV / "users"
"""Who may what, for servers that no operator keeps; a test holds them against `flow_omnium/schema/access.py`."""

ADMINISTRATOR = "flow"
PRIVACY = "privacy"
"""Of no pod, so it has no Secret there; its password is in `.env`."""

WEB_CONSOLE = "web-console"
CONSOLE_PASSWORD, CONSOLE_HASH = "CONSOLE_PASSWORD", "CONSOLE_PASSWORD_HASH"
"""What a person types, and what the console is told of it: who changes the former deletes the latter."""

_EVERYTHING = {"configure": ".*", "write": ".*", "read": ".*"}


def make_keys(root: Path) -> list[str]:
    """Add to each file what it lacks; return the files that were written."""
    roles = json.loads((TABLES / "mongodb-roles.json").read_text())
    permissions = json.loads((TABLES / "rabbitmq-permissions.json").read_text())
    passwords = {name: _password_of(name) for name in (ADMINISTRATOR, *roles)}
    new = {"MONGODB_KEY": _key(), **{name: secrets.token_hex(24) for name in passwords.values()}}
    made = [_completed(root / COMPOSE, {**_new_keys(), **new}), _let_in(root / COMPOSE)]
    written = [COMPOSE] if any(made) else []
    written += [CLUSTER] if _completed(root / CLUSTER, _new_keys()) else []
    kept = _values(root / COMPOSE)
    given = {name: kept[variable] for name, variable in passwords.items()}
    derived = {
        "users.env": "".join(f"{name}={kept[name]}\n" for name in new),
        "definitions.json": _definitions(given, permissions),
        **{
            f"{name}.env": _addresses(name, given[name], name in permissions)
            for name in roles
            if name != PRIVACY
        },
    }
    derived[f"{WEB_CONSOLE}.env"] += f"{CONSOLE_HASH}={kept[CONSOLE_HASH]}\n"
    return written + [
        f"{DEV}/users/{name}" for name, text in derived.items() if _wrote(root / DEV / "users" / name, text)
    ]


def _let_in(path: Path) -> bool:
    """Let a person into the web console, by a password of this checkout."""
    made = _completed(path, {CONSOLE_PASSWORD: secrets.token_urlsafe(12)})
    if _values(path).get(CONSOLE_HASH):
        return made
    return _completed(path, {CONSOLE_HASH: _hash_of(_values(path)[CONSOLE_PASSWORD])})


def _hash_of(password: str) -> str:
    """Return it as `admin-console hash-password` does; a test holds the two against one another."""
    n, r, p, salt = 2**15, 8, 3, secrets.token_bytes(16)
    digest = hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=2**28, dklen=32)
    encoded = (base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (salt, digest))
    return ":".join(("scrypt", str(n), str(r), str(p), *encoded))


def _password_of(user: str) -> str:
    """Return the variable of a user's password, which is the same in database and broker."""
    name = "ADMINISTRATOR" if user == ADMINISTRATOR else user.upper().replace("-", "_")
    return f"{name}_PASSWORD"


def _addresses(name: str, password: str, has_broker: bool) -> str:
    broker = f"AMQP_URL=amqp://{name}:{password}@rabbitmq:5672/\n" if has_broker else ""
    return f"{broker}MONGODB_URL=mongodb://{name}:{password}@mongodb-0.mongodb:27017/?replicaSet=flow\n"


def _definitions(passwords: Mapping[str, str], permissions: Mapping[str, Mapping[str, str]]) -> str:
    """Return what RabbitMQ loads at each start: users, their rights, and the one virtual host."""
    rights = {ADMINISTRATOR: _EVERYTHING, **permissions}
    return json.dumps(
        {
            "vhosts": [{"name": "/"}],
            "users": [_broker_user(name, passwords[name]) for name in rights],
            "permissions": [{"user": name, "vhost": "/", **given} for name, given in rights.items()],
        }
    )


def _broker_user(name: str, password: str) -> dict[str, object]:
    salt = hashlib.sha256(f"{name} {password}".encode()).digest()[:4]  # the same file for the same passwords
    digest = hashlib.sha256(salt + password.encode()).digest()
    return {
        "name": name,
        "password_hash": base64.b64encode(salt + digest).decode(),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": ["administrator"] if name == ADMINISTRATOR else [],
    }


def _values(path: Path) -> dict[str, str]:
    found = re.findall(r"^\s*(\w+)=(.+)$", path.read_text(), re.MULTILINE)
    return {name: value.strip() for name, value in found}


def _wrote(path: Path, text: str) -> bool:
    if path.exists() and path.read_text() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(0o600)
    if path.suffix == ".json":
        path.chmod(0o644)  # hashes of long random passwords, which the broker reads as a user of its own
    path.write_text(text)
    return True


def _completed(path: Path, keys: Mapping[str, str]) -> bool:
    text = path.read_text() if path.exists() else ""
    missing = {
        name: value for name, value in keys.items() if not re.search(rf"^\s*{name}=.", text, re.MULTILINE)
    }
    if not missing:
        return False
    lines = "".join(f"{name}={value}\n" for name, value in missing.items())
    separator = "" if not text or text.endswith("\n") else "\n"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
        file.write(separator + lines)
    return True


def _new_keys() -> dict[str, str]:
    return {
        "INTERNAL_API_KEY": secrets.token_urlsafe(32),
        **{f"{purpose}_ENCRYPTION_KEYS": _key() for purpose in ("SETTINGS", "OMNIUM", "FLOW")},
        "AUDIT_SIGNING_KEY": _key(),  # a seed of Ed25519
    }


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


if __name__ == "__main__":
    for written in make_keys(Path(__file__).resolve().parent.parent):
        say(f"new keys in {written}")
    sys.exit(0)

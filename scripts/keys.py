"""Makes the keys that compose and the cluster `dev` need, each checkout its own: `python3 scripts/keys.py`.

None of them stands in the repository, so nobody else knows them. What is there already stays as it is.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
import sys
from pathlib import Path

from steps import say

FILES = (".env", "deploy/k8s/overlays/dev/keys.env")
"""What Compose reads by itself, and what the overlay's Secret is made of; git ignores both."""


def make_keys(root: Path) -> list[str]:
    """Add to each file what it lacks; return the files that were written."""
    return [name for name in FILES if _completed(root / name)]


def _completed(path: Path) -> bool:
    text = path.read_text() if path.exists() else ""
    missing = {
        name: value
        for name, value in _new_keys().items()
        if not re.search(rf"^\s*{name}=.", text, re.MULTILINE)
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

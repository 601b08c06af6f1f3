"""Whatever this repository shows as a secret of ours is one that `apply` and the services refuse: short, or marked."""

import base64
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from flow_omnium.runtime.secret_strength import is_published, is_short

ROOT = Path(__file__).parents[3]
_TEXT = r"([^\s\"'`<>{}$\\,:;()\]]+)"
_NAME = re.compile(r"[A-Z][A-Z_]+|[a-z_]+\.[a-zA-Z_]+")
"""A variable or a piece of code, not a secret."""

WRITTEN = (
    re.compile(rf"INTERNAL_API_KEY[\"']?(?::-|[=:,])\s*[\"']?{_TEXT}"),
    re.compile(rf"INTERNAL_KEY\s*=\s*[\"']{_TEXT}[\"']"),
    re.compile(rf"[Ww]ebhook_?[Ss]ecrets?[\"']?\s*[=:]\s*\[?[\"']{_TEXT}[\"']"),
    re.compile(rf"WEBHOOK_SECRET[\"']?(?::-|[=:,])\s*[\"']?{_TEXT}"),
    re.compile(rf"[Bb]earer {_TEXT}"),
)
"""How such a secret is written in code, in YAML, in an environment, in a shell's line."""

AT_REST = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=(?!=)")
"""32 bytes in base64."""

NO_TEXT = {".lock", ".png", ".ico", ".gz"}


def texts() -> Iterator[tuple[str, str]]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        if path.suffix not in NO_TEXT and path.is_file():
            yield name, path.read_text(encoding="utf-8")


def strong_secrets_in(text: str) -> Iterator[str]:
    shown = (match.group(1) for pattern in WRITTEN for match in pattern.finditer(text))
    yield from (secret for secret in shown if not _is_refused(secret))
    for match in AT_REST.finditer(text):
        if not is_published(base64.b64decode(match.group(0))):
            yield match.group(0)


def _is_refused(text: str) -> bool:
    return is_short(text) or is_published(text) or _NAME.fullmatch(text) is not None


def test_no_file_shows_a_secret_that_would_be_taken_anywhere() -> None:
    assert {name: found for name, text in texts() if (found := [*strong_secrets_in(text)])} == {}


@pytest.mark.parametrize(
    "line",
    [
        "INTERNAL_API_KEY={}",
        "INTERNAL_API_KEY: ${{INTERNAL_API_KEY:-{}}}",
        '    "INTERNAL_API_KEY": "{}",',
        'monkeypatch.setenv("INTERNAL_API_KEY", "{}")',
        'webhookSecrets: ["{}"]',
        "export DEMO_WEBHOOK_SECRET={}",
        "curl -H 'Authorization: Bearer {}'",
    ],
)
def test_the_walk_finds_one_wherever_it_is_written(line: str) -> None:
    strong = "-".join(["a", "secret", "of", "nobody", "in", "particular"])
    assert set(strong_secrets_in(line.format(strong))) == {strong}
    assert set(strong_secrets_in(line.format(f"{strong}-not-a-secret"))) == set()


def test_the_walk_finds_a_key_at_rest() -> None:
    assert set(strong_secrets_in(f"KEYS={base64.b64encode(bytes(range(32))).decode()}"))
    assert not set(
        strong_secrets_in(f"KEYS={base64.b64encode(b'a key at rest is not-a-secret !!').decode()}")
    )

"""The keys between our own services and at rest: replaced while they run, and refused when they keep nobody out."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic_settings import BaseSettings

from admin_console.settings import CheckSettings, PlanSettings
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from flow_omnium.runtime.settings.keys import (
    EncryptionSettings,
    InternalKeySettings,
    accepted_keys,
    shown_key,
)
from flow_omnium.runtime.settings.reading import SettingsError, read_settings
from token_manager.settings import Settings as TokenManagerSettings


@pytest.mark.parametrize(
    ("setting", "keys"),
    [("one", ["one"]), ("new,old", ["new", "old"]), (" new , old ", ["new", "old"])],
)
def test_every_key_is_accepted_and_the_first_is_shown(setting: str, keys: list[str]) -> None:
    assert [key.get_secret_value() for key in accepted_keys(SecretStr(setting))] == keys
    assert shown_key(SecretStr(setting)).get_secret_value() == keys[0]


@pytest.mark.parametrize(("setting", "position"), [(",old", 1), ("new,", 2), ("new,,old", 2), (" ", 1)])
def test_an_empty_key_stops_the_start_and_no_key_is_told(
    monkeypatch: pytest.MonkeyPatch, setting: str, position: int
) -> None:
    monkeypatch.setenv("INTERNAL_API_KEY", setting)
    with pytest.raises(SettingsError) as caught:
        read_settings(InternalKeySettings)
    assert str(caught.value) == f"INTERNAL_API_KEY: key {position} is empty"


OWN = "an-internal-key-of-our-own"
PUBLISHED = "internal-key-not-a-secret"
REAL = {"OMNIUM_API_URL": "https://api.omnium.no", "FLOW_API_URL": "http://127.0.0.1:8092/v2"}


@pytest.mark.parametrize("model", [WorkerServiceSettings, TokenManagerSettings, CheckSettings, PlanSettings])
@pytest.mark.parametrize(
    ("setting", "fault"),
    [
        ("x" * 23, "key 1 has fewer than 24 characters"),
        (f"{OWN},{'x' * 23} ", "key 2 has fewer than 24 characters"),
        (PUBLISHED, "key 1 is published"),
        (f"{OWN},{PUBLISHED}", "key 2 is published"),
    ],
)
def test_whoever_reads_the_internal_key_refuses_a_weak_one_and_tells_none(
    monkeypatch: pytest.MonkeyPatch, model: type[BaseSettings], setting: str, fault: str
) -> None:
    for name, value in {**REAL, "INTERNAL_API_KEY": setting}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings(model)
    assert f"INTERNAL_API_KEY: {fault}" in str(caught.value)
    assert not [key for key in setting.split(",") if key.strip() in str(caught.value)]


def test_a_key_of_our_own_of_24_characters_is_taken_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**REAL, "INTERNAL_API_KEY": "k3y-" * 6}.items():
        monkeypatch.setenv(name, value)
    assert read_settings(InternalKeySettings).internal_api_key.get_secret_value() == "k3y-" * 6


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8091", "localhost", "127.1.2.3", "[::1]:80", "[::ffff:127.0.0.1]"]
)
def test_a_published_key_is_taken_where_nobody_real_can_be_reached(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("INTERNAL_API_KEY", PUBLISHED)
    for name in REAL:
        monkeypatch.setenv(name, f"http://{host}/v2")
    assert read_settings(InternalKeySettings).internal_api_key.get_secret_value() == PUBLISHED


@pytest.mark.parametrize(
    "host", ["simulators:8091", "127.0.0.1.nip.io", "[::]", "localhost.example.com", "10.0.0.1"]
)
@pytest.mark.parametrize("name", sorted(REAL))
def test_one_address_elsewhere_is_enough_to_refuse_a_published_key(
    monkeypatch: pytest.MonkeyPatch, name: str, host: str
) -> None:
    local = dict.fromkeys(REAL, "http://127.0.0.1:8091")
    for variable, value in {**local, name: f"http://{host}/", "INTERNAL_API_KEY": PUBLISHED}.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match="published"):
        read_settings(InternalKeySettings)


def key_at_rest(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_published_key_at_rest_seals_nothing_but_opens_what_it_sealed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    published, own = key_at_rest(b"a key at rest is not-a-secret !!"), key_at_rest(b"k" * 32)
    monkeypatch.setenv("SETTINGS_ENCRYPTION_KEYS", f"{own},{published}")
    assert len(read_settings(EncryptionSettings).webhook_keys()) == 2
    monkeypatch.setenv("SETTINGS_ENCRYPTION_KEYS", f"{published},{own}")
    with pytest.raises(SettingsError) as caught:
        read_settings(EncryptionSettings)
    assert str(caught.value).startswith("SETTINGS_ENCRYPTION_KEYS: key 1 is published")
    for name in REAL:
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    read_settings(EncryptionSettings)


def test_a_process_with_a_weak_key_ends_with_one_line(tmp_path: Path) -> None:
    environment = {
        "INTERNAL_API_KEY": "hush-hush",
        "MONGODB_URL": "mongodb://127.0.0.1:1/",
        "SETTINGS_ENCRYPTION_KEYS": key_at_rest(b"k" * 32),
    }
    command = [Path(sys.executable).with_name("token-manager")]
    done = subprocess.run(  # noqa: S603 - our own program
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    output = done.stdout + done.stderr
    assert "INTERNAL_API_KEY: key 1 has fewer than 24 characters" in output
    assert "hush" not in output

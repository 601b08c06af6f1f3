"""The key between our own services is replaced while they run: two are accepted, the first is shown."""

import pytest
from pydantic import SecretStr

from flow_omnium.runtime.internal_key import accepted_keys, shown_key
from flow_omnium.runtime.settings import InternalKeySettings, SettingsError, read_settings


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

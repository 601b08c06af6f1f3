"""The environment of the simulators."""

import pytest

from simulators.settings import SettingsError, read_settings


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = read_settings({"PATH": "/bin"})
    assert (settings.sim_host, settings.omnium_sim_port, settings.flow_sim_port) == ("127.0.0.1", 8091, 8092)


def test_values_are_read() -> None:
    settings = read_settings({"SIM_HOST": "0.0.0.0", "FLOW_SIM_PORT": "0", "LOG_LEVEL": "ERROR"})  # noqa: S104 - a value, nothing listens
    assert (settings.sim_host, settings.flow_sim_port, settings.log_level) == ("0.0.0.0", 0, "ERROR")  # noqa: S104


@pytest.mark.parametrize(
    "environ",
    [
        {"FLOW_SIM_PORT": "x"},
        {"OMNIUM_SIM_PORT": "70000"},
        {"SIM_HOTS": "a"},
        {"LOG_LEVEL": "loud"},
        {"SIM_HOST": ""},
    ],
)
def test_a_wrong_value_is_named_in_one_line(environ: dict[str, str]) -> None:
    name, value = next(iter(environ.items()))
    with pytest.raises(SettingsError) as refused:
        read_settings(environ)
    assert str(refused.value).startswith(f"{name}={value!r}: ")
    assert "\n" not in str(refused.value)

"""The environment of the process: what it may say, and what is said when it is wrong."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

PREFIXES: Final = ("SIM_", "OMNIUM_SIM_", "FLOW_SIM_")
SHARED_NAMES: Final = frozenset({"LOG_LEVEL"})

Port = Annotated[int, Field(ge=0, le=65535)]


class SettingsError(Exception):
    """The environment holds an unknown or malformed value."""


class Settings(BaseModel):
    """Every variable; port 0 takes a free one."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=str.upper)

    sim_host: str = Field(default="127.0.0.1", min_length=1)
    omnium_sim_port: Port = 8091
    flow_sim_port: Port = 8092
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read our variables; others' are left alone. Raises SettingsError with one line."""
    ours = {
        name: value for name, value in environ.items() if name in SHARED_NAMES or name.startswith(PREFIXES)
    }
    try:
        return Settings.model_validate(ours)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        name = str(fault["loc"][0])
        reason = "is not a setting of the simulators" if fault["type"] == "extra_forbidden" else fault["msg"]
        message = f"{name}={ours[name]!r}: {reason}"
        raise SettingsError(message) from error

"""Reads the environment into a settings model; what is missing or malformed is told in one line."""

from typing import Annotated, TypeVar

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

Positive = Annotated[float, Field(gt=0)]
PositiveInt = Annotated[int, Field(gt=0)]

_Model = TypeVar("_Model", bound=BaseSettings)


class SettingsError(Exception):
    """A variable is missing or malformed; the text is one line that names each such variable."""


class EnvironmentSettings(BaseSettings):
    """A part of the environment, frozen. An empty variable counts as not given, and no value is shown in an error."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )


def split(value: object) -> object:
    """Read a comma-separated variable as a list."""
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


def read_settings(model: type[_Model]) -> _Model:
    """Read the environment into `model`. Raises SettingsError with one line that names every faulty variable."""
    try:
        return model()
    except ValidationError as error:
        faults = "; ".join(_fault(model, item) for item in error.errors(include_url=False))
    raise SettingsError(faults)


def _fault(model: type[BaseSettings], item: ErrorDetails) -> str:
    field = str(item["loc"][0])
    if item["type"] == "missing":
        return f"{field.upper()}: set it (docs/configuration.md says to what)"
    shown = "" if _is_secret(model, field) else f" (got {item['input']!r})"
    return f"{field.upper()}: {item['msg'].removeprefix('Value error, ')}{shown}"


def _is_secret(model: type[BaseSettings], field: str) -> bool:
    return "SecretStr" in repr(model.model_fields[field].annotation)

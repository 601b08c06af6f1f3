"""What every section of a tenant's settings has in common: the kinds of values, and how keys are described.

A key's meaning stands at the key (`Field(description=…)`), with the flow that reads it (`Read`). The page
`docs/settings.md` is generated from there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AnyHttpUrl,
    BaseModel,
    ConfigDict,
    SecretStr,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from flow_omnium.tenants.closed_secret import is_open

UID_PATTERN = r"^[A-Za-z0-9_-]+$"

Uid = Annotated[str, StringConstraints(pattern=UID_PATTERN, max_length=128)]
"""Flow's pattern for uids."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=512)]


def _filled(secret: SecretStr) -> SecretStr:
    if is_open(secret) and not secret.get_secret_value().strip():
        raise PydanticCustomError("empty_secret", "Value should not be empty")
    return secret


Secret = Annotated[SecretStr, AfterValidator(_filled)]


def _bare(url: AnyHttpUrl) -> AnyHttpUrl:
    # Such parts are where credentials stand, and an address is no secret to us: it is shown and stored in the clear.
    if url.username or url.password or url.query or url.fragment:
        raise PydanticCustomError("url_parts", "URL should have no user, password, query or fragment")
    return url


Url = Annotated[AnyHttpUrl, AfterValidator(_bare)]


@dataclass(frozen=True)
class Read:
    """By which flow a key is read, and what does not work without it: that makes it required of who wants that."""

    by: str
    without: str = ""


class Keys(BaseModel):
    """A section. An optional key that is blank or null is unset: so Flow and Omnium send what nobody has filled in."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)

    @model_validator(mode="before")
    @classmethod
    def _without_unset(cls, document: Any) -> Any:
        if not isinstance(document, Mapping):
            return document
        optional = {
            field.alias or name for name, field in cls.model_fields.items() if not field.is_required()
        }
        return {key: value for key, value in document.items() if key not in optional or not _is_unset(value)}


def _is_unset(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())

"""The bearer key between our own services: one, or several while it is replaced, comma-separated as the keys at rest are."""

from typing import Annotated

from pydantic import AfterValidator, SecretStr

from flow_omnium.runtime.secret_strength import TOO_SHORT, is_short


def accepted_keys(internal_key: SecretStr) -> tuple[SecretStr, ...]:
    """Return every key by which we know one another, the one to show first. Raises ValueError when one is empty."""
    keys = [part.strip() for part in internal_key.get_secret_value().split(",")]
    if "" in keys:
        message = f"key {keys.index('') + 1} is empty"
        raise ValueError(message)
    return tuple(SecretStr(key) for key in keys)


def shown_key(internal_key: SecretStr) -> SecretStr:
    """Return the key that a caller shows. Raises ValueError as above."""
    return accepted_keys(internal_key)[0]


def _checked(internal_key: SecretStr) -> SecretStr:
    for position, key in enumerate(accepted_keys(internal_key), 1):
        if is_short(key.get_secret_value()):
            message = f"key {position} {TOO_SHORT}"
            raise ValueError(message)
    return internal_key


InternalKey = Annotated[SecretStr, AfterValidator(_checked)]
"""A setting that holds such keys, none of them short."""

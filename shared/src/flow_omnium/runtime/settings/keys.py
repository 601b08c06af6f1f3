"""Keys of our own: the bearer key between our services, and the keys of secrets at rest, one purpose each."""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import NoDecode

from flow_omnium.runtime.secret_strength import PUBLISHED, TOO_SHORT, all_on_loopback, is_published, is_short
from flow_omnium.runtime.settings.neighbours import ApiAddresses
from flow_omnium.runtime.settings.reading import split

AES_KEY_BYTES = 32


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


def _are_long(internal_key: SecretStr) -> SecretStr:
    for position, key in enumerate(accepted_keys(internal_key), 1):
        if is_short(key.get_secret_value()):
            message = f"key {position} {TOO_SHORT}"
            raise ValueError(message)
    return internal_key


InternalKey = Annotated[SecretStr, AfterValidator(_are_long)]
"""A setting that holds such keys, none of them short."""


class _KeySettings(ApiAddresses):
    """Keys of our own. The published ones are for a machine that talks to nobody else, so the addresses decide."""

    @field_validator("internal_api_key", check_fields=False)
    @classmethod
    def _internal_keys_are_our_own(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        keys = [] if value is None else accepted_keys(value)
        _refuse_published([key.get_secret_value() for key in keys], info)
        return value

    @field_validator(
        "settings_encryption_keys", "omnium_encryption_keys", "flow_encryption_keys", check_fields=False
    )
    @classmethod
    def _sealing_key_is_our_own(
        cls, value: tuple[SecretStr, ...], info: ValidationInfo
    ) -> tuple[SecretStr, ...]:
        # The others open what was sealed before: who used a published key needs it to get away from it.
        _refuse_published([decode_key(key, 1) for key in value[:1]], info)
        return value


def _refuse_published(keys: Sequence[str | bytes], info: ValidationInfo) -> None:
    """Raise ValueError for the first published key, unless both addresses (already read) are on loopback."""
    position = next((number for number, key in enumerate(keys, 1) if is_published(key)), None)
    urls = [info.data.get(name) for name in ApiAddresses.model_fields]
    if position is None or None in urls or all_on_loopback(str(url) for url in urls):
        return
    message = f"key {position} {PUBLISHED}"
    raise ValueError(message)


class InternalKeySettings(_KeySettings):
    """The bearer key between our own services: the first is shown, all are accepted."""

    internal_api_key: InternalKey


def _are_keys(value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    for position, key in enumerate(value, 1):
        decode_key(key, position)
    return value


EncryptionKeys = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(split), AfterValidator(_are_keys)]
"""AES-256 keys for secrets at rest: the first encrypts, all decrypt."""


class WebhookKeySettings(_KeySettings):
    """The keys of webhook secrets that are stored encrypted, which the release after this one needs no more."""

    settings_encryption_keys: EncryptionKeys = ()

    def webhook_keys(self) -> tuple[bytes, ...]:
        """The decoded keys, the encrypting one first."""
        return _decoded(self.settings_encryption_keys)


class OmniumKeySettings(_KeySettings):
    """The keys of Omnium's client secrets and tokens."""

    settings_encryption_keys: EncryptionKeys = ()
    omnium_encryption_keys: Annotated[EncryptionKeys, Field(validate_default=True)] = ()

    @field_validator("omnium_encryption_keys")
    @classmethod
    def _are_given(cls, value: tuple[SecretStr, ...], info: ValidationInfo) -> tuple[SecretStr, ...]:
        return _given(value, info)

    def omnium_keys(self) -> tuple[bytes, ...]:
        """The decoded keys, the encrypting one first; those for all purposes decrypt as well."""
        return _decoded((*self.omnium_encryption_keys, *self.settings_encryption_keys))


class FlowKeySettings(_KeySettings):
    """The keys of Flow's tokens."""

    settings_encryption_keys: EncryptionKeys = ()
    flow_encryption_keys: Annotated[EncryptionKeys, Field(validate_default=True)] = ()

    @field_validator("flow_encryption_keys")
    @classmethod
    def _are_given(cls, value: tuple[SecretStr, ...], info: ValidationInfo) -> tuple[SecretStr, ...]:
        return _given(value, info)

    def flow_keys(self) -> tuple[bytes, ...]:
        """The decoded keys, the encrypting one first; those for all purposes decrypt as well."""
        return _decoded((*self.flow_encryption_keys, *self.settings_encryption_keys))


class EncryptionSettings(OmniumKeySettings, FlowKeySettings, WebhookKeySettings):
    """The keys of every purpose, for whoever writes tenants."""

    settings_encryption_keys: Annotated[EncryptionKeys, Field(min_length=1)]


def _given(keys: tuple[SecretStr, ...], info: ValidationInfo) -> tuple[SecretStr, ...]:
    """Let the keys for all purposes stand in for those of one; a fault of theirs is told of by itself."""
    if not keys and not info.data.get("settings_encryption_keys", True):
        raise ValueError("not set, and neither is SETTINGS_ENCRYPTION_KEYS, which would do")
    return keys


def _decoded(keys: tuple[SecretStr, ...]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(decode_key(key, position) for position, key in enumerate(keys, 1)))


def decode_key(key: SecretStr, position: int) -> bytes:
    """Decode one base64 key of 32 bytes. Raises ValueError, which names its position only."""
    try:
        decoded = base64.b64decode(key.get_secret_value(), validate=True)
    except binascii.Error:
        decoded = b""
    if len(decoded) != AES_KEY_BYTES:
        message = f"key {position} is not {AES_KEY_BYTES} bytes in base64"
        raise ValueError(message)
    return decoded

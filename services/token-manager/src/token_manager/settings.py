"""Which parts of the environment the token-manager reads."""

from flow_omnium.runtime.settings import (
    ApiSettings,
    DatabaseSettings,
    DrainSettings,
    EncryptionSettings,
    HttpSettings,
    InternalKeySettings,
    LogSettings,
    TracingSettings,
)


class Settings(
    DatabaseSettings,
    DrainSettings,
    HttpSettings,
    InternalKeySettings,
    EncryptionSettings,
    ApiSettings,
    LogSettings,
    TracingSettings,
):
    """Everything the token-manager is told from outside."""

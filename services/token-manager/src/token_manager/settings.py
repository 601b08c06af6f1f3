"""Which parts of the environment the token-manager reads."""

from flow_omnium.runtime.settings import (
    ApiSettings,
    DatabaseSettings,
    DrainSettings,
    HttpSettings,
    InternalKeySettings,
    LogSettings,
    OmniumKeySettings,
    TracingSettings,
)


class Settings(
    DatabaseSettings,
    DrainSettings,
    HttpSettings,
    InternalKeySettings,
    OmniumKeySettings,
    ApiSettings,
    LogSettings,
    TracingSettings,
):
    """Everything the token-manager is told from outside."""

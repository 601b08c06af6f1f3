"""What the token-manager reads from the environment."""

from flow_omnium.runtime.settings.keys import InternalKeySettings, OmniumKeySettings
from flow_omnium.runtime.settings.neighbours import ApiSettings, DatabaseSettings
from flow_omnium.runtime.settings.process import DrainSettings, HttpSettings, LogSettings, TracingSettings


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

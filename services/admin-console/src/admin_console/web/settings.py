"""What the web console reads from the environment."""

from flow_omnium.runtime.settings.neighbours import DatabaseSettings
from flow_omnium.runtime.settings.process import DrainSettings, HttpSettings, LogSettings, TracingSettings


class ConsoleSettings(DatabaseSettings, DrainSettings, HttpSettings, LogSettings, TracingSettings):
    """Everything the console is told from outside."""

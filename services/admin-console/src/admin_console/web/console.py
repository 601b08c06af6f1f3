"""What every page of the console may use."""

from dataclasses import dataclass, field

from admin_console.web.looks import SharedLooks
from admin_console.web.omnium_pace import OmniumPace
from admin_console.web.pulse.beating import Pulse
from admin_console.web.settings import ConsoleSettings
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.database import Database, read_from_secondaries
from flow_omnium.runtime.supervision import Supervisor


@dataclass(frozen=True)
class Console:
    """The parts that the composition root has opened. `clock` is the suite's (UTC)."""

    settings: ConsoleSettings
    database: Database
    clock: Clock
    supervisor: Supervisor
    pulse: Pulse | None = None
    looks: SharedLooks = field(default_factory=SharedLooks)
    omnium_pace: OmniumPace = field(default_factory=OmniumPace)

    @property
    def reading(self) -> Database:
        """The database for counts, charts and long lists, which may be some moments old: no act rests on what it says."""
        return read_from_secondaries(self.database)

"""What was read of one warehouse in which something has moved."""

from dataclasses import dataclass

from flow_omnium.outcomes import Failed
from receivement_sync.gathered import WarehouseLevels


@dataclass(frozen=True)
class ChangedStock:
    """What was found of one warehouse. `levels` is None where its stock is not Flow's, or nothing has changed."""

    warehouse: str
    owner: str | None
    levels: WarehouseLevels | None = None
    is_known: bool = True
    """Whether Omnium has the warehouse, and keeps goods there."""
    refusal: Failed | None = None
    """Why no store whose stock is Flow's may see it."""

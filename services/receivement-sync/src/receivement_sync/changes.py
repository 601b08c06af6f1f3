"""The writes that a plan for a reception may hold, each with everything it needs."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from flow_omnium.jobs.sync import FieldChange, Summary
from flow_omnium.omnium.models.purchase import DeliveryLine, GoodsReceptionLine
from receivement_sync.gathered import ReceivedProduct
from receivement_sync.items import plain


@dataclass(frozen=True)
class PutIntoDelivery:
    """Put lines that are in no delivery into one of ours; it is made unless it `exists`."""

    order_id: str
    delivery_id: str
    lines: tuple[DeliveryLine, ...]
    exists: bool

    def describe(self) -> Summary:
        """See `Write.describe`."""
        fields = tuple(
            FieldChange(f"line {line.line_item_id}", None, _quantity(line.quantity)) for line in self.lines
        )
        verb = "extend" if self.exists else "create"
        return Summary(f"{verb} delivery {self.delivery_id} of purchase order {self.order_id}", fields)


@dataclass(frozen=True)
class ConfirmReception:
    """Confirm what a reception brought of one delivery; `fields` are old and new totals."""

    receivement_uid: str
    delivery_id: str
    lines: tuple[GoodsReceptionLine, ...]
    fields: tuple[FieldChange, ...]

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary(
            f"confirm reception {self.receivement_uid} of delivery {self.delivery_id}", self.fields
        )


@dataclass(frozen=True)
class SetLevels:
    """Set the stock levels of a warehouse to Flow's. The levels are read again right before they are sent."""

    warehouse_code: str
    products: tuple[ReceivedProduct, ...]
    fields: tuple[FieldChange, ...]

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary(f"set stock levels in warehouse {self.warehouse_code}", self.fields)


@dataclass(frozen=True)
class PassOn:
    """Start a job for another purchase order: a reception brought goods of it too."""

    order_uid: str
    store_uid: str
    receivement_uid: str

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary(
            f"give purchase order {self.order_uid} a job, for goods of reception {self.receivement_uid}"
        )

    def flag(self) -> str:
        """Return the text for a person where no job can be started."""
        return f"receivement {self.receivement_uid}: goods of it are of purchase order {self.order_uid}, which has no job"


def _quantity(quantity: Decimal | None) -> str:
    return "nothing is open" if quantity is None else plain(quantity)


Change: TypeAlias = PutIntoDelivery | ConfirmReception | SetLevels | PassOn

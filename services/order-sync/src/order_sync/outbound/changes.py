"""The writes that a plan for a Flow order may hold, each with everything it needs. No I/O."""

from dataclasses import dataclass
from typing import TypeAlias

from flow_omnium.jobs.sync import FieldChange, Told
from flow_omnium.omnium.models import (
    LinesUpdate,
    NewLine,
    NewOrder,
    NewPayment,
    NewReturn,
    OrderPatch,
    ReturnLine,
)
from order_sync.outbound.told_order import told_goods, told_order, told_payment


@dataclass(frozen=True)
class CreateOrder:
    """Make a shop order."""

    order: NewOrder

    def told(self) -> Told:
        """See `Write.told`."""
        return Told(f"create order {self.order.id}", told_order(self.order))


@dataclass(frozen=True)
class AddLine:
    """Add a line that was rung up in the shop; nothing of it is delivered yet."""

    order_id: str
    shipment_id: str | None
    line: NewLine

    def told(self) -> Told:
        """See `Write.told`."""
        return Told(f"add line {self.line.line_item_id}: {told_goods(self.line)}")


@dataclass(frozen=True)
class AddPayments:
    """Add payments, each under its own id."""

    order_id: str
    payments: tuple[NewPayment, ...]

    def told(self) -> Told:
        """See `Write.told`."""
        return Told("add payments", tuple(told_payment(payment) for payment in self.payments))


@dataclass(frozen=True)
class UpdateLines:
    """Set lines of one shipment to new totals; `fields` tell old and new."""

    order_id: str
    update: LinesUpdate
    fields: tuple[FieldChange, ...]

    def told(self) -> Told:
        """See `Write.told`."""
        return Told("update lines", self.fields)


@dataclass(frozen=True)
class SetProperties:
    """Set properties; all others stay. `fields` tell old and new."""

    order_id: str
    patch: OrderPatch
    fields: tuple[FieldChange, ...]

    def told(self) -> Told:
        """See `Write.told`."""
        return Told("set properties", self.fields)


@dataclass(frozen=True)
class SetStatus:
    """Bring the order into a status by its workflow; `old` is the one it has then, None where the plan moves it first."""

    order_id: str
    status: str
    old: str | None

    def told(self) -> Told:
        """See `Write.told`."""
        return Told("set the status", (FieldChange("status", self.old, self.status),))


@dataclass(frozen=True)
class CreateReturn:
    """Take goods back that the shop has taken back and paid for."""

    order_id: str
    new: NewReturn

    def told(self) -> Told:
        """See `Write.told`."""
        lines = tuple(_told_return(line) for line in self.new.returns)
        given_back = FieldChange("creditAmount", None, f"{self.new.credit_amount or 0:.2f}")
        return Told(f"create return {self.new.rma_number} of order {self.order_id}", (*lines, given_back))


Change: TypeAlias = (
    CreateOrder | AddLine | AddPayments | UpdateLines | SetProperties | SetStatus | CreateReturn
)


def _told_return(line: ReturnLine) -> FieldChange:
    amount = line.credit_amount or 0
    return FieldChange(f"line {line.line_item_id}", None, f"{line.return_quantity:f} × {amount:.2f}")

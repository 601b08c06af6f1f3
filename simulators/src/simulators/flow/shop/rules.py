"""Which act follows which rule."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

from simulators.documents import Document, clone
from simulators.flow.orders.states import refuse_if_final
from simulators.flow.shop import acts
from simulators.flow.shop.deliveries import deliver
from simulators.flow.shop.finishing import cancel, change_state, complete
from simulators.flow.shop.handling_states import handle
from simulators.flow.shop.lines import add_item, cancel_quantity, change_item, remove_item, split_item
from simulators.flow.shop.new_orders import open_order, sell
from simulators.flow.shop.remarks import set_property, write_note
from simulators.flow.shop.returns import take_back
from simulators.flow.shop.settlements import settle, void
from simulators.flow.shop.stockroom import STOCKROOM
from simulators.flow.shop.till import Till
from simulators.flow.tenant import Tenant
from simulators.refusal import Refusal
from simulators.write_model import checked

A = TypeVar("A", bound=acts.Act)
B = TypeVar("B", bound=acts.OrderAct)


@dataclass(frozen=True)
class Rule(Generic[A]):
    """How the body of an act is read, and what order it makes."""

    body: type[A]
    order: Callable[[Tenant, A, Till], Document]

    def follow(self, tenant: Tenant, body: Document, till: Till) -> Document:
        """Make the order. Raises Refusal for what cannot be done."""
        return self.order(tenant, checked(self.body, body), till)


def changing(body: type[B], rule: Callable[[Document, B, Till], Document]) -> Rule[B]:
    """Let a rule change an order that is there and not finished."""

    def change(tenant: Tenant, act: B, till: Till) -> Document:
        order = tenant.orders.get(act.order_uid)
        if order is None:
            raise Refusal(404, f"orderUid: '{act.order_uid}' was not found")
        refuse_if_final(order)
        return rule(clone(order), act, till)

    return Rule(body, change)


RULES: Final[Mapping[str, Rule[Any]]] = MappingProxyType(
    {
        "sell": Rule(acts.Sell, sell),
        "open": Rule(acts.Open, open_order),
        "return": Rule(acts.Return, take_back),
        "addItem": changing(acts.AddItem, add_item),
        "removeItem": changing(acts.RemoveItem, remove_item),
        "changeItem": changing(acts.ChangeItem, change_item),
        "splitItem": changing(acts.SplitItem, split_item),
        "cancelQuantity": changing(acts.CancelQuantity, cancel_quantity),
        "deliver": changing(acts.Deliver, deliver),
        "settle": changing(acts.Settle, settle),
        "void": changing(acts.VoidSettlement, void),
        "handling": changing(acts.Handle, handle),
        "state": changing(acts.ChangeState, change_state),
        "complete": changing(acts.OrderAct, complete),
        "cancel": changing(acts.OrderAct, cancel),
        "note": changing(acts.Note, write_note),
        "property": changing(acts.SetProperty, set_property),
    }
)


def rule_of(act: object) -> Rule[Any]:
    """Find the rule of an act. Raises Refusal 400 for an act that is none."""
    rule = RULES.get(act) if isinstance(act, str) else None
    if rule is None:
        raise Refusal(400, f"act: {act!r} is none of {', '.join([*RULES, 'customer', *STOCKROOM])}")
    return rule

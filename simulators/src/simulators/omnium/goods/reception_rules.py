"""Which goods receptions are refused (omnium.md 5.3); pure."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final

from simulators.documents import Document
from simulators.omnium.models.delivery import GoodsReceptionLine
from simulators.omnium.stores import warehouse_fault
from simulators.refusal import Refusal

EMPTY: Final = "body: names no lines"


def refuse_bad_reception(
    lines: Sequence[GoodsReceptionLine],
    delivery_of: Callable[[str], str | None],
    wanted_delivery: str | None,
    stores: Mapping[str, Document],
) -> None:
    """Refuse an empty list, wrong warehouses, and lines that are not in the delivery; `None` takes any delivery."""
    faults = list(_warehouse_faults(lines, stores)) if lines else [EMPTY]
    faults += _line_faults(lines, delivery_of, wanted_delivery)
    if faults:
        raise Refusal(400, "; ".join(faults))


def refuse_closed(delivery: Document, closed: Collection[str]) -> None:
    """Refuse a delivery of a status that takes no goods. Raises Refusal 400."""
    status = delivery.get("deliveryStatus")
    if status in closed:
        raise Refusal(400, f"deliveryStatus: delivery {delivery['id']} is {status}")


def refuse_duplicates(lines: Sequence[GoodsReceptionLine], is_known: Callable[[str], bool]) -> None:
    """Refuse ids that a transaction has, or that stand twice; the text lists exactly those."""
    ids = [line.goods_reception_id for line in lines if line.goods_reception_id]
    duplicates = dict.fromkeys(each for each in ids if is_known(each) or ids.count(each) > 1)
    if duplicates:
        raise Refusal(400, f"Duplicate goodsReceptionId: {', '.join(duplicates)}")


def _warehouse_faults(lines: Sequence[GoodsReceptionLine], stores: Mapping[str, Document]) -> Iterator[str]:
    for place, line in enumerate(lines):
        fault = warehouse_fault(stores, line.warehouse_code)
        if fault:
            yield f"{place}.{fault}"


def _line_faults(
    lines: Sequence[GoodsReceptionLine], delivery_of: Callable[[str], str | None], wanted: str | None
) -> Iterator[str]:
    for place, line in enumerate(lines):
        delivery_id = delivery_of(line.line_item_id)
        if delivery_id is None:
            yield f"{place}.lineItemId: '{line.line_item_id}' belongs to no delivery"
        elif delivery_id != (wanted or delivery_id):
            yield f"{place}.lineItemId: '{line.line_item_id}' does not belong to delivery {wanted}"

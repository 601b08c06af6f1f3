"""Whether Omnium has received what the shop has, as somebody who knows neither's code would judge it. No I/O."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from local_stack.receptions.opening import Opening

Document = Mapping[str, Any]
Place = tuple[str, str]
_HUNDRED = 100


def faults_of_confirmations(
    opening: Opening, received: Iterable[Document], order: Document, transactions: Iterable[Document]
) -> Iterator[str]:
    """Compare each line, each key and each level of Omnium's purchase order."""
    items = [(one["receivementUid"], item) for one in received for item in one["items"]]
    line_of = {item["purchaseOrderItemUid"]: item["externalId"] for item in opening.items()}
    wanted, keys, levels = Counter[str](), Counter[str](), Counter[Place]()
    for uid, item in items:
        wanted[line_of[item["purchaseOrderItemUid"]]] += item["quantity"]
        keys[f"acme:{uid}:{item['receivementItemUid']}"] += 1
        levels[item["warehouseUid"], item["product"]["sku"]] += item["quantity"]
    told = list(transactions)
    lines = {
        line["lineItemId"]: line.get("deliveredQuantity") or 0
        for line in order["purchaseOrderForm"]["lineItems"]
    }
    yield from _differences("delivered of line", wanted, lines)
    yield from _differences("transactions of line", wanted, _sums(told, "lineItemId"))
    yield from _differences("stock", levels, _sums(told, "warehouseCode", "skuId"))
    counted = Counter(one["goodsReceptionId"] for one in told)
    if counted != keys:
        yield f"counted {dict(counted)}, received {dict(keys)}"


def faults_of_levels(in_flow: Mapping[Place, int], in_omnium: Mapping[Place, Decimal]) -> Iterator[str]:
    """Compare the levels of what the shop ordered itself."""
    yield from _differences("level", in_flow, in_omnium)


def _sums(transactions: Iterable[Document], *names: str) -> Mapping[Any, Decimal]:
    sums: dict[Any, Decimal] = {}
    for one in transactions:
        key = one[names[0]] if len(names) == 1 else tuple(one[name] for name in names)
        sums[key] = sums.get(key, Decimal(0)) + Decimal(one["inventoryChange"])
    return sums


def _differences(what: str, in_shop: Mapping[Any, int], in_omnium: Mapping[Any, Any]) -> Iterator[str]:
    for key in sorted({*in_shop, *in_omnium}):
        shop, omnium = Decimal(in_shop.get(key, 0)) / _HUNDRED, Decimal(in_omnium.get(key, 0))
        if shop != omnium:
            yield f"{what} {key}: {shop} in the shop, {omnium} in Omnium"

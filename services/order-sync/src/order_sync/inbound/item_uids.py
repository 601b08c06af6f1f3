"""Which uid a line gets in Flow: the same for the same line, so that a line added twice is a conflict. And its product's. No I/O."""

from collections.abc import Iterable, Iterator

from flow_omnium.flow.uids import digest_of, sanitize_uid


def item_uid(order_uid: str, line_id: str) -> str:
    """Build the uid from order and line; ids that differ only in characters Flow does not know get different ones."""
    plain = sanitize_uid(line_id)
    mark = "" if plain == line_id else f"-{digest_of(line_id)}"
    return f"{order_uid}-{plain}{mark}"


def product_uid(code: str) -> str:
    """Return the uid of a product by its SKU: the catalogue has made it, so nothing can be put behind it here."""
    return sanitize_uid(code)


def alike(codes: Iterable[str]) -> Iterator[str]:
    """Tell the SKUs of an order that are one product in Flow."""
    by_uid: dict[str, set[str]] = {}
    for code in codes:
        by_uid.setdefault(product_uid(code), set()).add(code)
    for uid, of_uid in by_uid.items():
        if len(of_uid) > 1:
            yield f"SKUs {', '.join(sorted(of_uid))} are one product in Flow, {uid}: the shop cannot tell them apart"

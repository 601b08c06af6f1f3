"""The part of the page about orders that come from Omnium. No I/O."""

from collections.abc import Sequence
from typing import Any, Final

from flow_omnium.tenants.tenant import OrderTypeNames, Parameters
from order_sync.country_code import TWO_LETTERS_BY_THREE
from order_sync.inbound.customer import BUSINESS_NAMES
from order_sync.inbound.order_types import RULE_BY_TYPE, OrderRule, rule_of
from order_sync.mapping_page.customer_fields import CUSTOMER_OF_ADDRESS, CUSTOMER_OF_RECORD
from order_sync.mapping_page.inbound_fields import INBOUND, SHIPPING
from order_sync.mapping_page.rules import Rule, rules
from order_sync.mapping_page.tables import code, codes, section, table
from order_sync.omnium_standing import CANCELLED, OVER, QUEUED_SECONDS

RULES: Final = (
    Rule("An order is made only while it is alive in Omnium.", "completed-in-omnium-absent-in-flow"),
    Rule("What agrees is not written.", "finished-before"),
    Rule(
        "An order that is `COMPLETE` or `CANCELLED` in Flow is not changed any more.",
        "update-of-an-order-complete-in-flow",
    ),
    Rule(
        "An order is opened for a change and put back; one that the shop has open is left open.",
        "update-of-an-order-that-the-shop-has-open",
    ),
    Rule("What Omnium does not say of the header is not emptied.", "update-header"),
    Rule("A detail that cannot be read costs its field, and is flagged.", "unreadable-details"),
    Rule("`validUntil` is set once.", "update-does-not-move-the-deadline"),
    Rule(
        "Lines that were added in the shop (no `externalId`) are never changed and never removed.",
        "update-keeps-lines-of-the-shop",
    ),
    Rule("A line of which something is delivered is never removed.", "update-line-removed-after-delivery"),
    Rule("A quantity is never lowered below what is delivered.", "update-quantity-below-delivered"),
    Rule(
        "What the shop has cancelled counts once, whether Omnium knows of it or not.",
        "cancelled-in-the-shop-and-not-told-yet",
    ),
    Rule("Properties of Flow's own stay.", "update-properties"),
    Rule("The parent of a package is left out, its price spread over the parts.", "package-parts-only"),
    Rule(
        "A customer whom Flow has is never changed, and found by his uid if the shop has made him.",
        "customer-that-the-shop-made",
    ),
    Rule("A uid that belongs to another order fails, naming both.", "uid-taken-by-another-order"),
    Rule(
        "Cancelled in Omnium is cancelled in Flow, unless something was handed over.",
        "cancelled-in-omnium-after-delivery",
    ),
)


def inbound_part() -> str:
    """Write the part."""
    return section(
        "## Inbound order: Omnium → Flow",
        "`order_sync/inbound/`. `customer` is the customer in Flow, `tenant` the tenant in Flow.",
        section("### Which orders, by type", _TYPES_TOLD, _types()),
        section("### Which orders, by status", "Compared without case.", _standings()),
        section("### Header", _LATER_TOLD, INBOUND.table("")),
        section("### Lines", "From `orderForm.lineItems[]`.", INBOUND.table("items[].")),
        section("### Shipping cost", _SHIPPING_TOLD, SHIPPING.table("items[].")),
        section("### Rules", rules("inbound-order", RULES)),
        section("### Customer of an inbound order", _CUSTOMER_TOLD, _kinds()),
        section("#### From Omnium's record", CUSTOMER_OF_RECORD.table("")),
        section(
            "#### From the order",
            "Where Omnium has no such customer (a guest).",
            CUSTOMER_OF_ADDRESS.table(""),
        ),
        section("### Countries", _COUNTRIES_TOLD, codes(f"{long} → {short}" for long, short in _COUNTRIES)),
    )


_TYPES_TOLD: Final = (
    "Compared without case. Any other type is ignored, with the reason. The order is made in the store of the first "
    "shipment's code, else in `storeId`."
)
_LATER_TOLD: Final = (
    "*follows*: a later change in Omnium changes it in Flow. *stays*: it is set when the order is made."
)
_SHIPPING_TOLD: Final = "With `flow.shippingProductUid` each shipment that costs something is a line; else the cost stands in `internalNote`."
_CUSTOMER_TOLD: Final = (
    "Made only if Flow has nobody with that `externalId`, nor with the uid. Never changed afterwards. His kind, by the order's "
    "`customerType`, compared without case:"
)
_COUNTRIES_TOLD: Final = "Flow has two letters; a code that is neither two letters nor here is left out."
_COUNTRIES: Final = TWO_LETTERS_BY_THREE.items()


def _types() -> str:
    header = ("`orderType`", "further names", "state", "handling", "store", "deadline")
    return table(header, (_type_row(name, rule) for name, rule in RULE_BY_TYPE.items()))


def _type_row(name: str, rule: OrderRule) -> Sequence[str]:
    keys: dict[str, Any] = {field: info.alias for field, info in Parameters.model_fields.items()}
    handling = rule.handling(Parameters.model_construct(None, **keys))
    return (
        code(name),
        code(f"orderTypes.{_names_of(rule)}"),
        code(rule.state.value),
        code(handling),
        f"{code(rule.warehouse_field)}, else `storeId`",
        "`customerPickupDeadline`" + (", else `OMNIUM_CLICK_COLLECT_EXPIRY_DAYS`" if rule.expires else ""),
    )


def _names_of(rule: OrderRule) -> str:
    own = "own"
    fields = OrderTypeNames.model_fields
    found = (
        field.alias for name, field in fields.items() if _is_rule(rule, OrderTypeNames(**{name: (own,)}), own)
    )
    return next(alias for alias in found if alias)


def _is_rule(rule: OrderRule, names: OrderTypeNames, own: str) -> bool:
    return rule_of(own, names) is rule


def _standings() -> str:
    rows = (
        ("`queued`", f"not looked at yet: asked again after {QUEUED_SECONDS:g} s"),
        (
            f"{codes(sorted(CANCELLED))}, and those with `isCanceledStatus` in Omnium's order types",
            "cancelled in Flow, or not made",
        ),
        (codes(sorted(OVER)), "not made any more; one that is in Flow goes on being changed"),
        ("any other, and none", "made, or changed"),
    )
    return table(("status in Omnium", "the order in Flow is"), rows)


def _kinds() -> str:
    rows = (
        (codes(sorted(BUSINESS_NAMES)), "business", "`COMPANY`"),
        ("any other, and none", "private", "`PERSON`"),
    )
    return table(("`customerType`", "read in Omnium as", "in Flow"), rows)

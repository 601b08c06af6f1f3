"""The part of the page about orders that come from Omnium."""

from collections.abc import Sequence
from typing import Any, Final

from docs.generator.mapping.customer_fields import CUSTOMER_OF_ADDRESS, CUSTOMER_OF_RECORD
from docs.generator.mapping.inbound_fields import INBOUND, SHIPPING
from docs.generator.mapping.prepayments import prepayments_part
from docs.generator.mapping.tables import Rule, code, codes, rules, section, table

from flow_omnium.flow.models.customer import COMPANY_TYPES
from flow_omnium.tenants.orders import ALREADY_OUT, NOT_YET
from flow_omnium.tenants.tenant import OrderTypeNames, Parameters
from order_sync.address import TWO_LETTERS_BY_THREE
from order_sync.order_stage import CANCELLED, OVER, QUEUED_SECONDS
from order_sync.order_types import RULE_BY_TYPE, OrderRule, rule_of

RULES: Final = (
    Rule("An order is made only while it is alive in Omnium.", "completed-in-omnium-absent-in-flow"),
    Rule(
        "What Omnium holds goes on where it stands in the shop, and is flagged.", "on-hold-while-in-the-shop"
    ),
    Rule(
        "What of it is not made in another store yet is flagged line by line.",
        "on-hold-before-the-other-store-has-its-part",
    ),
    Rule(
        "An order that Omnium is done with before all of it was made is left as it stands, and flagged line by line.",
        "completed-in-omnium-begun-in-flow",
    ),
    Rule("It is cancelled where nothing of it is left.", "completed-elsewhere-begun-in-flow"),
    Rule("Where a change broke off, it is put back.", "completed-in-omnium-while-it-was-changed"),
    Rule("What agrees is not written.", "finished-before"),
    Rule(
        "Each store has an order with the lines of its shipments, and with what they cost; their sums, with what others send, "
        "are Omnium's total.",
        "line-in-two-shipments",
    ),
    Rule(
        "The first order of Omnium's order that is made has its uid, a further one `<id>-<shipmentId>`; which is which is "
        "read back, by the shipments and the goods that it has.",
        "parts-are-found-again-in-any-order",
    ),
    Rule(
        "What a warehouse sends that is no store of Flow is left out, and told in `internalNote`.",
        "shipment-collected-is-second",
    ),
    Rule(
        "A line that no shipment has is with the parts of its package, else with the first of the stores, and flagged if there "
        "are several places.",
        "line-in-no-shipment",
    ),
    Rule("A line whose shipment is cancelled is left out, and flagged.", "shipment-cancelled-with-its-line"),
    Rule(
        "An order that Omnium has moved, or given another type, is marked `omnium.withdrawn` and cancelled, and made anew under "
        "a uid of its own.",
        "moved-to-another-store",
    ),
    Rule(
        "It stays, and is flagged, once the shop has begun it: no second order is made of its goods.",
        "moved-while-the-shop-picks",
    ),
    Rule(
        "The flag names the stores that have its goods by now, and no other part's.",
        "moved-to-no-store-beside-another-part",
    ),
    Rule("What the shop has cancelled is not made again.", "moved-and-cancelled-in-the-new-store"),
    Rule("What Omnium orders besides of it is flagged.", "line-added-to-a-part-that-its-shop-gave-up"),
    Rule(
        "What Omnium has delivered and this order has not is left out, and noted in `omnium.deliveredElsewhere`.",
        "delivered-elsewhere-in-part",
    ),
    Rule("Where more was handed over than there is, both figures are flagged.", "delivered-twice"),
    Rule("An order of which nothing is left is not made.", "nothing-left-before-it-was-made"),
    Rule("What its shipping costs is on another part that is made.", "shipping-of-a-part-without-goods"),
    Rule(
        "So is that of a sender who is no store and whose goods are all cancelled.",
        "shipping-of-a-sender-whose-goods-are-cancelled",
    ),
    Rule("One that loses its last line is marked and cancelled.", "nothing-left"),
    Rule("It is left, and flagged, if money was taken for it.", "nothing-left-after-payment"),
    Rule(
        "The address of a shipment, where it is not the customer's, its comment, and comments and engravings of lines stand in "
        "`internalNote`.",
        "delivered-to-another-person",
    ),
    Rule(
        "A line of which more is cancelled than there is has nothing left; flagged.",
        "more-cancelled-than-ordered",
    ),
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
    Rule("A deadline that Omnium sets or extends later reaches the shop.", "update-extends-the-deadline"),
    Rule("One that we have worked out stays.", "worked-out-deadline-stays"),
    Rule("Windows' names of time zones are understood.", "deadline-in-a-time-zone-of-windows"),
    Rule("A time zone that cannot be read is the country's, and flagged.", "deadline-in-no-time-zone"),
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
    Rule("A price that the shop has changed stands.", "price-cut-in-the-shop-stands"),
    Rule("So does one that the shop has changed back.", "discount-taken-back-in-the-shop-stands"),
    Rule(
        "Money that a cancellation leaves in the shop is told until it is given back.",
        "cancelled-on-both-sides-with-money-in-the-shop",
    ),
    Rule("Each order of several is named then.", "cancelled-in-omnium-in-two-stores-after-payment"),
    Rule(
        "What was paid beyond Omnium's total is told, where no order in Flow shows it.",
        "paid-for-goods-that-omnium-has-cancelled",
    ),
    Rule("So is an order that costs less than nothing.", "costs-less-than-nothing"),
    Rule("So is what a change of a paid order leaves to collect.", "price-raised-in-omnium-after-payment"),
    Rule("One that both have changed is left alone.", "price-changed-on-both-sides"),
    Rule(
        "Omnium's change of a price that both had agreed on is brought over.",
        "price-changed-in-omnium-after-the-shop",
    ),
    Rule("A line that the shop has split counts by its sum.", "split-line-agrees"),
    Rule("What is taken off a split line is taken from what is open.", "split-line-of-which-less-is-wanted"),
    Rule("The parent of a package is left out, its price spread over the parts.", "package-parts-only"),
    Rule(
        "A customer whom Flow has is never changed, and found by his uid if the shop has made him.",
        "customer-that-the-shop-made",
    ),
    Rule(
        "An order whose uid a look-alike has already gets one with a mark: `10/01`, `10_01`.",
        "order-uid-of-a-look-alike",
    ),
    Rule("So does a customer.", "customer-uid-of-a-look-alike"),
    Rule("SKUs that are one product in Flow are flagged.", "skus-that-look-alike"),
    Rule("An id that guests share (`sharedCustomerIds`) is no customer.", "guest-with-a-shared-id"),
    Rule(
        "A company's order under the id of a person is the person's, and flagged.",
        "business-customer-with-the-id-of-a-person",
    ),
    Rule("A customer whom Flow has twice is flagged.", "customer-twice-in-flow"),
    Rule(
        "Cancelled in Omnium is cancelled in Flow, unless something was handed over.",
        "cancelled-in-omnium-after-delivery",
    ),
)

_TYPES_TOLD: Final = (
    "Compared without case. Any other type is ignored, with the reason. Each store of Flow gets an order of its own with the "
    "lines of its shipments, by the shipment's code; where no shipment has one, `storeId` is the store. Shipments that are "
    "cancelled, or empty beside others, do not count. Stores are those under `stores`; for an order that names none of them, "
    "those that Flow lists. Of an order that is collected, what a store sends is an order of type `online` there."
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
        prepayments_part(),
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
        (
            f"those of `orderStatuses.notYet`: {codes(NOT_YET)}",
            "not made yet; one that is in Flow goes on being changed, and is flagged",
        ),
        (
            f"those of `orderStatuses.alreadyOut`: {codes(ALREADY_OUT)}; {codes(sorted(OVER))}",
            "not made any more; one that is in Flow goes on being changed",
        ),
        ("any other, and none", "made, or changed; flagged when it is made, if nobody told of the status"),
    )
    return table(("status in Omnium", "the order in Flow is"), rows)


def _kinds() -> str:
    rows = (
        (codes(sorted(COMPANY_TYPES)), "business", "`COMPANY`"),
        ("any other, and none", "private", "`PERSON`"),
    )
    return table(("`customerType`", "read in Omnium as", "in Flow"), rows)

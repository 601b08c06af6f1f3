"""The part of the page about orders and returns of the shop."""

from typing import Final

from docs.generator.mapping.outbound_codes import ends, irrelevant, own, statuses, transactions
from docs.generator.mapping.outbound_fields import NEW_ORDER
from docs.generator.mapping.progress_fields import BROUGHT_ON, RETURN
from docs.generator.mapping.tables import Rule, rules, section

RULES: Final = (
    Rule("An order that Omnium made is never made there a second time.", "web-order-that-omnium-lost"),
    Rule("What agrees is not written.", "web-order-agreed"),
    Rule("Totals of a line are never lowered.", "totals-are-never-lowered"),
    Rule("A price that the shop has changed is set in Omnium.", "price-cut-in-the-shop"),
    Rule("So is one that it has changed again, or back.", "discount-taken-back-in-the-shop"),
    Rule("One that both have changed is left alone.", "price-changed-on-both-sides"),
    Rule(
        "One that Omnium alone has changed is brought to the shop, not back.", "price-changed-in-omnium-alone"
    ),
    Rule("Cash rounding is booked as for a sale.", "pick-up-rounded-in-cash"),
    Rule("Once it is none any more, it is taken off again.", "rounding-of-cash-that-is-none-any-more"),
    Rule("Shipping that the shop gives up is told.", "shipping-given-up-in-the-shop"),
    Rule(
        "It goes with an order that the shop gives up as a whole.", "shipping-given-up-with-the-whole-order"
    ),
    Rule("Money to give back is told until it is given back.", "piece-given-up-after-payment"),
    Rule(
        "Money that a later edit leaves to collect is told.", "edited-after-payment-leaves-money-to-collect"
    ),
    Rule("A deposit is none.", "deposit-is-not-collected-yet"),
    Rule("A discount of the whole order is not touched.", "price-cut-under-a-discount-of-the-whole-order"),
    Rule("What Flow cannot express of a quantity is no difference.", "fractions-handed-over-whole"),
    Rule("Each shipment has a call of its own.", "lines-of-two-shipments-handed-over"),
    Rule("Lines that the shop has split count by their sum.", "split-line-handed-over"),
    Rule(
        "Of an order in several stores a line counts what all of them have of it; each tells the lines that it has.",
        "line-that-two-stores-share",
    ),
    Rule("The last of them to hand over ends the order.", "last-part-handed-over"),
    Rule(
        "One that is cancelled in one store cancels its lines, and not the order.",
        "part-cancelled-in-one-store",
    ),
    Rule("It waits for pickup when it does in every store.", "ready-in-one-store-of-two"),
    Rule(
        "While others have goods of it to send, no shop completes or cancels the order.",
        "handed-over-while-a-warehouse-still-sends",
    ),
    Rule("An order that was taken back from a shop tells nothing.", "taken-back-from-the-shop"),
    Rule(
        "What others have delivered counts besides what the shop has.",
        "delivered-in-the-shop-besides-what-others-delivered",
    ),
    Rule(
        "What we have told of a line is noted on Omnium's order (`<prefix>.delivered`): more than that was delivered by others.",
        "handed-over-in-part-by-both",
    ),
    Rule(
        "Before it is told, it is announced there (`<prefix>.delivering`). What is more after a run broke off is of others.",
        "report-broke-off-while-others-delivered",
    ),
    Rule(
        "A total that may hold what was announced, or as much that others delivered, is flagged.",
        "report-that-may-have-broken-off",
    ),
    Rule("Goods that both have handed over are flagged, with both figures.", "handed-over-twice"),
    Rule(
        "What others have delivered is noted along with what the shop hands over next.",
        "delivered-by-others-since-it-was-noted",
    ),
    Rule("A part hand-over takes no status back.", "partly-shipped-is-not-set-back"),
    Rule("A hold of Omnium's is not ended by a payment in the shop.", "web-order-paid-while-on-hold"),
    Rule("A payment that Omnium has is never sent again.", "web-order-agreed"),
    Rule(
        "A settlement that tells of a payment of Omnium's never goes back as a new one.",
        "web-order-prepaid-and-untouched",
    ),
    Rule(
        "A prepaid order that is handed over is completed, whatever Flow says of its payment.",
        "web-order-prepaid-in-words-and-handed-over",
    ),
    Rule(
        "A payment that is voided after Omnium had it is given back there.",
        "web-order-whose-payment-was-voided",
    ),
    Rule("A discount of the whole order is one in Omnium too.", "sale-with-a-discount-of-the-order"),
    Rule("Properties without the prefix are never touched.", "web-order-edited-properties"),
    Rule("The status comes last, by Omnium's workflow, never by a patch.", "web-order-paid-and-handed-over"),
    Rule("An order that is over in Omnium does not go back.", "returned-stays-returned"),
    Rule("One that is over in Omnium takes no part delivery.", "done-in-omnium-waits-for-the-whole-delivery"),
    Rule(
        "A line that was added in the shop is sent; taken off there again, it is cancelled.",
        "line-added-in-the-shop",
    ),
    Rule("A package that Omnium knows by its parts alone stays so.", "package-left-out-before-stays-out"),
    Rule(
        "The line of the shipping cost is not sent: the cost stands on the shipment.",
        "shipping-line-is-omniums-own",
    ),
    Rule("Nor are those of handling and of a fee.", "fee-and-handling-are-omniums-own"),
    Rule("A deleted order is not written to.", "deleted-in-omnium-but-sold"),
    Rule(
        "A read-only order is opened for lines, payments and status, and closed again behind them.",
        "read-only-order-handed-over",
    ),
    Rule("For properties it need not be.", "read-only-order-with-edited-properties"),
)

RETURN_RULES: Final = (
    Rule("A return is made once, known by its `rmaNumber`.", "return-there-already"),
    Rule(
        "`isStockUpdated` is false where the stock of the store that took the goods back is Flow's.",
        "return-to-a-stock-master",
    ),
    Rule("What was given back later is changed there.", "return-given-back-more-since"),
    Rule(
        "A return waits for its order as long as that may come: a job of ours is to bring it, or it is younger than a day.",
        "return-before-its-order",
    ),
    Rule(
        "One of an order that Omnium never had, or that Flow has no more, ends with a flag.",
        "return-of-an-order-that-omnium-never-had",
    ),
    Rule(
        "A line that the order's own job has yet to add in Omnium is waited for.",
        "return-of-a-line-that-omnium-lacks",
    ),
    Rule("So is a hand-over that it has yet to tell.", "return-before-the-hand-over-is-told"),
    Rule(
        "Of more than Omnium has left to come back, so much is told as it has; the rest is flagged.",
        "return-of-more-than-omnium-has-left",
    ),
    Rule("What was sold as 2.345, and is 2.35 in Flow, comes back as 2.345.", "return-of-a-fraction"),
    Rule("Two lines of a return that give back one line are one.", "return-of-a-split-line"),
    Rule(
        "What is on no line of the order (goods in exchange, a fee, goods of another order) is flagged, and stops nothing.",
        "return-less-a-fee",
    ),
    Rule(
        "What the customer paid on top is flagged; `creditAmount` is 0 then.",
        "return-in-exchange-for-something-dearer",
    ),
    Rule("So is an exchange at equal value.", "return-in-exchange-at-equal-value"),
    Rule("The shipping that was given back goes with the goods.", "return-of-shipping-as-well"),
    Rule(
        "Money without goods is a payment of the order, of type `Credit`; its `externalIds` name `Flow` and the order's uid there, "
        "by which it is no refund of Omnium's own.",
        "return-of-money-alone",
    ),
    Rule(
        "A return that is cancelled is not told; told before, it is flagged.",
        "return-cancelled-after-it-was-told",
    ),
    Rule("Where nothing came back, nothing is written.", "return-of-nothing"),
    Rule("What comes back is counted as Omnium counts it.", "return-of-a-fraction"),
    Rule("Lines that the shop had split come back by their sum.", "return-of-a-split-line"),
)

_TOLD: Final = (
    "`order_sync/outbound/`. `customer` is the customer in Flow, `tenant` the tenant in Flow, `method` a payment method of the "
    "tenant in Flow, `omnium` the order in Omnium."
)

_STATUS_TOLD: Final = (
    "Each name can be another one per tenant: `orderStatuses` in [settings.md](settings.md). *ready*: an order of "
    "`ClickAndCollect`, or of `orderTypes.clickAndCollect`, whose handling is `READY` (in the "
    "tenant's words: `flow.states`, as for all of Flow's states that are named here): the handling of "
    "`OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID`, any if that is unset. What costs nothing is paid once it is `COMPLETE`."
)

_HEAD_TOLD: Final = (
    "An order that was born in the shop and that Omnium lacks. *follows*: a later change in the shop changes it in Omnium. "
    "*stays*: it is set when the order is made."
)

_PRESENT_TOLD: Final = (
    "First the rounding of cash (`grossRoundoff`, by an update of the whole order), once all is paid. Then by narrow calls, in this order: lines (`orderLine`), prices (`orderLinePatches`), payments (as above, those that Omnium lacks by `id`), "
    "totals of lines (`lineItemUpdates`), properties, status."
)

_RETURN_TOLD: Final = (
    "An order of type `RETURN`, once it is settled or `COMPLETE`. Its lines above zero came back, those below zero went out "
    "with it. What came back is told in positive figures; what was given back is positive as well, and what was taken zero."
)

_PAYMENTS_TOLD: Final = "From `settlements[]`, those whose `state` or `status` is `SETTLED`, or a word of `flow.states.settled`. Added once, never changed."

_OWN_TOLD: Final = (
    "`<prefix>` is `OMNIUM_PROPERTY_PREFIX`. They are kept up to date, and never come back into Flow. Of several orders of "
    "Flow that are one of Omnium's the further ones write theirs as `<key>.<orderUid>`."
)

_ENDS_TOLD: Final = "Whether an order that is paid and handed over in the shop is still brought to the status of `orderStatuses.completed`:"


def outbound_part() -> str:
    """Write the parts."""
    return section(
        "## Outbound order: Flow → Omnium",
        _TOLD,
        section("### Which orders", irrelevant()),
        section("### Status in Omnium", _STATUS_TOLD, statuses()),
        section("### New order", _HEAD_TOLD, NEW_ORDER.table("")),
        section("### Lines of a new order", "From `items[]`.", NEW_ORDER.table("orderForm.lineItems[].")),
        section("### Shipment of a new order", "One.", NEW_ORDER.table("orderForm.shipments[].")),
        section("### Payments", _PAYMENTS_TOLD, NEW_ORDER.table("orderForm.payments[]."), transactions()),
        section("### Our own properties", _OWN_TOLD, own()),
        section("### Order that Omnium has", _PRESENT_TOLD, BROUGHT_ON.table("")),
        section("### Order that is over in Omnium", _ENDS_TOLD, ends()),
        section("### Rules", rules("outbound-order", RULES)),
        section(
            "## Return: Flow → Omnium", _RETURN_TOLD, RETURN.table(""), rules("outbound-order", RETURN_RULES)
        ),
    )

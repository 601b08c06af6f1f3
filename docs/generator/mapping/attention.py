"""The part of the page that lists every flag, with the flow that raises it and what is written all the same."""

from dataclasses import dataclass
from typing import Final

from docs.generator.mapping.tables import section, table

from flow_omnium.flow.state_words import NOBODY_KNOWS
from order_sync.outbound.differences import SOLD_ALTHOUGH_CANCELLED
from order_sync.outbound.relevance import NO_ORIGINAL

_TOLD: Final = "What no rule can settle is noted on the attempt; retrying would not help. `flow-omnium jobs list --attention` finds it."

_SETTLED: Final = (
    "A flag goes by itself once both sides have been compared again: by a later job of the same kind and record, which flags what "
    "is left, or by a reconciliation that finds both sides agreed. What has been looked at and stays as it is, a person settles: "
    '`flow-omnium jobs settle ID --note "…"`. The same flag is then not opened again, another one is '
    "([decision 47](decisions/0047-what-an-entry-is-found-by.md#when-a-flag-is-settled))."
)


@dataclass(frozen=True)
class Flag:
    """A flag's text, with `…` for what differs from case to case; its flow; what is written all the same."""

    text: str
    flow: str
    written: str


FLAGS: Final = (
    Flag(
        "order … in Omnium: … cannot be read (…): it counts as not given", "every flow", "all but the field"
    ),
    Flag(
        f"order … in Flow: … is …, {NOBODY_KNOWS}",
        "inbound order, outbound order",
        "what the word does not decide",
    ),
    Flag(f"receipt … in Flow: … is …, {NOBODY_KNOWS}", "receipt", "the receipt without that payment"),
    Flag(
        "cancelled in Omnium, but goods of it were handed over in the shop: both sides are left as they are",
        "inbound order",
        "nothing",
    ),
    Flag(
        "cancelled in Omnium after it was paid in the shop: the money has to be given back there",
        "inbound order",
        "`CANCELLED` in Flow",
    ),
    Flag(
        "order …: Omnium, which has deleted it, called its shipments by names (…): orders of others, …-…, may still stand "
        "in a shop",
        "inbound order",
        "`CANCELLED` in Flow, for those that were found",
    ),
    Flag(
        "order … was taken back from the shop (…), Omnium has deleted it since, and Flow has no order of its shipments 1 to "
        "5: one of another may still stand in a shop",
        "inbound order",
        "nothing",
    ),
    Flag(
        "customer … is a … by the order in Omnium, and a … in Flow: the order is …'s",
        "inbound order",
        "everything",
    ),
    Flag(
        "order … is in …, the shop's currency is …: it is neither made nor changed in Flow",
        "inbound order",
        "nothing",
    ),
    Flag(
        "order …: the lines come to …, Omnium's total to …; the difference is …",
        "inbound order",
        "the order, with the difference",
    ),
    Flag(
        "order …: … is off in Flow, … in Omnium: Flow takes no discount back",
        "inbound order",
        "all but the discount",
    ),
    Flag("Omnium's total is …, the lines come to …: the lines count", "inbound order", "the order"),
    Flag("line …: taxed at … % in Omnium, at … % in the shop", "inbound order", "the line"),
    Flag(
        "payment …: … with status … is no payment that we know: it does not count",
        "inbound order",
        "all but the payment",
    ),
    Flag(
        "payment … by …, …: no payment method of the shop maps to it",
        "inbound order",
        "the note and the property",
    ),
    Flag("… is paid in Omnium, the order costs …: … too much", "inbound order", "settlements up to the cost"),
    Flag(
        "… is paid in the shop, the order costs … in Omnium: … too much", "inbound order", "what Omnium wants"
    ),
    Flag(
        "… is paid in the shop and … in Omnium, the order costs … in Omnium: … too much",
        "inbound order",
        "what Omnium wants",
    ),
    Flag("the order costs … in Omnium: less than nothing", "inbound order", "everything"),
    Flag(
        "the order costs … in Omnium: less than nothing, and … was given back", "inbound order", "everything"
    ),
    Flag(
        "order … in store … tells of … paid in Omnium, which has …", "inbound order", "nothing of the order"
    ),
    Flag(
        "… is paid in Omnium, but the shop has taken back all but …", "inbound order", "all but the payment"
    ),
    Flag("… is paid in the shop, the order costs …: … to give back", "inbound order", "what Omnium wants"),
    Flag("… is paid in the shop, the order costs …: … to collect", "inbound order", "what Omnium wants"),
    Flag(
        "line …: … ordered in the shop, lowered to … as Omnium has it", "inbound order", "what Omnium wants"
    ),
    Flag("… is paid in the shop, the order costs …: … to give back", "outbound order", "everything"),
    Flag("… is paid in the shop, the order costs …: … to collect", "outbound order", "everything"),
    Flag(
        "cancelled in Omnium after it was paid in the shop: the money has to be given back there: …",
        "inbound order",
        "`CANCELLED` in Flow",
    ),
    Flag(
        "order …: cancelled in Omnium after it was paid in the shop: the money has to be given back there: …",
        "inbound order, one of several",
        "`CANCELLED` in Flow",
    ),
    Flag(
        "… is paid in the shop and … in Omnium, the order costs …: … to give back",
        "inbound order, outbound order",
        "all the same",
    ),
    Flag(
        "order … is finished with … settled by Omnium's payments, and Omnium has …: … is missing",
        "inbound order",
        "nothing",
    ),
    Flag("the order is cancelled in Omnium, but … in Flow", "inbound order", "nothing"),
    Flag("order … was begun in Flow and is over in Omnium: it stands OPEN", "inbound order", "nothing"),
    Flag(
        "line …: … to hand over in store …, … in Omnium, where the order is …",
        "inbound order, of what Omnium holds or is done with",
        "nothing of the part of that store",
    ),
    Flag(
        "the lines were changed in Omnium after the shop had finished the order", "inbound order", "nothing"
    ),
    Flag(
        "order … in store … is begun in the shop, and stays: …",
        "inbound order",
        "nothing of the goods of this order",
    ),
    Flag(
        "order …: nothing of it is left in Omnium to be handed over, but … was paid in the shop and must be given back there",
        "inbound order",
        "nothing",
    ),
    Flag("no store of Flow hands it over, but …", "inbound order, to be collected", "nothing"),
    Flag(
        "line …: … open in Omnium, but its shipment is cancelled there", "inbound order", "all but the line"
    ),
    Flag("line …: in no shipment in Omnium, so it is with store …", "inbound order", "everything"),
    Flag("line …: … cancelled in Omnium of …: nothing is left of it", "inbound order", "all but the line"),
    Flag("line …: 0 in the shop, which has cancelled the order, … in Omnium", "inbound order", "nothing"),
    Flag("the order is … in Omnium, and stands in the shop", "inbound order", "everything"),
    Flag(
        "the order's status in Omnium, …, is not known: it was made in the shop",
        "inbound order",
        "everything",
    ),
    Flag(
        "line …: … handed over in the shop and … elsewhere, Omnium wants …",
        "inbound order",
        "the quantity, down to what is delivered",
    ),
    Flag(
        "line …: … handed over in the shop, Omnium wants …",
        "inbound order",
        "the quantity, down to what is delivered",
    ),
    Flag(
        "line …: costs … … in the shop and … … in Omnium: the shop has changed it, which stands",
        "inbound order",
        "all but the price",
    ),
    Flag(
        "line …: costs … … in the shop and … … in Omnium: both have changed it, and nothing is brought over",
        "inbound order",
        "all but the price",
    ),
    Flag(
        "line …: costs … … in the shop and … … in Omnium: nobody noted who has changed it, and Omnium's is taken",
        "inbound order",
        "everything",
    ),
    Flag(
        "line …: … in the shop, which has finished the order, … in Omnium",
        "inbound order",
        "nothing",
    ),
    Flag("line …: … to hand over in store …, … open in Omnium", "inbound order", "nothing of the order"),
    Flag(
        "line …: added in the shop, and changed in Omnium since: … in the shop, … in Omnium",
        "inbound order",
        "nothing of the line",
    ),
    Flag(
        "order … was taken back from the shop: …, but in it … were handed over and … paid",
        "outbound order",
        "nothing",
    ),
    Flag(
        "order … was taken back from the shop: …, but in it … were handed over and … paid, … given back",
        "outbound order",
        "nothing",
    ),
    Flag(
        "line …: … for … handed over in order …, which was taken back from the shop; Omnium has … delivered of … for …",
        "outbound order",
        "nothing",
    ),
    Flag(SOLD_ALTHOUGH_CANCELLED, "outbound order", "properties, unless deleted"),
    Flag(
        "line …: … handed over and … open in the shop, … delivered in Omnium, which has cancelled the order",
        "outbound order",
        "properties, unless deleted",
    ),
    Flag(
        "order …: … was paid in the shop, and Omnium has cancelled it",
        "outbound order",
        "properties, unless deleted",
    ),
    Flag("cancelled in the shop but … in Omnium", "outbound order", "payments and properties"),
    Flag("the amounts differ: … was paid, the lines cost …", "outbound order", "the order, without rounding"),
    Flag(
        "line …: … handed over in the shop, … delivered in Omnium: a report of … broke off, others may have delivered that "
        "much instead",
        "outbound order",
        "all else",
    ),
    Flag(
        "line …: handed over twice: … in the shop and … elsewhere, of … in Omnium",
        "outbound order",
        "what fits",
    ),
    Flag(
        "line …: delivered more than Omnium has ordered: … in the shop, … in Omnium",
        "outbound order",
        "what fits",
    ),
    Flag(
        "line …: cancelled in the shop, but delivered in Omnium: … cancelled, … of … delivered",
        "outbound order",
        "what fits",
    ),
    Flag(
        "line …: delivered in the shop, but Omnium is done with the order: … in the shop, … in Omnium",
        "outbound order",
        "all but the delivery",
    ),
    Flag(
        "line …: delivered in the shop, but not on the order in Omnium: … handed over",
        "outbound order",
        "all but the line",
    ),
    Flag(
        "line …: costs … … in the shop and … … in Omnium: it cannot be set in Omnium line by line",
        "outbound order",
        "all but the price",
    ),
    Flag(
        "line …: costs … … in the shop and … … in Omnium: Omnium has changed it, and the line is the shop's own",
        "outbound order",
        "all but the price",
    ),
    Flag(
        "line …: costs … … in the shop and … … in Omnium: both have changed it, and nothing is brought over",
        "outbound order",
        "all but the price",
    ),
    Flag(
        "line …: costs … … in the shop and … … in Omnium: nobody noted who has changed it",
        "outbound order",
        "all but the price",
    ),
    Flag(NO_ORIGINAL, "return", "nothing"),
    Flag(
        "goods came back of order …, which is … in Omnium: … was given back, Omnium is not told",
        "return",
        "nothing",
    ),
    Flag(
        "goods came back of order …, which is … in Omnium: … was paid on top, Omnium is not told",
        "return",
        "nothing",
    ),
    Flag(
        "line …: … × … for … is on no line of order …: Omnium is not told",
        "return",
        "all but the line; where no goods are left, the money as a payment",
    ),
    Flag("line …: … × … for … came back, Omnium is told of …", "return", "what Omnium is told of"),
    Flag(
        "shipping: … was given back, Omnium has … of it left",
        "return",
        "what is left of the shipping, and all that was given back",
    ),
    Flag("return …: its lines come to … in Omnium, … was given back", "return", "both sums"),
    Flag("return …: its lines come to … in Omnium, … was paid on top", "return", "the lines"),
    Flag(
        "return … is of order …, which Omnium never had: … was given back, Omnium is not told",
        "return",
        "nothing",
    ),
    Flag(
        "return … is of order …, which Flow has no more: … was given back, Omnium is not told",
        "return",
        "nothing",
    ),
    Flag("the return is cancelled in the shop, but … was given back", "return", "nothing"),
    Flag("the return is cancelled in the shop, and stands in Omnium with … given back", "return", "nothing"),
    Flag(
        "receipt …: its invoice hangs on no order: the return names no original order",
        "receipt",
        "the invoice",
    ),
    Flag("receipt …: its invoice hangs on no order: Omnium never had order …", "receipt", "the invoice"),
    Flag("receipt …: its lines come to …, its total is …", "receipt", "the invoice"),
    Flag("receipt …: … was paid, its total is …", "receipt", "the invoice, without rounding"),
    Flag("receipt …: its total is …, that of its invoice in Omnium …", "receipt", "nothing"),
    Flag("receipt …: it is of order …, its invoice in Omnium of order …", "receipt", "nothing"),
    Flag("customers … of Flow all are customer … of Omnium: the order is …'s", "inbound order", "the order"),
    Flag("SKUs … are one product in Flow, …: the shop cannot tell them apart", "inbound order", "the order"),
    Flag(
        "customers … of Flow all are customer … of Omnium: none of them is sent there", "customer", "nothing"
    ),
    Flag("customer … of Flow has …, an id that guests share in Omnium", "customer", "nothing"),
    Flag(
        "customer … of Flow is not customer … of Omnium, though the id is the same: … differ",
        "customer, outbound order, receipt",
        "nothing; an order or invoice without the customer",
    ),
    Flag(
        "customer … was customer … of Omnium, which has none of that id any more: erased, merged, or deleted, and not made again",
        "customer, outbound order, receipt",
        "nothing; an order or invoice without the customer",
    ),
    Flag(
        "customer … came with an order of Omnium's, which has no customer …: he is not made there",
        "customer",
        "nothing",
    ),
    Flag(
        "customer … was erased or deleted before: nothing of him is sent to Omnium",
        "customer, outbound order, receipt",
        "nothing; an order or invoice without the customer",
    ),
    Flag(
        "customer … was erased or deleted before: he is not made again, the order has his address alone",
        "inbound order",
        "the order without the customer",
    ),
    Flag(
        "customer … is anonymised in Omnium: nothing of him is sent there",
        "customer, outbound order, receipt",
        "nothing; an order or invoice without the customer",
    ),
    Flag("customer … is gone from the shop: Omnium still has a … customer …", "customer", "nothing"),
    Flag(
        "customer … is gone from the shop: Omnium has had him under another id, and may still have him",
        "customer",
        "nothing",
    ),
    Flag("customer …: Omnium has …, and the shop none: left as it is", "customer", "all but those fields"),
    Flag(
        "customer …: the loyalty id is customer …'s in Omnium: it is not given twice",
        "customer",
        "all but the loyalty id",
    ),
    Flag("customer …: customer … of Omnium has the same loyalty id", "customer", "everything"),
    Flag(
        "customer …: the loyalty id in Flow is not the one of … in Omnium: left as it is",
        "customer",
        "all but the loyalty id",
    ),
    Flag("customer …: Omnium refuses …: it is not changed there", "customer", "all but those fields"),
    Flag("customer …: Omnium refuses …: he is not made there", "customer", "nothing"),
    Flag(
        "customer …: Omnium refuses the rest too: nothing of the customer is changed there",
        "customer",
        "nothing",
    ),
    Flag("the tenant's time zone in Flow, …, is none that we know: …", "inbound order", "the order"),
    Flag(
        "the public holidays of country … are not known: the order has no deadline",
        "inbound order",
        "the order",
    ),
    Flag("customer … is a … one in Flow, and a … one in Omnium", "customer", "nothing"),
)


def attention_part() -> str:
    """Write the part."""
    rows = ((flag.text, flag.flow, flag.written) for flag in FLAGS)
    return section(
        "## Flagged for attention", _TOLD, _SETTLED, table(("note", "flow", "written all the same"), rows)
    )

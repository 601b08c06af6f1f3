"""The part of the page about payments and totals that come from Omnium."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from docs.generator.mapping.tables import Rule, code, codes, rules, section, table

from order_sync.payment_effects import EFFECTS, PAID_LATER, Effect

RULES: Final = (
    Rule("A payment that is taken or promised is a settlement, under its id.", "prepaid-captured"),
    Rule(
        "Without a payment method of the shop for it, it stands in the note and in `omnium.paid`.",
        "prepaid-by-an-unmapped-method",
    ),
    Rule("A capture is no second money beside its authorisation.", "prepaid-authorised-then-captured"),
    Rule("An order is never shown as paid for more than it costs.", "prepaid-more-than-it-costs"),
    Rule("What comes later is settled later.", "prepaid-after-it-was-made"),
    Rule("What Omnium voids or gives back is taken off in Flow too.", "prepaid-voided-after-it-was-made"),
    Rule(
        "What is promised for a line that is cancelled comes off the payment.", "prepaid-line-cancelled-since"
    ),
    Rule("A payment that the shop has taken back is not settled again.", "prepaid-taken-back-in-the-shop"),
    Rule(
        "Money for several stores goes first to what no store has, then to the orders by their uids.",
        "prepaid-in-part-in-two-stores",
    ),
    Rule(
        "An order that is cancelled or moved has its settlements taken off first.",
        "cancelled-in-omnium-while-prepaid",
    ),
    Rule(
        "With `inboundPayments: none` the shop is told nothing; money that is paid twice is.",
        "prepaid-to-be-left-out-and-paid-in-the-shop",
    ),
    Rule(
        "What it takes of the rest is the rest.",
        "prepaid-to-be-left-out-and-the-rest-paid-in-the-shop",
    ),
    Rule("The shop's own payments are no prepayments.", "paid-in-the-shop-is-not-prepaid"),
    Rule("A total below the lines is a discount of the order, and told.", "voucher-on-the-form-only"),
    Rule("One above them is a line of `flow.feeProductUid`, and told.", "fee-as-a-line"),
    Rule("Without that product it stands in the note.", "fee-in-the-note"),
    Rule(
        "Handling is a line of `flow.feeProductUid`, else of `flow.shippingProductUid`.", "handling-as-a-line"
    ),
    Rule("Without either it stands in the note.", "handling-in-the-note"),
    Rule("A zero that Omnium never worked out is no total.", "total-never-worked-out"),
    Rule("An order in another currency is left alone, and flagged.", "currency-of-another-country"),
    Rule("A rate that the shop turned into another is flagged.", "taxed-otherwise-in-the-shop"),
)

_TOLD: Final = (
    "From `orderForm.payments[]`, but for those that the shop has sent. `inboundPayments` says how the shop knows of them. A "
    "settlement bears the payment's `id` as `externalPaymentReference`; the ids stand in the property `omnium.payments`, "
    "and such settlements are never sent back. Only payments with `status` `Processed` count."
)
_WORDS: Final[Mapping[Effect, str]] = MappingProxyType(
    {
        Effect.TAKEN: "money taken",
        Effect.PROMISED: "money promised",
        Effect.OUT_OF_PROMISE: "money taken, out of what is promised by the same way to pay",
        Effect.VOIDED: "takes off what is promised; where nothing is, what was taken",
        Effect.RELEASED: "ends what is promised",
        Effect.GIVEN_BACK: "money given back, whatever its sign",
        Effect.NONE: "nothing",
    }
)


def prepayments_part() -> str:
    """Write the part."""
    later = f"An authorisation or an invoice by one of these names, letters alone, counts as nothing: {codes(sorted(PAID_LATER))}."
    return section(
        "### Payments and totals",
        _TOLD,
        table(("`transactionType`, in any case", "is"), _effects()),
        later,
        rules("inbound-order", RULES),
    )


def _effects() -> Iterator[Sequence[str]]:
    for effect, words in _WORDS.items():
        kinds = [kind for kind, found in EFFECTS.items() if found is effect]
        also = ", and those that begin with `settlement`" if effect is Effect.NONE else ""
        yield f"{codes(kinds)}{also}", words
    yield f"{code('void')} of zero", _WORDS[Effect.RELEASED]

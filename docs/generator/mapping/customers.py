"""The part of the page about customers of the shop."""

from typing import Final

from docs.generator.mapping.customer_fields import COMPANY, PERSON
from docs.generator.mapping.tables import Rule, code, rules, section, table

from flow_omnium.flow.models import Customer, CustomerType
from order_sync.customers.gathered import kind_of

RULES: Final = (
    Rule(
        "What the shop empties is emptied in Omnium where that has what the shop told it last.",
        "emptied-in-the-shop",
    ),
    Rule("What Omnium knows from elsewhere stays, and is told.", "unknown-fields-of-flow-are-left-alone"),
    Rule("What differs in spelling alone is not written.", "spelled-otherwise"),
    Rule(
        "A record of Omnium's with the id and other names and contacts is a stranger's: nothing is written.",
        "stranger-with-the-same-id",
    ),
    Rule(
        "So is one under his id that has nothing of what the shop told there.",
        "stranger-under-an-id-that-was-free-again",
    ),
    Rule("A record that an order of his made is his.", "record-that-an-order-made"),
    Rule(
        "A record that we made is his, whatever he is called by now.", "made-before-a-crash-and-renamed-since"
    ),
    Rule("A person in Omnium is no company of the shop.", "company-with-the-id-of-a-person"),
    Rule("Whom Omnium has no more is not made again.", "known-id-that-omnium-has-no-more"),
    Rule("Who was erased or deleted is not made again.", "erased-before"),
    Rule("Whom Omnium has anonymised is not filled in again.", "anonymised-in-place"),
    Rule("A loyalty id is taken from who had it before it is given.", "loyalty-id-moved-from-another"),
    Rule(
        "A loyalty id that somebody else has in Omnium is not given twice.",
        "loyalty-id-that-another-has-in-omnium",
    ),
    Rule(
        "With a named provider the customer number is left alone: the loyalty id is the provider's external id.",
        "number-stays-with-a-named-provider",
    ),
    Rule("A guest whom the shop registers is made in Omnium.", "guest-who-is-registered-at-the-till"),
    Rule("The market group is set once.", "market-group-is-never-moved"),
    Rule(
        "`fullName` and the times are Omnium's once it has the customer.", "full-name-and-times-are-omniums"
    ),
    Rule("A customer whom an inbound order brought does not go back changed.", "echo-of-an-orders-customer"),
    Rule("A guest of an inbound order is not made in Omnium.", "guest-of-an-order"),
    Rule("`B2B` and `B2C` are understood as `COMPANY` and `PERSON` are.", "company-written-b2b"),
    Rule(
        "Customers of Flow who are one in Omnium overwrite nobody: all are flagged.",
        "two-customers-of-one-id",
    ),
    Rule("An id that guests share (`sharedCustomerIds`) is written to by nobody.", "id-that-guests-share"),
    Rule("Omnium's id is noted in Flow's `externalId` once, when it is empty.", "agreed-but-id-not-noted"),
)
_TOLD: Final = (
    "`order_sync/customers/`. Made if Omnium has never had the customer, else only what differs is patched; a changed address "
    "is sent whole. `externalId` is what is written back to Flow, with the rest of the customer as it was read. `tenant` is the tenant in Flow."
)


def customers_part() -> str:
    """Write the part."""
    return section(
        "## Customer: Flow → Omnium",
        _TOLD,
        table(("`customerType` in Flow", "customer in Omnium"), _kinds()),
        section("### A person", PERSON.table("")),
        section("### A company", COMPANY.table("")),
        section("### Rules", rules("outbound-customer", RULES)),
    )


def _kinds() -> list[tuple[str, str]]:
    rows = [(code(kind.value), _kind(kind)) for kind in CustomerType]
    return [*rows, ("any other, and none", _kind(None))]


def _kind(customer_type: str | None) -> str:
    return kind_of(Customer(customer_uid="any", customer_type=customer_type)).value

"""The writes that a plan for a customer may hold, each with everything it needs."""

from dataclasses import dataclass
from typing import TypeAlias

from flow_omnium.jobs.sync import FieldChange, Summary
from flow_omnium.omnium.models import Customer, CustomerKind, CustomerWrite
from order_sync.describe import describe_fields


@dataclass(frozen=True)
class CreateCustomer:
    """Make the customer in Omnium; `of_uid` is the uid in Flow."""

    kind: CustomerKind
    customer: CustomerWrite
    of_uid: str = ""

    def describe(self) -> Summary:
        """List all fields."""
        what = f"create {self.kind} customer {self.customer.customer_id} in Omnium"
        return Summary(what, describe_fields(self.customer))


@dataclass(frozen=True)
class PatchCustomer:
    """Change those fields of Omnium's customer that differ.

    `wanted` is the whole customer as it is to be, `of_uid` its uid in Flow. Both are unset where a loyalty id is taken from
    another customer's record: that customer is not compared now.
    """

    kind: CustomerKind
    before: Customer
    patch: CustomerWrite
    of_uid: str = ""
    wanted: CustomerWrite | None = None

    def describe(self) -> Summary:
        """List each field with its old and new value."""
        what = f"change {self.kind} customer {self.patch.customer_id} in Omnium"
        return Summary(what, describe_fields(self.patch, self.before.model_dump(by_alias=True)))


@dataclass(frozen=True)
class NoteExternalId:
    """Write Omnium's id on the customer in Flow, so that the next order of either side finds the customer."""

    customer_uid: str
    external_id: str

    def describe(self) -> Summary:
        """Name the id."""
        what = f"note Omnium's id on customer {self.customer_uid} in Flow"
        return Summary(what, (FieldChange("externalId", None, self.external_id),))


@dataclass(frozen=True)
class MarkErased:
    """Remember that the shop has deleted the customer, so that no later order makes the customer again."""

    customer_uid: str

    def describe(self) -> Summary:
        """Name the customer."""
        return Summary(f"mark customer {self.customer_uid} as deleted in the shop")


@dataclass(frozen=True)
class MarkKnown:
    """Remember that Omnium has the customer by now: one that an order brought to the shop as a guest."""

    customer_uid: str
    wanted: CustomerWrite

    def describe(self) -> Summary:
        """Name the customer."""
        return Summary(f"note that Omnium has customer {self.customer_uid} by now")


CustomerChange: TypeAlias = CreateCustomer | PatchCustomer | NoteExternalId | MarkErased | MarkKnown

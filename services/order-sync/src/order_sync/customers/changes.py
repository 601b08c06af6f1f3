"""The writes that a plan for a customer may hold, each with everything it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from pydantic import BaseModel

from flow_omnium.jobs.sync import FieldChange, Summary
from flow_omnium.omnium.models import Customer, CustomerKind, CustomerWrite

_OWN: Final = frozenset({"customerId", "marketGroupId", "created", "modified", "modifiedBy"})
"""The fields that are not personal: all others are masked when shown."""


@dataclass(frozen=True)
class CreateCustomer:
    """Make the customer in Omnium; `of_uid` is the uid in Flow."""

    kind: CustomerKind
    customer: CustomerWrite
    of_uid: str = ""

    def describe(self) -> Summary:
        """List all fields."""
        what = f"create {self.kind} customer {self.customer.customer_id} in Omnium"
        return Summary(what, _changes({}, _texts(self.customer)))


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
        new = _texts(self.patch)
        return Summary(what, _changes(_texts(self.before), new))


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


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[FieldChange, ...]:
    changed = {name: value for name, value in new.items() if value != old.get(name)}
    return tuple(
        FieldChange(name, old.get(name), value or None, is_personal=name not in _OWN)
        for name, value in changed.items()
    )


def _texts(customer: BaseModel) -> Mapping[str, str]:
    fields = customer.model_dump(mode="json", by_alias=True, exclude_none=True)
    address: Mapping[str, Any] = fields.pop("address", {})
    texts = {**fields, **{f"address.{name}": value for name, value in address.items()}}
    return {name: value for name, value in texts.items() if isinstance(value, str)}

"""The writes that a plan for a customer may hold, each with everything it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from pydantic import BaseModel

from flow_omnium.jobs.sync import FieldChange, Summary
from flow_omnium.omnium.models import Customer, CustomerKind, CustomerWrite

_OWN: Final = frozenset({"customerId", "marketGroupId", "created", "modified", "modifiedBy"})
"""The fields that tell nothing about a person."""


@dataclass(frozen=True)
class CreateCustomer:
    """Make the customer in Omnium, of whom `of_uid` is the uid in Flow. It is not exported from there: the till has it."""

    kind: CustomerKind
    customer: CustomerWrite
    of_uid: str = ""

    def describe(self) -> Summary:
        """Tell the customer and all of its fields."""
        what = f"create {self.kind} customer {self.customer.customer_id} in Omnium"
        return Summary(what, _changes({}, _texts(self.customer)))


@dataclass(frozen=True)
class PatchCustomer:
    """Change those fields of Omnium's customer that differ; `wanted` is all that the customer `of_uid` of Flow is to be.

    Without them it is another's record, from which a loyalty id is taken.
    """

    kind: CustomerKind
    before: Customer
    patch: CustomerWrite
    of_uid: str = ""
    wanted: CustomerWrite | None = None

    def describe(self) -> Summary:
        """Tell each field as it was and as it becomes."""
        what = f"change {self.kind} customer {self.patch.customer_id} in Omnium"
        new = _texts(self.patch)
        return Summary(what, _changes(_texts(self.before), new))


@dataclass(frozen=True)
class NoteExternalId:
    """Tell Flow under which id Omnium has its customer, so that the next order of either side finds it."""

    customer_uid: str
    external_id: str

    def describe(self) -> Summary:
        """Tell the id."""
        what = f"note Omnium's id on customer {self.customer_uid} in Flow"
        return Summary(what, (FieldChange("externalId", None, self.external_id),))


@dataclass(frozen=True)
class MarkErased:
    """Keep that the shop has deleted the customer: nothing later makes him again."""

    customer_uid: str

    def describe(self) -> Summary:
        """Tell the uid."""
        return Summary(f"mark customer {self.customer_uid} as deleted in the shop")


@dataclass(frozen=True)
class MarkKnown:
    """Keep that Omnium has a customer whom it had not when an order brought him to the shop."""

    customer_uid: str
    wanted: CustomerWrite

    def describe(self) -> Summary:
        """Tell the uid."""
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

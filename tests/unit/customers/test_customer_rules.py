"""What is settled for customers beyond the samples."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_omnium.flow.models import Customer as FlowCustomer
from flow_omnium.jobs.sync import Plan, Summary
from flow_omnium.omnium.models import Customer as OmniumCustomer
from flow_omnium.omnium.models import CustomerKind
from order_sync.customers.changes import CreateCustomer, NoteExternalId, PatchCustomer
from order_sync.customers.gathered import CustomerRules, CustomerSides, kind_of, other_kind
from order_sync.customers.plan import plan_customer

RULES = CustomerRules(tenant_country="NO", market_group_id="nordic")
KARI = FlowCustomer(customer_uid="c-9", customer_type="PERSON", firstname="Kari", email="kari@example.com")

MADE = datetime(2026, 3, 2, 8, 20, tzinfo=UTC)


def plan_of(customer: FlowCustomer, found: OmniumCustomer | None, *, other: bool = False) -> Plan:
    return plan_customer(CustomerSides(customer, found, other, RULES))


@pytest.mark.parametrize(
    ("customer_type", "kind"),
    [
        ("COMPANY", CustomerKind.BUSINESS),
        ("PERSON", CustomerKind.PRIVATE),
        ("ROBOT", CustomerKind.PRIVATE),
        (None, CustomerKind.PRIVATE),
    ],
)
def test_only_a_company_is_a_business(customer_type: str | None, kind: CustomerKind) -> None:
    customer = FlowCustomer(customer_uid="c-9", customer_type=customer_type)
    assert kind_of(customer) is kind
    assert other_kind(other_kind(kind)) is kind


def test_one_that_is_of_the_other_type_in_omnium_is_left_to_a_person() -> None:
    plan = plan_of(KARI.model_copy(update={"external_id": "cust-77"}), None, other=True)
    reason = "customer cust-77 is a private one in Flow, and a business one in Omnium"
    assert plan == Plan(reason=reason, flags=(reason,))


def test_the_id_is_noted_only_after_omnium_has_the_customer() -> None:
    assert [type(write) for write in plan_of(KARI, None).writes] == [CreateCustomer, NoteExternalId]


def told_of(customer: FlowCustomer, found: OmniumCustomer | None) -> list[Summary]:
    return [write.describe() for write in plan_of(customer, found).writes]


def test_the_ledger_keeps_no_personal_value() -> None:
    found = OmniumCustomer(customer_id="c-9", first_name="Karin", email="old@example.com", created=MADE)
    same = KARI.model_copy(update={"created_at": MADE})
    (changed, noted) = (str(told) for told in told_of(same, found))
    assert changed == "change private customer c-9 in Omnium (firstName, email, address.countryCode)"
    assert noted == "note Omnium's id on customer c-9 in Flow (externalId: c-9)"
    assert str(told_of(KARI, None)[0]) == (
        "create private customer c-9 in Omnium "
        "(customerId: c-9, firstName, email, address.countryCode, marketGroupId: nordic)"
    )


def test_who_asks_for_a_plan_sees_old_and_new() -> None:
    found = OmniumCustomer(customer_id="c-9", first_name="Karin", email="kari@example.com", created=MADE)
    same = KARI.model_copy(update={"created_at": MADE})
    fields = {field.field: field.value for field in told_of(same, found)[0].fields}
    assert fields == {"firstName": "Karin → Kari", "address.countryCode": "NO"}


TEXTS = st.none() | st.sampled_from(["", " ", "a", "B b", "NO", "SE", "NOR", "c-9"])
FLOW_FIELDS = (
    "customerType", "firstname", "lastname", "companyName", "displayName", "email", "mobile", "address",
    "postalCode", "city", "countryCode", "vatNumber", "externalId", "loyaltyId",
)  # fmt: skip
OMNIUM_FIELDS = ("customerNumber", "firstName", "lastName", "fullName", "name", "taxId", "email", "phone")
ADDRESS_FIELDS = (
    "name", "line1", "line2", "streetNumber", "postalCode", "city", "countryCode", "locationName",
)  # fmt: skip


def documents(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(dict.fromkeys(names, TEXTS))


FLOW = documents(*FLOW_FIELDS).map(lambda fields: {**fields, "customerUid": "c-9"})
OMNIUM = st.none() | st.tuples(documents(*OMNIUM_FIELDS), st.none() | documents(*ADDRESS_FIELDS)).map(
    lambda both: {**both[0], "customerId": "c-9", "address": both[1]}
)


def written(before: dict[str, Any] | None, plan: Plan) -> dict[str, Any] | None:
    """Write as Omnium does: a new customer whole, a patch field by field, its address in one piece."""
    after = before
    for write in plan.writes:
        if isinstance(write, CreateCustomer):
            after = write.customer.model_dump(by_alias=True, exclude_none=True)
        if isinstance(write, PatchCustomer):
            after = {**(after or {}), **write.patch.model_dump(by_alias=True, exclude_none=True)}
    return after


@given(FLOW, OMNIUM)
def test_a_second_plan_never_writes_to_omnium_again(
    flow: dict[str, Any], omnium: dict[str, Any] | None
) -> None:
    customer = FlowCustomer.model_validate(flow)
    found = OmniumCustomer.model_validate(omnium) if omnium else None
    after = written(omnium, plan_of(customer, found))
    second = plan_of(customer, OmniumCustomer.model_validate(after) if after else None)
    assert all(isinstance(write, NoteExternalId) for write in second.writes)


@given(FLOW, OMNIUM)
def test_what_flow_does_not_know_is_never_touched(
    flow: dict[str, Any], omnium: dict[str, Any] | None
) -> None:
    customer = FlowCustomer.model_validate({**dict.fromkeys(flow), "customerUid": "c-9"})
    rules = CustomerRules()
    found = OmniumCustomer.model_validate(omnium) if omnium else OmniumCustomer(customer_id="c-9")
    plan = plan_customer(CustomerSides(customer, found, False, rules))
    assert [type(write) for write in plan.writes] == [NoteExternalId]

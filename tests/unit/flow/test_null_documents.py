"""Flow leaves out what it does not know, or says null: neither may hold up what needs nothing of it."""

import pytest

from flow_omnium.flow.models import Receipt, Tenant
from flow_omnium.rest.reading import read_as


@pytest.mark.parametrize("document", [{}, {"currency": None}, {"currency": {"cashRounding": None}}])
def test_tenant_without_currency_rounds_no_cash(document: dict[str, object]) -> None:
    assert read_as(Tenant, document).currency.cash_rounding == 0


def test_receipt_without_totals_is_one_over_nothing() -> None:
    receipt = read_as(Receipt, {"orderReceiptUid": "r-1", "orderTotals": None})
    assert receipt.order_totals.grand_total == 0

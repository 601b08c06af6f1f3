"""Where a record is looked at in the vendors' own pages."""

from typing import Final

import pytest

from admin_console.testing.entries import an_entry
from admin_console.web.records.elsewhere import elsewhere_of
from admin_console.web.settings import LinkSettings
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import EVERY_STORE, WHATEVER_CHANGED, JobKind
from flow_omnium.jobs.operator.finding import LedgerRecord

LINKS: Final = LinkSettings(
    console_omnium_url="https://omnium.example/{tenant}/{kind}/{id}",
    console_flow_url="https://flow.example/?{kind}={id}",
)


def where(lock_key: str, *jobs: JobEntry, links: LinkSettings = LINKS) -> list[str]:
    return [one.href for one in elsewhere_of(LedgerRecord("acme", lock_key, list(jobs)), links)]


def test_an_order_is_looked_at_in_both_systems_by_what_each_calls_it() -> None:
    came = an_entry("om 1", JobKind.INBOUND_ORDER)
    went = an_entry("om_1", JobKind.OUTBOUND_ORDER)
    assert where("order:om_1", went, came) == [
        "https://omnium.example/acme/order/om%201",
        "https://flow.example/?order=om_1",
    ]


def test_it_is_not_looked_at_where_no_job_has_met_it() -> None:
    assert where("order:om-1", an_entry("om-1", JobKind.INBOUND_ORDER)) == [
        "https://omnium.example/acme/order/om-1"
    ]
    assert where("customer:kari", an_entry("kari", JobKind.OUTBOUND_CUSTOMER)) == [
        "https://flow.example/?customer=kari"
    ]


@pytest.mark.parametrize(
    ("kind", "key"), [(JobKind.STORE_EXPORT, EVERY_STORE), (JobKind.PRODUCT_EXPORT, WHATEVER_CHANGED)]
)
def test_a_run_over_all_records_is_no_record(kind: JobKind, key: str) -> None:
    assert where(f"store:{key}", an_entry(key, kind)) == []


def test_without_being_told_it_leads_nowhere() -> None:
    job = an_entry("om-1", JobKind.INBOUND_ORDER)
    assert where("order:om-1", job, links=LinkSettings()) == []

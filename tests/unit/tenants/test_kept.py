"""What is made of a tenant's settings is made once, and again when they change."""

import pytest

from flow_omnium.tenants.kept import OfTenants
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.tenants import a_tenant


class Maker:
    """Makes a name, and remembers for whom it had to."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __call__(self, tenant: Tenant) -> str:
        self.made.append(tenant.tenant_uid)
        return f"{tenant.tenant_uid} {len(self.made)}"


def test_it_is_made_once_for_each_tenant() -> None:
    kept, make = OfTenants[str](), Maker()
    acme, other = a_tenant("acme"), a_tenant("other")
    assert [kept.of(one, make) for one in (acme, other, acme, other)] == [
        "acme 1",
        "other 2",
        "acme 1",
        "other 2",
    ]


def test_settings_that_were_read_anew_are_what_counts() -> None:
    kept, make = OfTenants[str](), Maker()
    assert kept.of(a_tenant("acme"), make) == "acme 1"
    assert kept.of(a_tenant("acme"), make) == "acme 2"


def test_what_could_not_be_made_is_tried_again() -> None:
    kept, acme = OfTenants[str](), a_tenant("acme")

    def fail(_tenant: Tenant) -> str:
        raise ValueError("no such address")

    with pytest.raises(ValueError, match="no such address"):
        kept.of(acme, fail)
    assert kept.of(acme, Maker()) == "acme 1"

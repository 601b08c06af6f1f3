"""What lets the database be sharded by the tenant: a unique index of a sharded collection must begin with the shard key."""

import pytest

from flow_omnium.console import views
from flow_omnium.schema.catalogue import COLLECTIONS, StoredCollection

OF_PEOPLE = {views.COLLECTION}
"""What belongs to who works at the console, not to a tenant, and stays on one shard."""


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda one: one.name)
def test_whatever_is_unique_is_unique_within_a_tenant(collection: StoredCollection) -> None:
    unique = [index.document for index in collection.indexes if index.document.get("unique")]
    firsts = {next(iter(index["key"])) for index in unique}
    assert firsts <= ({"owner"} if collection.name in OF_PEOPLE else {"tenantUid"})


def test_both_promises_of_the_ledger_are_unique_within_a_tenant() -> None:
    (jobs,) = (one for one in COLLECTIONS if one.promises)
    assert [next(iter(index.document["key"])) for index in jobs.promises] == ["tenantUid", "tenantUid"]

"""What every kind of job needs."""

import pytest

from flow_omnium.jobs.kinds import QUEUE_BY_KIND, QUEUES, JobKind, lock_key_of


@pytest.mark.parametrize("kind", JobKind)
def test_every_kind_has_a_queue_that_is_declared(kind: JobKind) -> None:
    assert QUEUE_BY_KIND[kind] in QUEUES


@pytest.mark.parametrize("kind", JobKind)
def test_every_kind_locks_the_record_that_it_works_on(kind: JobKind) -> None:
    assert lock_key_of(kind, "1001").endswith(":1001")


def test_both_directions_of_an_order_lock_the_same_record() -> None:
    kinds = (JobKind.INBOUND_ORDER, JobKind.OUTBOUND_ORDER, JobKind.ORDER_RECEIPT)

    assert len({lock_key_of(kind, "1001") for kind in kinds}) == 1

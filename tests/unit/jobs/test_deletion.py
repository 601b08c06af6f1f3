"""Which events tell that their record is gone."""

import pytest

from flow_omnium.jobs.kinds import tells_deletion


@pytest.mark.parametrize(
    "event", [{"category": "Deleted"}, {"category": " DELETED "}, {"action": "CUSTOMER_DELETE"}]
)
def test_a_deletion_of_either_system(event: dict[str, str]) -> None:
    assert tells_deletion(event)


@pytest.mark.parametrize(
    "event", [{}, {"category": "Updated"}, {"action": "CUSTOMER_UPDATE"}, {"action": "Deleted"}]
)
def test_every_other_event_may_be_forgotten(event: dict[str, str]) -> None:
    assert not tells_deletion(event)

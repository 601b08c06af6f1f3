"""What a gate tells of a whole tenant."""

from flow_omnium.jobs.gate import Gate
from flow_omnium.tenants.tenant import Tenant


async def nobody(_uid: str) -> Tenant | None:
    return None


def test_a_pause_of_the_tenant_stops_all_its_work_and_one_of_a_kind_or_store_does_not() -> None:
    gate = Gate(nobody, lambda: {"tenant:acme", "kind:inbound-order", "store:globex/s-1"})
    assert gate.pauses_tenant("acme")
    assert not gate.pauses_tenant("globex")

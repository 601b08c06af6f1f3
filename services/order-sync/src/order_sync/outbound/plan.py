"""What must be written so that Omnium knows of a Flow order what the shop knows. No I/O."""

from flow_omnium.jobs.sync import Plan, telling
from order_sync.outbound.creation import plan_creation
from order_sync.outbound.differences import plan_differences
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.read_only import opened
from order_sync.outbound.relevance import irrelevance, is_return
from order_sync.outbound.returns import plan_return


def plan(gathered: Gathered) -> Plan:
    """List the missing writes in their order, and tell what of the orders could not be read.

    Raises Failed, InvalidData, and Deferred for an order still Queued.
    """
    return telling(_planned(gathered), gathered.documents)


def _planned(gathered: Gathered) -> Plan:
    irrelevant = irrelevance(gathered.order, gathered.money, gathered.omnium)
    if irrelevant is not None:
        return irrelevant
    if is_return(gathered.order):
        return opened(plan_return(gathered), gathered.omnium)
    if gathered.omnium is None:
        return plan_creation(gathered)
    return opened(plan_differences(gathered, gathered.omnium), gathered.omnium)

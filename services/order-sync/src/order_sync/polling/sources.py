"""The polls of order-sync."""

from flow_omnium.flow.client import FlowClient
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.polling.service import Polls
from flow_omnium.polling.source import Source
from flow_omnium.tasks.kind import TaskName
from order_sync.polling.flow_orders import FlowOrdersSource
from order_sync.polling.omnium_orders import OmniumOrdersSource
from order_sync.polling.pick_ups import PickUps
from order_sync.polling.receipts import ReceiptsSource


def polls_of(omnium: OmniumClient, flow: FlowClient) -> Polls:
    """Return the source of each poll, and what reads a record of its list again."""
    pick_ups = PickUps(omnium, flow)
    sources: dict[TaskName, Source] = {
        TaskName.POLL_OMNIUM_ORDERS: OmniumOrdersSource(omnium, pick_ups),
        TaskName.POLL_FLOW_ORDERS: FlowOrdersSource(flow),
        TaskName.POLL_RECEIPTS: ReceiptsSource(flow),
    }
    return Polls(sources, {TaskName.POLL_OMNIUM_ORDERS: pick_ups})

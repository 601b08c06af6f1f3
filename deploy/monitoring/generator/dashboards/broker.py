"""The row about RabbitMQ, by our own word and by its."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.panel import Form, Panel, Query, Row, Unit, quantile, rate
from deploy.monitoring.generator.scope import CHOSEN

_OURS = 'job=~"$service"'
_NOT_WAITING = 'queue=~"external_.+",queue!~".+[.]wait[.].+"'
_WORK = 'queue=~"external_.+",queue!~".*[.](wait|parked).*"'
_WAITING = 'queue=~"external_.+[.]wait[.].+"'


BROKER: Final = Row(
    "Broker",
    (
        Panel(
            "Dependencies",
            "1 when every instance of the service reaches what it depends on.",
            Unit.ON_OFF,
            (
                Query(
                    f"min by (job, dependency) ({CHOSEN('flow_omnium_dependency_up', _OURS)})",
                    "{{job}} → {{dependency}}",
                ),
            ),
            limit=1,
            low=True,
            alert="FlowOmniumBrokerDown",
        ),
        Panel(
            "Confirmations",
            "How long the broker takes to confirm what is published: half, and 99 of 100.",
            Unit.SECONDS,
            (
                Query(quantile(0.5, "flow_omnium_publish_confirm_seconds", _OURS, "job"), "{{job}} half"),
                Query(
                    quantile(0.99, "flow_omnium_publish_confirm_seconds", _OURS, "job"), "{{job}} 99 of 100"
                ),
            ),
            limit=limits.CONFIRM_SECONDS,
            alert="FlowOmniumPublishSlow",
        ),
        Panel(
            "Not confirmed",
            "Messages that the broker did not confirm; the relay sends them again.",
            Unit.PER_SECOND,
            (Query(rate("flow_omnium_publish_failures_total", _OURS, "job"), "{{job}}"),),
            alert="FlowOmniumPublishFailing",
        ),
        Panel(
            "Messages by queue",
            "Ready messages and those that workers have taken; all wait queues are counted together.",
            Unit.COUNT,
            (
                Query(
                    f"sum by (queue) ({CHOSEN('rabbitmq_detailed_queue_messages_ready', _NOT_WAITING)})",
                    "{{queue}} ready",
                ),
                Query(
                    f"sum by (queue) ({CHOSEN('rabbitmq_detailed_queue_messages_unacked', _NOT_WAITING)})",
                    "{{queue}} taken",
                ),
                Query(f"sum({CHOSEN('rabbitmq_detailed_queue_messages_ready', _WAITING)})", "in wait queues"),
            ),
            Form.STACK,
        ),
        Panel(
            "Subscriptions",
            "Workers that are subscribed to the queue, by their own word and by the broker's.",
            Unit.COUNT,
            (
                Query(f"sum by (queue) ({CHOSEN('flow_omnium_consuming')})", "{{queue}} workers"),
                Query(
                    f"sum by (queue) ({CHOSEN('rabbitmq_detailed_queue_consumers', _WORK)})",
                    "{{queue}} broker",
                ),
            ),
            limit=1,
            low=True,
            alert="FlowOmniumQueueWithoutConsumer",
        ),
        Panel(
            "Messages through the broker",
            "Taken in, handed out, expired in wait queues, over their delivery limit, unroutable.",
            Unit.PER_SECOND,
            (
                Query(rate("rabbitmq_global_messages_received_total", "", "instance"), "taken in"),
                Query(rate("rabbitmq_global_messages_delivered_total", "", "instance"), "handed out"),
                Query(rate("rabbitmq_global_messages_redelivered_total", "", "instance"), "handed out again"),
                Query(rate("rabbitmq_global_messages_dead_lettered_expired_total", "", "instance"), "waited"),
                Query(
                    rate("rabbitmq_global_messages_dead_lettered_delivery_limit_total", "", "instance"),
                    "parked",
                ),
                Query(
                    rate("rabbitmq_global_messages_unroutable_returned_total", "", "instance"), "unroutable"
                ),
            ),
        ),
        Panel(
            "Free disk",
            "Below its limit the broker takes no messages.",
            Unit.BYTES,
            (
                Query(CHOSEN("rabbitmq_disk_space_available_bytes"), "{{instance}}"),
                Query(CHOSEN("rabbitmq_disk_space_available_limit_bytes"), "{{instance}} limit", bound=True),
            ),
            alert="FlowOmniumBrokerDiskLow",
        ),
        Panel(
            "Memory",
            "Above its limit the broker takes no messages.",
            Unit.BYTES,
            (
                Query(CHOSEN("rabbitmq_process_resident_memory_bytes"), "{{instance}}"),
                Query(CHOSEN("rabbitmq_resident_memory_limit_bytes"), "{{instance}} limit", bound=True),
            ),
            alert="FlowOmniumBrokerAlarm",
        ),
        Panel(
            "Alarms",
            "1 while the broker blocks publishers.",
            Unit.ON_OFF,
            (
                Query(CHOSEN("rabbitmq_alarms_free_disk_space_watermark"), "{{instance}} disk"),
                Query(CHOSEN("rabbitmq_alarms_memory_used_watermark"), "{{instance}} memory"),
                Query(CHOSEN("rabbitmq_alarms_file_descriptor_limit"), "{{instance}} open files"),
            ),
            limit=1,
            alert="FlowOmniumBrokerAlarm",
        ),
    ),
)

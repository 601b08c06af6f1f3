"""What RabbitMQ tells of itself through its plugin `rabbitmq_prometheus`."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.alert import Alert, Severity
from deploy.monitoring.generator.scope import Scope

_METRIC_BY_ALARM: Final = {
    "disk": "rabbitmq_alarms_free_disk_space_watermark",
    "memory": "rabbitmq_alarms_memory_used_watermark",
    "open files": "rabbitmq_alarms_file_descriptor_limit",
}


def _disk_low(at: Scope) -> str:
    free, limit = at("rabbitmq_disk_space_available_bytes"), at("rabbitmq_disk_space_available_limit_bytes")
    return f"""\
{free} < {limits.DISK_LIMITS} * {limit}
or {free}
  and predict_linear({free}[6h], 24 * 3600) < {limit}
  and count_over_time({free}[1h] offset 5h) > 0"""


def _alarms(at: Scope) -> str:
    each = "\n  or ".join(
        f'label_replace({at(metric)}, "alarm", "{alarm}", "", "")'
        for alarm, metric in _METRIC_BY_ALARM.items()
    )
    return f"max by (instance, alarm) (\n  {each}\n) > 0"


BROKER: Final = (
    Alert(
        "FlowOmniumBrokerDiskLow",
        Severity.WARNING,
        "10m",
        _disk_low,
        "The broker's disk is filling up",
        "{{ $value | humanize1024 }}B are free on the disk of {{ $labels.instance }}: less than twice its limit, or so "
        "much is written that it falls below the limit within 24 hours. Below its limit the broker takes no message any more.",
    ),
    Alert(
        "FlowOmniumBrokerAlarm",
        Severity.CRITICAL,
        "1m",
        _alarms,
        "The broker has an alarm and takes no messages",
        "The alarm for {{ $labels.alarm }} is raised on {{ $labels.instance }}: publishers are blocked until it is over.",
    ),
)

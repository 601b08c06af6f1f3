"""What RabbitMQ tells of itself through its plugin `rabbitmq_prometheus`."""

from typing import Final

from deploy.monitoring.generator import limits
from deploy.monitoring.generator.alert import Alert, Severity

_METRIC_BY_ALARM: Final = {
    "disk": "rabbitmq_alarms_free_disk_space_watermark",
    "memory": "rabbitmq_alarms_memory_used_watermark",
    "open files": "rabbitmq_alarms_file_descriptor_limit",
}
_ALARMS: Final = "\n  or ".join(
    f'label_replace({metric}, "alarm", "{alarm}", "", "")' for alarm, metric in _METRIC_BY_ALARM.items()
)

BROKER: Final = (
    Alert(
        "FlowOmniumBrokerDiskLow",
        Severity.WARNING,
        "10m",
        f"""
rabbitmq_disk_space_available_bytes < {limits.DISK_LIMITS} * rabbitmq_disk_space_available_limit_bytes
or rabbitmq_disk_space_available_bytes
  and predict_linear(rabbitmq_disk_space_available_bytes[6h], 24 * 3600) < rabbitmq_disk_space_available_limit_bytes
  and count_over_time(rabbitmq_disk_space_available_bytes[1h] offset 5h) > 0""",
        "The broker's disk is filling up",
        "{{ $value | humanize1024 }}B are free on the disk of {{ $labels.instance }}: less than twice its limit, or so "
        "much is written that it falls below the limit within 24 hours. Below its limit the broker takes no message any more.",
    ),
    Alert(
        "FlowOmniumBrokerAlarm",
        Severity.CRITICAL,
        "1m",
        f"max by (instance, alarm) (\n  {_ALARMS}\n) > 0",
        "The broker has an alarm and takes no messages",
        "The alarm for {{ $labels.alarm }} is raised on {{ $labels.instance }}: publishers are blocked until it is over.",
    ),
)

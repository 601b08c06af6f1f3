"""Every alert, by the part of the suite that it is about."""

from collections.abc import Sequence
from typing import Final

from deploy.monitoring.generator.alert import Group
from deploy.monitoring.generator.alerts.broker import BROKER
from deploy.monitoring.generator.alerts.console import CONSOLE
from deploy.monitoring.generator.alerts.downstream import DOWNSTREAM
from deploy.monitoring.generator.alerts.engine import ENGINE
from deploy.monitoring.generator.alerts.gateway import GATEWAY
from deploy.monitoring.generator.alerts.jobs import JOBS
from deploy.monitoring.generator.alerts.scraping import SCRAPING
from deploy.monitoring.generator.alerts.tasks import TASKS
from deploy.monitoring.generator.alerts.tokens import TOKENS

GROUPS: Final[Sequence[Group]] = (
    Group("flow-omnium.jobs", JOBS),
    Group("flow-omnium.tasks", TASKS),
    Group("flow-omnium.gateway", GATEWAY),
    Group("flow-omnium.engine", ENGINE),
    Group("flow-omnium.broker", BROKER),
    Group("flow-omnium.tokens", TOKENS),
    Group("flow-omnium.downstream", DOWNSTREAM),
    Group("flow-omnium.console", CONSOLE),
    Group("flow-omnium.scraping", SCRAPING),
)

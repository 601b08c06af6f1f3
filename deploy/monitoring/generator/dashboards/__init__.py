"""Every dashboard, by the name of its file."""

from collections.abc import Mapping
from typing import Final

from deploy.monitoring.generator.dashboards.engine import ENGINE
from deploy.monitoring.generator.dashboards.overview import OVERVIEW
from deploy.monitoring.generator.dashboards.services import SERVICES
from deploy.monitoring.generator.dashboards.tenant import TENANT
from deploy.monitoring.generator.panel import Page

PAGES: Final[Mapping[str, Page]] = {
    "overview": OVERVIEW,
    "engine": ENGINE,
    "tenant": TENANT,
    "services": SERVICES,
}

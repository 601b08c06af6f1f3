"""Every dashboard, in the order of the links between them."""

from collections.abc import Sequence
from typing import Final

from deploy.monitoring.generator.dashboards.engine import ENGINE
from deploy.monitoring.generator.dashboards.overview import OVERVIEW
from deploy.monitoring.generator.dashboards.services import SERVICES
from deploy.monitoring.generator.dashboards.tenant import TENANT
from deploy.monitoring.generator.panel import Page

PAGES: Final[Sequence[Page]] = (OVERVIEW, ENGINE, TENANT, SERVICES)

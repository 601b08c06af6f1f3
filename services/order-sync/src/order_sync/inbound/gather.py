"""Fetches what the mapping of an order needs besides the order itself."""

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from order_sync.inbound.context import InboundContext


async def gather_context(flow: FlowClient, job: JobContext) -> InboundContext:
    """Read the tenant's time zone and country from Flow; a country in our own settings comes first."""
    known = await flow.read_tenant(job.tenant)
    return InboundContext(
        parameters=job.tenant.parameters,
        now=job.started_at,
        timezone=known.timezone,
        country=job.tenant.flow.country_code or known.country_code,
    )

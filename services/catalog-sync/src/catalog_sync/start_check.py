"""Whether a tenant's catalogue can be exported at all: what its settings name must exist, on both sides.

All faults are told together, in `tenants check` and before each run; a tenant with faults hinders no other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from catalog_sync.basis import Basis
from catalog_sync.scope import Resolved, resolve
from flow_omnium.flow.amounts import to_flow
from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models.catalogue import VatCode
from flow_omnium.flow.resources import GROUPS, ORGANIZATIONS, PRICE_LISTS, Record, Resource
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.task import RunRefused, TaskRun
from flow_omnium.tenants.connector import Connector
from flow_omnium.tenants.tenant import Tenant

REQUIRED: Final = ("main_prices_list_uid", "organization_uid", "default_vat_code_uid")
"""The keys of the connector that the published pages call required (catalog.md 3)."""

_COUNTRY: Final = "NO"


@dataclass(frozen=True)
class Found:
    """What was found of the things that the settings name; None where a setting names none, or Flow has none."""

    resolved: Resolved
    price_list: Record | None = None
    organization: Record | None = None
    product_group: Record | None = None
    number_series: Mapping[str, bool] | None = None
    vat_codes: Sequence[VatCode] = ()


def faults_of(tenant: Tenant, found: Found) -> tuple[str, ...]:
    """Name everything that is wrong, each with its setting."""
    connector = tenant.connector
    if connector is None:
        return ("connector: the section is missing, and with it what every export needs",)
    return (
        *found.resolved.faults,
        *_missing(connector),
        *_unknown(connector, found),
        *wrong_codes(connector, found.vat_codes).values(),
    )


def unsettled(tenant: Tenant) -> tuple[str, ...]:
    """Name the tasks that are scheduled and will refuse to run for want of a setting."""
    soa = tenant.catalog.task(TaskName.SOA)
    if soa is None or soa.is_disabled or tenant.catalog.soa_source is not None:
        return ()
    return (f"catalog.soaSource: not set, so {TaskName.SOA} refuses to run",)


def _missing(connector: Connector) -> Iterator[str]:
    for name in REQUIRED:
        if getattr(connector, name) is None:
            yield f"{_path(name)}: not set, and required for the export of a catalogue"


def _unknown(connector: Connector, found: Found) -> Iterator[str]:
    named = (
        ("main_prices_list_uid", "price list", found.price_list),
        ("organization_uid", "organization", found.organization),
        ("default_product_group_uid", "product group", found.product_group),
    )
    for name, what, record in named:
        uid = getattr(connector, name)
        if uid is not None and record is None:
            yield f"{_path(name)}: Flow has no {what} {uid!r}"
    for name in ("purchase_number_series_uid", "voucher_number_series_uid"):
        uid = getattr(connector, name)
        if uid is not None and not (found.number_series or {}).get(uid):
            yield f"{_path(name)}: Flow has no number series {uid!r}"


def wrong_codes(connector: Connector, codes: Sequence[VatCode]) -> Mapping[str, str]:
    """Tell what is wrong with VAT codes, by their uids: one that stands for another rate would tax a whole shop wrongly."""
    rates = {code.vat_code_uid: code.rate for code in codes}
    wrong: dict[str, str] = {}
    for rate, uid in connector.vat_code_uids.items():
        path = f"{_path('vat_code_uids')}.{rate}"
        if uid not in rates:
            wrong[uid] = f"{path}: Flow has no VAT code {uid!r}"
        elif rates[uid] != to_flow(Decimal(rate)):
            wrong[uid] = f"{path}: Flow's VAT code {uid!r} stands for {Decimal(rates[uid]) / 100:f} %"
    default = connector.default_vat_code_uid
    if default not in rates:
        wrong.setdefault(default, f"{_path('default_vat_code_uid')}: Flow has no VAT code {default!r}")
    return wrong


def _path(name: str) -> str:
    return f"connector.{Connector.model_fields[name].alias or name}"


class StartCheck:
    """Reads what the settings name. Raises ApiError, Deferred, InvalidData."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient) -> None:
        self._omnium = omnium
        self._flow = flow

    async def faults(self, tenant: Tenant) -> tuple[str, ...]:
        """Return everything that is wrong, what stops single tasks alone too."""
        return (*faults_of(tenant, await self._found(tenant)), *unsettled(tenant))

    async def rivals(self, tenant: Tenant, since: datetime) -> tuple[str, ...]:
        """Name the tasks of Omnium's own connector that its log tells of: the API does not list connectors."""
        latest: dict[str, datetime | None] = {}
        for event in await self._omnium.catalogue.logged_tasks(tenant, since):
            for task in TaskName:
                if task.value in (event.object_id or ""):
                    latest.setdefault(task.value, event.timestamp)
        return tuple(
            f"Omnium has run {name} of its connector FlowRetail ({at:%Y-%m-%d %H:%M} UTC): switch the connector off"
            for name, at in latest.items()
            if at is not None
        )

    async def of_run(self, run: TaskRun) -> Basis:
        """Return what a run rests on; a VAT code that went wrong since the first one is told. Raises RunRefused."""
        basis = await self.basis(run.tenant, run.started_at, is_first=run.is_first)
        for wrong in basis.wrong_codes.values():
            run.tally.flag(wrong)
        return basis

    async def basis(self, tenant: Tenant, at: datetime, *, is_first: bool = False) -> Basis:
        """Return what an export rests on. Raises RunRefused, which names all faults.

        A VAT code that is wrong refuses a first run alone; later it stops only what is taxed by it.
        """
        found = await self._found(tenant)
        scope, connector = found.resolved.scope, tenant.connector
        wrong = wrong_codes(connector, found.vat_codes) if connector else {}
        faults = [one for one in faults_of(tenant, found) if is_first or one not in wrong.values()]
        if faults or scope is None or connector is None:
            raise RunRefused("; ".join(faults))
        return Basis(tenant, connector, scope, at, wrong_codes=wrong)

    async def _found(self, tenant: Tenant) -> Found:
        markets = await self._omnium.catalogue.markets(tenant)
        groups = await self._omnium.catalogue.market_groups(tenant)
        found = Found(resolve(tenant, markets, groups))
        connector = tenant.connector
        return found if connector is None else await self._in_flow(tenant, connector, found)

    async def _in_flow(self, tenant: Tenant, connector: Connector, found: Found) -> Found:
        flow = self._flow.catalogue
        series = filter(None, (connector.purchase_number_series_uid, connector.voucher_number_series_uid))
        return replace(
            found,
            price_list=await self._record(tenant, PRICE_LISTS, connector.main_prices_list_uid),
            organization=await self._record(tenant, ORGANIZATIONS, connector.organization_uid),
            product_group=await self._record(tenant, GROUPS, connector.default_product_group_uid),
            number_series={uid: await flow.has_number_series(tenant, uid) for uid in series},
            vat_codes=await flow.vat_codes(tenant, await self._country(tenant)),
        )

    async def _record(self, tenant: Tenant, resource: Resource, uid: str | None) -> Record | None:
        return None if uid is None else await self._flow.catalogue.read(tenant, resource, uid)

    async def _country(self, tenant: Tenant) -> str:
        if tenant.flow.country_code is not None:
            return tenant.flow.country_code
        return (await self._flow.tenants.read(tenant)).country_code or _COUNTRY

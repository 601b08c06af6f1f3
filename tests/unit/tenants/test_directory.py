"""The tenants in memory."""

import asyncio
from collections.abc import Awaitable, Callable, Collection

import pytest
from prometheus_client import CollectorRegistry

from flow_omnium.runtime.metrics import Registrar, ServiceMetrics
from flow_omnium.tenants.directory import TenantDirectory, TenantsUnread
from flow_omnium.tenants.record import TenantRecord, UnreadableTenant
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.polling import until
from flow_omnium.testing.tenants import InMemoryTenants, a_tenant
from flow_omnium.testing.virtual_time import in_virtual_time

NEVER = 3600.0


def directory_of(
    stored: InMemoryTenants, *, refresh: float = NEVER, reread: float = 0.0
) -> TenantDirectory[Tenant]:
    return TenantDirectory(stored, refresh_seconds=refresh, reread_seconds=reread)


def finds(directory: TenantDirectory[Tenant], tenant_uid: str) -> Callable[[], Awaitable[bool]]:
    async def probe() -> bool:
        return directory.find(tenant_uid) is not None

    return probe


@pytest.fixture
async def stored() -> InMemoryTenants:
    tenants = InMemoryTenants()
    await tenants.apply(a_tenant("acme"))
    return tenants


async def test_a_stored_tenant_is_found_at_once_after_the_start(stored: InMemoryTenants) -> None:
    async with directory_of(stored) as directory:
        assert directory.find("acme") == a_tenant("acme")
        assert directory.find("nobody") is None


class SlowlyRead(InMemoryTenants):
    """Takes some hundredths of a second for each tenant."""

    async def records(self, tenant_uids: Collection[str] | None = None) -> list[TenantRecord[Tenant]]:
        found = await super().records(tenant_uids)
        await asyncio.sleep(0.02 * len(found))
        return found


@in_virtual_time
async def test_tenants_are_read_however_many_they_are() -> None:
    tenants = SlowlyRead()
    for number in range(600):
        await tenants.apply(a_tenant(f"tenant-{number}"))
    async with directory_of(tenants) as directory:
        assert len(directory.known()) == 600


async def test_a_change_shows_without_asking_for_it(stored: InMemoryTenants) -> None:
    async with directory_of(stored, refresh=0.01) as directory:
        await stored.apply(a_tenant("globex"))
        assert await until("the new tenant shows", finds(directory, "globex"))


async def test_a_deleted_tenant_disappears(stored: InMemoryTenants) -> None:
    async with directory_of(stored, refresh=0.01) as directory:
        stored.forget("acme")

        async def is_gone() -> bool:
            return directory.find("acme") is None

        assert await until("the tenant is gone", is_gone)


async def test_looking_up_an_unknown_tenant_reads_again(stored: InMemoryTenants) -> None:
    async with directory_of(stored) as directory:
        await stored.apply(a_tenant("globex"))
        assert directory.find("globex") is None
        assert await directory.lookup("globex") == a_tenant("globex")
        assert await directory.lookup("nobody") is None


async def test_looking_up_a_known_tenant_reads_nothing(stored: InMemoryTenants) -> None:
    async with directory_of(stored) as directory:
        reads = stored.reads
        await directory.lookup("acme")
        assert stored.reads == reads


async def test_simultaneous_lookups_share_one_read(stored: InMemoryTenants) -> None:
    async with directory_of(stored) as directory:
        reads = stored.reads
        await asyncio.gather(*(directory.lookup(f"nobody-{number}") for number in range(200)))
        assert stored.reads == reads + 1


@in_virtual_time
async def test_lookups_in_turn_keep_their_distance(stored: InMemoryTenants) -> None:
    async with directory_of(stored, reread=0.05) as directory:
        started = asyncio.get_running_loop().time()
        for _ in range(3):
            assert await directory.lookup("nobody") is None
        assert asyncio.get_running_loop().time() - started >= 0.14


async def test_nothing_is_known_before_the_first_read(stored: InMemoryTenants) -> None:
    stored.unreachable = True
    async with directory_of(stored) as directory:
        with pytest.raises(TenantsUnread):
            directory.find("acme")
        with pytest.raises(TenantsUnread):
            await directory.lookup("nobody")
        stored.unreachable = False
        assert await directory.lookup("acme") is not None


async def test_what_was_known_is_served_while_the_database_is_down(stored: InMemoryTenants) -> None:
    async with directory_of(stored) as directory:
        stored.unreachable = True
        assert await directory.lookup("acme") is not None
        with pytest.raises(TenantsUnread):  # it may have been applied just now: that is no «unknown»
            await directory.lookup("nobody")
        assert directory.find("acme") is not None


async def test_an_unreadable_tenant_hides_no_other_and_is_not_called_unknown(stored: InMemoryTenants) -> None:
    await stored.apply(a_tenant("globex"))
    stored.damage("globex")
    async with directory_of(stored) as directory:
        assert directory.find("acme") is not None
        with pytest.raises(UnreadableTenant, match="globex"):
            directory.find("globex")


async def test_a_tenant_that_becomes_unreadable_is_served_as_it_was(stored: InMemoryTenants) -> None:
    async with directory_of(stored) as directory:
        stored.damage("acme")
        await directory.lookup("nobody")  # makes it read
        assert directory.find("acme") == a_tenant("acme")


async def test_a_repaired_tenant_is_found(stored: InMemoryTenants) -> None:
    stored.damage("acme")
    async with directory_of(stored) as directory:
        await stored.apply(a_tenant("acme"))
        assert await directory.lookup("acme") == a_tenant("acme")


async def test_what_was_read_is_current_while_changes_are_reported_and_none_is_unread(
    stored: InMemoryTenants,
) -> None:
    stored.reports = asyncio.Queue()
    async with directory_of(stored) as directory:
        assert not directory.is_current
        stored.reports.put_nowait(True)  # the stream is open

        async def is_current() -> bool:
            return directory.is_current

        await until("reports come", is_current)
        await stored.apply(a_tenant("globex"))
        stored.reports.put_nowait(True)
        await until("the new tenant shows", finds(directory, "globex"))
        await until("the change is read", is_current)

        stored.unreachable = True
        stored.reports.put_nowait(True)
        await until("the failed read shows", is_not(is_current))


def is_not(probe: Callable[[], Awaitable[bool]]) -> Callable[[], Awaitable[bool]]:
    async def opposite() -> bool:
        return not await probe()

    return opposite


async def test_an_unreadable_tenant_is_named_until_it_is_repaired(stored: InMemoryTenants) -> None:
    registry = CollectorRegistry()
    stored.damage("acme")
    directory = TenantDirectory(stored, ServiceMetrics(Registrar(registry)), reread_seconds=0)

    def shown() -> float | None:
        return registry.get_sample_value("flow_omnium_tenant_unreadable", {"tenant": "acme"})

    async with directory:
        assert directory.faults() == ["tenant acme: flow.apiToken: damaged"]
        assert shown() == 1
        for _ in range(3):  # it is said once, however often it is looked at
            await directory.lookup("nobody")
        assert reloads(registry) == {"unreadable": 1}

        await stored.apply(a_tenant("acme"))
        await directory.lookup("nobody")

        assert directory.faults() == []
        assert shown() == 0
        stored.forget("acme")
        await directory.lookup("nobody")
        assert shown() is None


def reloads(registry: CollectorRegistry) -> dict[str, float]:
    samples = [sample for family in registry.collect() for sample in family.samples]
    return {
        sample.labels["outcome"]: sample.value
        for sample in samples
        if sample.name == "flow_omnium_tenant_reloads_total"
    }


async def test_an_unreadable_tenant_that_is_deactivated_is_not_served_as_it_was(
    stored: InMemoryTenants,
) -> None:
    async with directory_of(stored) as directory:
        stored.damage("acme")
        await directory.lookup("nobody")
        assert directory.find("acme") == a_tenant("acme")
        stored.damage("acme", is_active=False)
        await directory.lookup("nobody")
        with pytest.raises(UnreadableTenant) as caught:
            directory.find("acme")
    assert caught.value.is_active is False


async def test_a_process_that_has_never_read_an_active_tenant_whole_is_not_ready(
    stored: InMemoryTenants,
) -> None:
    await stored.apply(a_tenant("globex"))
    for uid in ("acme", "globex"):
        stored.damage(uid)
    async with directory_of(stored) as directory:
        with pytest.raises(
            TenantsUnread, match=r"no tenant can be read, such as acme: flow\.apiToken: damaged"
        ):
            await directory.ping()
        await stored.apply(a_tenant("globex"))
        await directory.lookup("nobody")
        await directory.ping()
        stored.damage("globex")  # it served once: what is damaged later stops nobody
        await directory.lookup("nobody")
        await directory.ping()


@pytest.mark.parametrize("is_active", [False, True])
async def test_only_an_active_tenant_keeps_a_process_from_being_ready(
    stored: InMemoryTenants, is_active: bool
) -> None:
    stored.damage("acme", is_active=is_active)
    async with directory_of(stored) as directory:
        assert await is_ready(directory) is not is_active


async def is_ready(directory: TenantDirectory[Tenant]) -> bool:
    try:
        await directory.ping()
    except TenantsUnread:
        return False
    return True

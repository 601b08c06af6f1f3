"""Running services see a changed tenant, told by the database itself."""

import time
from collections.abc import Awaitable, Callable

import pytest

from flow_omnium.runtime.database import Database
from flow_omnium.tenants.directory import TenantDirectory
from flow_omnium.tenants.repository import AT_ONCE, COLLECTION, TenantReader, TenantRepository
from flow_omnium.tenants.stored import whole_tenant
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.polling import until
from flow_omnium.testing.tenants import a_tenant, keyring_of

NEVER = 3600.0
PROMISED_SECONDS = 5.0


def repository_of(database: Database) -> TenantRepository:
    return TenantRepository(
        database[COLLECTION],
        keyring_of(b"k" * 32),
    )


def is_active(directory: TenantDirectory[Tenant], expected: bool) -> Callable[[], Awaitable[bool]]:
    async def probe() -> bool:
        tenant = directory.find("acme")
        return tenant is not None and tenant.active is expected

    return probe


@pytest.mark.alone
async def test_a_change_is_seen_without_polling(database: Database) -> None:
    repository = repository_of(database)
    async with TenantDirectory(repository, refresh_seconds=NEVER) as directory:
        await repository.apply(a_tenant("acme"))
        assert await until("the tenant shows", is_active(directory, True))

        started = time.monotonic()
        await repository.set_active("acme", False)
        assert await until("the change shows", is_active(directory, False))

    assert time.monotonic() - started < PROMISED_SECONDS


async def test_a_tenant_that_is_deleted_is_gone_without_polling(database: Database) -> None:
    repository = repository_of(database)
    await repository.apply(a_tenant("acme"))
    async with TenantDirectory(repository, refresh_seconds=NEVER) as directory:
        assert await until("the tenant shows", is_active(directory, True))

        await database[COLLECTION].delete_one({"_id": "acme"})

        async def is_gone() -> bool:
            return directory.find("acme") is None

        assert await until("the tenant is gone", is_gone)


@pytest.mark.alone
async def test_a_change_is_seen_where_the_database_reports_none(database: Database) -> None:
    class Silent(TenantRepository):
        """As on a database without change streams."""

        async def changes(self):  # type: ignore[no-untyped-def]
            raise ConnectionError
            yield

    repository = Silent(
        database[COLLECTION],
        keyring_of(b"k" * 32),
    )
    async with TenantDirectory(repository) as directory:
        started = time.monotonic()
        await repository.apply(a_tenant("acme"))
        assert await until("the tenant shows", is_active(directory, True))

    assert time.monotonic() - started < PROMISED_SECONDS


async def test_the_database_is_heard_of_while_nothing_changes(database: Database) -> None:
    repository = repository_of(database)
    reports = repository.changes()

    assert await anext(reports)
    assert not await anext(reports)
    await repository.apply(a_tenant("acme"))
    assert await anext(reports)
    assert not await anext(reports)


async def test_a_question_that_waits_is_answered_with_the_change(database: Database) -> None:
    reader = TenantReader(database[COLLECTION], whole_tenant(keyring_of(b"k" * 32)), pause_seconds=AT_ONCE)
    reports = reader.changes()
    assert await anext(reports)

    await repository_of(database).apply(a_tenant("acme"))

    assert await anext(reports)


async def test_what_was_read_is_current_while_the_database_reports(database: Database) -> None:
    async with TenantDirectory(repository_of(database), refresh_seconds=NEVER) as directory:

        async def is_current() -> bool:
            return directory.is_current

        assert await until("changes are reported", is_current)

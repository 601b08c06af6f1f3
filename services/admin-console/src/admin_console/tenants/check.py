"""Tries a tenant's credentials against Omnium and Flow, and reports words of Flow's states that nobody knows."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Final

import aiohttp
import typer
from pydantic import AnyHttpUrl

from admin_console.database import in_database, present
from admin_console.settings import CheckSettings
from admin_console.tenants.access import in_tenants
from admin_console.tenants.check_catalogue import check_catalogue
from admin_console.tenants.check_flow import check_flow
from admin_console.tenants.check_omnium import STEPS as OMNIUM_STEPS
from admin_console.tenants.check_omnium import check_omnium
from admin_console.tenants.checks import Check, all_is_well, document, unchecked
from admin_console.terminal import say, show_json
from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.state_words import UnknownWord, unknown_word_of
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.operator.job_log import JobFilter, JobLog
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.runtime.settings.reading import read_settings
from flow_omnium.tenants.record import TenantRecord, UnknownTenant, readable
from flow_omnium.tenants.refusals import weak_secrets
from flow_omnium.tenants.sealing import plain_document
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tokens.manager_client import TokenManagerClient

STEP_SECONDS: Final = 15.0
"""How long each step may take."""

_ACTIVE: Final = "the tenant is active"
_KNOWN: Final = "this version knows every key that is stored"
_WORDS_KNOWN: Final = "every word of Flow's states is known"
_LATEST: Final = 500
"""So many of the latest jobs that flagged anything are looked at."""


def check(tenant_uid: str, *, as_json: bool) -> None:
    """Try a tenant's credentials against Omnium and Flow. Raises UnknownTenant; typer.Exit(1) unless all is well."""
    found = asyncio.run(_check(read_settings(CheckSettings), tenant_uid))
    if as_json:
        show_json(document(tenant_uid, found))
    else:
        for each in found:
            say(str(each))
    if not all_is_well(found):
        raise typer.Exit(1)


async def _check(settings: CheckSettings, tenant_uid: str) -> Sequence[Check]:
    records = await in_tenants(settings, lambda tenants: tenants.records([tenant_uid]))
    if not records:
        raise UnknownTenant(tenant_uid)
    tenant = readable(records[0])
    async with aiohttp.ClientSession() as session:
        of_omnium, of_flow = await asyncio.gather(
            _check_omnium(settings, session, tenant), _check_flow(settings, session, tenant)
        )
        can_read = all_is_well([*of_omnium, *of_flow])
        of_catalogue = await _check_catalogue(settings, session, tenant) if can_read else ()
    return (
        _activation(tenant),
        *_knowledge(records[0]),
        *_weaknesses(settings, tenant),
        *of_omnium,
        *of_flow,
        *of_catalogue,
        *await in_database(settings, lambda database: _check_words(JobLog(database), tenant)),
    )


def _activation(tenant: Tenant) -> Check:
    if tenant.active:
        return Check(_ACTIVE, "ok")
    return Check(
        _ACTIVE, "wrong", f"nothing runs for it until `flow-omnium tenants activate {tenant.tenant_uid}`"
    )


def _knowledge(record: TenantRecord[Tenant]) -> Sequence[Check]:
    """Report keys that another version has stored: this one does not act on them. Empty without such keys."""
    unknown = ", ".join(record.unknown)
    return (Check(_KNOWN, "wrong", f"unknown here, and without effect: {unknown}"),) if unknown else ()


def _weaknesses(settings: CheckSettings, tenant: Tenant) -> Sequence[Check]:
    """Report weak secrets: they were stored before `apply` refused them, and are still accepted."""
    weak = weak_secrets(plain_document(tenant), settings)
    return tuple(Check(f"{fault.path} keeps strangers out", "wrong", f"it {fault.message}") for fault in weak)


async def _check_omnium(
    settings: CheckSettings, session: aiohttp.ClientSession, tenant: Tenant
) -> Sequence[Check]:
    if not tenant.active:
        return tuple(unchecked(OMNIUM_STEPS, "the token-manager gives tokens to active tenants only"))
    if settings.token_manager_url is None or settings.internal_api_key is None:
        return tuple(unchecked(OMNIUM_STEPS, "this needs TOKEN_MANAGER_URL and INTERNAL_API_KEY"))
    tokens = _tokens(settings, session)
    omnium = _omnium(settings, session, tokens)
    address = _origin(tenant.omnium.api_url or settings.omnium_api_url)
    return await check_omnium(tokens, omnium, tenant, address, seconds=STEP_SECONDS)


async def _check_catalogue(
    settings: CheckSettings, session: aiohttp.ClientSession, tenant: Tenant
) -> Sequence[Check]:
    """Check what both systems must have; asked only where both can be read."""
    now = await in_database(settings, present)
    clients = (_omnium(settings, session, _tokens(settings, session)), _flow(settings, session))
    return await check_catalogue(*clients, tenant, now, seconds=STEP_SECONDS)


async def _check_flow(
    settings: CheckSettings, session: aiohttp.ClientSession, tenant: Tenant
) -> Sequence[Check]:
    address = _origin(tenant.flow.api_url or settings.flow_api_url)
    return await check_flow(_flow(settings, session), tenant, address, seconds=STEP_SECONDS)


def _tokens(settings: CheckSettings, session: aiohttp.ClientSession) -> TokenManagerClient:
    if settings.internal_api_key is None:
        raise TypeError("without a key the token-manager is not asked")
    return TokenManagerClient(
        session,
        str(settings.token_manager_url),
        settings.internal_api_key,
        authority=settings.token_manager_ca_file,
    )


def _omnium(
    settings: CheckSettings, session: aiohttp.ClientSession, tokens: TokenManagerClient
) -> OmniumClient:
    to, proxies = settings.destinations().omnium, settings.proxies()
    return OmniumClient(session, tokens, to, 1, proxies=proxies)


def _flow(settings: CheckSettings, session: aiohttp.ClientSession) -> FlowClient:
    return FlowClient(session, settings.destinations().flow, proxies=settings.proxies())


def _origin(url: AnyHttpUrl) -> str:
    """Scheme, host and port: a variable may hold more than may be shown."""
    return f"{url.scheme}://{url.host}:{url.port}"


async def _check_words(jobs: JobLog, tenant: Tenant) -> Sequence[Check]:
    """Report words that jobs have flagged and that the tenant still does not list. Empty without such words."""
    wanted = JobFilter(tenant_uid=tenant.tenant_uid, attention=True, limit=_LATEST)
    words = {(one.field, str(one.value)): None for one in _words(await jobs.find(wanted), tenant)}
    told = ", ".join(f"{field} {word!r}" for field, word in sorted(words))
    return (
        (Check(_WORDS_KNOWN, "wrong", f"flow.states lists none of {told}: they count as none"),)
        if told
        else ()
    )


def _words(entries: Sequence[JobEntry], tenant: Tenant) -> Iterator[UnknownWord]:
    for entry in entries:
        for flag in entry.attention:
            word = unknown_word_of(flag, tenant.flow.states)
            if word is not None:
                yield word

"""What was typed as a filter, in the ledger's terms: checked against what there is, so that a slip is no empty result."""

from dataclasses import replace
from datetime import datetime

from admin_console.failures import WrongUse
from admin_console.jobs.filter import JobChoice
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.jobs.operator.job_filter import JobFilter
from flow_omnium.jobs.operator.known_values import KnownValues, Several, advice, one_of
from flow_omnium.jobs.state import PENDING, JobState
from flow_omnium.runtime.database import Database


def job_filter(choice: JobChoice, now: datetime) -> JobFilter:
    """Say in the ledger's terms what was typed. Raises WrongUse for a store of no tenant, and for what holds jobs that are not held."""
    if choice.store is not None and choice.tenant is None:
        raise WrongUse("--store needs --tenant: another tenant may have a store of that name")
    states = choice.states
    if choice.held_by is not None and states and JobState.HELD not in states:
        message = f"nothing holds jobs that are {min(states)}: only held ones are held by something"
        raise WrongUse(message)
    earliest_ends = [
        *([] if choice.older_than is None else [now - choice.older_than]),
        *([] if choice.until is None else [choice.until.before(now)]),
    ]
    return JobFilter(
        tenant_uid=choice.tenant,
        kind=choice.kind,
        state=next(iter(states)) if len(states) == 1 else None,
        key=choice.key,
        limit=choice.limit,
        pending=states == PENDING,
        attention=choice.attention,
        error_class=choice.error_class,
        accepted_before=min(earliest_ends, default=None),
        states=states if len(states) > 1 and states != PENDING else frozenset(),
        store_uid=choice.store and sanitize_uid(choice.store),
        accepted_since=None if choice.since is None else choice.since.before(now),
        number=choice.number and choice.number.strip().casefold(),
        cause=choice.cause,
        http_status=choice.http_status,
        attempts=choice.attempts,
        held_by=choice.held_by,
    )


async def known_choice(
    database: Database, choice: JobChoice, of_tenants: frozenset[str] | None = None
) -> JobChoice:
    """Return the choice with its names as the suite writes them. Raises WrongUse for a name of nothing, with the nearest one.

    Whoever sees some tenants only is told of no other: `of_tenants` are those.
    """
    known = KnownValues(database)
    if choice.tenant is not None:
        tenants = await known.tenants()
        _must_be("tenant", choice.tenant, tenants if of_tenants is None else of_tenants.intersection(tenants))
    if choice.store is not None and choice.tenant is not None:
        await _must_be_store(known, sanitize_uid(choice.store), choice.tenant)
    if choice.error_class is not None:
        classes = await known.error_classes()
        choice = replace(
            choice, error_class=_must_be("error class", choice.error_class, classes, in_any_case=True)
        )
    if choice.cause is not None:
        choice = replace(choice, cause=await _the_cause(known, choice.cause, of_tenants))
    return choice


def _must_be(what: str, name: str, known: Several, *, in_any_case: bool = False) -> str:
    found = one_of(name, known)
    if found is None or (found != name and not in_any_case):
        message = f"there is no {what} {name!r}{advice(name, known)}"
        raise WrongUse(message)
    return found


async def _must_be_store(known: KnownValues, store_uid: str, tenant_uid: str) -> None:
    stores = await known.stores(tenant_uid)
    if store_uid not in stores and not await known.has_jobs_in(store_uid, tenant_uid):
        _must_be("store", store_uid, stores)


async def _the_cause(known: KnownValues, prefix: str, of_tenants: frozenset[str] | None) -> str:
    found = await known.causes(prefix, of_tenants)
    if len(found) == 1:
        return found[0]
    why = "no job fails for the cause" if not found else f"{len(found)} causes begin with"
    message = f"{why} {prefix!r}: `flow-omnium jobs summary` lists them"
    raise WrongUse(message)

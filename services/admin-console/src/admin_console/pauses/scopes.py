"""What a pause is about: a tenant, one of its stores, or a kind of job."""

from dataclasses import dataclass

from admin_console.failures import WrongUse
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.jobs.holding import pause_of_kind, pause_of_store, pause_of_tenant
from flow_omnium.jobs.kinds import JobKind


@dataclass(frozen=True)
class Scope:
    """One thing that is paused, by the name that its jobs are held under; `store` is a uid as Flow has it."""

    name: str
    tenant: str | None = None
    store: str | None = None


def scope_of(tenant: str | None, kind: JobKind | None, store: str | None) -> Scope:
    """Name what is to be paused. Raises WrongUse unless it is exactly one thing."""
    if kind is not None and tenant is None and store is None:
        return Scope(pause_of_kind(kind.value))
    if not tenant or kind is not None or store == "":
        raise WrongUse("name exactly one: --tenant T, or --kind K, or --tenant T --store S")
    if store is None:
        return Scope(pause_of_tenant(tenant), tenant)
    # Jobs keep the store's uid in the form that Flow has it.
    uid = sanitize_uid(store)
    return Scope(pause_of_store(tenant, uid), tenant, uid)


def scope_named(name: str) -> Scope:
    """Read the name that jobs are held under. Raises WrongUse for what is no name of a pause."""
    what, _, of = name.partition(":")
    tenant, _, store = of.partition("/")
    kinds = [kind.value for kind in JobKind]
    if what == "tenant" and of:
        return Scope(name, of)
    if what == "store" and tenant and store:
        return Scope(name, tenant, store)
    if what == "kind" and of in kinds:
        return Scope(name)
    message = f"{name!r} is no name of a pause"
    raise WrongUse(message)


def words_of(name: str) -> str:
    """Say what a pause is about; a name that somebody has made up is said as it is."""
    what, _, of = name.partition(":")
    tenant, _, store = of.partition("/")
    if what == "store" and store:
        return f"store {store} of tenant {tenant}"
    if what == "kind" and of:
        return f"{of} of all tenants"
    return f"tenant {of}" if what == "tenant" and of else name


def options_of(name: str) -> str:
    """Write the name of a pause as the options that lift it."""
    what, _, of = name.partition(":")
    if what != "store":
        return f"--{what} {of}"
    tenant, _, store = of.partition("/")
    return f"--tenant {tenant} --store {store}"

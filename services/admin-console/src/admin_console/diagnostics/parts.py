"""The table of what a bundle holds. A new part is a line here."""

from collections.abc import Sequence
from typing import Final

from admin_console.diagnostics import acts, ledger, machine, servers, tenant
from admin_console.diagnostics.sources import Part

PARTS: Final[Sequence[Part]] = (
    Part("versions.json", "versions of this program, its libraries and the database", machine.versions),
    Part("environment.json", "which variables are set here", machine.environment),
    Part("settings.json", "the tenant's settings, secrets masked", tenant.settings),
    Part("jobs.json", "how many jobs are in which state, and what those that wait failed for", ledger.jobs),
    Part("failures.json", "the newest jobs that failed or flagged something, by job id", ledger.failures),
    Part("pauses.json", "what is paused, and how many jobs that holds", ledger.pauses),
    Part("circuits.json", "which system does not answer the tenant", ledger.circuits),
    Part("tasks.json", "the scheduled tasks, and how each ended last", tenant.tasks),
    Part("overdue.json", "how many records are overdue, by what they lack", tenant.overdue),
    Part("reconciliations.json", "the latest reconciliations in figures", tenant.reconciliations),
    Part("token.json", "how the tenant's token stands", tenant.token),
    Part("indexes.json", "collections and indexes that are not as this version needs them", servers.indexes),
    Part("queues.json", "queues that are not as this version needs them", servers.queues),
    Part("parked.json", "how many messages are parked, and why", servers.parked),
    Part("metrics.txt", "what each service counts that can be reached", servers.metrics),
    Part("acts.json", "what operators did last, without their names", acts.acts),
)

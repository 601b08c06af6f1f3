"""Reports words of Flow's states that jobs have met and that a tenant does not list."""

from collections.abc import Iterator, Sequence
from typing import Final

from admin_console.tenants.checks import Check
from flow_omnium.flow.state_words import UnknownWord, unknown_word_of
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.operator.job_log import JobFilter, JobLog
from flow_omnium.tenants.tenant import Tenant

_WORDS_KNOWN: Final = "every word of Flow's states is known"
_LATEST: Final = 500
"""So many of the latest jobs that flagged anything are looked at."""


async def check_words(jobs: JobLog, tenant: Tenant) -> Sequence[Check]:
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

"""What the ledger knows of a name, and what both systems answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from admin_console.find.asking import Answers, ask_with
from admin_console.find.finding import in_ledger
from admin_console.find.story import said_lines
from admin_console.web.answers import Away
from admin_console.web.ask import Ask
from admin_console.web.brief import brief
from admin_console.web.jobs.rows import JobRow, record_href, row_of
from flow_omnium.jobs.lookup import RecordType
from flow_omnium.jobs.operator.finding import LedgerRecord


@dataclass(frozen=True)
class Hit:
    """A record that is called so."""

    tenant_uid: str
    key: str
    kind: str
    numbers: str
    href: str
    row: JobRow


@dataclass(frozen=True)
class Offer:
    """What can be brought over: `kind` and `name` as `/sync` takes them."""

    kind: str
    name: str


@dataclass(frozen=True)
class Answered:
    """What both systems said, in lines, and what can be brought over."""

    lines: Sequence[str]
    offers: Sequence[Offer]


async def hits_for(ask: Ask, name: str, tenant_uid: str | None) -> Sequence[Hit]:
    """Return the records that are called so. Raises WrongUse for a tenant that there is not, DatabaseError."""
    seen = ask.visitor.tenants
    found = await brief(in_ledger(ask.database, name, tenant_uid, of_tenants=seen))
    return [_hit(record) for record in found.records]


async def ask_systems(ask: Ask, name: str, tenant_uid: str, kind: RecordType | None) -> Answered:
    """Ask Omnium and Flow in a tenant's name; `kind` is of a record whose id is known exactly. Raises Away."""
    kinds = list(RecordType) if kind is None else [kind]
    try:
        await ask.console.omnium_pace.turn(tenant_uid, len(kinds))
    except TimeoutError as error:
        raise Away("Omnium is not asked just now", [str(error)]) from None
    answers = await ask_with(ask.console.settings, tenant_uid, name, kinds, exact=kind is not None)
    return answered_of(answers, name)


def answered_of(answers: Answers, name: str) -> Answered:
    """Describe the answers for a page. Pure."""
    kinds = dict.fromkeys(one.type.value for one in answers.sightings if one.record.jobs)
    return Answered([*said_lines(answers)], [Offer(kind, name) for kind in kinds])


def _hit(record: LedgerRecord) -> Hit:
    return Hit(
        tenant_uid=record.tenant_uid,
        key=record.key,
        kind=record.lock_key.partition(":")[0].replace("-", " "),
        numbers=", ".join(record.numbers[:3]),
        href=record_href(record.tenant_uid, record.lock_key),
        row=row_of(record.jobs[0]),
    )

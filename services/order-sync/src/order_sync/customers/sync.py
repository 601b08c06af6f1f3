"""The sync of `outbound-customer` jobs: brings a customer made or changed in the shop to Omnium.

A tenant's rules in Omnium may refuse a field, and no retry helps (omnium.md 8): `RequireUniqueCustomerEmails`,
`RequireUniqueCustomerPhoneNumbers`, `RequiredAddressProperties`, and rules for the format of phone numbers. A creation is then
answered with 400; a patch with 200 and an error inside. Only the text of the answer says which field it is.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from flow_omnium.customer_marks.port import CustomerMarks, MemoryMarks
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models import CustomerWrite
from flow_omnium.outcomes import ApiError, Ignored, NotAccepted, Rejected
from order_sync.customers.changes import CreateCustomer, MarkErased, MarkKnown, NoteExternalId, PatchCustomer
from order_sync.customers.gather import CustomerGathering
from order_sync.customers.gathered import GoneSides
from order_sync.customers.identity import erased
from order_sync.customers.memory import CustomerMemory
from order_sync.customers.plan import plan_customer, plan_gone

_CUSTOMER_WORDS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "email": re.compile(r"e-?mail", re.IGNORECASE),
        "phone": re.compile(r"phone|mobile", re.IGNORECASE),
        "tax_id": re.compile(r"tax|\bvat\b|organi[sz]ation", re.IGNORECASE),
        "customer_number": re.compile(r"customer\s?number", re.IGNORECASE),
        "address": re.compile(r"address|postal|street|\bcity\b|country", re.IGNORECASE),
    }
)

_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "email": "e-mail",
        "phone": "phone",
        "tax_id": "VAT number",
        "customer_number": "loyalty id",
        "address": "address",
    }
)

_EMAIL_WORDS: Final = re.compile(r"e-?mail address", re.IGNORECASE)


class OutboundCustomerSync:
    """Plans and applies jobs; the key is Flow's uid of a customer."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient, marks: CustomerMarks | None = None) -> None:
        self._omnium = omnium
        self._flow = flow
        self._marks = marks or MemoryMarks()

    async def plan(self, job: JobContext) -> Plan:
        """Compare both sides."""
        marks = job.marks or self._marks
        sides = await CustomerGathering(self._omnium, self._flow, marks, job.tenant).gather(job)
        return plan_gone(sides) if isinstance(sides, GoneSides) else plan_customer(sides)

    async def apply(self, job: JobContext, write: Write) -> Write | None:
        """Carry out one write, which may be a repetition; return what was written of it.

        Raises Ignored where Omnium refuses all of it.
        """
        match write:
            case CreateCustomer():
                await self._create(job, write)
            case PatchCustomer():
                return await self._patch(job, write)
            case MarkKnown(customer_uid, told):
                await self._memory(job).keep_told(customer_uid, told)
            case NoteExternalId(customer_uid, external_id):
                await self._flow.customers.note_external_id(job.tenant, customer_uid, external_id)
            case MarkErased(customer_uid):
                await self._memory(job).keep_deleted(customer_uid)
            case _:
                message = f"{type(write).__name__} is no write of a customer"
                raise TypeError(message)
        return write

    def _memory(self, job: JobContext) -> CustomerMemory:
        return CustomerMemory(job.marks or self._marks, job.tenant)

    async def _create(self, job: JobContext, write: CreateCustomer) -> None:
        if await self._memory(job).is_erased(write.of_uid, write.customer.customer_id):
            raise _ended(job, erased(write.of_uid))  # erased after this write was planned
        # Before the write: a run that dies after it must know the record for our own.
        await self._memory(job).keep_meant(write.of_uid, write.customer)
        try:
            await self._omnium.customers.create(job.tenant, write.kind, write.customer)
        except ApiError as error:
            fields = refused_fields(error)
            if not fields and not is_refused_whole(error):
                raise
            raise _ended(job, refusal(write.customer.customer_id, fields, is_new=True)) from error
        await self._memory(job).keep_told(write.of_uid, write.customer)

    async def _patch(self, job: JobContext, write: PatchCustomer) -> Write:
        """Write what Omnium takes. What it refuses is flagged, and tried again with the customer's next event."""
        left: PatchCustomer | None = write
        if write.wanted is not None:
            await self._memory(job).keep_meant(write.of_uid, write.wanted)
        while left is not None:
            try:
                await self._omnium.customers.patch(job.tenant, left.kind, left.patch)
                break
            except ApiError as error:
                left = _without_refused(job, left, error)
        if left is None:
            raise Ignored("; ".join(job.journal.flags))
        if write.wanted is not None:
            await self._memory(job).keep_told(write.of_uid, write.wanted)
        return left


def _without_refused(job: JobContext, write: PatchCustomer, error: ApiError) -> PatchCustomer | None:
    """Flag the refused fields and return the patch without them; None if nothing is left.

    Omnium checks the record as it would become: a field that is not sent may also be the one it refuses.
    """
    fields, customer_id = refused_fields(error), write.patch.customer_id
    if not fields and not is_refused_whole(error):
        raise error
    job.journal.flag(refusal(customer_id, fields, is_new=False))
    rest = without(write.patch, fields)
    # Omnium refuses the record for a field that the patch does not even name, so leaving fields out helps nothing.
    if rest is None and not write.patch.model_fields_set <= {"customer_id", *fields}:
        job.journal.flag(refusal_of_rest(customer_id))
    return None if rest is None else replace(write, patch=rest)


def _ended(job: JobContext, reason: str) -> Ignored:
    job.journal.flag(reason)
    return Ignored(reason)


def refused_fields(error: ApiError) -> tuple[str, ...]:
    """Name the fields that a refusal mentions; none for a failure that a retry may mend."""
    if not _is_refusal(error):
        return ()
    text = _EMAIL_WORDS.sub("email", error.detail)
    return tuple(name for name, words in _CUSTOMER_WORDS.items() if words.search(text))


def _is_refusal(error: ApiError) -> bool:
    """Tell whether the answer is about what was sent, and not a call that failed."""
    return isinstance(error, (NotAccepted, Rejected))


def is_refused_whole(error: ApiError) -> bool:
    """Tell whether Omnium refuses the whole request (400): no retry helps."""
    return isinstance(error, Rejected) and error.http_status == HTTPStatus.BAD_REQUEST


def refusal(customer_id: str, fields: tuple[str, ...], *, is_new: bool) -> str:
    """Describe a refusal by its fields. The values are personal, and left out."""
    names = ", ".join(_NAMES[name] for name in fields) or "what the shop has"
    done = "he is not made there" if is_new else "it is not changed there"
    return f"customer {customer_id}: Omnium refuses {names}: {done}"


def refusal_of_rest(customer_id: str) -> str:
    """Say that nothing was changed, since Omnium refuses the record for a field that is not even in the patch."""
    return f"customer {customer_id}: Omnium refuses the rest too: nothing of the customer is changed there"


def without(patch: CustomerWrite, fields: tuple[str, ...]) -> CustomerWrite | None:
    """Return the patch without some fields; None if nothing is left, or if the patch has none of them to leave out."""
    if not set(fields) & set(patch.model_dump(exclude_none=True)):
        return None
    rest = patch.model_copy(update=dict.fromkeys(fields))
    return rest if set(rest.model_dump(exclude_none=True)) - {"customer_id"} else None

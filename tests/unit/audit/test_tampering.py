"""What the chain shows of tampering, record by record."""

import copy
from collections.abc import Callable
from datetime import timedelta

import pytest

from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.record import head_of, new_record
from flow_omnium.audit.signing import Verifier
from flow_omnium.audit.verdict import Verdict, lines_of
from flow_omnium.audit.verification import verify
from flow_omnium.testing.audit_logs import Records, a_log, keys


def changed(records: Records) -> Records:
    records[2]["content"]["by"] = "mallory"
    return records


def changed_with_its_digests(records: Records) -> Records:
    content = records[2]["content"] | {"by": "mallory"}
    records[2] = new_record(head_of(records[1]), Kind.ACT, content, records[2]["at"])
    return records


def another_time(records: Records) -> Records:
    records[2]["at"] += timedelta(days=1)
    return records


def another_kind(records: Records) -> Records:
    records[2]["kind"] = "sign-in"
    return records


def a_field_more(records: Records) -> Records:
    records[2]["content"]["remark"] = "it was ola"
    return records


def a_part_more(records: Records) -> Records:
    records[2]["remark"] = "it was ola"
    return records


def a_field_less(records: Records) -> Records:
    del records[2]["content"]["by"], records[2]["salts"]["by"]
    return records


def a_target_less(records: Records) -> Records:
    del records[2]["content"]["target"], records[2]["salts"]["target"]
    return records


def a_salt_less(records: Records) -> Records:
    del records[2]["salts"]["by"]
    return records


def no_digest(records: Records) -> Records:
    del records[2]["digest"]
    return records


def another_version(records: Records) -> Records:
    records[2]["version"] = 7
    return records


def removed(records: Records) -> Records:
    return records[:2] + records[3:]


def removed_and_renumbered(records: Records) -> Records:
    kept = records[:2] + records[3:]
    return [record | {"_id": number} for number, record in enumerate(kept, 1)]


def removed_from_the_beginning(records: Records) -> Records:
    return records[2:]


def inserted_between(records: Records) -> Records:
    return [*records[:2], records[2] | {"_id": 2.5}, *records[2:]]


def inserted_and_renumbered(records: Records) -> Records:
    longer = [*records[:2], copy.deepcopy(records[6]), *records[2:]]
    return [record | {"_id": number} for number, record in enumerate(longer, 1)]


def swapped(records: Records) -> Records:
    records[2], records[3] = records[3] | {"_id": 3}, records[2] | {"_id": 4}
    return records


TAMPERED = (
    (changed, 3, "record 3 its field 'by' was changed"),
    (changed_with_its_digests, 4, "record 4 does not follow record 3"),
    (another_time, 3, "record 3 its number, kind, time or digests were changed"),
    (another_kind, 3, "record 3 its number, kind, time or digests were changed"),
    (a_field_more, 3, "record 3 its field 'remark' was added"),
    (a_part_more, 3, "record 3 has not the shape of a record"),
    (a_field_less, 3, "record 3: by was removed, which no erasure takes"),
    (a_target_less, 3, "record 3: 'target' was removed, and no erasure names the record"),
    (a_salt_less, 3, "record 3 a field stands without its salt"),
    (no_digest, 3, "record 3 has not the shape of a record"),
    (another_version, 3, "record 3 is of version 7"),
    (removed, 4, "record 3 is missing: removed"),
    (removed_and_renumbered, 3, "record 3 does not follow record 2"),
    (removed_from_the_beginning, 3, "records 1 to 2 are missing at the beginning"),
    (inserted_between, None, "record 2.5 has no number of the chain: it was inserted"),
    (inserted_and_renumbered, 3, "record 3 does not follow record 2"),
    (swapped, 3, "record 3 does not follow record 2"),
)


@pytest.mark.parametrize(
    ("tamper", "first", "said"), TAMPERED, ids=lambda value: getattr(value, "__name__", "")
)
@pytest.mark.parametrize("verifier", [keys(), Verifier()], ids=["with keys", "without"])
def test_what_was_tampered_with_is_named(
    tamper: Callable[[Records], Records], first: int | None, said: str, verifier: Verifier
) -> None:
    verdict = verify(tamper(copy.deepcopy(a_log())), verifier)

    assert not verdict.holds
    assert verdict.first_fault == first
    assert [fault for fault in verdict.faults if fault.startswith(said)] != [], verdict.faults


def said(verdict: Verdict) -> str:
    return "\n".join(lines_of(verdict))

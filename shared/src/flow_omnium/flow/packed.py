"""Many records at once, in little memory: as the bytes that came, and read again when one is looked at.

A catalogue of 100,000 products would take half a GiB as documents, and a tenth of it so.
"""

from collections.abc import Iterator, Mapping

from flow_omnium.flow.resources import Record
from flow_omnium.rest.exact_json import decode, encode


class PackedRecords(Mapping[str, Record]):
    """Records by their uids, in the order in which they came."""

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        self._packed = packed

    def __getitem__(self, uid: str) -> Record:
        record: Record = decode(self._packed[uid])
        return record

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def __contains__(self, uid: object) -> bool:
        return uid in self._packed


def packed(record: Record) -> bytes:
    """Write a record down; numbers stay as they are, digit for digit."""
    # A copy, since the encoder's own bytes hold on to its buffer: 4 to 16 KiB for each record, however short.
    return bytes(memoryview(encode(dict(record))))

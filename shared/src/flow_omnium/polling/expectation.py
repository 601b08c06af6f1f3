"""What is to be so of a record by a time, whatever its jobs say."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OverdueState(StrEnum):
    """What is not as it should be, once its time is over."""

    ORDER = "orderNotInShop"
    """An order of Omnium, or a change of it, that the shop does not have."""
    SALE = "saleNotInOmnium"
    """A sale, a return or another change of the shop's that Omnium does not have."""
    RECEIPT = "receiptNotInOmnium"
    RECEPTION = "receptionNotInOmnium"
    PICK_UP = "pickUpOverdue"
    """A customer has not collected an order, and nobody has ended it."""
    SENDER = "senderSilent"
    """A system changes records, and sends no event of any."""


@dataclass(frozen=True)
class Expectation:
    """What a list says of a record beside its version.

    `by`: until when it is to be so (UTC); what `is_met` is so, or no longer to be. A deadline that the record itself tells
    (`is_told`) moves when the record says so; one that we work out stays as it was first.
    """

    state: OverdueState
    by: datetime
    is_met: bool = False
    is_told: bool = False

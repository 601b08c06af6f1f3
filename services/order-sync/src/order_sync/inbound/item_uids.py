"""Which uid a line gets in Flow: the same for the same line, so that a line added twice is a conflict. No I/O."""

from hashlib import sha256

from flow_omnium.flow.uids import sanitize_uid

_DIGITS = 8


def item_uid(order_uid: str, line_id: str) -> str:
    """Build the uid from order and line; ids that differ only in characters Flow does not know get different ones."""
    plain = sanitize_uid(line_id)
    mark = "" if plain == line_id else f"-{sha256(line_id.encode()).hexdigest()[:_DIGITS]}"
    return f"{order_uid}-{plain}{mark}"

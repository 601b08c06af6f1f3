"""Texts that a record must have. No I/O."""

from flow_omnium.outcomes import InvalidData


def given(field: str, value: str | None, expected: str = "given") -> str:
    """Let a text pass that is there. Raises InvalidData, which names the field."""
    if not value:
        raise InvalidData(field, None, expected)
    return value

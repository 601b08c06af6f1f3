"""The one way a handler says no; each app words the answer in its vendor's manner."""

from collections.abc import Mapping
from types import MappingProxyType


class Refusal(Exception):
    """A request is answered with an error status."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = dict(headers)

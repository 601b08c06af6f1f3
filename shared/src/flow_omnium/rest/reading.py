"""Reading an answer into its model, with every fault named by its path."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from flow_omnium.outcomes import InvalidData
from flow_omnium.rest.models import UNREAD, ReadModel, Unread

SHOWN_VALUE_LENGTH = 100

_Model = TypeVar("_Model", bound=BaseModel)


def read_as(model: type[_Model], document: object, *, at: str = "") -> _Model:
    """Read a parsed answer into its model; `at` is its place in the answer.

    Raises InvalidData for the first fault that costs more than its field.
    """
    if not isinstance(document, Mapping):
        raise InvalidData(at or model.__name__, _shown(document), "an object")
    read = _tried(model, document)
    if not isinstance(read, list):
        return read
    strict = [fault for fault in read if fault["type"] != UNREAD]
    rest = strict or _tried(model, _emptied(document, read))
    if isinstance(rest, list):
        raise _invalid(rest[0], at)
    if isinstance(rest, ReadModel):
        # Named within the document: its own place in a list says nothing of it, and changes from answer to answer.
        return rest.also_unread([Unread(_path(fault, ""), _shown(fault["input"])) for fault in read])
    return rest


def _tried(model: type[_Model], document: Mapping[str, Any]) -> _Model | list[ErrorDetails]:
    try:
        return model.model_validate(document)
    except ValidationError as error:
        return error.errors(include_url=False)


def _emptied(document: Mapping[str, Any], faults: Sequence[ErrorDetails]) -> Mapping[str, Any]:
    """Copy the document with null in place of each fault, so that the rest can be read."""
    emptied = copy.deepcopy(dict(document))
    for fault in faults:
        *parents, name = fault["loc"]
        part: Any = emptied
        for parent in parents:
            part = part[parent]
        part[name] = None
    return emptied


def _invalid(fault: ErrorDetails, at: str) -> InvalidData:
    value = None if fault["type"] == "missing" else _shown(fault["input"])
    expected = fault["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return InvalidData(_path(fault, at), value, "given" if fault["type"] == "missing" else expected)


def _path(fault: ErrorDetails, at: str) -> str:
    return path_of((at, *fault["loc"]) if at else fault["loc"])


def path_of(location: Sequence[object]) -> str:
    """Write a place in a document as people do: `orderForm.lineItems[2].code`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return "".join(steps).removeprefix(".")


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return value[:SHOWN_VALUE_LENGTH]
    return f"<{type(value).__name__}>" if isinstance(value, list | dict) else value

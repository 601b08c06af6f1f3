"""Which keys there are at a place in a tenant file, and where a key belongs that stands at the wrong one. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from flow_omnium.tenants.nearest import nearest
from flow_omnium.tenants.tenant import Tenant

_ANY_KEY: Final = "<uid>"


def hint_for(location: Sequence[str | int]) -> str:
    """Say which key may be meant by an unknown one, to be appended to the fault; empty where none is alike."""
    *section, given = location
    known = keys_at(section)
    name = nearest(str(given), known)
    if name is not None:
        return f"; did you mean `{name}`?"
    places = [path for path, key in _paths(Tenant, ()) if key == given]
    return f"; it stands at `{places[0]}`" if len(places) == 1 else ""


def keys_at(section: Sequence[str | int]) -> Collection[str]:
    """Return the keys of the section at a position; none where there is no section of known keys."""
    found: Any = Tenant
    for part in section:
        found = _below(found, str(part))
    model = _direct(found)
    return () if model is None else tuple(_fields(model))


def _below(annotation: Any, part: str) -> Any:
    model = _direct(annotation)
    if model is not None:
        field = _fields(model).get(part)
        return None if field is None else field.annotation
    # A mapping by uids, or a list: all that stands in it is of one kind.
    kinds = [one for one in get_args(annotation) if one not in (type(None), Ellipsis)]
    return kinds[-1] if kinds else None


def _fields(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _direct(annotation: Any) -> type[BaseModel] | None:
    """Return the model that an annotation is, or may be besides None."""
    options = [annotation, *(get_args(annotation) if type(None) in get_args(annotation) else ())]
    return next((one for one in options if isinstance(one, type) and issubclass(one, BaseModel)), None)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model that an annotation is made of, however it is wrapped."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for one in get_args(annotation) if (model := _model_in(one)) is not None), None)


def _paths(model: type[BaseModel], above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for key, field in _fields(model).items():
        yield ".".join((*above, key)), key
        below = _model_in(field.annotation)
        if below is not None:
            inner = () if _direct(field.annotation) else (_ANY_KEY,)
            yield from _paths(below, (*above, key, *inner))

"""What both strict APIs ask of a written body: known fields, exact types, and faults that name the field."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from aiohttp import web
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from simulators.clock import moment_of
from simulators.documents import Document, decode
from simulators.refusal import Refusal

M = TypeVar("M", bound=BaseModel)

FAULTS_NAMED = 5
FAULT_TEXTS = {"extra_forbidden": "unknown field", "missing": "is required"}


def _exact(value: object) -> object:
    """JSON numbers arrive as int or Decimal; texts and booleans are no numbers here."""
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _iso_8601(text: str) -> str:
    moment_of(text)
    return text


Number = Annotated[Decimal, BeforeValidator(_exact)]
IsoTime = Annotated[str, AfterValidator(_iso_8601)]


class WriteModel(BaseModel):
    """A body sent to us: camelCase names, nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel, frozen=True)


class AnyCaseModel(WriteModel):
    """A body whose property names are matched without regard to case, as .NET binds them."""

    @model_validator(mode="before")
    @classmethod
    def _match_names(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        names = {
            (field.alias or name).lower(): field.alias or name for name, field in cls.model_fields.items()
        }
        return {names.get(str(key).lower(), key): value for key, value in data.items()}


def fault_text(error: ValidationError) -> str:
    """Name the faulty fields by their path."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(_one_fault(fault) for fault in faults[:FAULTS_NAMED])


def _one_fault(fault: Mapping[str, Any]) -> str:
    path = ".".join(str(part) for part in fault["loc"]) or "body"
    return f"{path}: {FAULT_TEXTS.get(fault['type'], fault['msg'])}"


def checked(model: type[M], data: object) -> M:
    """Check decoded JSON against a model. Raises Refusal 400."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise Refusal(400, fault_text(error)) from error


async def json_body(request: web.Request) -> Any:
    """Decode a JSON body. Raises Refusal 415 for another media type, 400 for what is no JSON."""
    if "json" not in request.content_type:
        raise Refusal(415, f"Content-Type: {request.content_type} is not supported, send application/json")
    try:
        return decode(await request.read())
    except ValueError as error:
        raise Refusal(400, f"body: not readable as JSON ({error})") from error


async def json_object(request: web.Request) -> Document:
    """Decode a JSON object. Raises Refusal 400 for anything else."""
    body = await json_body(request)
    if not isinstance(body, dict):
        raise Refusal(400, "body: must be an object")
    return body


async def written(request: web.Request, model: type[M]) -> M:
    """Read and check a request's body."""
    return checked(model, await json_body(request))

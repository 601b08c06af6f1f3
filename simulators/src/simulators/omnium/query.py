"""Parameters in the query of a call: names in any case, unknown ones refused."""

from collections.abc import Mapping

from aiohttp import web

from simulators.refusal import Refusal

FLAGS = {"true": True, "false": False}


def known_query(request: web.Request, *names: str) -> Mapping[str, str]:
    """Read the named parameters. Raises Refusal 400 for any other: a real Omnium would silently ignore it."""
    spellings = {name.lower(): name for name in names}
    unknown = [name for name in request.query if name.lower() not in spellings]
    if unknown:
        raise Refusal(400, f"{unknown[0]}: unknown parameter")
    return {spellings[name.lower()]: value for name, value in request.query.items()}


def flag(query: Mapping[str, str], name: str) -> bool:
    """Read a yes-or-no parameter, false when it is missing. Raises Refusal 400 for other words."""
    value = query.get(name, "false")
    if value.lower() not in FLAGS:
        raise Refusal(400, f"{name}: '{value}' is neither true nor false")
    return FLAGS[value.lower()]

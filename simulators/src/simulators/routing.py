"""Routes with a known template; Omnium's paths match in any case, their parameters keep theirs."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from aiohttp import web

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
Table: TypeAlias = Mapping[str, Mapping[str, Handler]]

TEMPLATES: web.AppKey[dict[web.AbstractResource, str]] = web.AppKey("templates", dict)


def add_routes(app: web.Application, table: Table, *, any_case: bool = False) -> None:
    """Register `template → method → handler`; earlier templates win over later ones."""
    for template, methods in table.items():
        resource = app.router.add_resource(any_case_path(template) if any_case else template)
        app[TEMPLATES][resource] = template
        for method, handler in methods.items():
            resource.add_route(method, handler)


def any_case_path(template: str) -> str:
    """Turn the fixed segments of a template into patterns that ignore case."""
    segments = template.strip("/").split("/")
    return "/" + "/".join(_segment(number, text) for number, text in enumerate(segments))


def _segment(number: int, text: str) -> str:
    return text if text.startswith("{") else f"{{fixed{number}:(?i:{re.escape(text)})}}"


def template_of(request: web.Request) -> str | None:
    """Name the template that a request matched; None when there is none."""
    resource = request.match_info.route.resource
    return None if resource is None else request.app[TEMPLATES].get(resource)

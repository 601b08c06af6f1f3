"""Makes HTML of a template: strict about what is missing, and escaping whatever is printed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from admin_console.web.answers import Shown, Unanswered
from admin_console.web.filters import FILTERS, FUNCTIONS
from admin_console.web.grafana import NO_GRAFANA, Grafana
from admin_console.web.rights import Right, Visitor
from admin_console.web.signing_in.port import STRANGER, Choices
from admin_console.web.wording import NAVIGATION, STATES
from admin_console.web.zones import UTC_ZONE, chosen_zone

ERROR_TEMPLATE: Final = "shell/error.html"


@dataclass(frozen=True)
class Around:
    """What every page knows of who asks, and of what was asked."""

    now: datetime
    path: str = "/"
    query: str = ""
    visitor: Visitor = STRANGER
    choices: Choices = field(default_factory=Choices)
    csrf: str = ""
    flash: str | None = None
    is_answer: bool = False
    """Whether it answers a form: then its heading is read first."""

    def values(self) -> Mapping[str, Any]:
        """Name all of it for templates."""
        return {
            "visitor": self.visitor,
            "choices": self.choices,
            "csrf": self.csrf,
            "path": self.path,
            "query": self.query,
            "now": self.now,
            "zone": chosen_zone(self.choices) or UTC_ZONE,
            "flash": self.flash,
            "is_answer": self.is_answer,
            "may": self.may,
        }

    def may(self, right: str, tenant_uid: str | None = None) -> bool:
        """Tell whether the visitor has a right in a tenant, or (None) in all of them."""
        return self.visitor.may(Right(right), tenant_uid)


class Renderer:
    """Renders the templates of this package; `static` says where each file is that they refer to, `grafana` where history is."""

    def __init__(self, static: Mapping[str, str], grafana: Grafana = NO_GRAFANA) -> None:
        self._templates = environment(static, grafana)

    def page(self, shown: Shown, around: Around) -> str:
        """Return a page. Raises UndefinedError where a template names what it was not given."""
        values = {**around.values(), **shown.values, "heading": shown.heading}
        return self._templates.get_template(shown.template).render(values)

    def refusal(self, why: Unanswered, around: Around, trace: str | None = None) -> str:
        """Return the page that says why there is no other."""
        values = MappingProxyType(
            {"lines": why.lines, "links": why.links, "status": why.status, "trace": trace}
        )
        return self.page(Shown(ERROR_TEMPLATE, why.heading, values, why.status), around)


def environment(static: Mapping[str, str], grafana: Grafana = NO_GRAFANA) -> Environment:
    """Return the environment in which all templates are rendered."""
    made = Environment(
        loader=PackageLoader("admin_console.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(FILTERS)
    made.globals.update(FUNCTIONS)
    made.globals.update({"static": static, "navigation": NAVIGATION, "states": STATES, "grafana": grafana})
    return made

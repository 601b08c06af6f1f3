"""Which acts are asked for in an address, and such an address."""

from dataclasses import dataclass
from datetime import tzinfo

from admin_console.web.answers import BadAsk
from admin_console.web.ask import Ask
from admin_console.web.moments import read_moment_in
from admin_console.web.numbers import number_of
from flow_omnium.jobs.operator.trail import TrailFilter

WAYS = ("console", "terminal", "script")
NAMES = ("tenant", "by", "act", "since", "until", "via")


@dataclass(frozen=True)
class ActsAsked:
    """The filter as it was typed, and as it is meant; `format` is that of a list to take away."""

    typed: dict[str, str | None]
    wanted: TrailFilter
    format: str | None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return any(self.typed.values())


def acts_asked(ask: Ask, zone: tzinfo) -> ActsAsked:
    """Read the address; a time without an offset is one of the zone. Raises BadAsk."""
    typed = {name: ask.text(name) for name in NAMES}
    if typed["via"] not in (None, *WAYS):
        message = f"via: {typed['via']!r} is none of {', '.join(WAYS)}"
        raise BadAsk(message)
    after = ask.text("after")
    tenant = typed["tenant"]
    if tenant is not None and not ask.visitor.sees(tenant):
        message = f"There is no tenant {tenant}"
        raise BadAsk(message)
    wanted = TrailFilter(
        tenant=tenant,
        by=typed["by"],
        act=typed["act"],
        via=typed["via"],
        since=read_moment_in("since", typed["since"], ask.now, zone),
        until=read_moment_in("until", typed["until"], ask.now, zone),
        before=None if after is None else number_of("after", after),
        of_tenants=ask.visitor.tenants,
        own=ask.visitor.sub,
    )
    return ActsAsked(typed, wanted, ask.text("format"))

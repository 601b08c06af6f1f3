"""The page of a record."""

from admin_console.web.answers import Answer, Shown
from admin_console.web.ask import Ask
from admin_console.web.records.elsewhere import elsewhere_of
from admin_console.web.records.reading import read_record


async def record_page(ask: Ask) -> Answer:
    """Tell what happened to a record."""
    told = await read_record(ask)
    heading = f"{told.kind.capitalize()} {told.name} of {told.record.tenant_uid}"
    elsewhere = [*elsewhere_of(told.record, ask.console.settings)]
    return Shown("records/record.html", heading, {"told": told, "zone": told.zone, "elsewhere": elsewhere})

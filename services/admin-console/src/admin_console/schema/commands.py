"""What an operator types about the schema. The work is imported once a command runs."""

from admin_console.options import AsJson, By


def apply(as_json: AsJson = False, by: By = None) -> None:
    """Bring collections, indexes and queues up to date, and say line by line what was done."""
    from admin_console.schema import upkeep

    upkeep.apply(as_json=as_json, by=by)


def check(as_json: AsJson = False) -> None:
    """Say what is not as this version needs it; changes nothing."""
    from admin_console.schema import upkeep

    upkeep.check(as_json=as_json)

"""What an operator types first. The work is imported once the command runs."""

from admin_console.options import AsJson


def status(as_json: AsJson = False) -> None:
    """Say whether anything is wrong: what waits and why, what is paused or out, overdue, parked, off."""
    from admin_console.status.showing import show_status

    show_status(as_json=as_json)

"""How many files and connections this process may have open."""

import resource
import sys


def raise_descriptor_limit() -> None:
    """Raise the limit as far as the system lets us: the usual 1,024 is meant for programs that use `select`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == hard:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError):  # macOS has a limit of its own beside the one it tells
        return


def descriptor_limit() -> int:
    """Return how many there may be."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if soft == resource.RLIM_INFINITY else soft

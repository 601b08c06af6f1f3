"""Who acts, by what the machine knows of it: the user, the host, and whether a person sits before it. No option changes this."""

import getpass
import os
import socket
import sys
from typing import Final

_POD: Final = "KUBERNETES_SERVICE_HOST"
"""What every pod has in its environment."""


def user_of_this_machine() -> str:
    """Name the user and the host, which in a pod is the pod's name."""
    return f"{_user()}@{socket.gethostname()}"


def way() -> str:
    """Say by what way the act came: from a terminal or a script, as which user of which host or pod."""
    how = "terminal" if sys.stdin.isatty() else "script"
    return f"{how} {user_of_this_machine()}{' (pod)' if _POD in os.environ else ''}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # A container may run under a number that has no name.
        return f"uid-{os.getuid()}"

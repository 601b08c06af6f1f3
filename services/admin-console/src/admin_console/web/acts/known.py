"""The names of acts that a list is narrowed by; any other may be typed as well. Pure."""

from typing import Final

ACTS: Final = (
    *("retry", "cancel", "settle", "pause", "resume", "stop", "requeue", "discard", "reveal"),
    *("sync order", "sync customer", "sync receipt", "sync reception"),
    *("apply", "activate", "deactivate", "check", "compare names", "sign-in"),
)

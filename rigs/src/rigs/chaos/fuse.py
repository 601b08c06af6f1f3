"""Ends this very process with `kill -9` at a chosen point of its work."""

import os
import signal
from enum import StrEnum


class Stage(StrEnum):
    """Where in a job's life its worker may die."""

    BEFORE_CLAIM = "before-claim"
    AFTER_CLAIM = "after-claim"
    MID_APPLY = "mid-apply"
    AFTER_APPLY = "after-apply"
    AFTER_SETTLE = "after-settle"
    BEFORE_WAIT = "before-wait"
    AFTER_WAIT = "after-wait"


class Fuse:
    """Counts the passages of one stage; the last one is the end."""

    def __init__(self, stage: Stage, passages: int) -> None:
        self._stage = stage
        self._left = passages

    def burn(self, stage: Stage) -> None:
        """Pass a stage."""
        if stage is not self._stage:
            return
        self._left -= 1
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

"""The ways in which a command on jobs is refused: each is one line, and an exit code (see `failures`)."""


class WrongUse(Exception):
    """The arguments, taken together, do not say what to do."""


class NothingDone(Exception):
    """What was asked for cannot be done as things stand."""


class UnknownJob(NothingDone):
    """No job of this id is in the ledger."""

    def __init__(self, job_id: str) -> None:
        super().__init__(f"there is no job {job_id!r}")

"""When a job that takes its worker down runs alone, and when it is set aside. Pure: no I/O, no clock.

A death is a run whose lease ended without a word: its process was killed, crashed, froze or lost the database. Whoever
ran beside it died as well, so the first deaths accuse nobody. From the second on a job runs alone in its process: an
innocent one ends there, however it ends, and its count is cleared; only deaths alone count further.
"""

from dataclasses import dataclass

DEATHS_BEFORE_ALONE = 2
"""Deaths beside others after which a job runs alone."""

DEATHS_ALONE = 3
"""Deaths alone after which a job is set aside. They are cleared by nothing but the job's end: what kills now and then
is set aside too, and a job that an operator tries again has one run, not three."""


@dataclass(frozen=True)
class Deaths:
    """How often a job's worker has died: beside others since the job last ended alone, and alone."""

    beside_others: int = 0
    alone: int = 0

    @property
    def must_run_alone(self) -> bool:
        """Whether the next run is one alone."""
        return self.beside_others >= DEATHS_BEFORE_ALONE

    def one_more(self, *, alone: bool) -> "Deaths":
        """Count a death."""
        if alone:
            return Deaths(self.beside_others, self.alone + 1)
        return Deaths(self.beside_others + 1, self.alone)

    def survived_alone(self) -> "Deaths":
        """A run alone has ended: the job did not kill its worker that time."""
        return Deaths(0, self.alone)

    @property
    def words(self) -> str:
        """What is told of a job that is set aside."""
        return f"its worker died {self.alone} times while this job ran alone: set aside until an operator tries it again"

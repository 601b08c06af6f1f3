"""When a job whose workers die runs alone, and when it is set aside.

A death is a run whose lease ended without a result: its process was killed, crashed, froze or lost the database. All
jobs of that process die with it, so the first deaths do not say which of them was the cause. After two, a job runs alone
in its process. If it ends there, in whatever way, its count starts again; deaths alone count on.
"""

from dataclasses import dataclass

DEATHS_BEFORE_ALONE = 2
"""Deaths beside others after which a job runs alone."""

DEATHS_ALONE = 3
"""Deaths alone after which a job is set aside. Only the end of the job clears them: so a job that kills its worker now
and then is set aside too, and one that an operator tries again has one run, not three."""


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
        """Forget the deaths beside others: a run alone has ended, so this job did not cause them."""
        return Deaths(0, self.alone)

    @property
    def words(self) -> str:
        """What an operator reads of a job that is set aside."""
        return f"its worker died {self.alone} times while this job ran alone: set aside until an operator tries it again"

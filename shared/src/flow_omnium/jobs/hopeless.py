"""Which failures no retry mends, since they are of the record or of the settings, and after how many a person is told."""

from typing import Final

from flow_omnium.jobs.sync import SeveralFailures
from flow_omnium.outcomes import InvalidData, Misconfigured, NotFound, RecordMissing, Rejected

HOPELESS_AFTER: Final = 3
"""The third try is four minutes after the first (`backoff`): what Omnium shows late, it shows by then, and a person need not
wait for the 19 minutes that five tries take."""

_HOPELESS: Final = (InvalidData, Misconfigured, NotFound, RecordMissing, Rejected, SeveralFailures)


def no_retry_mends(error: BaseException) -> bool:
    """Tell whether a person has to mend something. A 404 counts too: by the number of its tries, no record is late any more."""
    return isinstance(error, _HOPELESS)

"""How much a counter has grown, told from its first count on."""

from deploy.monitoring.generator.scope import Scope


def growth(at: Scope, counter: str, matchers: str, minutes: int, *by: str) -> str:
    """Return the expression for what a counter has counted within some minutes, summed by labels.

    A counter with labels has no series until it has counted, and `increase` takes what a series begins with for old. Here
    it counts, where the series was not there when its process was scraped so long ago, or its process began since. A
    series that was only not scraped for a while is not taken for a new one.
    """
    counted, began = at(counter, matchers), at("process_start_time_seconds")
    return f"""\
sum by ({", ".join(by)}) (
  increase({counted}[{minutes}m])
  or label_replace(
    min_over_time({counted}[{minutes}m])
      unless {counted} offset {minutes}m
      and on (job, instance) (
        {began} offset {minutes}m
        or max_over_time({began}[{minutes}m]) > time() - {minutes * 60}
      ),
    "begins", "here", "", "")
)"""

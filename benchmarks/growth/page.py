"""The page that the measurement writes."""

from collections.abc import Iterator, Sequence

from benchmarks.growth.series import Series


def page_of(processes: Sequence[Series], jobs: int, machine: str) -> str:
    """The whole file."""
    step = jobs // len(processes[0].after)
    return f"""# Growth over many jobs

Written by `.venv/bin/python -m benchmarks.growth`, in one run on {machine}.
Resident memory in MiB, at rest and after each {step:,} of {jobs:,} jobs. How it is measured: [README.md](README.md#growth-over-many-jobs).

| jobs done | {" | ".join(f"`{one.service}`" for one in processes)} |
|---:|{"---:|" * len(processes)}
{"".join(_rows(processes, step))}
{"".join(map(_verdict, processes))}"""


def _rows(processes: Sequence[Series], step: int) -> Iterator[str]:
    yield _row(0, [one.at_rest for one in processes])
    for number, read in enumerate(zip(*(one.after for one in processes), strict=True), 1):
        yield _row(number * step, read)


def _row(jobs: int, read: Sequence[float]) -> str:
    return f"| {jobs:,} | {' | '.join(f'{mib:.1f}' for mib in read)} |\n"


def _verdict(one: Series) -> str:
    told = "**grows**" if one.grows else "does not grow"
    return f"- `{one.service}` {told}: {one.first_half:+.1f} MiB in the first half after its first step, {one.last_half:+.1f} in the last.\n"

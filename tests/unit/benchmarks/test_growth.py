"""When a process is said to grow: by what it keeps of each job, not by what fills up once."""

from benchmarks.growth.page import page_of
from benchmarks.growth.series import Series


def series(*after: float) -> Series:
    return Series("worker", 80.0, after)


def test_what_fills_up_in_the_first_half_is_no_growth() -> None:
    assert not series(84, 88, 90, 91, 92, 92, 92, 93, 92, 92.5).grows


def test_what_is_kept_of_each_job_is_growth_however_steady() -> None:
    assert series(*(84 + 0.5 * step for step in range(10))).grows


def test_a_single_arena_that_comes_late_is_no_growth() -> None:
    assert not series(84, 84, 84, 84, 84, 84, 84, 84, 84, 85).grows


def test_the_page_has_a_line_for_each_step_and_tells_what_grows() -> None:
    page = page_of([series(84, 84, 84, 90), Series("gateway", 70.0, (72, 72, 72, 72))], 400, "a machine")
    assert "| 0 | 80.0 | 70.0 |\n| 100 | 84.0 | 72.0 |\n" in page
    assert "- `worker` **grows**" in page
    assert "- `gateway` does not grow" in page

"""The routes of jobs. What changes a job has its own room."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.jobs.pages import job_list, job_page
from admin_console.web.jobs.planning import plan_page, reveal_page
from admin_console.web.rights import Right
from admin_console.web.routing import Route

ROUTES: Final[Sequence[Route]] = (
    Route("GET", "/jobs", Right.LOOK, job_list),
    Route("GET", "/jobs/{id}", Right.LOOK, job_page),
    Route("POST", "/jobs/{id}/plan", Right.LOOK, plan_page),
    Route("POST", "/jobs/{id}/reveal", Right.REVEAL, reveal_page),
)

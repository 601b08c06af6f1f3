"""The acts that the console offers on jobs, and on what holds them: by route, each as it is done."""

import asyncio
import hashlib
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from flow_omnium.jobs.kinds import ORDER_QUEUE
from local_stack.demo.tenant import TENANT_UID
from local_stack.scene import awaited
from rigs.browser.acting import Act, Result
from rigs.browser.desk import Desk
from rigs.browser.night import NEWCOMER, UNREADABLE, send_what_nobody_can_read

_WHY: Final = "stocktaking"
_DIGEST: Final = re.compile(r'name="digest" value="([^"]*)"')
_SLOWLY: Final = "0.1"


def acts_on_jobs() -> Mapping[str, Act]:
    """Return them by the path of their form. What one takes away, no later one needs."""
    return {
        "/find/ask": Act("/find?q=9876", ["Ask both"], {"In the name of": TENANT_UID}),
        "/problems/{cause}/note": Act(_problem, ["Note"], {"Note (a ticket": "INC-77"}),
        "/jobs/{id}/plan": Act(_stuck, ["Read both systems and say"], leads_to=Result.PART),
        "/jobs/{id}/reveal": Act(
            _stuck, ["Reveal"], {"Why you need them": _WHY}, unfolds="With names and addresses"
        ),
        "/customers-affected/reveal": Act(
            lambda desk: f"/customers-affected?cause={_cause(desk)}",
            ["Reveal"],
            {"Why you need those of this page": "to call them"},
        ),
        "/views": Act("/jobs", ["Save the view"], {"Save this list as": "mine"}, unfolds="Filter"),
        "/views/{id}/remove": Act(_with_a_view, [re.compile("^Remove the view")], unfolds="Filter"),
        "/attention/{id}/take": Act("/attention", ["I see to it"]),
        "/jobs/{id}/settle": Act(
            lambda desk: _job(desk, desk.night.arrived), ["Settle"], {"Settled": "paid back"}
        ),
        "/sync": Act(
            lambda desk: desk.house.record_of(desk.night.arrived), [re.compile("^Compare both systems now")]
        ),
        "/jobs/{id}/cancel": Act(
            lambda desk: _job(desk, desk.night.alike[0]), ["Cancel"], {"Cancel it for good": "ordered twice"}
        ),
        "/acts/{number}/stop": Act(_going_on, ["Stop it"]),
        "/jobs/{id}/retry": Act(lambda desk: _job(desk, desk.night.alike[1]), ["Try it now"]),
        "/bulk": Act(
            lambda desk: f"/bulk?act=retry&job={desk.house.job_of(desk.night.stuck)['_id']}", ["Retry 1 job"]
        ),
        "/pauses": Act(f"/pauses?tenant={NEWCOMER}", ["Pause"], {"What of": "store w", "Why": _WHY}),
        "/pauses/lift": Act(_with_a_pause, ["Resume"]),
        "/acts/{number}/undo": Act(_paused, ["Resume what it paused"]),
        "/parked/{queue}/{number}/reveal": Act(
            _parked, ["Show it whole"], {"For what you need it": "INC-77"}
        ),
        "/parked/{queue}/{number}/file": Act(
            _parked, ["Take it away as a file"], {"For what you need it": "INC-77"}, leads_to=Result.FILE
        ),
        "/parked/{queue}/{number}/discard": Act(_parked, ["Discard"], {"Why": "sent by hand"}),
        "/parked/{queue}/{number}/requeue": Act(_parked, [re.compile("^Send back")]),
    }


def _cause(desk: Desk) -> str:
    return str(desk.house.job_of(desk.night.stuck)["cause"]["key"])


def _problem(desk: Desk) -> str:
    return f"/problems/{_cause(desk)}"


def _job(desk: Desk, order_id: str) -> str:
    return f"/jobs/{desk.house.job_of(order_id)['_id']}"


def _stuck(desk: Desk) -> str:
    return _job(desk, desk.night.stuck)


def _with_a_view(desk: Desk) -> str:
    desk.post("/views", query="state=held", name="held")
    return "/jobs"


def _going_on(desk: Desk) -> str:
    """Begin an act on several jobs that takes long enough to be stopped."""
    jobs = [desk.house.job_of(order_id)["_id"] for order_id in (desk.night.stuck, desk.night.alike[1])]
    path = f"/bulk?act=retry&job={'&job='.join(jobs)}"
    found = _DIGEST.search(desk.request.get(path).text())
    return desk.post(path, digest=found[1] if found else "", count=str(len(jobs)), per_second=_SLOWLY)


def _with_a_pause(desk: Desk) -> str:
    desk.post("/pauses", kind="store-export", reason=_WHY)
    return "/pauses"


def _paused(desk: Desk) -> str:
    desk.post("/pauses", kind="delivery-export", reason=_WHY)
    return f"/acts/{desk.newest('audit', **{'content.act': 'pause'})['_id']}"


def _parked(desk: Desk) -> str:
    """Have a message that nobody can read, and wait until it is parked."""
    url = desk.house.scene.suite.environment["AMQP_URL"]
    with ThreadPoolExecutor(1) as beside:  # this thread's event loop is the browser's
        beside.submit(asyncio.run, send_what_nobody_can_read(url)).result()
    path = f"/parked/{ORDER_QUEUE}/{hashlib.sha256(UNREADABLE).hexdigest()}"
    awaited("a message is parked", lambda: desk.request.get(path).ok)
    return path

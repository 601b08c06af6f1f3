"""Playing a day: its acts, the gateway's outage and the tenant's deactivation meanwhile, and its evening."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure
from local_stack.liveness import wait_until
from rigs.day.evening import Evening, Report, differing
from rigs.day.evidence import gathered
from rigs.day.house import House, house
from rigs.day.playing import Played, Player
from rigs.day.relay import Figures
from rigs.day.script import Script
from rigs.day.tenant import UID
from rigs.day.times import DEACTIVATION_SECONDS, OUTAGE_SECONDS, Compression
from rigs.day.verdict import faults_of, flagged

CATCH_UP_SECONDS = 300.0


class Watch:
    """Measures how long each part takes."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._began = time.monotonic()

    def lap(self, part: str) -> None:
        """A part is over."""
        now = time.monotonic()
        self.laps[part], self._began = now - self._began, now


@dataclass(frozen=True)
class Ending:
    """How a day ended. `faults` and `differences` must be empty; the others tell what was played."""

    script: Script
    compression: Compression
    faults: Sequence[str]
    differences: Sequence[str]
    flags: Sequence[str]
    played: Played
    figures: Figures
    jobs: "Counter[str]"
    evening_jobs: "Counter[str]"
    looked_at: Mapping[str, int]
    seconds: Mapping[str, float]

    def told(self) -> Iterator[str]:
        """Tell the figures, a line each."""
        script, events = self.script, self.figures.fates.total()
        again = f"--seed {script.seed} --orders {script.orders} --length {script.length:g}"
        yield f"python -m rigs.day {again} --compression {self.compression.factor:g}"
        yield f"{self.played.done} acts done, {len(self.played.given_up)} given up"
        fates = sorted(self.figures.fates.items())
        shares = (f"{times} {fate} ({self.figures.share(fate):.0%})" for fate, times in fates)
        yield f"{events} events: {', '.join(shares)}; {self.figures.overtaken} were overtaken by later ones"
        yield f"the gateway answered {dict(self.figures.answers)}"
        yield f"{self.jobs.total()} jobs by day: {dict(self.jobs)}"
        yield f"{self.evening_jobs.total()} in the evening: {dict(self.evening_jobs)}; {len(self.flags)} flags"
        yield f"compared in the end: {dict(self.looked_at)}"
        yield ", ".join(f"{part} {seconds:.0f} s" for part, seconds in self.seconds.items())


def played(
    infrastructure: Infrastructure, script: Script, compression: Compression, evening: Evening | None = None
) -> Ending:
    """Play a day on everything of its own, and judge what is left of it."""
    watch = Watch()
    with house(infrastructure, script.seed, compression) as everything:
        _order_goods(everything, script)
        watch.lap("start")
        done = _day(everything, script)
        watch.lap("day")
        by_day = everything.ledger.made_by()
        reports = (evening or Evening()).ended(everything)
        watch.lap("evening")
        evidence = gathered(script, everything.simulators, everything.ledger)
        return Ending(
            script,
            compression,
            list(faults_of(evidence)),
            differing(reports),
            flagged(evidence),
            done,
            everything.relay.figures,
            by_day,
            everything.ledger.made_by() - by_day,
            _looked_at(reports),
            watch.laps,
        )


def _order_goods(everything: House, script: Script) -> None:
    for purchase in script.purchases:
        path = f"/_sim/purchaseorders/{purchase.order_id}"
        everything.simulators.omnium("PUT", path, purchase.in_omnium)
        exported = f"/_sim/tenants/{UID}/purchase-orders/{purchase.order_id}"
        everything.simulators.flow("PUT", exported, purchase.in_flow)


def _day(everything: House, script: Script) -> Played:
    token = everything.tenant.token_of_people(everything.simulators)
    omnium, flow = everything.simulators.omnium_url, everything.simulators.service.url_of("FLOW_SIM_PORT")
    player = Player(omnium, token, flow, everything.compression)
    with ThreadPoolExecutor(1) as beside:
        playing = beside.submit(asyncio.run, player.play(script))
        try:
            _first_part(everything, script)
        finally:
            player.turn()
        _until(everything, time.monotonic(), script.outage_at - script.unpolled_at)
        _be_out(everything)
        return playing.result()


def _first_part(everything: House, script: Script) -> None:
    """What is done until the polls are switched off, and that."""
    began = time.monotonic()
    _until(everything, began, script.deactivated_at)
    _be_inactive(everything)
    _until(everything, began, script.unpolled_at)
    everything.tenant.apply(everything.suite, polls=False)


def _be_out(everything: House) -> None:
    """The gateway dies and is started again once the outage is over."""
    gateway, began = everything.suite.gateway, time.monotonic()
    gateway.kill()
    _until(everything, began, OUTAGE_SECONDS)
    gateway.start()


def _be_inactive(everything: House) -> None:
    """An operator deactivates the tenant, activates it again, and has the time between caught up."""
    cli = everything.suite.cli_checked
    cli("tenants", "deactivate", UID, "--yes")
    _until(everything, time.monotonic(), DEACTIVATION_SECONDS)
    cli("tenants", "activate", UID, "--catch-up")
    if not wait_until(lambda: not everything.ledger.has_reports_left(), CATCH_UP_SECONDS):
        raise StackError("what was missed is never caught up")


def _until(everything: House, began: float, seconds: float) -> None:
    time.sleep(max(began + everything.compression.real(seconds) - time.monotonic(), 0))


def _looked_at(reports: Sequence[Report]) -> Mapping[str, int]:
    return {report["kind"]: report["counts"]["lookedAt"] for report in reports}

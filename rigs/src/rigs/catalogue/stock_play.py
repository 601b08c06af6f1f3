"""A shop that sells while Omnium's levels come to it: random runs, in which calls fail and sales happen at any moment.

`goods` are what really lies there: what Omnium has counted, less all sales. Omnium only ever counts more, so a level in Flow above
the goods is a sale that was undone.
"""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Final

from flow_omnium.jobs.work import Work
from flow_omnium.outcomes import JobInterrupted
from flow_omnium.runtime.clock import SystemClock
from rigs.catalogue.house import House
from rigs.catalogue.stockroom import READ_STOCK, SEARCH, SET_STOCK, Stockroom

PRODUCTS: Final = ("mug", "cap", "shirt")
STEPS: Final = 14

_MOMENTS: Final = ((SEARCH, 0), (SEARCH, 1), (READ_STOCK, 0), (READ_STOCK, 1))
"""Where a run is held while somebody sells: every call that comes before the write."""

_FAULTS: Final = ("written_no_answer", "reset", "status")


@dataclass
class StockPlay:
    """One random run."""

    stock: Stockroom
    chance: Random
    goods: Counter[str] = field(default_factory=Counter)
    omnium: Counter[str] = field(default_factory=Counter)
    untold: dict[Work, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    async def play(self) -> tuple[str, ...]:
        """Play it to its end; what was wrong, in words."""
        await self._begin()
        faults = [fault for _step in range(STEPS) for fault in await self._step()]
        return (*faults, *await self._end())

    async def _begin(self) -> None:
        for sku in PRODUCTS:
            await self._count(sku)
        await self.stock.run()

    async def _step(self) -> list[str]:
        acts = (
            self._sell,
            self._sell,
            self._tell,
            self._count_any,
            self._age,
            self._run,
            self._run_and_sell,
            self._run_and_sell_unheard,
            self._fail,
        )
        act = self.chance.choice(acts)
        self.log.append(act.__name__)
        await act()
        return await self._undone()

    async def _end(self) -> list[str]:
        while self.untold:
            await self._tell()
        await self._age()
        await self.stock.run()
        levels = await self._levels()
        wrong = [sku for sku in PRODUCTS if levels[sku] != self.goods[sku]]
        waiting = await self.stock.waiting()
        return [f"{sku}: {levels[sku]} in Flow, {self.goods[sku]} there" for sku in wrong] + waiting

    async def _undone(self) -> list[str]:
        levels = await self._levels()
        return [
            f"{sku}: {levels[sku]} in Flow, {self.goods[sku]} there, after {self.log[-1]}"
            for sku in PRODUCTS
            if levels[sku] > self.goods[sku]
        ]

    async def _levels(self) -> Counter[str]:
        levels = await self.stock.levels()
        return Counter({sku: levels.get(f"oslo/{sku}", 0) // 100 for sku in PRODUCTS})

    async def _sell(self) -> None:
        """Sell one piece; the job that tells Omnium is there at once."""
        self.stock.house.work.jobs[await self._sold()] = None

    async def _sold(self) -> Work:
        """Sell one piece; return the job that its event will make."""
        sku = self.chance.choice(PRODUCTS)
        job = Work("outbound-order", f"sale-{self.chance.randrange(10**12)}", "oslo")
        await self.stock.order(job.key, sku)
        self.untold[job] = sku
        await self.stock.sell(sku)
        self.goods[sku] -= 1
        return job

    async def _tell(self) -> None:
        """Let a job end: Omnium knows of its sale from now on."""
        if not self.untold:
            return
        job = self.chance.choice(list(self.untold))
        sku = self.untold.pop(job)
        self.omnium[sku] -= 1
        await self.stock.omnium(**{sku: self.omnium[sku]})
        self.stock.house.work.jobs[job] = SystemClock().now()

    async def _count_any(self) -> None:
        await self._count(self.chance.choice(PRODUCTS))

    async def _count(self, sku: str) -> None:
        """Let somebody find more in Omnium."""
        more = self.chance.randint(1, 9)
        self.omnium[sku] += more
        self.goods[sku] += more
        await self.stock.omnium(**{sku: self.omnium[sku]})

    async def _age(self) -> None:
        """Let a minute pass: jobs that have ended count no longer."""
        jobs = self.stock.house.work.jobs
        for job in [one for one, ended in jobs.items() if ended is not None]:
            del jobs[job]

    async def _run(self) -> None:
        await self.stock.run(full=self.chance.random() < 0.3)  # noqa: PLR2004 - some are

    async def _run_and_sell(self) -> None:
        """Sell while a run is held at a call; where it makes no such call it ends by itself."""
        route, skip = self.chance.choice(_MOMENTS)
        await self._count_any()
        async with self.stock.during_run(route, skip=skip, full=True):
            await self._sell()

    async def _run_and_sell_unheard(self) -> None:
        """Sell between a run's two looks at Flow; the event comes when the run is over, so only the looks can tell."""
        await self._count_any()
        async with self.stock.during_run(SEARCH, skip=1, full=True):
            job = await self._sold()
        self.stock.house.work.jobs[job] = None

    async def _fail(self) -> None:
        fault = {
            "method": "PUT",
            "route": SET_STOCK,
            "kind": self.chance.choice(_FAULTS),
            "status": 503,
            "count": 9,
        }
        await self.stock.house.flow.post("/_sim/faults", fault)
        with suppress(JobInterrupted):
            await self._run()
        await self.stock.house.flow.delete("/_sim/faults")


async def played(house: House, seed: int) -> tuple[str, ...]:
    """Play the random run of a seed."""
    stock = Stockroom(house)
    await stock.furnish(*PRODUCTS)
    return await StockPlay(stock, Random(seed)).play()  # noqa: S311 - a game of chance, no secret

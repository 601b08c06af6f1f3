"""What a load takes by what one job takes, how late jobs are, and how evenly tenants are spread."""

from benchmarks.units.cells import cell_of, spread_of
from benchmarks.units.lateness import Load, waits_of
from benchmarks.units.routing import Route
from benchmarks.units.shards import growth_of
from benchmarks.units.sizing import MIX, JobCost, mixed, size_of

COST = JobCost({"worker": 6.0}, {"omnium": 1.0, "flow": 3.0}, 2_000, 3_000, 500, 300, 1_000)


def test_a_load_takes_as_many_times_what_one_job_takes() -> None:
    size = size_of(COST, 100, "worker")
    assert size.cores == {"worker": 0.6}
    assert size.calls == {"omnium": 100, "flow": 300}
    assert size.journal_mb == 0.2
    assert round(size.ledger_gb, 2) == 207.36
    assert round(size.indexes_gb, 2) == 77.76
    assert round(size.oplog_gb, 2) == 25.92
    assert round(size.outage_gb, 2) == 0.36


def test_workers_are_as_many_as_cpu_places_and_the_loss_of_one_need() -> None:
    assert size_of(COST, 1, "worker").workers == 2
    assert size_of(COST, 100, "worker").workers == 3  # 40 calls are under way, of 32 places a worker uses 19
    dear = JobCost({"worker": 60.0}, {"flow": 1.0}, 0, 0, 0, 0, 0)
    assert size_of(dear, 100, "worker").workers == 10  # six cores, of which each uses 0.6


def test_the_mix_is_of_whole_jobs() -> None:
    assert round(mixed(dict.fromkeys(MIX, 1.0)), 6) == 1


def test_jobs_wait_longer_the_fuller_the_places_are_and_shorter_the_more_there_are() -> None:
    def mean(places: int, used: float) -> float:
        return waits_of(Load(places, 1.0, used), jobs=20_000, skipped=2_000).mean

    assert mean(8, 0.5) < mean(8, 0.8) < mean(8, 0.95)
    assert mean(32, 0.8) < mean(8, 0.8)


def test_one_place_makes_wait_as_the_formula_of_pollaczek_and_khinchine_says() -> None:
    # Mean wait = used × seconds × (1 + variance of how long jobs take) ÷ 2 (1 - used); that of the lognormal here is e^0.64 - 1.
    waits = waits_of(Load(1, 1.0, 0.5))
    assert abs(waits.mean - 0.5 * 1.896 / (2 * 0.5)) < 0.06


def test_a_tenant_stays_in_its_cell_and_placing_by_size_is_evener_than_a_hash() -> None:
    assert cell_of("acme", 4) == cell_of("acme", 4)
    spread = spread_of(1_000, 10)
    assert 1 <= spread.placed < spread.by_hash


def test_shards_bring_nothing_where_all_are_asked_and_cells_as_much_as_they_are() -> None:
    everywhere = growth_of({Route.ONE: 0, Route.ALL: 3, Route.REFUSED: 0}, miss=1.0, servers=4, tenants=1_000)
    assert round(everywhere.as_it_is, 6) == 1
    named = growth_of({Route.ONE: 3, Route.ALL: 0, Route.REFUSED: 0}, miss=1.0, servers=4, tenants=1_000)
    assert named.as_it_is == named.named
    assert 3 < named.named < named.cells <= 4

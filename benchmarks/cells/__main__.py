"""Move a tenant between two cells, and tell what became of its orders: `python -m benchmarks.cells`."""

import sys

from benchmarks.cells.move import moved
from benchmarks.cells.stage import Cells, opened
from benchmarks.command import run
from local_stack.errors import StackError
from local_stack.progress import Progress


def main() -> int:
    """Run it; the exit code is 1 when an order is missing, or in the shop twice."""
    return run(tell)


def tell(progress: Progress) -> None:
    """Say step by step how many orders are in the shop. Raises StackError when one is missing, or there twice."""
    with opened() as cells:
        with progress.step("moving a tenant from one cell to the other"):
            orders = moved(cells, progress)
        _judge(cells, orders)
        with progress.step("the old cell loses its database"):
            cells.lose_old_database()
            cells.place(late := range(orders, orders + 10))
            cells.await_in_shop(late.stop)
    progress.say(f"each of {late.stop} orders is in the shop once")


def _judge(cells: Cells, orders: int) -> None:
    shop = cells.in_shop()
    doubled = [name for name, times in shop.items() if times > 1]
    if len(shop) != orders or doubled:
        message = f"of {orders} orders {len(shop)} are in the shop, twice: {doubled}"
        raise StackError(message)


if __name__ == "__main__":
    sys.exit(main())

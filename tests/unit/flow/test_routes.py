"""Flow's paths and the page that lists them."""

import re
from pathlib import Path

from flow_omnium.flow import routes
from flow_omnium.flow.routes import ROUTES, Route, Source

PAGE = Path(__file__).parents[3] / "docs" / "flow-api.md"
ROW = re.compile(r"^\| `([A-Z_]+)` \| ([A-Z]+) \| `(/\S+)` \| (\w+) \|$", re.MULTILINE)


def named_routes() -> dict[str, Route]:
    return {name: value for name, value in vars(routes).items() if isinstance(value, Route)}


def test_the_page_and_the_table_are_equal() -> None:
    rows = ROW.findall(PAGE.read_text())
    listed = {name: Route(method, path, Source(source)) for name, method, path, source in rows}
    assert listed == named_routes()
    assert len(rows) == len(listed)


def test_the_table_holds_every_route_once() -> None:
    assert sorted(map(str, ROUTES)) == sorted(map(str, named_routes().values()))
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)

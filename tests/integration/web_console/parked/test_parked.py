"""What no worker could read, in the console."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from admin_console.testing.sessions import FakeSessions
from admin_console.testing.settings import console_settings
from admin_console.testing.visiting import Visiting
from admin_console.web.settings import ConsoleSettings
from flow_omnium.console.people import Choices
from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import dead_letter_queue, work_queues
from flow_omnium.jobs.kinds import ORDER_QUEUE
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.jobs.operator.dead_letter import digest_of
from flow_omnium.jobs.operator.dead_letters import open_dead_letters
from flow_omnium.runtime.database import Database
from flow_omnium.testing.broker import delete_queues, fetch_all
from local_stack.infrastructure import Infrastructure

HOSTILE = b'{"<script>alert(1)</script>": "x", "customerName": "Kari Nordmann"}'
OTHER = b"\xff not a text"


@pytest.fixture
def settings(infrastructure: Infrastructure, database: Database) -> ConsoleSettings:
    """The console knows a broker; at it and at the database it has the rights of its own users."""
    broker = SecretStr(infrastructure.broker.url_of("web-console"))
    return console_settings(infrastructure.database.url_of("web-console"), database.name, amqp_url=broker)


@pytest.fixture
async def parked(amqp_url: str) -> AsyncIterator[str]:
    """Two messages are parked; name the place of the first."""
    async with BrokerPublisher(amqp_url, name="tests", queues=work_queues(ORDER_QUEUE)) as publisher:
        await publisher.wait_connected()
        for body in (HOSTILE, OTHER):
            await publisher.publish(
                dead_letter_queue(ORDER_QUEUE), body, {"x-parked-reason": "unreadable: <b>"}
            )
    yield f"/parked/{ORDER_QUEUE}/{digest_of(HOSTILE)}"
    await delete_queues(amqp_url, [queue.name for queue in work_queues(ORDER_QUEUE)])


async def bodies(amqp_url: str) -> list[bytes]:
    async with open_dead_letters(amqp_url) as parking:
        return [one.body for one in await parking.search(ORDER_QUEUE, lambda _body: True)]


async def test_a_parked_message_is_shown_and_stays_where_it_is(
    visit: Visiting, parked: str, amqp_url: str
) -> None:
    listed = await visit("viewer").get("/parked")
    first, _ = listed.soup.all("td[data-label=Message]")
    assert first.one("a")["href"] == parked
    seen, operated = await visit("viewer").get(parked), await visit("operator").get(parked)
    whole = await visit("operator").post(f"{parked}/reveal", reason="INC-77")

    for page in (listed, seen, operated, whole):
        assert page.status == 200
        assert "<script>alert" not in page.text
        assert "<b>" not in page.text
    assert "Kari Nordmann" not in seen.text + listed.text + operated.text
    assert "Kari Nordmann" in whole.text
    assert "Discard" not in seen.text
    assert len(await bodies(amqp_url)) == 2


async def test_the_list_has_pages_of_as_many_rows_as_its_reader_has_chosen(
    visit: Visiting, sessions: FakeSessions, parked: str
) -> None:
    sessions.chosen["sub-kari"] = Choices(rows=1)
    first = await visit("viewer").get("/parked")
    second = await visit("viewer").get(first.soup.one("a[rel=next]")["href"])
    assert [one.soup.one("td a")["href"] for one in (first, second)] == [
        parked,
        f"/parked/{ORDER_QUEUE}/{digest_of(OTHER)}",
    ]
    assert not second.soup.has("a[rel=next]")
    assert (await visit("viewer").get("/parked?after=here")).status == 400


async def test_it_is_taken_away_byte_by_byte_by_who_says_why(
    visit: Visiting, parked: str, database: Database
) -> None:
    page = await visit("operator").post(f"{parked}/file", reason="INC-77: mend the sender")
    assert (page.status, page.text) == (200, HOSTILE.decode())
    assert page.headers["Content-Disposition"].startswith("attachment;")
    act = await AuditTrail(database).one(1)
    assert act is not None
    assert (act.act, act.by, act.reason, act.count) == ("reveal", "sub-kari", "INC-77: mend the sender", 1)
    assert (act.details[0].split(",")[0], act.details[0][-9:]) == (
        f"sha256 {digest_of(HOSTILE)}",
        "as a file",
    )
    assert "Nordmann" not in str(await database["audit"].find().to_list(None))


@pytest.mark.parametrize("what", ["file", "reveal"])
async def test_without_a_reason_or_by_an_address_alone_nobody_gets_it_whole(
    what: str, visit: Visiting, parked: str, database: Database
) -> None:
    assert (await visit("operator").post(f"{parked}/{what}", reason=" ")).status == 400
    assert (await visit("viewer").post(f"{parked}/{what}", reason="x")).status == 403
    address = await visit("admin").get(f"{parked}/{what}")
    assert address.status in (404, 405)
    assert await AuditTrail(database).one(1) is None


async def test_the_page_asks_why_and_offers_both_without_a_script(visit: Visiting, parked: str) -> None:
    form = (await visit("operator").get(parked)).soup.one(f'form[action="{parked}/reveal"]')
    assert form.one("input[name=reason]").get("required") is not None
    assert [one.text for one in form.all("button")] == ["Show it whole", "Take it away as a file"]
    assert form.all("button")[1]["formaction"] == f"{parked}/file"
    assert form.one("input[name=csrf]")["value"]


async def test_it_is_discarded_with_a_reason_and_the_act_keeps_what_it_was(
    visit: Visiting, parked: str, amqp_url: str, database: Database
) -> None:
    visitor = visit("operator")
    assert (await visitor.post(f"{parked}/discard", reason="")).status == 400
    gone = await visitor.post(f"{parked}/discard", reason="a test message")
    again = await visitor.post(f"{parked}/discard", reason="a test message")

    assert (gone.status, gone.location, again.status) == (303, "/acts/1", 409)
    assert await bodies(amqp_url) == [OTHER]
    act = await AuditTrail(database).one(1)
    assert act is not None
    assert (act.act, act.by, act.reason, act.count) == ("discard", "sub-kari", "a test message", 1)
    assert digest_of(HOSTILE) in act.details[0]
    assert "Kari Nordmann" not in " ".join(act.details)


async def test_one_is_sent_back_and_no_other(
    visit: Visiting, parked: str, amqp_url: str, database: Database
) -> None:
    page = await visit("operator").post(f"{parked}/requeue")

    assert [body async for body, _ in fetch_all(amqp_url, ORDER_QUEUE)] == [HOSTILE]
    assert (page.status, page.location) == (303, "/parked")
    assert await bodies(amqp_url) == [OTHER]
    act = await AuditTrail(database).one(1)
    assert act is not None
    assert (act.act, act.by, act.count) == ("requeue", "sub-kari", 1)


async def test_what_belongs_to_no_tenant_is_for_who_has_all_of_them(visit: Visiting, parked: str) -> None:
    visitor = visit("admin@acme")
    for path in ("/parked", parked):
        assert (await visitor.get(path)).status == 404
    for act in ("requeue", "discard", "file", "reveal"):
        assert (await visitor.post(f"{parked}/{act}", reason="x")).status == 404
        assert (await visit("viewer").post(f"{parked}/{act}", reason="x")).status == 403


async def test_a_message_that_there_is_not(visit: Visiting, parked: str) -> None:
    del parked
    visitor = visit("viewer")
    for place, status in (
        ("parcels/1", 404),
        (f"{ORDER_QUEUE}/99", 409),
        (f"{ORDER_QUEUE}/{'0' * 64}", 409),
        (f"{ORDER_QUEUE}/zzz", 400),
    ):
        assert (place, (await visitor.get(f"/parked/{place}")).status) == (place, status)


class TestWithoutABroker:
    """The console was told of none."""

    @pytest.fixture
    def settings(self, mongodb_url: str, database: Database) -> ConsoleSettings:
        return console_settings(mongodb_url, database.name)

    async def test_the_page_says_so(self, visit: Visiting) -> None:
        page = await visit("operator").get("/parked")
        assert page.status == 200
        assert "AMQP_URL is not set" in page.soup.one(".warning").text
        assert (await visit("operator").get(f"/parked/{ORDER_QUEUE}/1")).status == 503

"""How the calls of one recorded order become those of any other, and how they are answered."""

from collections.abc import Sequence

from benchmarks.orders.answer_book import AnswerBook
from benchmarks.orders.exchange import FLOW, OMNIUM, Exchange, read, written
from benchmarks.orders.template import filled, order_id, template_of


def exchange(
    target: str, answer: bytes = b"{}", body: bytes = b"", system: str = FLOW, status: int = 200
) -> Exchange:
    return Exchange(system, "POST" if body else "GET", target, {}, body, status, "application/json", answer)


def recorded(number: int) -> Sequence[Exchange]:
    name = order_id(number)
    return [
        exchange(f"/api/Orders/{name}", f'{{"id":"{name}"}}'.encode(), system=OMNIUM),
        exchange("/v2/receipts/search", b'{"items":["receipt-20"]}', f'{{"order":"{name}"}}'.encode()),
        exchange("/v2/receipts/receipt-20"),
        exchange("/v2/tenants/demo"),
    ]


def test_an_order_is_told_by_its_id_and_by_ids_that_a_neighbour_has_made_for_it() -> None:
    calls = filled(template_of(recorded(2), 2), 7)
    assert [one.target for one in calls] == [
        "/api/Orders/BENCH-000007",
        "/v2/receipts/search",
        "/v2/receipts/receipt-000007",
    ]
    assert calls[0].answer == b'{"id":"BENCH-000007"}'
    assert calls[1].answer == b'{"items":["receipt-000007"]}'


def test_a_shops_own_number_becomes_one_that_a_call_can_be_known_by() -> None:
    order = exchange(f"/v2/orders/{order_id(1)}", b'{"orderNumber":"11"}')
    search = exchange("/v2/receipts/search", body=b'{"orderNumber":"11"}')
    (read_order, found) = filled(template_of([order, search], 1), 3)
    assert read_order.answer == found.body == b'{"orderNumber":"SHOP-000003"}'


def test_the_template_of_an_order_is_the_same_whichever_was_recorded() -> None:
    assert template_of(recorded(2), 2) == template_of(recorded(31), 31)


def test_what_is_written_down_is_read_again_with_any_bytes() -> None:
    exchanges = [exchange("/file", answer=bytes(range(256)))]
    assert read(written(exchanges)) == exchanges


def test_an_order_that_makes_a_call_again_gets_what_was_answered_the_second_time() -> None:
    path = f"/v2/orders/{order_id(1)}"
    book = AnswerBook(template_of([exchange(path, status=404), exchange(path, b"[1]")], 1))
    target = f"/v2/orders/{order_id(5)}".encode()
    answers = [book.answer(FLOW, "GET", target, b"") or b"" for _ in range(3)]
    assert [one.split(b"\r\n")[0] for one in answers] == [
        b"HTTP/1.1 404 Answer",
        b"HTTP/1.1 200 Answer",
        b"HTTP/1.1 200 Answer",
    ]
    assert book.answered == 3
    assert set(book.ended) == {"000005"}


def test_a_call_of_another_system_or_of_no_order_is_none_of_the_books() -> None:
    book = AnswerBook(template_of(recorded(2), 2))
    assert book.answer(FLOW, "GET", b"/api/Orders/BENCH-000002", b"") is None
    assert book.answer(FLOW, "GET", b"/v2/tenants/demo", b"") is None
    assert AnswerBook().answer(FLOW, "GET", b"/v2/tenants/demo", b"") is None


def test_the_answer_has_the_length_of_what_it_holds_for_this_order() -> None:
    book = AnswerBook(template_of(recorded(2), 2))
    answer = book.answer(OMNIUM, "GET", b"/api/Orders/BENCH-123456", b"")
    assert answer is not None
    head, _, body = answer.partition(b"\r\n\r\n")
    assert body == b'{"id":"BENCH-123456"}'
    assert f"Content-Length: {len(body)}".encode() in head

"""When a store that failed is tried again."""

from webhook_gateway.patience import Patience


def test_a_store_that_answers_may_always_be_tried() -> None:
    patience = Patience(1)
    patience.succeeded()

    assert patience.may_try(0)
    assert patience.may_try(0)


def test_a_store_that_failed_rests() -> None:
    patience = Patience(1)
    patience.failed(10)

    assert not patience.may_try(10.9)


def test_after_its_rest_one_caller_tries_and_the_others_pass_by() -> None:
    patience = Patience(1)
    patience.failed(10)

    assert [patience.may_try(11) for _ in range(3)] == [True, False, False]


def test_a_failed_try_begins_another_rest() -> None:
    patience = Patience(1)
    patience.failed(10)
    patience.may_try(11)
    patience.failed(14)

    assert not patience.may_try(14.5)
    assert patience.may_try(15)


def test_a_successful_try_opens_the_store_to_all() -> None:
    patience = Patience(1)
    patience.failed(10)
    patience.may_try(11)
    patience.succeeded()

    assert [patience.may_try(11) for _ in range(3)] == [True, True, True]

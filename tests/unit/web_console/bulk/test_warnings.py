"""What is said of pauses before many jobs are acted on, and how far a visitor reaches."""

import pytest

from admin_console.acts.repairs import CANCEL, RETRY
from admin_console.web.answers import NotAllowed
from admin_console.web.bulk.reach import require_for_many, tenants_with
from admin_console.web.bulk.warnings import concerns, warnings_of
from admin_console.web.rights import Grant, Right, Role, Visitor
from flow_omnium.jobs.ledger.pauses import Pause
from flow_omnium.jobs.operator.choosing import Chosen
from flow_omnium.testing.jobs import NOON

CHOSEN = Chosen(["1"], {"waiting": 1}, {"inbound-order": 1}, {"acme": 1}, NOON)


def a_visitor(*grants: Grant) -> Visitor:
    return Visitor("sub", "Kari", grants, "session")


@pytest.mark.parametrize(
    ("scope", "is_told"),
    [
        ("tenant:acme", True),
        ("store:acme/oslo", True),
        ("kind:inbound-order", True),
        ("tenant:acme-2", False),
        ("store:globex/oslo", False),
        ("kind:outbound-order", False),
    ],
)
def test_a_pause_is_told_of_if_it_may_hold_any_of_the_jobs(scope: str, is_told: bool) -> None:
    pause = Pause(scope, "ola", NOON)
    assert concerns(pause, CHOSEN) is is_told
    assert len(list(warnings_of(RETRY, CHOSEN, 0, [pause]))) == is_told


def test_what_a_pause_means_is_another_thing_for_a_cancellation() -> None:
    pause = Pause("tenant:acme", "ola", NOON)
    assert "held again" in next(warnings_of(RETRY, CHOSEN, 0, [pause]))
    assert "does not come back" in next(warnings_of(CANCEL, CHOSEN, 0, [pause]))


def test_jobs_that_are_left_out_are_told_of() -> None:
    assert next(warnings_of(RETRY, CHOSEN, 12, [])).startswith("12 more jobs match, but a pause")


def test_an_act_reaches_the_tenants_in_which_the_visitor_may_do_it() -> None:
    limited = a_visitor(Grant(Role.VIEWER, "globex"), Grant(Role.OPERATOR, "acme"))
    assert tenants_with(limited, Right.REPAIR) == frozenset({"acme"})
    assert tenants_with(limited, Right.LOOK) == frozenset({"acme", "globex"})
    assert tenants_with(a_visitor(Grant(Role.VIEWER), Grant(Role.OPERATOR, "acme")), Right.HOLD) == frozenset(
        {"acme"}
    )
    assert tenants_with(a_visitor(Grant(Role.OPERATOR)), Right.HOLD) is None
    assert tenants_with(a_visitor(Grant(Role.VIEWER)), Right.REPAIR) == frozenset()


def test_more_than_500_take_the_right_to_hold_in_each_of_their_tenants() -> None:
    many = Chosen([str(number) for number in range(501)], tenants={"acme": 500, "globex": 1})
    require_for_many(a_visitor(Grant(Role.OPERATOR)), many)
    require_for_many(a_visitor(Grant(Role.VIEWER)), Chosen(many.ids[:500], tenants=many.tenants))
    with pytest.raises(NotAllowed, match="500 jobs at once at most in globex"):
        require_for_many(a_visitor(Grant(Role.VIEWER), Grant(Role.OPERATOR, "acme")), many)

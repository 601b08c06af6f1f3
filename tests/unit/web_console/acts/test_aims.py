"""What an act was aimed at: in words, and with the way there."""

import pytest

from admin_console.jobs.filter import JobChoice, StateWord
from admin_console.web.acts.aims import MOST_CHARACTERS, aim_of, job_of
from admin_console.web.saying import Said, as_text
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.operator.held_by import HeldBy
from flow_omnium.jobs.operator.kept_acts import SIGN_IN, KeptEntry
from flow_omnium.testing.jobs import NOON

JOB = "3f2a91bc77e04d5f"


def an_act(target: str, act: str = "retry") -> KeptEntry:
    return KeptEntry(act=act, by="nils", at=NOON, target=target, sequence=7)


def links(act: KeptEntry) -> list[str]:
    return [one.href for one in aim_of(act) if one.href]


@pytest.mark.parametrize(
    ("act", "target", "told", "leads"),
    [
        ("retry", f"job {JOB}", "job 3f2a91bc", [f"/jobs/{JOB}"]),
        ("check", "tenant acme", "tenant acme", ["/tenants/acme"]),
        ("apply", "tenant acme: changed active", "tenant acme: changed active", ["/tenants/acme"]),
        ("stop", "act 12", "act 12", ["/acts/12"]),
        ("note", "cause 0123456789ab", "cause 0123456789ab", ["/problems/0123456789ab"]),
        ("pause", "store:acme/oslo", "store oslo of tenant acme", ["/pauses"]),
        ("resume", "kind:inbound-order", "inbound-order of all tenants", ["/pauses"]),
        ("discard", "a parked message of orders", "a parked message of orders", ["/parked"]),
        ("run task", "acme/prices --full", "task prices of acme --full", ["/tasks?tenant=acme"]),
        (
            "sync order",
            "order '1234' of tenant acme: inbound-order om-1, outbound-order 68",
            "order '1234' of acme: inbound-order om-1, outbound-order 68",
            ["/records/acme/order%3Aom-1", "/records/acme/order%3A68"],
        ),
        (
            "plan",
            "inbound-order om-1 of tenant acme",
            "inbound-order om-1 of acme",
            ["/records/acme/order%3Aom-1"],
        ),
        (SIGN_IN, "10.0.0.7", "from 10.0.0.7", []),
        ("schema apply", "collections, indexes and queues", "collections, indexes and queues", []),
        ("retry", "3 jobs, chosen one by one", "3 jobs, chosen one by one", []),
    ],
)
def test_a_target_is_said_in_words_that_lead_there(
    act: str, target: str, told: str, leads: list[str]
) -> None:
    assert as_text(aim_of(an_act(target, act))) == told
    assert links(an_act(target, act)) == leads


def test_a_job_is_called_by_what_it_is_about_where_that_is_known() -> None:
    assert aim_of(an_act(f"job {JOB}"), {JOB: "order 1234"}) == [
        Said("order 1234", f"/jobs/{JOB}"),
        Said(" (job 3f2a91bc)"),
    ]
    assert job_of(an_act(f"job {JOB}")) == JOB
    assert job_of(an_act("tenant acme")) is None


def test_a_filter_is_said_and_leads_to_the_jobs_of_today() -> None:
    choice = JobChoice(
        tenant="acme", state=[StateWord.WAITING, StateWord.HELD], http_status=502, held_by=HeldBy.PAUSE
    )
    act = an_act(str(choice))
    assert as_text(aim_of(act)) == "jobs of tenant acme, waiting or held, answered 502, held by pause"
    assert links(act) == ["/jobs?tenant=acme&state=waiting&state=held&status=502&held=pause"]
    assert as_text(aim_of(an_act(str(JobChoice(kind=JobKind.STOCK_LEVEL, attempts=3))))) == (
        "jobs of kind stock-level, tried 3 times or more"
    )


@pytest.mark.parametrize("target", ["", "(erased)", "state", "a, b", "tenant", "POST /jobs/{id}/retry"])
def test_what_is_in_no_known_form_is_shown_as_it_is_kept(target: str) -> None:
    assert aim_of(an_act(target, "cancel")) == [Said(target)]


def test_a_long_target_is_cut_and_still_said() -> None:
    long = an_act("x" * 5_000, "apply")
    assert len(as_text(aim_of(long))) == MOST_CHARACTERS + 2


@pytest.mark.parametrize("text", ["javascript:alert(1)", "//evil.example", "<b>", "../../x"])
def test_no_target_leads_away_from_the_console(text: str) -> None:
    for target in (
        f"job {text}",
        f"tenant {text}",
        f"{text} of tenant acme",
        f"inbound-order {text} of tenant acme",
    ):
        assert all(
            href.startswith(("/jobs/", "/jobs?", "/tenants/", "/records/acme/"))
            for href in links(an_act(target))
        )

"""Signing in by an issuer: who is let in, and whatever the issuer or its token may have wrong."""

import asyncio
import time
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import pytest
from pydantic import AnyHttpUrl, SecretStr

from admin_console.testing.settings import console_settings
from admin_console.testing.signing_in import (
    BEFORE,
    SESSION,
    Browser,
    at_home,
    back_from_the_issuer,
    sign_ins,
    through_the_issuer,
)
from admin_console.web.settings import ConsoleSettings
from admin_console.web.signing_in.keys import key_of
from flow_omnium.console.sessions import COLLECTION
from flow_omnium.runtime.database import Database
from rigs.issuer.issuer import CLIENT_ID, CLIENT_SECRET, Issuer, running_issuer
from rigs.issuer.tokens import new_ec_key, new_rsa_key

HOUR = 3600


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    async with running_issuer() as issuer:
        yield issuer


@pytest.fixture
def settings(mongodb_url: str, database: Database, issuer: Issuer) -> ConsoleSettings:
    return console_settings(
        mongodb_url,
        database.name,
        console_password_hash=None,
        console_url=AnyHttpUrl("http://127.0.0.1:8080"),
        console_oidc_issuer=issuer.url,
        console_oidc_client_id=CLIENT_ID,
        console_oidc_client_secret=SecretStr(CLIENT_SECRET),
        console_oidc_roles=("ops=operator", "acme-ops=integrator@acme"),
    )


async def test_whom_the_issuer_names_is_let_in_with_the_roles_of_their_groups(
    browser: Browser, issuer: Issuer, database: Database
) -> None:
    issuer.person["groups"] = ["ops", "acme-ops", "canteen"]
    visit = browser()
    page = await through_the_issuer(visit, "/me%3Fx=1")
    assert (page.status, page.location) == (303, "/me?x=1")
    roles = [one.text for one in (await visit.get("/me")).soup.all("section[aria-labelledby=roles] li")]
    assert roles == ["operator of all tenants", "integrator of acme"]
    (told,) = await sign_ins(database)
    assert (told["by"], told["result"]) == ("u-1", "signed in")
    assert "Kari Nordmann" in told["reason"]


async def test_who_has_no_role_stays_outside_and_is_told_which_groups_were_seen(
    browser: Browser, issuer: Issuer
) -> None:
    issuer.person["groups"] = ["canteen", "<script>alert(1)</script>"]
    visit = browser()
    page = await through_the_issuer(visit)
    assert page.status == HTTPStatus.FORBIDDEN
    assert [one.text for one in page.soup.all("li")] == ["canteen", "<script>alert(1)</script>"]
    assert "<script>alert" not in page.text
    assert SESSION not in visit.cookies


@pytest.mark.parametrize("key", [new_rsa_key, new_ec_key], ids=["RSA", "EC"])
async def test_a_key_that_was_rotated_meanwhile_is_read_once_more(
    key: Any, browser: Browser, issuer: Issuer
) -> None:
    assert (await through_the_issuer(browser())).status == 303
    issuer.keys.rotate(key())
    issuer.algorithm = "ES256" if key is new_ec_key else "PS256"
    assert (await through_the_issuer(browser())).status == 303
    assert (await through_the_issuer(browser())).status == 303
    assert issuer.reads["/keys"] == 2


WRONG: dict[str, dict[str, Any]] = {
    "of another issuer": {"iss": "https://other.example"},
    "for another client": {"aud": "other"},
    "for several, and given to another": {"aud": [CLIENT_ID, "other"], "azp": "other"},
    "for several, without saying to whom": {"aud": [CLIENT_ID, "other"]},
    "given to another": {"azp": "other"},
    "expired": {"exp": int(time.time()) - HOUR},
    "without an end": {"exp": None},
    "issued in the future": {"iat": int(time.time()) + HOUR},
    "without a time": {"iat": None},
    "of another sign-in": {"nonce": "other"},
    "a list of nonces": {"nonce": ["other"]},
    "without a nonce": {"nonce": None},
    "without a person": {"sub": None},
    "named as the password's person": {"sub": "local"},
}


@pytest.mark.parametrize("claims", WRONG.values(), ids=WRONG)
async def test_a_token_that_is_not_what_it_must_be_lets_nobody_in(
    claims: dict[str, Any], browser: Browser, issuer: Issuer
) -> None:
    issuer.claims = claims
    visit = browser()
    assert (await through_the_issuer(visit)).status == HTTPStatus.FORBIDDEN
    assert SESSION not in visit.cookies


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
async def test_only_a_signature_by_the_issuer_s_key_counts(
    algorithm: str, browser: Browser, issuer: Issuer
) -> None:
    issuer.algorithm = algorithm
    visit = browser()
    assert (await through_the_issuer(visit)).status == HTTPStatus.FORBIDDEN
    assert SESSION not in visit.cookies


async def test_a_key_that_the_issuer_does_not_publish_signs_nothing(browser: Browser, issuer: Issuer) -> None:
    issuer.keys.rotate(new_rsa_key(), is_published=False)
    assert (await through_the_issuer(browser())).status == HTTPStatus.FORBIDDEN
    assert issuer.reads["/keys"] == 2  # looked for once more, and no more


async def test_a_key_of_the_same_name_is_not_the_same_key(browser: Browser, issuer: Issuer) -> None:
    published = issuer.keys.published
    forged = new_rsa_key()
    issuer.keys.signing = type(forged).import_key(
        {**forged.as_dict(private=True), "kid": str(published[0].kid)}
    )
    assert (await through_the_issuer(browser())).status == HTTPStatus.FORBIDDEN


async def test_a_sign_in_is_ended_by_the_browser_that_began_it_and_by_no_other(browser: Browser) -> None:
    began, other = browser(), browser()
    back = await back_from_the_issuer(began)
    await other.get("/login")
    page = await other.get(back)
    assert page.status == HTTPStatus.BAD_REQUEST
    assert SESSION not in other.cookies
    assert (await browser().get(back)).status == HTTPStatus.BAD_REQUEST
    assert (await began.get(back)).status == 303


async def test_a_code_is_worth_something_once_and_with_its_own_verifier(browser: Browser) -> None:
    visit = browser()
    first, second = await back_from_the_issuer(visit), await back_from_the_issuer(visit)
    code = second.partition("code=")[2]
    mixed = first.partition("code=")[0] + f"code={code}"
    assert (await visit.get(mixed)).status == HTTPStatus.FORBIDDEN
    before = visit.cookies[BEFORE]
    assert (await visit.get(first)).status == 303
    visit = browser()
    visit.cookies[BEFORE] = before
    assert (await visit.get(first)).status == HTTPStatus.FORBIDDEN


async def test_who_signs_in_anew_has_a_new_session_and_the_one_before_ends(
    browser: Browser, database: Database
) -> None:
    visit = browser()
    await through_the_issuer(visit)
    first = visit.cookies[SESSION]
    await through_the_issuer(visit)
    assert visit.cookies[SESSION] != first
    assert await database[COLLECTION].distinct("_id") == [key_of(visit.cookies[SESSION])]


async def test_two_sign_ins_may_be_under_way_in_one_browser(browser: Browser) -> None:
    visit = browser()
    first, second = (
        await back_from_the_issuer(visit, "/help"),
        await back_from_the_issuer(visit, "/me"),
    )
    kept = visit.cookies[BEFORE]
    assert (await visit.get(second)).location == "/me"
    visit.cookies[BEFORE] = kept
    assert (await visit.get(first)).location == "/help"


async def test_what_the_issuer_refuses_is_told_by_its_one_word(browser: Browser, issuer: Issuer) -> None:
    issuer.refuses = "access_denied"
    page = await through_the_issuer(browser())
    assert page.status == HTTPStatus.FORBIDDEN
    assert "access_denied" in page.text
    issuer.refuses = "<b>call 555-1234</b> to sign in"
    assert "555" not in (await through_the_issuer(browser())).text


async def test_an_issuer_that_is_away_is_told_of_and_is_not_called_again_and_again(
    browser: Browser, issuer: Issuer
) -> None:
    issuer.is_away = True
    for _ in range(5):
        page = await browser().get("/login/oidc")
        assert page.status == HTTPStatus.SERVICE_UNAVAILABLE
        assert "issuer" in page.soup.one("h1").text
    assert sum(issuer.reads.values()) == 1


async def test_while_the_issuer_is_away_whoever_has_a_session_keeps_it(
    browser: Browser, issuer: Issuer
) -> None:
    visit, other = browser(), browser()
    await through_the_issuer(visit)
    back = await back_from_the_issuer(other)
    issuer.is_away = True
    assert (await visit.get("/help")).status == HTTPStatus.OK
    assert (await other.get(back)).status == HTTPStatus.SERVICE_UNAVAILABLE
    issuer.is_away = False
    assert (await through_the_issuer(other)).status == 303


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": None},
        {"padding": "x" * 300_000},
    ],
    ids=["another's", "in the clear", "no keys", "without end"],
)
async def test_what_is_no_issuer_is_not_asked_for_anything(
    document: dict[str, Any], browser: Browser, issuer: Issuer
) -> None:
    issuer.document = document
    assert (await browser().get("/login/oidc")).status == HTTPStatus.SERVICE_UNAVAILABLE
    assert "/token" not in issuer.reads


async def test_by_a_password_nobody_signs_in_where_there_is_none(browser: Browser) -> None:
    visit = browser()
    page = await visit.get("/login")
    assert page.soup.all("input[type=password]") == []
    await back_from_the_issuer(visit)
    assert (await visit.post("/login", password="")).status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


async def test_neither_codes_nor_tokens_nor_cookies_are_logged(
    browser: Browser, issuer: Issuer, debug_logs: pytest.CaptureFixture[str]
) -> None:
    visit = browser()
    await through_the_issuer(visit)
    await at_home(visit)
    cookies = [visit.cookies[SESSION], str(visit.token)]
    issuer.claims = {"nonce": "other"}
    await through_the_issuer(browser())
    await asyncio.sleep(0)
    written = "".join(debug_logs.readouterr())
    assert [secret for secret in [*issuer.given, *cookies, CLIENT_SECRET] if secret in written] == []

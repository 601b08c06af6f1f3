"""The token endpoint and what tokens are good for."""

import base64
import json
import time

import pytest

from simulators.testing import Api

QUERY = "clientId=u&clientSecret=hidden"


@pytest.fixture
async def user(omnium: Api) -> Api:
    await omnium.post("/_sim/users", {"clientId": "u", "clientSecret": "hidden"})
    return omnium


async def test_a_token_is_bare_text_that_reads_as_a_jwt(user: Api) -> None:
    token = (await user.post(f"/api/Token?{QUERY}")).text
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert claims["sub"] == "u"
    assert claims["exp"] - time.time() == pytest.approx(864_000, abs=5)


async def test_json_is_given_on_demand_and_names_match_in_any_case(user: Api) -> None:
    answer = await user.post("/API/token?ClientID=u&clientsecret=hidden&ReturnAsJson=True")
    assert (answer.json["tokenType"], answer.json["expiresIn"]) == ("Bearer", 864_000)
    user.headers["Authorization"] = f"bearer {answer.json['accessToken']}"
    assert (await user.get("/api/Orders/none")).status == 404


async def test_credentials_may_come_in_a_form(user: Api) -> None:
    form = {"grant_type": "client_credentials", "clientId": "u", "clientSecret": "hidden"}
    async with user.session.post(f"{user.url}/api/Token", data=form) as answer:
        assert (answer.status, (await answer.text()).count(".")) == (200, 2)
    async with user.session.post(f"{user.url}/api/Token", data={**form, "grant_type": "password"}) as answer:
        assert answer.status == 400


@pytest.mark.parametrize(
    ("query", "status"),
    [("clientId=u&clientSecret=bad", 401), ("clientId=x&clientSecret=hidden", 401), ("clientId=u", 400)],
)
async def test_bad_credentials_are_refused(user: Api, query: str, status: int) -> None:
    assert (await user.post(f"/api/Token?{query}")).status == status


async def test_every_call_but_token_and_health_needs_a_token(omnium: Api) -> None:
    del omnium.headers["Authorization"]
    statuses = [(await omnium.get(path)).status for path in ("/api/Orders/1", "/api/nothing", "/api/Health")]
    assert statuses == [401, 401, 200]


async def test_revoked_tokens_are_refused_at_once(omnium: Api) -> None:
    await omnium.post("/_sim/tokens/revoke")
    assert (await omnium.get("/api/Orders/1")).status == 401


async def test_token_requests_are_counted_and_secrets_never_shown(user: Api) -> None:
    before = (await user.get("/_sim/tokens")).json
    await user.post(f"/api/Token?{QUERY}")
    await user.post("/api/Token?clientId=u&clientSecret=wrong")
    after = (await user.get("/_sim/tokens")).json
    assert (after["requests"] - before["requests"], after["issued"] - before["issued"]) == (2, 1)
    calls = await user.get("/_sim/calls?route=/api/Token")
    assert "hidden" not in calls.text
    assert calls.json[0]["query"] == {"clientId": "u", "clientSecret": "***"}

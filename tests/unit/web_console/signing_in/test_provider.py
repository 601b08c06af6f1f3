"""What an issuer tells of itself is kept for an hour, and does for longer while it is away."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from admin_console.web.signing_in.oidc.faults import IssuerAway
from admin_console.web.signing_in.oidc.provider import LEFT_ALONE, Provider, read_endpoints, read_keys

ISSUER = "https://id.example"
KEY = {"kty": "EC", "crv": "P-256", "kid": "1", "use": "sig"} | {
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
DOCUMENT = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
}


@dataclass
class World:
    """An issuer, and a clock."""

    time: datetime = datetime(2026, 11, 27, 12, tzinfo=UTC)
    is_away: bool = False
    asked: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        return self.time

    async def fetch(self, url: str) -> Mapping[str, Any]:
        self.asked.append(url.removeprefix(ISSUER))
        if self.is_away:
            raise IssuerAway("it does not answer")
        return {"keys": [KEY]} if url.endswith("/keys") else DOCUMENT


async def test_it_is_read_once_an_hour() -> None:
    world = World()
    provider = Provider(ISSUER, world.fetch, world)
    assert (await provider.endpoints()).token == f"{ISSUER}/token"
    await provider.keys()
    assert world.asked == ["/.well-known/openid-configuration", "/keys"]
    world.time += timedelta(hours=1)
    await provider.keys()
    assert len(world.asked) == 4


async def test_what_is_known_does_while_the_issuer_is_away() -> None:
    world = World()
    provider = Provider(ISSUER, world.fetch, world)
    known = await provider.keys()
    world.is_away, world.time = True, world.time + timedelta(hours=3)
    assert await provider.keys() is known
    assert await provider.keys() is known
    assert len(world.asked) == 3  # it is left alone for some seconds
    world.is_away, world.time = False, world.time + LEFT_ALONE
    assert await provider.keys() is not known


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"issuer": f"{ISSUER}/"}, "another name"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "authorization_endpoint"),
        ({"token_endpoint": "http://id.example/token"}, "token_endpoint"),
        ({"token_endpoint": "http://127.0.0.1/token"}, "token_endpoint"),
        ({"jwks_uri": ["https://id.example"]}, "jwks_uri"),
        ({"jwks_uri": "https://[broken"}, "jwks_uri"),
    ],
)
def test_what_is_unsafe_is_not_used(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(IssuerAway, match=fault):
        read_endpoints({**DOCUMENT, **changes}, ISSUER)


@pytest.mark.parametrize(
    ("methods", "method"),
    [
        (None, "client_secret_basic"),
        (["client_secret_post"], "client_secret_post"),
        (["client_secret_post", "client_secret_basic"], "client_secret_basic"),
        ("client_secret_post", "client_secret_basic"),
    ],
)
def test_our_secret_is_shown_as_the_issuer_wants_it(methods: object, method: str) -> None:
    told = DOCUMENT if methods is None else {**DOCUMENT, "token_endpoint_auth_methods_supported": methods}
    assert read_endpoints(told, ISSUER).method == method


def test_only_public_keys_for_signatures_are_taken() -> None:
    others = [
        {"kty": "oct", "k": "AAAA"},
        {**KEY, "kid": "2", "use": "enc"},
        {"kty": "new"},
        {"kty": ["RSA"]},
        {"kty": "RSA", "n": 1},
        "x",
    ]
    assert [key.kid for key in read_keys({"keys": [*others, KEY]})] == ["1"]


@pytest.mark.parametrize("document", [{}, {"keys": []}, {"keys": "x"}, {"keys": [{"kty": "EC"}]}])
def test_without_a_key_it_is_no_issuer(document: Mapping[str, Any]) -> None:
    with pytest.raises(IssuerAway):
        read_keys(document)

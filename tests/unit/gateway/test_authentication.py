"""Who may send events."""

import base64

import pytest

from flow_omnium.tenants.webhook_secrets import HashedSecret
from webhook_gateway.authentication import matching, presented_secret

SECRETS = tuple(HashedSecret.of(secret, "acme") for secret in ("old-secret", "new-secret"))


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    "header",
    [
        "Bearer old-secret",
        "Bearer new-secret",
        "bearer new-secret",
        "Bearer  new-secret ",
        basic("omnium", "old-secret"),
        basic("", "new-secret"),
    ],
)
def test_each_of_the_tenants_secrets_opens_the_door(header: str) -> None:
    assert matching(presented_secret(header), SECRETS)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer old-secret2",
        "old-secret",
        "Digest old-secret",
        "Basic old-secret",
        "Basic !!!",
        "Basic é",
        basic("old-secret", "wrong"),
        basic("old-secret", ""),
        "Bearer \udcff",
    ],
)
def test_anything_else_does_not(header: str | None) -> None:
    assert not matching(presented_secret(header), SECRETS)

"""Whatever stands in the header: a secret opens the door if and only if it is one of the tenant's."""

import base64

from hypothesis import example, given
from hypothesis import strategies as st

from flow_omnium.tenants.webhook_secrets import HashedSecret
from webhook_gateway.authentication import matching, presented_secret

TEXTS = ("old-secret", "nøkkel")
SECRETS = tuple(HashedSecret.of(secret, "acme") for secret in TEXTS)
RIGHT = {secret.encode() for secret in TEXTS}

# As the server reads them: UTF-8, and bytes that are none as surrogates.
HEADERS = st.binary().map(lambda raw: raw.decode("utf-8", "surrogateescape"))
SCHEMES = st.sampled_from(["Bearer ", "bearer", "Basic ", "BASIC  ", "Basic", "Digest ", "\u212aasic ", ""])
VISIBLE = st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1)


@given(SCHEMES, HEADERS)
@example("Bearer ", "\udcff")
@example("Basic ", "====")
@example("Basic ", "OnBhc3M")
def test_any_header_yields_a_secret_that_is_not_empty_or_none(scheme: str, rest: str) -> None:
    presented = presented_secret(scheme + rest)

    assert presented is None or (isinstance(presented, bytes) and presented)
    assert (matching(presented, SECRETS) is not None) == (presented in RIGHT)


@given(VISIBLE)
def test_a_bearer_secret_is_read_as_it_was_sent(secret: str) -> None:
    assert presented_secret(f"Bearer {secret}") == secret.encode()


@given(st.text().filter(lambda user: ":" not in user), st.binary(min_size=1))
def test_the_password_of_basic_is_read_as_it_was_sent(user: str, password: bytes) -> None:
    credentials = base64.b64encode(user.encode() + b":" + password).decode()

    assert presented_secret(f"Basic {credentials}") == password


@given(st.lists(VISIBLE, min_size=1, max_size=8), VISIBLE)
def test_only_the_tenants_secrets_open_the_door(secrets: list[str], presented: str) -> None:
    known = [HashedSecret.of(secret, "acme") for secret in secrets]

    found = matching(presented.encode(), known)
    assert (found is not None) == (presented in secrets)
    assert found is None or found.matches(presented.encode())
    assert all(matching(secret.encode(), known) for secret in secrets)

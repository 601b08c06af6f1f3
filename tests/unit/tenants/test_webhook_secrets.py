"""Webhook secrets as salted hashes."""

from typing import Any

import pytest

from flow_omnium.tenants.webhook_secrets import HASHES, UNHASHED, HashedSecret, hashes_for, stored_hashes

SECRET = "a-secret-that-is-long-and-random"
SEALED = ["v1:aaaaaaaa:x"]


def document(sealed: list[str] | None, **stored: Any) -> dict[str, Any]:
    settings = {} if sealed is None else {"webhookSecrets": sealed}
    return {"_id": "acme", "settings": settings, HASHES: {**hashes_for([SECRET], SEALED, "acme"), **stored}}


def test_a_hash_matches_its_secret_and_nothing_else() -> None:
    hashed = HashedSecret.of(SECRET, "acme")
    assert hashed.matches(SECRET.encode())
    assert not hashed.matches(SECRET.encode() + b"2")
    assert not hashed.matches(b"")


def test_two_hashes_of_one_secret_differ_and_none_shows_it() -> None:
    one, other = (str(HashedSecret.of(SECRET, "acme")) for _ in range(2))
    assert one != other
    assert SECRET not in one
    assert "digest" not in repr(HashedSecret.of(SECRET, "acme"))


def test_a_hash_that_is_copied_to_another_tenant_matches_nothing() -> None:
    copied = {**document(SEALED), "_id": "globex"}
    (hashed,) = stored_hashes(copied)
    assert not hashed.matches(SECRET.encode())


def test_stored_hashes_match_again() -> None:
    (hashed,) = stored_hashes(document(SEALED))
    assert hashed.matches(SECRET.encode())


def test_hashes_stand_alone_in_the_release_after() -> None:
    (hashed,) = stored_hashes(document(None))
    assert hashed.matches(SECRET.encode())


def test_hashes_of_secrets_that_were_replaced_by_an_older_version_count_no_more() -> None:
    assert stored_hashes(document(["v1:aaaaaaaa:y"])) == ()


@pytest.mark.parametrize(
    "hashes", [None, "h1:AAAA", 7, ["h1:AAAA"], ["h2:" + "A" * 64], ["h1:!"], [None], [[]], []]
)
def test_damaged_hashes_are_none(hashes: object) -> None:
    assert stored_hashes(document(SEALED, hashes=hashes)) == ()


@pytest.mark.parametrize("field", [None, "x", [], {}])
def test_a_damaged_field_has_none(field: object) -> None:
    assert stored_hashes({"_id": "acme", "settings": {"webhookSecrets": SEALED}, HASHES: field}) == ()


def test_a_secret_keeps_its_hash_while_it_stays() -> None:
    (known,) = stored_hashes(document(SEALED))
    both = hashes_for([SECRET, "another-secret"], SEALED, "acme", [known])["hashes"]
    assert both[0] == str(known)
    assert both[1] not in both[:1]


def test_a_fingerprint_is_no_digest_of_the_secret_alone() -> None:
    (one,), (other,) = stored_hashes(document(SEALED)), stored_hashes(document(SEALED))
    assert one.fingerprint != other.fingerprint
    assert len(one.fingerprint) == 8


def test_a_hash_of_this_process_alone_has_no_name() -> None:
    assert HashedSecret.of(SECRET, "acme").fingerprint == UNHASHED

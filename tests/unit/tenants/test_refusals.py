"""Which webhook secrets are refused: what can be guessed, and what everybody can read in this repository."""

from typing import Any

import pytest
from pydantic import AnyHttpUrl

from flow_omnium.runtime.settings.neighbours import ApiAddresses
from flow_omnium.tenants.refusals import weak_secrets
from flow_omnium.testing.tenants import tenant_document

GOOD = "a-webhook-secret-of-ours"
PUBLISHED = "a-webhook-secret-not-a-secret"
REAL = ApiAddresses.model_construct(
    omnium_api_url=AnyHttpUrl("https://api.omnium.no"), flow_api_url=AnyHttpUrl("http://127.0.0.1/v2")
)
LOCAL = ApiAddresses.model_construct(
    omnium_api_url=AnyHttpUrl("http://localhost:8091"), flow_api_url=AnyHttpUrl("http://127.0.0.1/v2")
)


def found(addresses: ApiAddresses, *secrets: object, **sections: Any) -> list[tuple[str, str]]:
    document = tenant_document(webhookSecrets=list(secrets), **sections)
    return [(fault.path, " ".join(fault.message.split()[:2])) for fault in weak_secrets(document, addresses)]


def test_every_weak_secret_is_named_by_its_path() -> None:
    assert found(REAL, GOOD, "h", "x" * 23, PUBLISHED, PUBLISHED.upper()) == [
        ("webhookSecrets[1]", "has fewer"),
        ("webhookSecrets[2]", "has fewer"),
        ("webhookSecrets[3]", "is published"),
        ("webhookSecrets[4]", "is published"),
    ]


def test_blanks_do_not_make_a_secret_long() -> None:
    assert found(REAL, " " * 20 + "xxxx", f" {GOOD} ") == [("webhookSecrets[0]", "has fewer")]


def test_no_secret_is_repeated() -> None:
    faults = weak_secrets(tenant_document(webhookSecrets=["hush", PUBLISHED]), REAL)
    assert len(faults) == 2
    assert not [fault for fault in faults if "hush" in str(fault) or PUBLISHED in str(fault)]


def test_a_published_one_is_taken_where_all_addresses_are_on_loopback_and_a_short_one_never() -> None:
    assert found(LOCAL, PUBLISHED, "h") == [("webhookSecrets[1]", "has fewer")]


@pytest.mark.parametrize("section", ["omnium", "flow"])
def test_the_tenants_own_address_counts_as_well(section: str) -> None:
    assert found(LOCAL, PUBLISHED, **{section: {"apiUrl": "https://omnium.example.com"}})
    assert not found(LOCAL, PUBLISHED, **{section: {"apiUrl": "http://[::1]:8091/"}})


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"webhookSecrets": "x"},
        {"webhookSecrets": [None, 17, {}, " "]},
        {"webhookSecrets": None},
    ],
)
def test_what_is_no_secret_at_all_is_left_to_the_model(document: object) -> None:
    assert weak_secrets(document, REAL) == ()


@pytest.mark.parametrize("url", ["nonsense", 17, None, "http://"])
def test_an_address_that_is_none_makes_nothing_good(url: object) -> None:
    assert not found(LOCAL, GOOD, omnium={"apiUrl": url})

"""Tenants as documents."""

from typing import Any, get_args

import pytest
from pydantic import BaseModel, SecretStr

from flow_omnium.tenants.closed_secret import ClosedSecret, SecretClosed
from flow_omnium.tenants.keyring import Keyring, Purpose
from flow_omnium.tenants.sealing import (
    SECRET_PATHS,
    closed_secrets,
    masked_document,
    opened_document,
    plain_document,
    resealed_document,
    sealed_document,
)
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import read_tenant
from flow_omnium.testing.tenants import a_tenant, destinations, keyring_of

KEY = b"k" * 32
RING = keyring_of(KEY)


def secret_fields(model: type[BaseModel], path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for name, field in model.model_fields.items():
        here = (*path, field.alias or name)
        if "SecretStr" in repr(field.annotation):
            found.add(here)
        for inner in (field.annotation, *get_args(field.annotation)):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                found |= secret_fields(inner, here)
    return found


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [str(value)]


def test_every_secret_of_the_model_is_listed() -> None:
    assert secret_fields(Tenant) == set(SECRET_PATHS)


def test_a_plain_document_reads_back_to_the_same_tenant() -> None:
    flow = {"apiToken": "t", "apiUrl": "https://flow.example/v2"}
    tenant = a_tenant(flow=flow, connector={"DefaultVatCodeUid": "a", "VatCodeUids": {"25.0": "b"}})
    assert read_tenant(plain_document(tenant)) == tenant


def test_a_masked_document_shows_eight_asterisks_and_no_secret() -> None:
    masked = masked_document(a_tenant("acme"))
    assert masked["webhookSecrets"] == ["********"]
    assert masked["flow"]["apiToken"] == masked["parameters"]["OMNIUM_CLIENT_SECRET"] == "********"
    assert masked["parameters"]["OMNIUM_CLIENT_ID"] == "acme-client"


def test_a_sealed_document_holds_no_secret_and_opens_again() -> None:
    tenant = a_tenant("acme")
    sealed = sealed_document(tenant, RING)
    assert not {"acme-webhook-secret", "acme-flow-token", "acme-client-secret"} & set(texts(sealed))
    assert read_tenant(opened_document(sealed, RING, tenant_uid="acme")) == tenant


def test_a_sealed_document_of_another_tenant_does_not_open() -> None:
    opened = opened_document(sealed_document(a_tenant("acme"), RING), RING, tenant_uid="other")
    assert [fault.partition(":")[0] for fault in closed_secrets(opened)] == [
        "webhookSecrets",
        "flow.apiToken",
        "parameters.OMNIUM_CLIENT_SECRET",
    ]


def test_a_document_without_its_sections_is_left_to_validation() -> None:
    assert opened_document({"flow": None}, RING, tenant_uid="acme") == {"flow": None}


def test_an_address_that_is_turned_elsewhere_closes_the_secret_that_would_go_there_and_no_other() -> None:
    elsewhere = keyring_of(KEY, to=destinations(flow=["https://other.example"]))
    sealed = sealed_document(a_tenant("acme"), RING)
    sealed["flow"]["apiUrl"] = "https://other.example/v2"

    opened = opened_document(sealed, elsewhere, tenant_uid="acme")

    (fault,) = closed_secrets(opened)
    assert fault.startswith("flow.apiToken: damaged, or sealed for another tenant, key name or destination")
    with pytest.raises(SecretClosed, match=r"tenant acme: flow.apiToken: .*https://other.example:443"):
        opened["flow"]["apiToken"].get_secret_value()


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "https://api.flowretail.com@evil.example/v2",
        "https://api.flowretail.com.evil.example/v2",
        "https://api.flowretail.com.",
        "https://api.flowretail.com:8443/v2",
        "http://api.flowretail.com/v2",
        "https://[::1]/v2",
        "no address",
        ["https://api.flowretail.com/v2"],
        7,
    ],
)
def test_whatever_stands_where_an_address_should_opens_nothing(address: object) -> None:
    sealed = sealed_document(a_tenant("acme"), RING)
    sealed["flow"]["apiUrl"] = address
    opened = opened_document(sealed, RING, tenant_uid="acme")
    assert isinstance(opened["flow"]["apiToken"], ClosedSecret)


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "https://API.flowretail.com:443/v2",
        "https://api.flowretail.com/other",
        "https:api.flowretail.com",
    ],
)
def test_the_same_origin_in_another_spelling_opens_it(address: object) -> None:
    sealed = sealed_document(a_tenant("acme"), RING)
    sealed["flow"]["apiUrl"] = address
    opened = opened_document(sealed, RING, tenant_uid="acme")
    assert opened["flow"]["apiToken"].get_secret_value() == "acme-flow-token"


def test_a_service_opens_only_what_it_uses() -> None:
    sealed = sealed_document(a_tenant("acme"), RING)
    opened = opened_document(sealed, RING, tenant_uid="acme", purposes=frozenset({Purpose.FLOW}))
    assert opened["flow"]["apiToken"].get_secret_value() == "acme-flow-token"
    assert closed_secrets(opened, frozenset({Purpose.FLOW})) == []
    with pytest.raises(SecretClosed, match="OMNIUM_CLIENT_SECRET: not opened: this service does not use it"):
        opened["parameters"]["OMNIUM_CLIENT_SECRET"].get_secret_value()


def test_a_purpose_without_a_key_stays_closed_and_the_others_open() -> None:
    flow_only = Keyring.of({Purpose.FLOW: (KEY,)}, destinations())
    opened = opened_document(sealed_document(a_tenant("acme"), RING), flow_only, tenant_uid="acme")
    assert opened["flow"]["apiToken"].get_secret_value() == "acme-flow-token"
    assert "there is no key for omnium secrets here" in " ".join(closed_secrets(opened))


def test_rotating_binds_what_may_go_there_and_names_the_rest() -> None:
    unbound = keyring_of(KEY, to=destinations(omnium=["https://omnium.example"]))
    tenant = a_tenant("acme", omnium={"apiUrl": "https://omnium.example"})
    document, _ = resealed_document(sealed_document(tenant, unbound), unbound, tenant_uid="acme", binds=False)
    assert versions(document) == ["v1", "v1", "v1"]

    resealed, faults = resealed_document(document, RING, tenant_uid="acme")

    assert versions(resealed) == ["v1", "v2", "v1"]
    assert faults == (
        "parameters.OMNIUM_CLIENT_SECRET: omnium.apiUrl points to https://omnium.example:443, which is not among the "
        "origins of OMNIUM_API_HOSTS",
    )
    assert resealed_document(resealed, RING, tenant_uid="acme")[0] == resealed


@pytest.mark.parametrize(("accepts", "opens"), [(True, True), (False, False)])
def test_what_is_not_bound_opens_in_this_release_and_not_in_the_one_after(accepts: bool, opens: bool) -> None:
    document, _ = resealed_document(
        sealed_document(a_tenant("acme"), RING), RING, tenant_uid="acme", binds=False
    )
    ring = keyring_of(KEY, accepts_unbound=accepts)
    opened = opened_document(document, ring, tenant_uid="acme")
    assert (closed_secrets(opened) == []) is opens
    # Webhook secrets are sent nowhere: there is nothing to bind them to.
    assert opened["webhookSecrets"][0].get_secret_value() == "acme-webhook-secret"


def versions(document: dict[str, Any]) -> list[str]:
    sealed = (
        document["webhookSecrets"][0],
        document["flow"]["apiToken"],
        document["parameters"]["OMNIUM_CLIENT_SECRET"],
    )
    return [text.partition(":")[0] for text in sealed]


def test_no_closed_secret_is_equal_to_an_open_one_or_shown() -> None:
    closed = ClosedSecret("acme", "flow.apiToken", "why")
    assert closed != SecretStr("")
    assert SecretStr("") != closed
    assert closed == ClosedSecret("acme", "flow.apiToken", "why")
    assert "why" not in f"{closed} {closed!r}"

"""Tenants as documents."""

from typing import Any, get_args

import pytest
from pydantic import BaseModel

from flow_omnium.tenants.sealing import (
    SECRET_PATHS,
    SecretsUnreadable,
    masked_document,
    opened_document,
    plain_document,
    sealed_document,
)
from flow_omnium.tenants.secret_box import SecretBox
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import read_tenant
from flow_omnium.testing.tenants import a_tenant

BOX = SecretBox((b"k" * 32,))


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
    sealed = sealed_document(tenant, BOX)
    assert not {"acme-webhook-secret", "acme-flow-token", "acme-client-secret"} & set(texts(sealed))
    assert read_tenant(opened_document(sealed, BOX, tenant_uid="acme")) == tenant


def test_a_sealed_document_of_another_tenant_does_not_open() -> None:
    sealed = sealed_document(a_tenant("acme"), BOX)
    with pytest.raises(SecretsUnreadable, match=r"^webhookSecrets: "):
        opened_document(sealed, BOX, tenant_uid="other")


def test_a_document_without_its_sections_is_left_to_validation() -> None:
    assert opened_document({"flow": None}, BOX, tenant_uid="acme") == {"flow": None}

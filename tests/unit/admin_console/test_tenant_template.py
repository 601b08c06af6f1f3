"""The tenant file to begin with: it validates as it stands, and so does every key that it comments out."""

import re

import pytest
from ruamel.yaml import YAML

from admin_console.failures import WrongUse
from admin_console.tenants.file import read_tenant_text
from admin_console.tenants.template import show_template, template
from flow_omnium.tenants.sealing import plain_document
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import Fault, cautions

SECRETS = {f"ACME_{name}": "hush-not-a-secret" for name in ("WEBHOOK_SECRET", "FLOW_TOKEN", "OMNIUM_SECRET")}
OFF = re.compile(r"^( *)# (?!#)")


def read(text: str) -> Tenant:
    cautious: list[Fault] = []
    tenant = read_tenant_text(text, SECRETS, name="acme.yaml", warn=cautious.append)
    assert cautious == [], "no secret stands in the file itself"
    return tenant


def switched_on() -> str:
    """The template with all of its keys, but for one of two that exclude each other."""
    head, _, body = template("acme").partition("\n\n")
    lines = [OFF.sub(r"\1", line) for line in body.splitlines()]
    return head + "\n\n" + "\n".join(line for line in lines if "marketGroup" not in line)


def test_it_is_a_tenant_that_nothing_is_to_be_said_of() -> None:
    tenant = read(template("acme"))
    assert (tenant.tenant_uid, tenant.active, list(tenant.stores)) == ("acme", False, ["oslo"])
    assert cautions(tenant) == ()


def test_every_key_that_is_commented_out_may_be_taken_in() -> None:
    tenant = read(switched_on())
    assert tenant.connector is not None
    assert tenant.connector.vat_code_uids == {"25": "no-25", "15": "no-15"}
    assert tenant.flow.country_code == "NO"


def test_it_names_every_key_that_there_is() -> None:
    text = YAML(typ="safe", pure=True).load(switched_on())
    full = plain_document(read(switched_on()))
    assert {*text, "catalog"} == {*full, "catalog"}
    for section in ("flow", "parameters", "connector", "polling", "orderStatuses", "orderTypes"):
        assert set(text[section]) == set(full[section])
    assert {*text["catalog"], "marketGroup"} == {*full["catalog"], "marketGroup"}


def test_what_is_commented_out_and_has_a_default_shows_it() -> None:
    on, off = plain_document(read(switched_on())), plain_document(read(template("acme")))
    for section in ("polling", "orderStatuses"):
        assert on[section] == off[section]
    assert on["sharedCustomerIds"] == off["sharedCustomerIds"]
    assert on["flow"]["states"] == off["flow"]["states"]


def test_its_variables_are_named_after_the_tenant() -> None:
    assert "${ACME_2_FLOW_TOKEN}" in template("acme-2")
    assert "${SHOP_FLOW_TOKEN}" in template("7shop")


def test_it_fits_on_a_screen_but_for_long_lists() -> None:
    assert not [line for line in template("acme").splitlines() if len(line) > 120 and "[" not in line]


def test_what_is_no_uid_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(WrongUse, match="'a b' is no tenantUid"):
        show_template("a b")
    assert capsys.readouterr().out == ""

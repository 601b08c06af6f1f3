"""Tenant files."""

from pathlib import Path

import pytest

from admin_console.tenants.file import TenantFileError, load_tenant_file, read_tenant_text
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import InvalidTenant

ENVIRONMENT = {
    "ACME_WEBHOOK_SECRET": "from: {the} [environment] # \"all'",
    "ACME_FLOW_TOKEN": "NO",
    "ACME_OMNIUM_SECRET": "two\nlines",
}

DESIGN_EXAMPLE = """\
tenantUid: acme
active: true
webhookSecrets: [${ACME_WEBHOOK_SECRET}]
flow: {apiToken: ${ACME_FLOW_TOKEN}, apiUrl: null, countryCode: NO}
parameters: {OMNIUM_CLIENT_ID: x, OMNIUM_CLIENT_SECRET: ${ACME_OMNIUM_SECRET}}   # the twelve tenant-level keys
stores: {oslo: {OMNIUM_FLOW_STOCK_MASTER: true, marketId: nor}}                   # store-level keys
connector: {DefaultVatCodeUid: no-25}                                             # the connector's keys
"""


BOMB = "a0: &a0 [hush, hush]\n" + "".join(
    f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]\n" for number in range(1, 12)
)
"""A few hundred characters that stand for 10,000,000,000 values."""


def read(text: str, **environment: str) -> Tenant:
    return read_tenant_text(text, {**ENVIRONMENT, **environment}, name="acme.yaml")


def faults_of(text: str, **environment: str) -> list[str]:
    with pytest.raises(InvalidTenant) as caught:
        read(text, **environment)
    return [str(fault) for fault in caught.value.faults]


def test_the_example_of_the_documentation_is_a_tenant() -> None:
    tenant = read(DESIGN_EXAMPLE)
    assert tenant.flow.country_code == "NO"
    assert tenant.active is True
    assert tenant.stores["oslo"].omnium_flow_stock_master is True


def test_variables_are_taken_as_they_are_whatever_is_in_them() -> None:
    tenant = read(DESIGN_EXAMPLE)
    assert tenant.webhook_secrets[0].get_secret_value() == ENVIRONMENT["ACME_WEBHOOK_SECRET"]
    assert tenant.flow.api_token.get_secret_value() == "NO"
    assert tenant.parameters.omnium_client_secret.get_secret_value() == "two\nlines"


def test_a_variable_may_be_a_part_of_a_value_and_stand_for_a_boolean() -> None:
    text = DESIGN_EXAMPLE.replace("active: true", "active: ${ON}").replace("ID: x", 'ID: "${ENV}-${ENV}-id"')
    tenant = read(text, ON="true", ENV="test")
    assert tenant.active is True
    assert tenant.parameters.omnium_client_id == "test-test-id"


def test_a_variable_is_not_looked_for_in_the_text_of_another() -> None:
    assert read(DESIGN_EXAMPLE, ACME_FLOW_TOKEN="$x ${y").flow.api_token.get_secret_value() == "$x ${y"


def test_a_variable_in_a_comment_is_of_no_concern() -> None:
    assert read(DESIGN_EXAMPLE + "# ${NOT_SET}\n").tenant_uid == "acme"


def test_every_unset_variable_is_named_with_its_path_beside_all_other_faults() -> None:
    text = DESIGN_EXAMPLE.replace("countryCode: NO", "countryCode: Norway")
    with pytest.raises(InvalidTenant) as caught:
        read_tenant_text(text, {"ACME_FLOW_TOKEN": "t"}, name="acme.yaml")
    assert [str(fault) for fault in caught.value.faults] == [
        "webhookSecrets[0]: the environment has no variable ACME_WEBHOOK_SECRET",
        "parameters.OMNIUM_CLIENT_SECRET: the environment has no variable ACME_OMNIUM_SECRET",
        "flow.countryCode: must be a country's two capital letters (ISO 3166), such as NO (got 'Norway')",
    ]


def test_an_empty_variable_is_a_value_that_is_too_short() -> None:
    (fault,) = faults_of(DESIGN_EXAMPLE, ACME_FLOW_TOKEN="")
    assert fault.startswith("flow.apiToken: ")


@pytest.mark.parametrize("reference", ["'${not-a-name}'", "'${}'", "'${OPEN'", "'${1X}'"])
def test_what_only_looks_like_a_variable_is_a_fault(reference: str) -> None:
    (fault,) = faults_of(DESIGN_EXAMPLE.replace("${ACME_FLOW_TOKEN}", reference))
    assert fault.startswith("flow.apiToken: what follows")


def test_a_variable_cannot_stand_for_a_key() -> None:
    faults = faults_of(DESIGN_EXAMPLE.replace("DefaultVatCodeUid:", "${ACME_FLOW_TOKEN}:"))
    assert any("for a value only" in fault for fault in faults)


def test_a_value_from_the_environment_is_never_shown() -> None:
    faults = faults_of(DESIGN_EXAMPLE.replace("countryCode: NO", "countryCode: ${ACME_FLOW_TOKEN}x"))
    assert faults == ["flow.countryCode: must be a country's two capital letters (ISO 3166), such as NO"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tenantUid: a\nflow:\n  apiToken: hush\n  apiToken: hush2\n", "line 4: the key 'apiToken'"),
        ("tenantUid: a\n\tflow: hush\n", "line 2: "),
        ("tenantUid: a\nflow: {apiToken: hush\n", "line 3: "),
        ("tenantUid: a\nflow: *hush\n", "line 2: "),
        ("tenantUid: a\nflow: !hush x\n", "line 2: "),
        ("\x00", "not YAML"),
        ("[" * 1000, "not YAML, or nested too deeply"),
        ("[" * 50 + "]" * 50, "line 1: nested too deeply"),
        ("tenantUid: &hush a\nstores: &all {hush: *all}\n", "line 2: nested too deeply"),
        (BOMB, "holds more than 100000 values"),
        (BOMB.replace("[", "{<<: [").replace("]", "]}"), "values"),
        ("tenantUid: a\n---\ntenantUid: b\n", "line 2: "),
    ],
)
def test_what_is_not_yaml_is_told_with_its_line_and_without_its_values(text: str, told: str) -> None:
    with pytest.raises(TenantFileError, match=r"^acme\.yaml: ") as caught:
        read(text)
    assert told in str(caught.value)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "- a\n", "acme\n", "17\n"])
def test_a_file_without_keys_is_no_tenant(text: str) -> None:
    assert len(faults_of(text)) == 1


def test_a_file_that_cannot_be_read_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(TenantFileError, match=r"missing\.yaml: No such file"):
        load_tenant_file(tmp_path / "missing.yaml", {})
    (tmp_path / "latin.yaml").write_bytes(b"tenantUid: \xe6\n")
    with pytest.raises(TenantFileError, match=r"latin\.yaml: not UTF-8"):
        load_tenant_file(tmp_path / "latin.yaml", {})
    with pytest.raises(TenantFileError, match="Is a directory"):
        load_tenant_file(tmp_path, {})


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(DESIGN_EXAMPLE, encoding="utf-8-sig")
    assert load_tenant_file(tmp_path / "acme.yaml", ENVIRONMENT).tenant_uid == "acme"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_text("#" * 1024 * 1024 + "\n")
    with pytest.raises(TenantFileError, match=r"large\.yaml: larger than 1048576 bytes"):
        load_tenant_file(tmp_path / "large.yaml", {})
    with pytest.raises(TenantFileError, match="larger than"):
        load_tenant_file(Path("/dev/zero"), {})


def test_an_alias_that_multiplies_nothing_is_welcome() -> None:
    tenant = read(DESIGN_EXAMPLE.replace("oslo: {", "oslo: &o {").replace("nor}}", "nor}, bergen: *o}"))
    assert tenant.stores["bergen"] == tenant.stores["oslo"]


def test_an_empty_variable_leaves_an_optional_key_unset() -> None:
    text = DESIGN_EXAMPLE.replace("ID: x", "ID: x, OMNIUM_CLICK_COLLECT_EXPIRY_DAYS: '${DAYS}'")
    assert read(text, DAYS="").parameters.omnium_click_collect_expiry_days is None
    assert read(text, DAYS="3").parameters.omnium_click_collect_expiry_days == 3


def test_a_value_from_the_environment_is_not_shown_out_of_a_list_that_is_a_mapping() -> None:
    entries = "[{keyGroup: VatCodeUids, key: 25, value: '${ACME_FLOW_TOKEN} hush'}]"
    faults = faults_of(DESIGN_EXAMPLE.replace("no-25}", f"no-25, VatCodeUids: {entries}}}"))
    assert len(faults) == 1
    assert faults[0] == "connector.VatCodeUids.25: may hold letters, digits, `_` and `-` only"


def test_a_secret_in_the_file_itself_is_warned_of_by_its_path_alone() -> None:
    told: list[str] = []
    text = DESIGN_EXAMPLE.replace("[${ACME_WEBHOOK_SECRET}]", "[${ACME_WEBHOOK_SECRET}, hush-in-the-clear]")
    text = text.replace("apiToken: ${ACME_FLOW_TOKEN}", "apiToken: hush-token")
    read_tenant_text(text, ENVIRONMENT, name="acme.yaml", warn=lambda fault: told.append(str(fault)))
    assert [line.split(": a secret in plain text: put it into a variable")[0] for line in told] == [
        "webhookSecrets[1]",
        "flow.apiToken",
    ]
    assert "hush" not in "".join(told)

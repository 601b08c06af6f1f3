"""A tenant as its file, for download and for editing: secrets stand as variables, and mean what is stored when they come back.

`active` is left out: a file without it changes nothing of that, and the page of the activation says what a switch means.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import SecretStr

from admin_console.tenants.stored import as_yaml
from flow_omnium.tenants.closed_secret import is_open
from flow_omnium.tenants.sealing import masked_document
from flow_omnium.tenants.tenant import Tenant

_HEAD: Final = """\
# {uid}. Secrets stand as variables: as they stand here they mean what is stored.
"""
_ACTIVE: Final = "active"


def file_of(tenant: Tenant) -> str:
    """Write the tenant's file."""
    return text_of(masked_document(tenant), len(tenant.webhook_secrets))


def text_of(document: Mapping[str, Any], secrets: int) -> str:
    """Write a document as a tenant file, with variables in place of its secrets, `secrets` of them of webhooks."""
    written = {key: value for key, value in document.items() if key != _ACTIVE}
    uid = str(document["tenantUid"])
    names = names_of(uid, secrets)
    written["webhookSecrets"] = [_variable(names[f"webhook {number}"]) for number in range(secrets)]
    written["flow"] = {**written["flow"], "apiToken": _variable(names["flow"])}
    written["parameters"] = {**written["parameters"], "OMNIUM_CLIENT_SECRET": _variable(names["omnium"])}
    return f"{_HEAD.format(uid=uid)}{as_yaml(written)}\n"


def variables_of(tenant: Tenant) -> Mapping[str, str]:
    """Return what the variables of the tenant's file mean: the secrets that are stored, but for those that do not open."""
    names = names_of(tenant.tenant_uid, len(tenant.webhook_secrets))
    return {names[what]: secret.get_secret_value() for what, secret in _secrets(tenant) if is_open(secret)}


def _secrets(tenant: Tenant) -> Iterator[tuple[str, SecretStr]]:
    yield "flow", tenant.flow.api_token
    yield "omnium", tenant.parameters.omnium_client_secret
    for number, secret in enumerate(tenant.webhook_secrets):
        yield f"webhook {number}", secret


def names_of(uid: str, secrets: int) -> Mapping[str, str]:
    """Return what the variables of a tenant's secrets are called: `flow`, `omnium`, and `webhook 0` and on."""
    begin = re.sub(r"[^A-Za-z0-9]", "_", uid).upper().lstrip("0123456789_") or "TENANT"
    webhooks = {
        f"webhook {number}": f"{begin}_WEBHOOK_SECRET{f'_{number + 1}' if number else ''}"
        for number in range(secrets)
    }
    return {"flow": f"{begin}_FLOW_TOKEN", "omnium": f"{begin}_OMNIUM_SECRET", **webhooks}


def _variable(name: str) -> str:
    return f"${{{name}}}"

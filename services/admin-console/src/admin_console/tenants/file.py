"""What a tenant file says: YAML 1.2, in which `NO` is a country and not false, with variables of the environment.

A variable may stand for a value or for a part of one. Its text is put in after the YAML has been read, so that nothing
in it is taken for YAML, and it is always a text: `active: ${ACTIVE}` works because a boolean may come as one.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from admin_console.tenants.yaml_text import YamlFault, parsed, text_of
from flow_omnium.tenants.sealing import may_be_secret
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import Fault, InvalidTenant, path_of, read_tenant

# `{` ends a plain word of YAML, so a reference is first replaced by one in private characters, of the same length.
_WRITTEN: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_READ: Final = re.compile("\ue000\ue000([A-Za-z_][A-Za-z0-9_]*)\ue001")

_IN_THE_CLEAR: Final = "a secret in plain text: put it into a variable of the environment, and ${NAME} here"
_SHOWN_HERE: Final = "the variable of a secret stands where values are shown: it may stand for a secret only"

Rule = Callable[[Any], Sequence[Fault]]
"""A further check of the document, after its variables are filled in."""

Warn = Callable[[Fault], None]
"""Is told of what is no fault, and should be mended all the same."""


def _no_rule(_document: Any) -> Sequence[Fault]:
    return ()


def _unheard(_caution: Fault) -> None:
    pass


class TenantFileError(Exception):
    """The file cannot be read as YAML; the text names the file and the line, never a value."""


@dataclass
class _Filled:
    """What filling in the variables found out: the faults, and the paths of the values that were filled in."""

    environment: Mapping[str, str]
    only_in_secrets: bool = False
    faults: list[Fault] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)


def load_tenant_file(
    path: Path, environment: Mapping[str, str], rule: Rule = _no_rule, warn: Warn = _unheard
) -> Tenant:
    """Read a tenant from its file. Raises TenantFileError, or InvalidTenant with every fault."""
    try:
        text = text_of(path)
    except YamlFault as error:
        fault = f"{path}: {error}"
    else:
        return read_tenant_text(text, environment, name=str(path), rule=rule, warn=warn)
    raise TenantFileError(fault)


def read_tenant_text(
    text: str,
    environment: Mapping[str, str],
    *,
    name: str,
    rule: Rule = _no_rule,
    warn: Warn = _unheard,
    only_in_secrets: bool = False,
) -> Tenant:
    """Read a tenant from the text of its file; `name` is what errors call it. Raises as `load_tenant_file`.

    With `only_in_secrets` the variables are stored secrets: one that stands elsewhere, where it would be shown, is a fault.
    """
    document = _parsed(_WRITTEN.sub("\ue000\ue000\\1\ue001", text), name)
    filled = _Filled(environment, only_in_secrets)
    document = _fill(document, (), filled)
    faults = [*filled.faults, *_other_faults(document, filled, rule)]
    if faults:
        raise InvalidTenant(faults)
    for path in _in_the_clear(document, (), filled):
        warn(Fault(path, _IN_THE_CLEAR))
    return read_tenant(document, hidden=filled.paths)


def _in_the_clear(value: Any, path: tuple[object, ...], filled: _Filled) -> Iterator[str]:
    """Name the secrets that stand in the file itself: whoever reads the file, or its history, has them."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _in_the_clear(item, (*path, key), filled)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _in_the_clear(item, (*path, index), filled)
    elif value is not None and may_be_secret(path) and path_of(path) not in filled.paths:
        yield path_of(path)


def _other_faults(document: Any, filled: _Filled, rule: Rule) -> list[Fault]:
    """Find what is wrong beside the variables, so that all can be mended at once."""
    named = {fault.path for fault in filled.faults}
    return [fault for fault in (*_model_faults(document, filled), *rule(document)) if fault.path not in named]


def _model_faults(document: Any, filled: _Filled) -> Sequence[Fault]:
    try:
        read_tenant(document, hidden=filled.paths)
    except InvalidTenant as error:
        return error.faults
    return ()


def _parsed(text: str, name: str) -> Any:
    try:
        return parsed(text)
    except YamlFault as error:
        fault = f"{name}: {error}"
    raise TenantFileError(fault)


def _fill(value: Any, path: tuple[object, ...], filled: _Filled) -> Any:
    if isinstance(value, dict):
        return {_key(key, path, filled): _fill(item, (*path, key), filled) for key, item in value.items()}
    if isinstance(value, list):
        return [_fill(item, (*path, index), filled) for index, item in enumerate(value)]
    return _fill_text(value, path, filled) if isinstance(value, str) else value


def _key(key: Any, path: tuple[object, ...], filled: _Filled) -> Any:
    if isinstance(key, str) and _READ.search(key):
        filled.faults.append(Fault(path_of(path), "a variable can stand for a value only, not for a key"))
    return key


def _fill_text(text: str, at: tuple[object, ...], filled: _Filled) -> str:
    names, path = _READ.findall(text), path_of(at)
    if names:
        filled.paths.add(path)
    if names and filled.only_in_secrets and not may_be_secret(at):
        filled.faults.append(Fault(path, _SHOWN_HERE))
    unset = [name for name in names if name not in filled.environment]
    filled.faults.extend(Fault(path, f"the environment has no variable {name}") for name in unset)
    if "${" in text:
        filled.faults.append(Fault(path, "what follows `${` is not the name of a variable and `}`"))
    return _READ.sub(lambda found: filled.environment.get(found.group(1), "unset"), text)

"""What groups give, and what is no role is said."""

import pytest

from admin_console.web.rights import Grant, Role
from admin_console.web.signing_in.roles import (
    grants_of,
    groups_in,
    read_grant,
    read_roles,
    shown_groups,
    written,
)

OPERATOR, ACME = Grant(Role.OPERATOR), Grant(Role.INTEGRATOR, "acme")


def test_each_group_gives_its_roles_and_each_role_once() -> None:
    roles = read_roles(["ops=operator", "acme-ops=integrator@acme", "ops=integrator@acme", "cn=a=viewer"])
    assert grants_of(["acme-ops", "ops", "canteen"], roles) == (ACME, OPERATOR)
    assert grants_of(["cn=a"], roles) == (Grant(Role.VIEWER),)
    assert grants_of([], roles) == grants_of(["OPS"], roles) == ()


@pytest.mark.parametrize("grant", [OPERATOR, ACME])
def test_what_was_written_is_read_again(grant: Grant) -> None:
    assert read_grant(written(grant)) == grant


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("ops=root", "there is no role 'root'"),
        ("ops=Admin", "there is no role 'Admin'"),
        ("ops=admin@", "names no tenant"),
        ("ops=admin@a b", "names no tenant"),
        ("ops", "is not group=role"),
        ("=admin", "is not group=role"),
        ("ops=", "there is no role ''"),
    ],
)
def test_what_is_no_role_is_named(entry: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        read_roles(["a=viewer", entry])


@pytest.mark.parametrize(
    ("claims", "claim", "groups"),
    [
        ({"groups": ["a", "b", 3, None]}, "groups", ("a", "b")),
        ({"groups": "a"}, "groups", ("a",)),
        ({"realm_access": {"roles": ["a"]}}, "realm_access.roles", ("a",)),
        ({"https://x.example/roles": ["a"]}, "https://x.example/roles", ("a",)),
        ({"groups": {"a": 1}}, "groups", ()),
        ({}, "groups", ()),
        ({"realm_access": ["roles"]}, "realm_access.roles", ()),
    ],
)
def test_groups_are_found_where_the_issuer_tells_them(
    claims: dict[str, object], claim: str, groups: tuple[str, ...]
) -> None:
    assert groups_in(claims, claim) == groups


def test_of_many_groups_a_page_shows_some() -> None:
    shown = shown_groups(["x" * 1_000] * 60)
    assert (len(shown), shown[-1], len(shown[0])) == (51, "and 10 more", 200)

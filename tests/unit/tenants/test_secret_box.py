"""Secrets at rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_omnium.tenants.secret_box import SecretBox, SecretUnreadable

OLD, NEW = b"o" * 32, b"n" * 32


@given(secret=st.text(min_size=1), tenant_uid=st.text(), name=st.text())
def test_what_was_sealed_opens_to_the_same_text(secret: str, tenant_uid: str, name: str) -> None:
    box = SecretBox((NEW,))
    sealed = box.seal(secret, tenant_uid=tenant_uid, name=name)
    assert box.open(sealed, tenant_uid=tenant_uid, name=name) == secret


def test_a_sealed_secret_tells_its_format_and_key_but_not_its_text() -> None:
    sealed = SecretBox((NEW,)).seal("hush", tenant_uid="acme", name="apiToken")
    version, key_id, payload = sealed.split(":")
    assert version == "v1"
    assert len(key_id) == 8
    assert "hush" not in payload


def test_two_seals_of_one_secret_differ() -> None:
    box = SecretBox((NEW,))
    assert box.seal("s", tenant_uid="acme", name="k") != box.seal("s", tenant_uid="acme", name="k")


def test_the_first_key_seals_and_every_key_opens() -> None:
    sealed_before = SecretBox((OLD,)).seal("hush", tenant_uid="acme", name="k")
    rotating = SecretBox((NEW, OLD))
    assert rotating.open(sealed_before, tenant_uid="acme", name="k") == "hush"
    sealed_since = rotating.seal("hush", tenant_uid="acme", name="k")
    assert SecretBox((NEW,)).open(sealed_since, tenant_uid="acme", name="k") == "hush"


def test_a_secret_of_a_removed_key_names_the_key() -> None:
    sealed = SecretBox((OLD,)).seal("hush", tenant_uid="acme", name="k")
    with pytest.raises(SecretUnreadable, match=sealed.split(":")[1]):
        SecretBox((NEW,)).open(sealed, tenant_uid="acme", name="k")


@pytest.mark.parametrize(("tenant_uid", "name"), [("other", "k"), ("acme", "other")])
def test_a_secret_does_not_open_for_another_tenant_or_key_name(tenant_uid: str, name: str) -> None:
    box = SecretBox((NEW,))
    sealed = box.seal("hush", tenant_uid="acme", name="k")
    with pytest.raises(SecretUnreadable, match="another tenant or key name"):
        box.open(sealed, tenant_uid=tenant_uid, name=name)


def test_the_name_of_a_tenant_cannot_run_into_the_name_of_a_key() -> None:
    box = SecretBox((NEW,))
    sealed = box.seal("hush", tenant_uid="a", name="bc")
    with pytest.raises(SecretUnreadable):
        box.open(sealed, tenant_uid="ab", name="c")


@pytest.mark.parametrize("tail", ["", "AAAA", "****", "ø", "A"])
def test_a_damaged_secret_is_unreadable(tail: str) -> None:
    box = SecretBox((NEW,))
    version, key_id, _ = box.seal("hush", tenant_uid="acme", name="k").split(":")
    with pytest.raises(SecretUnreadable, match="damaged"):
        box.open(f"{version}:{key_id}:{tail}", tenant_uid="acme", name="k")


@pytest.mark.parametrize("stored", ["hush", "v2:abc:def", ""])
def test_what_was_never_sealed_is_unreadable_and_not_repeated(stored: str) -> None:
    with pytest.raises(SecretUnreadable) as caught:
        SecretBox((NEW,)).open(stored, tenant_uid="acme", name="k")
    assert "hush" not in str(caught.value)


def test_a_box_needs_a_key() -> None:
    with pytest.raises(ValueError, match="at least one"):
        SecretBox(())


def test_a_box_does_not_show_its_keys() -> None:
    assert "nnnn" not in repr(SecretBox((NEW,)))

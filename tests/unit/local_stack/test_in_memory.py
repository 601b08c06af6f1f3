"""Tests write into memory where there is plenty of it, into a folder that nobody else can prepare for them."""

import runpy
from pathlib import Path

import pytest

SCRIPT = runpy.run_path(str(Path(__file__).resolve().parents[3] / "scripts/in_memory.py"))


def test_a_folder_of_our_own_is_made_and_found_again(tmp_path: Path) -> None:
    assert SCRIPT["is_ours"](tmp_path / "ours")
    assert SCRIPT["is_ours"](tmp_path / "ours")
    assert (tmp_path / "ours").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("prepared", ["open", "link", "file"])
def test_what_somebody_else_may_have_put_there_is_not_used(tmp_path: Path, prepared: str) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").touch(mode=0o600)
    assert not SCRIPT["is_ours"](tmp_path / prepared)


def test_where_nothing_is_mounted_there_is_no_room(tmp_path: Path) -> None:
    assert not SCRIPT["has_room"](tmp_path / "absent")

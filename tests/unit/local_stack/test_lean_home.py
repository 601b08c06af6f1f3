"""The lean home keeps what the broker stands on and leaves the other plugins out."""

from pathlib import Path

import pytest

from local_stack.lean_home import link_lean_home


def install(folder: Path, **dependencies: str) -> Path:
    for name, needed in dependencies.items():
        ebin = folder / "plugins" / f"{name}-1.0" / "ebin"
        ebin.mkdir(parents=True)
        (ebin / f"{name}.app").write_text(f"{{application, {name}, [{{applications, [{needed}]}}]}}.")
    for name in ("sbin", "escript"):
        (folder / name).mkdir()
    server = folder / "sbin" / "rabbitmq-server"
    server.touch()
    return server


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_plugins_stay_out_unless_the_broker_needs_them(tmp_path: Path, home: Path) -> None:
    server = install(
        tmp_path, rabbit="kernel,\n  rabbitmq_prelaunch", rabbitmq_prelaunch="kernel", rabbitmq_mqtt="rabbit"
    )
    assert link_lean_home(server, home) == home / "sbin"
    assert {path.name for path in (home / "plugins").iterdir()} == {"rabbit-1.0", "rabbitmq_prelaunch-1.0"}


def test_libraries_stay_even_when_nobody_names_them(tmp_path: Path, home: Path) -> None:
    link_lean_home(install(tmp_path, rabbit="kernel", recon="kernel"), home)
    assert (home / "plugins" / "recon-1.0").is_dir()


def test_an_unknown_layout_is_left_as_it_is(tmp_path: Path, home: Path) -> None:
    assert link_lean_home(install(tmp_path), home) is None
    assert not home.exists()

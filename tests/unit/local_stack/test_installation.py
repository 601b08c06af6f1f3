"""Another version of RabbitMQ is started inside its own folder; the machine's as it is."""

from pathlib import Path

import pytest

from local_stack.errors import MissingProgramError
from local_stack.installation import BROKER_ROOT, Installation, installed


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a RabbitMQ in it."""
    scripts = tmp_path / "usr/lib/rabbitmq/bin"
    scripts.mkdir(parents=True)
    (scripts / "rabbitmq-server").touch()
    return tmp_path


def test_without_a_folder_a_program_is_run_as_it_is() -> None:
    program = Path("/usr/sbin/rabbitmqctl")
    assert installed({}).command(program, "status", seen=Path("/run")) == [str(program), "status"]
    assert installed({BROKER_ROOT: ""}) == Installation(None)


def test_a_program_of_another_version_is_run_by_its_path_inside_and_sees_one_folder(root: Path) -> None:
    other = installed({BROKER_ROOT: str(root)})
    command = other.command(other.control, "status", seen=Path("/run/mine"))
    assert command[:2] == ["unshare", "--mount"]
    assert command[-4:] == [str(root), "/run/mine", "/usr/lib/rabbitmq/bin/rabbitmqctl", "status"]


def test_a_folder_without_a_rabbitmq_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(MissingProgramError, match=f"{BROKER_ROOT}: there is no RabbitMQ in {tmp_path}"):
        _ = installed({BROKER_ROOT: str(tmp_path)}).server

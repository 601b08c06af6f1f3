"""MONGODB_URL names the database; how safely it is written and read is not for it to say."""

from typing import Any

import pytest
from pymongo import monitoring
from structlog.testing import CapturingLogger

from flow_omnium.runtime.database import DatabaseClient, connect, overridden_options

HERE = "mongodb://user:hush@db-0:27017,db-1:27017"

WEAKENING = {
    "readPreference": "secondaryPreferred",
    "readPreferenceTags": "dc:ny",
    "maxStalenessSeconds": "120",
    "w": "1",
    "journal": "false",
    "readConcernLevel": "available",
    "retryWrites": "false",
    "wTimeoutMS": "1",
    "timeoutMS": "1",
    "socketTimeoutMS": "5",
}


def asking(options: dict[str, str], separator: str = "&") -> str:
    return f"{HERE}/?{separator.join(f'{name}={value}' for name, value in options.items())}"


def settings_of(client: DatabaseClient) -> Any:
    """The types of Motor take the property for a method."""
    return client.options


def guards(client: DatabaseClient) -> tuple[str, object, bool | None, str | None, bool]:
    concern = client.write_concern.document
    return (
        client.read_preference.name,
        concern.get("w"),
        concern.get("j"),
        client.read_concern.level,
        settings_of(client).retry_writes,
    )


@pytest.mark.parametrize("separator", ["&", ";"])
async def test_nothing_in_the_url_weakens_how_is_written_and_read(separator: str) -> None:
    client = connect(asking(WEAKENING | {"replicaSet": "flow"}, separator), application="tests")

    assert guards(client) == ("Primary", "majority", True, "local", True)
    assert settings_of(client).replica_set_name == "flow"
    client.close()


@pytest.mark.parametrize(
    ("option", "value"),
    [*WEAKENING.items(), ("W", "0"), ("READPREFERENCE", "nearest"), ("j", "false"), ("w", "0")],
)
async def test_each_option_alone_is_overridden_and_told_by_its_name(option: str, value: str) -> None:
    assert overridden_options(asking({option: value})) == (option,)
    client = connect(asking({option: value}), application="tests")
    assert guards(client) == ("Primary", "majority", True, "local", True)
    assert settings_of(client).timeout is None
    client.close()


def test_options_that_say_what_holds_anyway_and_those_that_are_not_ours_are_not_told() -> None:
    url = asking(
        {"retryWrites": "true", "w": "majority", "authSource": "admin", "tls": "true", "maxPoolSize": "5"}
    )

    assert overridden_options(url) == ()
    assert overridden_options(HERE) == ()


async def test_one_line_tells_which_options_do_not_hold_and_no_password() -> None:
    log = CapturingLogger()

    connect(asking(WEAKENING), application="tests", logger=log).close()
    connect(asking({"w": "majority"}), application="tests", logger=log).close()

    (line,) = log.calls
    assert line.method_name == "warning"
    assert line.kwargs == {"options": list(WEAKENING)}
    assert "hush" not in repr(line)


async def test_a_listener_is_still_told_of_commands() -> None:
    class Listener(monitoring.CommandListener):
        """Hears nothing here."""

    listener = Listener()

    client = connect(HERE, application="tests", listeners=[listener])

    assert listener in settings_of(client).event_listeners
    client.close()

"""Broker and database can be broken and come back, and leave nothing behind."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import aio_pika
import psutil
import pytest
from pymongo import MongoClient

from local_stack.broker import Broker
from local_stack.errors import NotOursError
from local_stack.infrastructure import Infrastructure
from local_stack.installation import installed
from local_stack.liveness import wait_until
from local_stack.rundir import MARKER

QUEUE = "test.kept"


async def publish(amqp_url: str) -> None:
    async with await aio_pika.connect(amqp_url) as connection, connection.channel() as channel:
        await channel.declare_queue(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
        message = aio_pika.Message(b"x", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await channel.default_exchange.publish(message, QUEUE)


async def queue_exists(amqp_url: str) -> bool:
    async with await aio_pika.connect(amqp_url) as connection, connection.channel() as channel:
        try:
            await channel.declare_queue(QUEUE, passive=True)
        except aio_pika.exceptions.ChannelClosed:
            return False
        return True


def documents(mongodb_url: str) -> Any:
    return MongoClient(mongodb_url, serverSelectionTimeoutMS=5000)


def test_the_broker_is_of_the_version_that_was_asked_for(breakable: Infrastructure) -> None:
    broker = breakable.broker
    assert isinstance(broker, Broker)
    version = broker.control("version").split()[-1]
    assert f"rabbitmq_server-{version}/" in str(installed(os.environ).server.resolve())


async def test_the_broker_keeps_its_queues_over_a_kill_and_loses_them_when_wiped(
    breakable: Infrastructure,
) -> None:
    await publish(breakable.amqp_url)
    breakable.broker.kill()
    breakable.broker.start()
    assert await queue_exists(breakable.amqp_url)
    breakable.broker.wipe()
    assert not await queue_exists(breakable.amqp_url)


def test_the_database_keeps_its_documents_over_a_kill_and_loses_them_when_wiped(
    breakable: Infrastructure,
) -> None:
    with documents(breakable.mongodb_url) as client:
        client.test.kept.insert_one({"_id": 1})
        breakable.database.kill()
        breakable.database.start()
        assert client.test.kept.count_documents({}) == 1
        breakable.database.wipe()
        assert client.test.kept.count_documents({}) == 0


def test_all_processes_listen_on_the_loopback_interface_only(breakable: Infrastructure) -> None:
    connections = [item for process in marked(breakable.run.state) for item in process.net_connections()]
    listening = {item.laddr.ip for item in connections if item.status == psutil.CONN_LISTEN}
    assert listening <= {"127.0.0.1", "::1"}
    assert "127.0.0.1" in listening


def test_a_server_that_the_environment_names_is_used_and_not_touched(tmp_path: Path) -> None:
    environ = {"AMQP_URL": "amqp://real/", "MONGODB_URL": "mongodb://real/"}
    with Infrastructure("test", environ=environ, root=tmp_path) as infrastructure:
        assert infrastructure.amqp_url == "amqp://real/"
        with pytest.raises(NotOursError, match="MONGODB_URL is set"):
            infrastructure.database.wipe()


def test_a_killed_launcher_leaves_nothing_behind(tmp_path: Path) -> None:
    program = (
        "import signal; from pathlib import Path; from local_stack.infrastructure import Infrastructure;"
        f"i = Infrastructure('test', environ={{'AMQP_URL': 'amqp://real/'}}, root=Path({str(tmp_path)!r}));"
        "i.start(); print(i.run.state, flush=True); signal.pause()"
    )
    launcher = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    assert launcher.stdout is not None
    state = Path(launcher.stdout.readline().strip())
    assert len(marked(state)) == 1
    launcher.kill()
    launcher.communicate()
    assert wait_until(lambda: not marked(state) and not state.exists(), 20)


def marked(state: Path) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if marker_of(process) == str(state)]


def marker_of(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARKER) if process.uids().real == os.getuid() else None
    except (psutil.Error, OSError):
        return None

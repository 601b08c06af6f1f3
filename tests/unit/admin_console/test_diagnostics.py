"""What may leave the house in a bundle for support, and that one part of it that fails hides no other."""

import asyncio
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from admin_console.diagnostics import bundle
from admin_console.diagnostics.acts import numbered
from admin_console.diagnostics.bundle import MANIFEST, Bundle, collect
from admin_console.diagnostics.ledger import concerns
from admin_console.diagnostics.machine import described
from admin_console.diagnostics.making import secrets_in
from admin_console.diagnostics.parts import PARTS
from admin_console.diagnostics.servers import metrics, of_tenant
from admin_console.diagnostics.sources import Part, Sources
from admin_console.diagnostics.words import words
from admin_console.failures import NothingDone
from flow_omnium.jobs.operator.audit_trail import KeptEntry
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.tls import server_context
from local_stack.certificates import Authority

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
SOURCES = Sources("acme", NOON, cast("Database", None), {})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Flow GET /tenants/{tenantUid}/orders/{orderUid}: answered 502 with HTML",
            "Flow GET /tenants/{tenantUid}/orders/{orderUid}: answered 502 with HTML",
        ),
        ("InvalidData stores.oslo.marketId: is not set", "InvalidData stores.oslo.marketId: is not set"),
        ("order DEMO-1001 of Kari Nordmann", "order … of … …"),
        ("4790000001 and 0047 are customer c-77's", "… and … are customer …'s"),
        ("'anna' is not a handling of the tenant", "… is not a handling of the tenant"),
        ("om-fe703e70cd1f is not there", "… is not there"),
        (None, None),
    ],
)
def test_a_text_is_told_in_words_without_ids_and_without_names(text: str | None, told: str | None) -> None:
    assert words(text) == told


def test_nor_is_there_an_address_or_a_phone_number_in_it() -> None:
    told = str(words("the phone +47 900 00 001 and kari@example.no are missing, see http://u:p@host/?q=Kari"))
    assert not [part for part in ("900", "kari", "example", "Kari", "u:p") if part in told]


def test_operators_are_numbers() -> None:
    acts = [
        KeptEntry(act="retry", by=by, at=NOON, target="job 12", count=1, result="done")
        for by in ("anna@host", "bo@host", "anna@host")
    ]
    told = numbered(acts)
    assert [one["operator"] for one in told] == [1, 2, 1]
    assert "anna" not in json.dumps(told)
    assert "job 12" not in json.dumps(told)


def test_of_a_variable_only_what_is_no_secret_is_told() -> None:
    told = described({"MONGODB_URL": "mongodb://u:pass@db/", "MONGODB_DATABASE": "flow_omnium"})
    assert told["MONGODB_DATABASE"] == "flow_omnium"
    assert told["MONGODB_URL"] == "set, 20 characters"
    assert told["SETTINGS_ENCRYPTION_KEYS"] == "not set"


def test_the_secrets_of_the_environment_are_known() -> None:
    environ = {"INTERNAL_API_KEY": "first,second", "AMQP_URL": "amqp://user:pass@host/", "HOME": "/root"}
    assert secrets_in(environ) == {"first", "second", "pass"}


def test_pauses_of_other_tenants_stay() -> None:
    scopes = ["tenant:acme", "tenant:acmee", "store:acme/oslo", "store:acmee/oslo", "kind:receivement"]
    told = [scope for scope in scopes if concerns(scope, "acme")]
    assert told == ["tenant:acme", "store:acme/oslo", "kind:receivement"]


def test_metrics_of_other_tenants_stay() -> None:
    text = '# HELP a\na{tenant="acme"} 1\na{kind="x",tenant="globex"} 2\nb 3\n'
    assert of_tenant(text, "acme") == '# HELP a\na{tenant="acme"} 1\nb 3\n'


async def test_metrics_are_read_where_the_certificate_is_of_the_private_ca(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path / "ca")
    served = authority.issue("server", "127.0.0.1")

    async def counts(_request: web.Request) -> web.Response:
        return web.Response(text="jobs 3\n")

    application = web.Application()
    application.router.add_get("/metrics", counts)
    server = TestServer(application, scheme="https")
    await server.start_server(ssl=server_context(served.certificate, served.key))
    monkeypatch.setenv("METRICS_URLS", f"token-manager=https://127.0.0.1:{server.port}/metrics")
    sources = Sources("acme", datetime.now(UTC), cast("Database", None), {})
    try:
        unknown = await metrics(sources)
        monkeypatch.setenv("TOKEN_MANAGER_CA_FILE", str(authority.file))
        assert await metrics(sources) == "## token-manager: HTTP 200\njobs 3\n"
    finally:
        await server.close()
    assert unknown.startswith("## token-manager: cannot be reached")


async def fine(_sources: Sources) -> Any:
    return {"text": "the key is long-and-secret-word", "nested": ["eyJhbGciOi.eyJhbGciOi.x"]}


async def impossible(_sources: Sources) -> Any:
    raise NothingDone("the key is long-and-secret-word")


async def defective(_sources: Sources) -> Any:
    message = "kari@example.no"
    raise KeyError(message)


async def hanging(_sources: Sources) -> Any:
    await asyncio.sleep(60)


PLAYED = [
    Part("impossible.json", "", impossible),
    Part("defective.json", "", defective),
    Part("hanging.json", "", hanging),
    Part("fine.json", "", fine),
]


@pytest.fixture
async def collected(monkeypatch: pytest.MonkeyPatch) -> Bundle:
    monkeypatch.setattr(bundle, "PART_SECONDS", 0.05)
    return await collect(PLAYED, SOURCES, {"long-and-secret-word"})


async def test_a_part_that_fails_is_named_and_hides_no_other(collected: Bundle) -> None:
    assert collected.faults == [
        "impossible.json: the key is ***",
        "defective.json: KeyError",
        "hanging.json: not collected within 0.05 s",
    ]
    with zipfile.ZipFile(io.BytesIO(collected.archive())) as archive:
        assert archive.namelist() == [MANIFEST, "fine.json"]
        named = json.loads(archive.read(MANIFEST))["parts"]
    assert [one["fault"] is None for one in named] == [False, False, False, True]


async def test_what_is_known_to_be_secret_is_removed_from_whatever_a_part_says(collected: Bundle) -> None:
    text = collected.collected[-1].text or ""
    assert json.loads(text) == {"text": "the key is ***", "nested": ["***"]}


def test_each_part_has_a_file_of_its_own() -> None:
    names = [part.name for part in PARTS]
    assert len(set(names)) == len(names)
    assert MANIFEST not in names

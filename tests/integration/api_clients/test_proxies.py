"""Calls through a real proxy: what it sees, what the other side sees, and whose failure it is."""

import json
import ssl
from collections.abc import AsyncIterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr
from yarl import URL

from flow_omnium.outcomes import NotFound, Unavailable
from flow_omnium.rest.answers import Secrets
from flow_omnium.rest.bearer import FixedBearer
from flow_omnium.rest.call import Call
from flow_omnium.rest.client import Peer, RestClient, Timeouts
from flow_omnium.runtime.destinations import omnium_hosts
from flow_omnium.runtime.proxies import Proxies, read_proxies
from flow_omnium.testing.forward_proxy import ForwardProxy
from flow_omnium.testing.http_peer import HttpPeer, answers
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.tokens.manager_client import TokenManagerClient
from token_manager.grant import OmniumGrant
from token_manager.token_answer import GrantUnavailable

READ = Call("GET", "/api/Orders/{orderId}", ids={"orderId": "1001"})
QUICK = Timeouts(connect=1, total=5)
PASSWORD = "hush-password"
TOKEN = json.dumps({"accessToken": "a.b.c", "expiresIn": 100})


def peer_at(url: str) -> Peer:
    return Peer(URL(url), FixedBearer(SecretStr("the-bearer")), nullcontext(), Secrets(()))


def through(port: int, *, password: str = PASSWORD, direct: str = "") -> Proxies:
    address = SecretStr(f"http://user:{password}@127.0.0.1:{port}")
    return read_proxies(None, None, address, direct)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and certificate of 127.0.0.1, which vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(alternative, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


class SecurePeer:
    """Answers a token to everything, by https."""

    def __init__(self, certificate: Path) -> None:
        self.trusting = ssl.create_default_context(cafile=str(certificate))
        self.headers: list[dict[str, str]] = []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._server = TestServer(app, scheme="https")

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self._server.port}"

    async def start(self) -> None:
        await self._server.start_server(ssl=self._context)

    async def close(self) -> None:
        await self._server.close()

    async def _answer(self, request: web.Request) -> web.Response:
        self.headers.append(dict(request.headers))
        return web.Response(text=TOKEN, content_type="application/json")


@pytest.fixture
async def secure(certificate: Path) -> AsyncIterator[SecurePeer]:
    peer = SecurePeer(certificate)
    await peer.start()
    yield peer
    await peer.close()


async def test_a_plain_call_goes_through_the_proxy_which_alone_is_shown_the_password(
    session: aiohttp.ClientSession,
) -> None:
    async with HttpPeer(answers(200, '{"id": 1}')) as server, ForwardProxy(password=PASSWORD) as proxy:
        client = RestClient(session, "omnium", QUICK, proxies=through(proxy.port))
        assert await client.send(READ, peer_at(server.url)) == {"id": 1}
        url = f"{server.url}/api/Orders/1001"
    assert [(one.method, one.target) for one in proxy.seen] == [("GET", url)]
    assert [name for name in server.received[0].headers if name.lower().startswith("proxy-")] == []
    assert server.received[0].headers["Authorization"] == "Bearer the-bearer"


async def test_of_a_call_by_https_the_proxy_sees_only_where_it_leads(secure: SecurePeer) -> None:
    connector = aiohttp.TCPConnector(ssl=secure.trusting)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        ForwardProxy(password=PASSWORD) as proxy,
    ):
        client = RestClient(session, "flow", QUICK, proxies=through(proxy.port))
        await client.send(READ, peer_at(secure.url))
    assert [(one.method, one.target) for one in proxy.seen] == [
        ("CONNECT", secure.url.removeprefix("https://"))
    ]
    assert b"the-bearer" not in proxy.seen[0].headers
    assert [name for name in secure.headers[0] if name.lower().startswith("proxy-")] == []


async def test_what_no_proxy_names_is_called_directly(session: aiohttp.ClientSession) -> None:
    async with HttpPeer(answers(200, "{}")) as server:
        client = RestClient(session, "omnium", QUICK, proxies=through(1, direct="127.0.0.1"))
        assert await client.send(READ, peer_at(server.url)) == {}


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    ("status", "password", "said"), [(0, "wrong", "answered 407"), (502, PASSWORD, "answered 502 to CONNECT")]
)
async def test_a_proxy_that_refuses_is_named_as_such(
    session: aiohttp.ClientSession, secure: SecurePeer, scheme: str, status: int, password: str, said: str
) -> None:
    async with (
        HttpPeer(answers(200, "{}")) as server,
        ForwardProxy(password=PASSWORD, status=status) as proxy,
    ):
        client = RestClient(session, "omnium", QUICK, proxies=through(proxy.port, password=password))
        with pytest.raises(Unavailable) as caught:
            await client.send(READ, peer_at(server.url if scheme == "http" else secure.url))
        if scheme == "http" and status == 502:
            assert "answered 502" in str(caught.value)  # it may as well be the other side's own
            return
        told = f"proxy GET /api/Orders/{{orderId}}: 127.0.0.1:{proxy.port} {said}"
        assert str(caught.value).startswith(told)
        assert str(caught.value).endswith("on the way to omnium")
        assert caught.value.call.system == "proxy"
        assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "said"),
    [("127.0.0.1:1", "takes no connection"), ("no-such-proxy.invalid:3128", "is not known by this name")],
)
async def test_a_proxy_that_is_away_is_named_as_such(
    session: aiohttp.ClientSession, address: str, said: str
) -> None:
    rule = read_proxies(None, None, SecretStr(f"user:{PASSWORD}@{address}"), None)
    with pytest.raises(Unavailable) as caught:
        await RestClient(session, "flow", QUICK, proxies=rule).send(READ, peer_at("https://flow.example.com"))
    assert str(caught.value) == f"proxy GET /api/Orders/{{orderId}}: {address} {said}, on the way to flow"


async def test_what_the_other_side_answers_through_a_proxy_is_its_own(session: aiohttp.ClientSession) -> None:
    async with HttpPeer(answers(404, "gone")) as server, ForwardProxy() as proxy:
        client = RestClient(session, "omnium", QUICK, proxies=through(proxy.port))
        with pytest.raises(NotFound, match=r"^omnium GET"):
            await client.send(READ, peer_at(server.url))


async def test_a_token_is_asked_for_through_the_proxy(secure: SecurePeer) -> None:
    async with HttpPeer(answers(200, TOKEN)) as server, ForwardProxy(password=PASSWORD) as proxy:
        for url in (server.url, secure.url):
            grant = OmniumGrant(omnium_hosts(url), secure.trusting, proxies=through(proxy.port))
            assert (await grant.request(a_tenant())).value == "a.b.c"
    assert [one.method for one in proxy.seen] == ["POST", "CONNECT"]
    shown = [*secure.headers[0], *server.received[0].headers]
    assert [name for name in shown if name.lower().startswith("proxy-")] == []


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_token_that_a_proxy_stops_is_told_as_the_proxys(secure: SecurePeer, scheme: str) -> None:
    url = "http://127.0.0.1:9" if scheme == "http" else secure.url
    async with ForwardProxy(password=PASSWORD) as proxy:
        refusing, away = through(proxy.port, password="wrong"), through(1)
        for rule, said in ((refusing, "answered 407"), (away, "takes no connection")):
            with pytest.raises(GrantUnavailable) as caught:
                await OmniumGrant(omnium_hosts(url), secure.trusting, proxies=rule).request(a_tenant())
            assert str(caught.value).startswith("the proxy 127.0.0.1:")
            assert str(caught.value).endswith(f", on the way to Omnium's token endpoint, {said}")


async def test_a_certificate_beyond_the_proxy_is_not_the_proxys_fault(secure: SecurePeer) -> None:
    async with ForwardProxy(password=PASSWORD) as proxy:
        grant = OmniumGrant(
            omnium_hosts(secure.url), ssl.create_default_context(), proxies=through(proxy.port)
        )
        with pytest.raises(GrantUnavailable, match=r"^Omnium's token endpoint cannot be used"):
            await grant.request(a_tenant())


async def test_no_library_reads_the_environment_by_itself(
    session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    expires_at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    own = json.dumps({"accessToken": "t", "expiresAt": expires_at, "version": 1})
    async with HttpPeer(answers(200, own), answers(200, TOKEN), answers(200, "{}")) as server:
        assert (
            await TokenManagerClient(session, server.url, SecretStr("the-key")).token("acme")
        ).version == 1
        assert (
            await OmniumGrant(omnium_hosts(server.url), ssl.create_default_context()).request(a_tenant())
        ).value == "a.b.c"
        assert await RestClient(session, "omnium", QUICK).send(READ, peer_at(server.url)) == {}

"""An issuer: who signs in next, what it says of them, and what it does wrong."""

import base64
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from rigs.issuer.tokens import Claims, Keys

CLIENT_ID = "console"
CLIENT_SECRET = "not-a-secret-of-the-console"  # noqa: S105 - of tests

_LIFE_SECONDS = 300


@dataclass
class Issuer:
    """The issuer's state. A test changes it between two requests.

    `person` is who signs in next, without being asked. `claims` are laid over every token, and one that is None is left out; `refuses`
    is the error that the authorization endpoint sends back; while it `is_away` it answers 503.
    """

    url: str
    keys: Keys = field(default_factory=Keys)
    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "u-1", "name": "Kari Nordmann", "groups": ["ops"]}
    )
    claims: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    refuses: str | None = None
    is_away: bool = False
    reads: dict[str, int] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)
    """The codes and tokens that were given: none of them may be found anywhere."""

    _codes: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def discovery(self) -> Mapping[str, Any]:
        """What it tells of itself."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "scopes_supported": ["openid", "profile", "email", "groups"],
            "code_challenge_methods_supported": ["S256"],
            **self.document,
        }

    def authorized(self, asked: Mapping[str, str]) -> str:
        """Return where the browser goes back to. Raises HTTPBadRequest for what no client may ask."""
        if asked.get("client_id") != CLIENT_ID or asked.get("code_challenge_method") != "S256":
            raise web.HTTPBadRequest
        told = {"state": asked["state"], "iss": self.url}
        if self.refuses is not None:
            return f"{asked['redirect_uri']}?{urlencode({**told, 'error': self.refuses})}"
        code = secrets.token_urlsafe(24)
        self._codes[code] = dict(asked)
        self.given.append(code)
        return f"{asked['redirect_uri']}?{urlencode({**told, 'code': code})}"

    def exchanged(self, form: Mapping[str, str]) -> Mapping[str, Any] | None:
        """Return the tokens for a code, None for one that is not known, was used, or is not shown by who has asked for it."""
        asked = self._codes.pop(form.get("code", ""), None)
        if asked is None or form.get("redirect_uri") != asked["redirect_uri"]:
            return None
        if _challenge(form.get("code_verifier", "")) != asked["code_challenge"]:
            return None
        token = self.keys.signed(self._told(asked.get("nonce", "")), self.algorithm)
        self.given.append(token)
        return {"access_token": secrets.token_urlsafe(24), "token_type": "Bearer", "id_token": token}

    def _told(self, nonce: str) -> Claims:
        now = int(time.time())
        told = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + _LIFE_SECONDS, "nonce": nonce}
        all_of_it = {**told, **self.person, **self.claims}
        return {name: value for name, value in all_of_it.items() if value is not None}


@asynccontextmanager
async def running_issuer() -> AsyncIterator[Issuer]:
    """Serve an issuer on a free port of the loopback."""
    issuer = Issuer("")
    runner = web.AppRunner(_app(issuer))
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        issuer.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield issuer
    finally:
        await runner.cleanup()


def _app(issuer: Issuer) -> web.Application:
    async def document(_request: web.Request) -> web.Response:
        return web.json_response(issuer.discovery())

    async def keys(_request: web.Request) -> web.Response:
        return web.json_response(issuer.keys.document())

    async def authorize(request: web.Request) -> web.Response:
        raise web.HTTPFound(issuer.authorized(request.query))

    async def token(request: web.Request) -> web.Response:
        if not _knows_the_secret(request):
            return web.json_response({"error": "invalid_client"}, status=401)
        given = issuer.exchanged(dict(parse_qsl(await request.text())))
        return web.json_response(given or {"error": "invalid_grant"}, status=400 if given is None else 200)

    @web.middleware
    async def counting(request: web.Request, handler: Any) -> web.StreamResponse:
        issuer.reads[request.path] = issuer.reads.get(request.path, 0) + 1
        if issuer.is_away:
            raise web.HTTPServiceUnavailable
        answer: web.StreamResponse = await handler(request)
        return answer

    app = web.Application(middlewares=[counting])
    app.router.add_get("/.well-known/openid-configuration", document)
    app.router.add_get("/keys", keys)
    app.router.add_get("/authorize", authorize)
    app.router.add_post("/token", token)
    return app


def _knows_the_secret(request: web.Request) -> bool:
    shown = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    return request.headers.get("Authorization") == f"Basic {shown}"


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")

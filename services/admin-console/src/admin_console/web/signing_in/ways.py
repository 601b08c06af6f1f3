"""The ways by which people sign in here: by a password, by an issuer, or by either."""

import asyncio
import hashlib
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from admin_console.web.settings import ConsoleSettings
from admin_console.web.signing_in.oidc.calling import Caller, Client
from admin_console.web.signing_in.oidc.provider import Provider
from admin_console.web.signing_in.oidc.sign_in import Issuer, OidcSignIn
from admin_console.web.signing_in.passwords import PasswordHash
from admin_console.web.signing_in.person import Way
from admin_console.web.signing_in.roles import written
from flow_omnium.runtime.clock import Clock


class Password:
    """The one password. One look at a time, in a thread: each takes 32 MiB, and nobody else is to wait."""

    def __init__(self, known: PasswordHash) -> None:
        self._known = known
        self._turn = asyncio.Semaphore()

    async def matches(self, password: str) -> bool:
        """Tell whether it is the one."""
        async with self._turn:
            return await asyncio.to_thread(self._known.matches, password)


@dataclass(frozen=True)
class Ways:
    """Each way that is open, and on what the sessions rest that are begun by it."""

    password: Password | None
    oidc: OidcSignIn | None
    bases: Mapping[Way, str]


def open_ways(settings: ConsoleSettings, clock: Clock) -> Ways:
    """Read from the settings which ways are open."""
    bases: dict[Way, str] = {}
    password = oidc = None
    if settings.console_password_hash is not None:
        text = settings.console_password_hash.get_secret_value()
        password, bases[Way.PASSWORD] = Password(PasswordHash.read(text)), _basis(text)
    issuer = _issuer(settings)
    if issuer is not None:
        oidc, bases[Way.OIDC] = _oidc(settings, issuer, clock), _basis(_told(issuer))
    return Ways(password, oidc, bases)


def _issuer(settings: ConsoleSettings) -> Issuer | None:
    url, client_id = settings.console_oidc_issuer, settings.console_oidc_client_id
    if url is None or client_id is None:
        return None
    return Issuer(url, client_id, settings.console_oidc_roles_claim, settings.oidc_grants())


def _oidc(settings: ConsoleSettings, issuer: Issuer, clock: Clock) -> OidcSignIn:
    secret = settings.console_oidc_client_secret
    client = Client(
        issuer.client_id,
        None if secret is None else secret.get_secret_value(),
        f"{str(settings.console_url).rstrip('/')}/login/callback",
    )
    caller = Caller(client, ssl.create_default_context(), settings.proxies())
    return OidcSignIn(issuer, Provider(issuer.issuer, caller.document, clock), caller, clock)


def _told(issuer: Issuer) -> str:
    roles = {group: [written(grant) for grant in grants] for group, grants in issuer.roles.items()}
    return json.dumps([issuer.issuer, issuer.client_id, issuer.claim, roles], sort_keys=True)


def _basis(text: str) -> str:
    """Tell apart what sessions rest on, and nothing more: of a hash of a password only the beginning of its digest."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]

"""Why Omnium gave no token.

GrantError
├── GrantRefused      Omnium does not accept the tenant's client id and secret
├── GrantUnreadable   Omnium answered something that is no token
├── GrantMisconfigured  nothing was asked: the tenant's address is not allowed, or its secret does not open
└── GrantUnavailable  Omnium did not answer, or not now: 429, 5xx, time-out, broken connection
    └── GrantStopped  Omnium refuses the tokens that it grants: for a while no more is asked for

No text holds the URL of the request, its query or the body of the answer: each may hold the client secret.
"""


class GrantError(Exception):
    """No token was granted; the text is fit for an operator and for an HTTP answer."""


class GrantRefused(GrantError):
    """Omnium does not accept the tenant's client id and secret."""


class GrantUnreadable(GrantError):
    """Omnium answered something that is no token."""


class GrantMisconfigured(GrantError):
    """Nothing was asked for: the tenant's address is not allowed, or its secret does not open."""


class GrantUnavailable(GrantError):
    """Omnium did not answer, or not now."""


class GrantStopped(GrantUnavailable):
    """Omnium refuses the tokens that it has just granted: another one would be no better."""

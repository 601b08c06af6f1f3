"""Why an issuer's word does not let somebody in. No text of these holds a code, a token or a secret."""

from collections.abc import Sequence


class IssuerAway(Exception):
    """The issuer does not answer, or not as an issuer does: nothing is known of who wanted to come in."""


class NotSignedIn(Exception):
    """The issuer, or what it sent, does not say who this is."""


class BegunElsewhere(NotSignedIn):
    """This browser has not begun the sign-in, or has begun it too long ago."""


class UnknownKey(NotSignedIn):
    """The token is signed by a key that is not among those that we know of the issuer."""


class NoRole(Exception):
    """It is known who this is, and no group of theirs gives a role here."""

    def __init__(self, sub: str, name: str, groups: Sequence[str]) -> None:
        super().__init__(f"no role: {len(groups)} groups were told")
        self.sub = sub
        self.name = name
        self.groups = tuple(groups)

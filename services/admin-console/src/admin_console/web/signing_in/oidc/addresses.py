"""Where an issuer may be. Pure."""

from yarl import URL

from flow_omnium.runtime.secret_strength import all_on_loopback


def is_safe(text: str, issuer: str) -> bool:
    """Tell whether secrets may be sent there: by TLS, or, for an issuer on this machine, in the clear to this machine."""
    try:
        url = URL(text)
    except ValueError:
        return False
    if url.scheme == "https":
        return bool(url.host)
    return url.scheme == "http" and all_on_loopback([text, issuer])

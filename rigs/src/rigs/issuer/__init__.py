"""An issuer of OpenID Connect on loopback: real keys and real HTTP, and whatever an issuer may do wrong."""

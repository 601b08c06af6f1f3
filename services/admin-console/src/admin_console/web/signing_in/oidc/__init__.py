"""Signing in by an issuer of OpenID Connect: authorization code with PKCE, and an id token that is checked."""

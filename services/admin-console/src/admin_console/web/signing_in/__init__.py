"""Who comes in: a password or an issuer's word, then a session; and what every form must carry."""

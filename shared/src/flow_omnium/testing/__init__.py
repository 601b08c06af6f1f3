"""Fakes of our own interfaces, for the tests of every package; the contract tests hold them against the real thing."""

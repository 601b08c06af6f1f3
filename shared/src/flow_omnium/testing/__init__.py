"""Verified fakes of our own interfaces, for the tests of every package."""

"""The handler of an inbound order beside a program that makes the same calls and nothing else, in one process."""

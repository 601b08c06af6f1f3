"""Omnium's customers: routes, rules, and the events that they cause."""

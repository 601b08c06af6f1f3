"""Keeps and shares the Omnium access token of every tenant."""

"""Goods: ordered from suppliers, received, kept in stock."""

"""A stand-in for Omnium OMS: tokens, orders, customers, events and limits."""

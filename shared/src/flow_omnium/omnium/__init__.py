"""Omnium's REST API: wire models and the calls we make."""

"""Dashboards and alert rules as code: `make dashboards` writes what lies beside this package."""

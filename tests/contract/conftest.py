"""What the contract tests ask of the database."""

import pytest

from flow_omnium.testing.database import keeping_all


@pytest.fixture(scope="session")
def mongodb_url(mongodb_url: str) -> str:
    """Where the database listens; it deletes nothing for its age."""
    return keeping_all(mongodb_url)

"""Where tenants are stored, for whoever asks only which ones there are."""

from typing import Final

TENANTS: Final = "tenants"

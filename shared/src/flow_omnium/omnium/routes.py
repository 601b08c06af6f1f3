"""The paths of Omnium's API that we call (omnium.md 4.4). Case does not matter to Omnium; ours follows its schema."""

from typing import Final

READ_ORDER: Final = "/api/Orders/{orderId}"

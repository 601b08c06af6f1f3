"""Start the gateway: `webhook-gateway`."""

import sys

from flow_omnium.runtime.service import run_service
from webhook_gateway.app import serve_gateway
from webhook_gateway.settings import GatewaySettings


def main() -> None:
    """Run until SIGTERM."""
    sys.exit(run_service("webhook-gateway", GatewaySettings, serve_gateway))


if __name__ == "__main__":
    main()

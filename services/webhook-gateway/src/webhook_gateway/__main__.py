"""Start the gateway: `webhook-gateway`."""

import sys

from flow_omnium.runtime.entry import begin


def main() -> None:
    """Run until SIGTERM."""
    begin()
    from flow_omnium.runtime.service import run_service  # noqa: PLC0415 - after the signals
    from webhook_gateway.app import serve_gateway  # noqa: PLC0415 - after the signals
    from webhook_gateway.settings import GatewaySettings  # noqa: PLC0415 - after the signals

    sys.exit(run_service("webhook-gateway", GatewaySettings, serve_gateway))


if __name__ == "__main__":
    main()

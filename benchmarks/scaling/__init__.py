"""What further processes bring: workers on one backlog, gateways under one load."""

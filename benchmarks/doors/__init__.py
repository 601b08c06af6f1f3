"""What a change costs the gateway: the doors of two checkouts take turns on one broker and one database server."""

"""How fast the web console's pages are on a full ledger, by which plans they read it, and what live streams cost the gateway."""

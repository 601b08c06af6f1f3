"""How long an operator's commands take with a ledger of a million entries, beyond their start-up."""

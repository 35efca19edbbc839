"""The journal: an append-only record of every fact and command, durable before it is shown."""

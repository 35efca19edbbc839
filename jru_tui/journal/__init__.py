"""What is kept: an append-only journal of every fact and command, durable before it is shown."""

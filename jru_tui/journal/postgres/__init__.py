"""The journal of several boards, in PostgreSQL."""

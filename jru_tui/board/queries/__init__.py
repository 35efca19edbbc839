"""Queries: what can be asked of a board, such as alerts, logs and recommendations."""

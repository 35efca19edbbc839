"""The outbox: commands on their way to the dispatch system."""

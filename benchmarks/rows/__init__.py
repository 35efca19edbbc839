"""The rows of the table, grouped by what they have to start."""

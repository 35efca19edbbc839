"""The journal in a SQLite file: its tables, its one writer and what is kept beside it."""

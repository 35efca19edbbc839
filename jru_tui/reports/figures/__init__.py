"""The figures of some shifts: what was attended, saved and decided, and how long it took."""

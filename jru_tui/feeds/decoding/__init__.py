"""The decoder of `jru/1`: from bytes to checked records, with a reason for each refusal."""

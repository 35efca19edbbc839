"""Travel times: sources of them, what they are learned from, and how sure they are."""

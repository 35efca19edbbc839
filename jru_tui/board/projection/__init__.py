"""The projection: everything that events change, folded into one state."""

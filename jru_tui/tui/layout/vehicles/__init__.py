"""Lines of vehicles: cards, and a table where there are more."""

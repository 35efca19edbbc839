"""Projection of calls: their state, names, order, urgency, and the vehicles that they claim."""

"""Projection of vehicles: their state, statuses, crews, and the places that they set out from."""

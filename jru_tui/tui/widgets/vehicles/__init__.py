"""Widgets of vehicles: cards while cards fit, a table when there are more, the shift as a strip."""

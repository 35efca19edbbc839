"""The assignment of vehicles to demands at the least cost to the whole board."""

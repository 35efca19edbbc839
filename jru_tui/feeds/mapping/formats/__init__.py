"""Bodies of each format as plain data: JSON, CSV and XML."""

"""Commands of the supervisor, each defined once; `catalogue` lists them all."""

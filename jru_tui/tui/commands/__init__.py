"""What a supervisor can do, each command defined once; `catalogue` lists them all."""

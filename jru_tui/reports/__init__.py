"""Reports for people and programs that do not look at the screen."""

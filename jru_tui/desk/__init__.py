"""Where feed, commands, journal and board meet, and nowhere else."""

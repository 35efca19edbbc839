"""Full-screen pages: a call, a log, feed health, reports, help and others."""

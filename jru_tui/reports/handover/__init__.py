"""The handover: what one supervisor reads to the next."""

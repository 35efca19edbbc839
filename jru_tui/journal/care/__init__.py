"""The care of a journal's file: verification, backup, restoration, salvage and transfer."""

"""The status of the board at one moment, for programs and for people who listen."""

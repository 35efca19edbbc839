"""A stand-in dispatch system: plays a scenario as the `jru/1` feed and obeys posted commands.

`library` finds scenarios and reads them, `world` knows what the feed says at any moment of one,
`simulator` runs one on a clock, and `server` answers over HTTP (only it needs the web libraries).
"""

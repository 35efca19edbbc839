"""What comes in from a dispatch system, and what goes back to it.

`http` polls a feed, `decode` makes readings of its documents, `clean` is the one door for text,
and `outbox` posts the supervisor's commands. The only room that speaks HTTP.
"""

"""Exchange with a dispatch system: documents that come in, and commands that go out.

`poller` polls a feed, `decoding` and `mapping` make readings of its documents, and `outbox` posts
the supervisor's commands. The only package that speaks HTTP.
"""

from jru_tui.face import open_face

_HOMES = {
    "contract": "json_schema",
    "decoding.text": "clean quoted",
    "decoding.warnings": "SKEW",
    "diagnostics.feed_check": "AnswerSummary FeedCheck FeedCheckBuilder PollRound UnknownCode",
    "diagnostics.inspection": "file_transport FROM_FILE inspect_polls Sample",
    "id_mismatch": "are_most known_ids nameless_calls set_aside_ids",
    "mapping.load": "load_mapping",
    "models": (
        "FeedHealth FeedReading MarkedRecord Poll PollFailure PollTiming RefusedRecord TimeDoubt "
        "Unchanged unmapped_words UnmappedCode"
    ),
    "outbox.models": "OutboxBacklog Posting posting",
    "outbox.outbox": "Outbox",
    "plain_secrets": "secrets_of_settings",
    "poller": "HttpFeed",
    "refused_documents": "RefusedDocuments",
    "routing.engine": "RoutingEngine",
    "routing.route_source": "RouteSource",
    "transport.tls": "context",
    "transport.urls": "without_secrets",
}
"""The face of this package: what other packages may import, by the module that has it."""

__all__, __getattr__ = open_face(__name__, _HOMES)

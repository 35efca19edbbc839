"""The simulator over HTTP: `/feed`, `/commands` and `/control`, on this machine only.

The web libraries are imported only through here, and only when something is to be served.
"""

import gzip
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
import uvicorn
from msgspec import Meta, Struct
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jru_tui.simulator.clock import SimulatorClock
from jru_tui.simulator.scenario import Scenario
from jru_tui.simulator.simulator import Simulator

HOST = "127.0.0.1"
_MAX_BODY = 65_536
"""Bytes of a command, or of what is asked of the simulator."""
_YEARS = range(2000, 2200)
"""Years that the feed's readers take for a time at all."""


class ServeError(Exception):
    """The simulator cannot listen; the message says why and what to do."""


class ControlRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A request to `POST /control`; each part alone or together."""

    speed: float | None = None
    paused: bool | None = None
    at: Annotated[datetime, Meta(tz=True)] | None = None


def build_app(simulator: Simulator) -> Starlette:
    """The ASGI application, for a port or for a client in the same process."""

    async def feed(request: Request) -> Response:
        return _feed(simulator, request)

    async def commands(request: Request) -> Response:
        body = await _body(request)
        if isinstance(body, Response):
            return body
        answer = simulator.post(request.headers.get("idempotency-key"), body)
        reply = {"accepted": True} if answer.reason is None else {"reason": answer.reason}
        return JSONResponse(reply, answer.status)

    async def control(request: Request) -> Response:
        if request.method == "POST":
            body = await _body(request)
            if isinstance(body, Response):
                return body
            try:
                _steer(simulator, msgspec.json.decode(body, type=ControlRequest))
            except (msgspec.DecodeError, ValueError, OverflowError) as trouble:
                return JSONResponse({"reason": str(trouble)}, 422)
        return JSONResponse(_status(simulator))

    return Starlette(
        routes=[
            Route("/feed", feed),
            Route("/commands", commands, methods=["POST"]),
            Route("/control", control, methods=["GET", "POST"]),
        ]
    )


def serve(
    scenario: Scenario,
    port: int,
    at: datetime | None = None,
    speed: float = 1.0,
    announce: Callable[[str], None] = lambda _url: None,
) -> None:
    """Serve a scenario until interrupted.

    Args:
        scenario: the scenario.
        port: the port; 0 takes any free one.
        at: the moment, UTC, at which it begins; None for the scenario's start.
        speed: scenario seconds for each real second.
        announce: told the feed's address once the server listens.

    Raises:
        ServeError: the port cannot be opened.
        ValueError: the speed is not possible.
    """
    clock = SimulatorClock(at or scenario.starts_at, speed)
    config = uvicorn.Config(
        build_app(Simulator(scenario, clock)), log_level="warning", access_log=False, lifespan="off"
    )
    with _listening(port) as listener:
        announce(f"http://{HOST}:{listener.getsockname()[1]}/feed")
        uvicorn.Server(config).run(sockets=[listener])


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()
    except (OSError, OverflowError) as trouble:
        listener.close()
        reason = getattr(trouble, "strerror", None) or str(trouble)
        raise ServeError(
            f"port {port} on {HOST} cannot be opened ({reason}): choose another with --port"
        ) from None
    return listener


async def _body(request: Request) -> bytes | Response:
    """The body of a request that changes something, or what it is answered where it may not.

    A page of another site that is open in a browser of this machine can post here, too: the browser
    says so (Fetch standard, section 3.2; Fetch Metadata).
    """
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "none")
    if (origin is not None and not _is_ours(origin)) or site in {"cross-site", "same-site"}:
        return JSONResponse({"reason": "a page from another site may not do this"}, 403)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY:
            return JSONResponse({"reason": f"more than {_MAX_BODY:,} bytes"}, 413)
    return body


def _is_ours(origin: str) -> bool:
    try:
        host = urlsplit(origin).hostname or ""
    except ValueError:
        return False
    return host in {HOST, "localhost", "::1"} or host.endswith(".localhost")


def _feed(simulator: Simulator, request: Request) -> Response:
    state = simulator.state()
    zipped = _accepts_gzip(request.headers.get("accept-encoding", ""))
    etag = f'"{state.tag}-gz"' if zipped else f'"{state.tag}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if _holds(request.headers.get("if-none-match", ""), state.tag):
        return Response(status_code=304, headers=headers)
    body = simulator.body(state, request.query_params.get("since"))
    if zipped:
        body = gzip.compress(body, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, headers=headers, media_type="application/json")


def _accepts_gzip(accepted: str) -> bool:
    for part in accepted.lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _holds(if_none_match: str, tag: str) -> bool:
    """Test whether the client already has this state, in either coding."""
    etags = {etag.strip().removeprefix("W/") for etag in if_none_match.split(",")}
    return bool(etags & {"*", f'"{tag}"', f'"{tag}-gz"'})


def _steer(simulator: Simulator, wanted: ControlRequest) -> None:
    """Do all that is asked for, or nothing where one part of it is not possible."""
    at = wanted.at
    if at is not None:
        at = at.astimezone(UTC)
        if at.year not in _YEARS:
            raise ValueError(f"at is out of range: {_YEARS[0]} to {_YEARS[-1]}")
    if wanted.speed is not None:
        simulator.clock.speed = wanted.speed
    if wanted.paused is not None:
        simulator.clock.paused = wanted.paused
    if at is not None:
        simulator.seek(at)


def _status(simulator: Simulator) -> dict[str, object]:
    scenario, clock = simulator.scenario, simulator.clock
    times = {
        "now": clock.now(),
        "starts_at": scenario.starts_at,
        "ends_at": scenario.ends_at,
    }
    return {
        "scenario": scenario.name,
        "speed": clock.speed,
        "paused": clock.paused,
        **{name: moment.isoformat() for name, moment in times.items()},
    }

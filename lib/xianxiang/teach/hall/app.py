"""A hall on the web: four pages and a few calls. Pages wait for news by long polling.

A waiting call is an ordinary request with an ordinary answer, which every proxy of a campus lets through, buffered or not, and a
phone that slept asks once more. `WAIT` is shorter than the time after which proxies cut a silent connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import random
import secrets

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from ...language import say
from . import pages
from .room import Hall, Refused

WAIT = 20.0
"""Seconds that a call waits for news."""

GATHER = 0.25
"""Seconds over which the wall gathers news, so that three hundred choices are not three hundred drawings."""

SPREAD = 0.3
"""Seconds over which players are told, so that a choice need not wait until three hundred have heard of its round."""

TICK = 0.25
BODY = 1000
"""Bytes that a call may bring."""

HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cross-origin-resource-policy": "same-origin"}


def _json(thing, status=200):
    return Response(json.dumps(thing, separators=(",", ":")), status, HEADERS, "application/json")


class News:
    """Wakes the calls that wait."""

    def __init__(self):
        self.events = {"players": asyncio.Event(), "wall": asyncio.Event()}

    def tell(self, whom: str) -> None:
        """Wake those who wait for this."""
        self.events[whom].set()
        self.events[whom] = asyncio.Event()

    async def wait(self, news: asyncio.Event, request: Request) -> None:
        """Wait for news, one of `events`, for `WAIT` seconds, or until whoever asked has gone."""
        await request.body()  # after it only the end of the connection comes
        waiting = [asyncio.ensure_future(thing) for thing in (news.wait(), request.receive())]
        try:
            await asyncio.wait(waiting, timeout=WAIT, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()


def _token(request):
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind != "Bearer" or not 0 < len(token) <= 100:
        raise Refused(401, say("This hall does not know you. Join again."))
    return token


async def _body(request):
    """What a call brought, which must be a small JSON object."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise Refused(415, say("Only application/json is taken."))
    read = b""
    async for part in request.stream():
        read += part
        if len(read) > BODY:
            raise Refused(413, say("That is too long."))
    try:
        found = json.loads(read)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused(400, say("That is no JSON object."))
    return found


def _guarded(endpoint):
    """A call whose refusals are answers."""

    async def answer(request):
        try:
            return await endpoint(request)
        except Refused as refused:
            return _json({"error": str(refused)}, refused.status)
        except ClientDisconnect:
            return Response(status_code=400)

    return answer


def make_app(hall: Hall, address: str) -> Starlette:
    """The application of a hall.

    Parameters
    ----------
    hall : Hall
    address : str
        Where phones find it; shown on the wall, as text and as a QR code.

    Returns
    -------
    starlette.applications.Starlette
    """
    news = News()
    hall.listeners.append(news.tell)

    async def waited(request, whom):
        next_news = news.events[whom]  # taken before the version is looked at: what is told in between is not missed
        if request.query_params.get("since") == hall.version(whom):
            await news.wait(next_news, request)
            await asyncio.sleep(GATHER if whom == "wall" else SPREAD * random.random())

    def teacher(request):
        if not secrets.compare_digest(_token(request).encode(), hall.key.encode()):
            raise Refused(403, say("That is not the teacher's key."))

    async def join(request):
        token, player = hall.join((await _body(request)).get("student"))
        return _json({"token": token, **hall.player_view(player)})

    async def me(request):
        player = hall.known(_token(request))
        player.polls += 1
        try:
            await waited(request, "players")
        finally:
            player.polls -= 1
            player.seen = hall.clock()
        return _json(hall.player_view(player))

    async def choose(request):
        player, asked = hall.known(_token(request)), await _body(request)
        hall.choose(player, asked.get("round"), asked.get("action"))
        return _json(hall.player_view(player))

    async def guess(request):
        player, asked = hall.known(_token(request)), await _body(request)
        hall.guess(player, asked.get("stage"), asked.get("share"))
        return _json(hall.player_view(player))

    async def wall(request):
        await waited(request, "wall")
        return _json(hall.wall_view())

    async def watch(request):
        teacher(request)
        await waited(request, "wall")
        return _json(hall.teacher_view())

    async def command(request):
        teacher(request)
        asked = await _body(request)
        hall.command(asked.get("do"), asked.get("at"))
        return _json(hall.teacher_view())

    async def export(request):
        teacher(request)
        file = io.StringIO()
        hall.store.export(file)
        return Response(file.getvalue(), 200, HEADERS | {"content-disposition": 'attachment; filename="hall.csv"'}, "text/csv")

    def page(name, **data):
        made = pages.page(name, {**pages.data(), "plan": vars(hall.plan), **data})

        async def shown(request):
            packed = "gzip" in request.headers.get("accept-encoding", "")
            own = {"content-encoding": "gzip"} if packed else {}
            return Response(made.packed if packed else made.html, 200, HEADERS | {"content-security-policy": made.policy, "vary": "accept-encoding"} | own, "text/html")

        return shown

    @contextlib.asynccontextmanager
    async def running(app):
        async def ticking():
            while True:
                await asyncio.sleep(TICK)
                hall.tick()

        task = asyncio.create_task(ticking())
        yield
        task.cancel()

    calls = [("/api/join", join, "POST"), ("/api/me", me, "GET"), ("/api/choose", choose, "POST"), ("/api/guess", guess, "POST"), ("/api/wall", wall, "GET"),
             ("/api/teacher", watch, "GET"), ("/api/teacher", command, "POST"), ("/api/export", export, "GET")]
    shown = [("/", page("player")), ("/wall", page("wall", address=address, qr=pages.qr(address))), ("/teacher", page("teacher", address=address)), ("/solo", page("solo", **pages.solo_data()))]
    return Starlette(routes=[*(Route(path, _guarded(call), methods=[method]) for path, call, method in calls), *(Route(path, call) for path, call in shown)], lifespan=running)

"""A hall while it is played: who is there, what may be done now, when a round ends. No network; time comes from a clock.

A hall waits in the *lobby*, plays practice rounds, and then, for each stage, has it *announced*, lets everyone *choose* and shows
the *result*, until the stage is closed; at last it has *ended*. Each change is in the store before anyone hears of it.
"""

from __future__ import annotations

import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ... import stage
from ...institution import whole
from ...language import say
from . import game
from .game import Played, Seat
from .store import Store, hashed, student_number

AWAY = 20.0
"""Seconds without a word after which a player counts as away."""

PACE_LIMIT = (10, 5.0)
"""Requests that change something: how many a player may send in how many seconds."""


class Refused(Exception):
    """What may not be done, with the status that HTTP has for it."""

    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Plan:
    """What the teacher settles before a class.

    Parameters
    ----------
    rounds : int, 1 to 50
        Rounds of each stage.
    practice : int, 0 to 5
        Rounds before, that do not count.
    seconds : int, 5 to 3600
        Time for a choice.
    rest : int, 0 to 3600
        Seconds between a result and the next round; at 0 the teacher opens each.
    most : int, 2 to 1000
        Players let in.
    students : bool
        Whether a player may give a student number.
    """

    rounds: int = game.ROUNDS
    practice: int = 1
    seconds: int = 45
    rest: int = 12
    most: int = 400
    students: bool = False

    def __post_init__(self):
        for name, low, high in (("rounds", 1, 50), ("practice", 0, 5), ("seconds", 5, 3600), ("rest", 0, 3600), ("most", 2, 1000)):
            whole(name, getattr(self, name), low, high)


@dataclass
class Player:
    """One who has joined."""

    id: int
    side: int
    number: int
    place: float
    seen: float
    polls: int = 0
    total: float = 0.0
    choice: int | None = None
    seated: bool = False
    last: Played | None = None
    partner: str = "player"


@dataclass
class Now:
    """Where a hall is; kept in the store."""

    phase: str = "lobby"
    stage: int = 0
    round: int = 0
    turn: int = 0
    closed: bool = False
    paused: bool = False
    door: bool = True
    shown: bool = False


class Hall:
    """A class at play.

    Parameters
    ----------
    store : Store
        A hall that was interrupted goes on where it was.
    plan : Plan
    clock : callable
        Seconds that never go back.
    seed : int, optional
        Of all that is drawn; by default a new hall takes one at random, and an old one keeps its own.
    """

    def __init__(self, store: Store, plan: Plan | None = None, clock: Callable[[], float] = time.monotonic, seed: int | None = None):
        self.store, self.plan, self.clock = store, plan or Plan(), clock
        self.key = store.fact("key") or secrets.token_urlsafe(18)
        self.seed = store.fact("seed", secrets.randbits(32) if seed is None else seed)
        store.keep(key=self.key, seed=self.seed)
        self.now = Now(**store.fact("now", {}))
        self.boot = secrets.token_hex(4)
        self.versions = {"players": 0, "wall": 0}
        self.listeners: list[Callable[[str], None]] = []
        self.sent: dict[int, deque] = {}
        self._kept: float | None = None  # seconds that a pause found
        self.players: dict[int, Player] = {}
        self.tokens: dict[bytes, int] = {}
        self._restore()

    def _restore(self):
        """Read back who is in and what was played."""
        moment, totals = self.clock(), self.store.totals()
        for ident, token, side, number, place in self.store.players():
            self.players[ident] = Player(ident, side, number, place, moment, total=totals.get(ident, 0.0))
            self.tokens[token] = ident
        self.guesses = [self.store.guesses(k) for k in range(len(game.RULES))]
        self.history: list[dict] = []
        self.expected = game.shares([], [])
        for number, rule, ended in self.store.rounds():
            if ended:
                self._note(number, rule, self.store.played(number))
        if self.now.phase == "choose":
            self._seat(self.store.seats(self.now.round))
        self._set_timer()

    # ------------------------------------------------------------------------------------------------------------------ players

    def join(self, student: object = None) -> tuple[str, Player]:
        """Let someone in, on the side that has fewer.

        Parameters
        ----------
        student : str, optional
            A student number, where the plan allows one.

        Returns
        -------
        token : str
            By which the player is known from now on.
        player : Player
        """
        if not self.now.door or self.now.phase == "ended":
            raise Refused(403, say("The door is closed."))
        if len(self.players) >= self.plan.most:
            raise Refused(403, say("The hall is full: {count} are in.").format(count=self.plan.most))
        try:
            number = student_number(student) if student not in (None, "") and self.plan.students else None
        except ValueError:
            raise Refused(400, say("A student number has letters, digits and hyphens, 32 at most.")) from None
        token, place = secrets.token_urlsafe(18), secrets.randbelow(2**53) / 2**53
        sides = self.count()
        side = int(sides[1] < sides[0])
        ident, code = self.store.join(token, side, place, number)
        player = self.players[ident] = Player(ident, side, code, place, self.clock())
        self.tokens[hashed(token)] = ident
        self._changed("wall")
        return token, player

    def known(self, token: str) -> Player:
        """The player with this token, who is thereby seen."""
        ident = self.tokens.get(hashed(token))
        if ident is None:
            raise Refused(401, say("This hall does not know you. Join again."))
        player = self.players[ident]
        player.seen = self.clock()
        return player

    def present(self, player: Player) -> bool:
        """Whether a player is there: asking right now, or lately seen."""
        return player.polls > 0 or self.clock() - player.seen < AWAY

    def count(self, among: Callable[[Player], bool] = lambda player: True) -> list[int]:
        """How many counties and townships there are."""
        return [sum(player.side == side and among(player) for player in self.players.values()) for side in range(2)]

    def _paced(self, player):
        most, span = PACE_LIMIT
        sent = self.sent.setdefault(player.id, deque(maxlen=most))
        if len(sent) == most and self.clock() - sent[0] < span:
            raise Refused(429, say("Too fast."))
        sent.append(self.clock())

    def choose(self, player: Player, number: object, action: object) -> None:
        """Take a player's choice. The first one counts; the same again is no error, since an answer may be lost on its way."""
        self._paced(player)
        if not isinstance(action, str) or action not in stage.ACTIONS:
            raise Refused(400, f"action must be one of {', '.join(stage.ACTIONS)}")
        if self.now.paused:
            raise Refused(409, say("The game is paused."))
        if self.now.phase != "choose" or number != self.now.round or not player.seated:
            raise Refused(409, say("This round is over."))
        chosen = stage.ACTIONS.index(action)
        if player.choice is not None and player.choice != chosen:
            raise Refused(409, say("You have chosen already."))
        if player.choice is None:
            self.store.choose(self.now.round, player.id, chosen)
            player.choice = chosen
            self._changed("wall")
            self.tick()

    def guess(self, player: Player, number: object, share: object) -> None:
        """Take what share a player expects to hide in a stage, before its first round ends."""
        self._paced(player)
        if not isinstance(share, (int, float)) or isinstance(share, bool) or not 0 <= share <= 1:
            raise Refused(400, say("share must be a number from 0 to 1"))
        if self.now.phase != "announce" or number != self.now.stage:
            raise Refused(409, say("The stage has begun."))
        self.store.guess(self.now.stage, player.id, float(share))
        self.guesses[self.now.stage][player.id] = float(share)
        self._changed("wall")

    # ------------------------------------------------------------------------------------------------------------------ course

    @property
    def at(self) -> str:
        """Names the moment; a command says for which moment it was meant."""
        now = self.now
        return f"{now.phase} {now.stage} {now.round} {now.closed:d}{now.paused:d}{now.door:d}{now.shown:d}"

    def command(self, name: object, at: object) -> None:
        """Do what the teacher asks: next, pause, close, end, door or show.

        Parameters
        ----------
        name : str
        at : str
            The moment, as `at`, for which it was meant; a second press of the same button does nothing.
        """
        commands = {"next": self._next, "pause": self._pause, "close": self._close_stage, "end": self._finish, "door": self._door, "show": self._show}
        if not isinstance(name, str) or name not in commands:
            raise Refused(400, f"do must be one of {', '.join(commands)}")
        if at != self.at:
            raise Refused(409, say("The hall has moved on."))
        commands[name]()

    def _next(self):
        now = self.now
        if now.paused:
            self._pause()
        elif now.phase == "choose":
            self._end_round()
        elif now.phase == "lobby" or now.round < 0:
            self._open(now.round + 1 if now.round else -self.plan.practice) if now.round != -1 and self.plan.practice else self._announce(0)
        elif now.phase == "announce" or (now.phase == "result" and not now.closed):
            self._open(max(now.round, 0) + 1)
        elif now.phase == "result":
            self._announce(now.stage + 1) if now.stage + 1 < len(game.RULES) else self._finish()

    def _move(self, **changes):
        """Go on to another state, and keep it."""
        for name, value in changes.items():
            setattr(self.now, name, value)
        self._set_timer()
        self._tell()

    def _tell(self):
        """Keep this state, and have everyone hear of it."""
        self.store.keep(now=vars(self.now))
        self._changed("players", "wall")

    def _set_timer(self):
        """When this state ends by itself, if it does."""
        now, plan = self.now, self.plan
        waits = {"choose": plan.seconds, "result": plan.rest if not now.closed and now.round > 0 else 0}.get(now.phase, 0)
        self.deadline = self.clock() + waits if waits and not now.paused else None

    def _announce(self, number):
        self._move(phase="announce", stage=number, turn=0, closed=False, shown=False, round=max(self.now.round, 0))

    def _open(self, number):
        if not self.players:
            raise Refused(409, say("Nobody is in yet."))
        sides = [sorted((p for p in self.players.values() if p.side == side), key=lambda p: p.place) for side in range(2)]
        there = [p.id for p in self.players.values() if self.present(p)]
        pairing = game.pairs(*([p.id for p in side] for side in sides), self.store.met(), there)
        seats = [Seat(pair, side, player) for pair, both in enumerate(pairing) for side, player in enumerate(both)]
        now = {**vars(self.now), "phase": "choose", "round": number, "turn": self.now.turn + 1}
        self.store.open(number, now["stage"], seats, now=now)
        self._seat(seats)
        self._move(**now)

    def _seat(self, seats):
        for player in self.players.values():
            player.seated, player.choice = False, None
        for seat in seats:
            if seat.player is not None:
                self.players[seat.player].seated, self.players[seat.player].choice = True, seat.action

    def _end_round(self, **also):
        now = self.now
        played = game.play(now.stage, self.store.seats(now.round), self.expected, np.random.default_rng([self.seed, now.round + 1000]))
        closed = now.round > 0 and now.turn >= self.plan.rounds
        after = {**vars(now), "phase": "result", "closed": closed, **also}
        self.store.end(now.round, played, now=after)
        for one in played:
            if one.seat.player is not None and now.round > 0:
                self.players[one.seat.player].total += one.points
        self._note(now.round, now.stage, played)
        self._seat([])
        self._move(**after)

    def _note(self, number, rule, played):
        """Remember what a round came to: for the wall the class's own choices, for each player the last round."""
        for county, township in zip(played[::2], played[1::2], strict=True):
            for one, other in ((county, township), (township, county)):
                if one.seat.player is not None:
                    self.players[one.seat.player].last, self.players[one.seat.player].partner = one, other.by
        own = [one for one in played if one.by == "player"]
        self.expected = game.shares([one.seat.action for one in own], [one.seat.side for one in own], self.expected)
        if number > 0:
            counts = np.bincount([one.seat.action for one in own], minlength=3)
            self.history.append({"round": number, "stage": rule, "shares": (counts / max(counts.sum(), 1)).round(4).tolist(), "sides": self.expected.tolist(),
                                 "choices": len(own), "modelled": len(played) - len(own), "found": round(sum(one.found for one in played) / len(played), 4)})

    def _pause(self):
        left = self.left
        self._move(paused=not self.now.paused)
        if not self.now.paused and self._kept is not None and self.deadline is not None:
            self.deadline = self.clock() + self._kept
        self._kept = left

    def _close_stage(self):
        if self.now.phase == "choose" and self.now.round > 0:
            self._end_round(closed=True, paused=False)
        elif self.now.phase in ("announce", "result") and self.now.round >= 0 and not self.now.closed:
            self._move(phase="result", closed=True, paused=False)

    def _finish(self):
        if self.now.phase == "choose":
            self._end_round()
        self._move(phase="ended", closed=True, paused=False, door=False)

    def _door(self):
        self.now.door = not self.now.door
        self._tell()

    def _show(self):
        self.now.shown = not self.now.shown
        self._tell()

    def tick(self) -> None:
        """End what has run out of time, or for which nobody is left to wait. To be called every now and then."""
        now = self.now
        late = self.deadline is not None and self.clock() >= self.deadline
        if now.phase == "choose" and not now.paused:
            seated = [player for player in self.players.values() if player.seated]
            waiting = any(player.choice is None and self.present(player) for player in seated)
            if late or not (waiting or all(player.choice is None for player in seated)):
                self._end_round()
        elif late and now.phase == "result":
            self._open(now.round + 1)

    @property
    def left(self) -> float | None:
        """Seconds until this state ends by itself."""
        return None if self.deadline is None else max(self.deadline - self.clock(), 0.0)

    # ------------------------------------------------------------------------------------------------------------------- views

    def _changed(self, *whom):
        for name in whom:
            self.versions[name] += 1
            for listener in self.listeners:
                listener(name)

    def version(self, whom: str) -> str:
        """What a page has seen; a restarted hall has other ones."""
        return f"{self.boot}-{self.versions[whom]}"

    def _common(self):
        now = self.now
        return {"phase": now.phase, "stage": now.stage, "round": now.round, "turn": now.turn, "rounds": self.plan.rounds, "closed": now.closed, "paused": now.paused,
                "door": now.door, "left": None if self.left is None else round(self.left, 1)}

    def player_view(self, player: Player) -> dict:
        """What a player's page shows."""
        last = player.last
        told = last and {"own": last.seat.action, "other": last.other, "found": int(last.found), "points": last.points, "by": last.by, "partner": player.partner}
        guess = self.guesses[self.now.stage].get(player.id)
        return {"version": self.version("players"), **self._common(), "side": player.side, "number": player.number, "seated": player.seated,
                "choice": player.choice, "last": told, "total": round(player.total, game.PLACES), "guess": guess}

    def wall_view(self) -> dict:
        """What everyone may see: the class as a whole."""
        now = self.now
        seated = [player for player in self.players.values() if player.seated] if now.phase == "choose" else []
        told = [k for k in range(len(game.RULES)) if k < now.stage or (k == now.stage and (now.shown or now.closed))]
        return {"version": self.version("wall"), **self._common(), "in": self.count(), "there": self.count(self.present), "seated": len(seated),
                "chosen": sum(player.choice is not None for player in seated), "history": self.history, "model": [self._model(k) for k in told],
                "guesses": [{"count": len(found), "mean": round(sum(found.values()) / len(found), 4)} if found else None for found in self.guesses]}

    def _model(self, number):
        """The model beside a stage: from the class's own first round on."""
        begun = [row for row in self.history if row["stage"] == number]
        rounds = len(begun) if number < self.now.stage or self.now.closed else self.plan.rounds
        shares = game.forecast(number, begun[0]["sides"], max(rounds, 1)).mean(axis=1).round(4).tolist() if begun else []
        return {"stage": number, "first": begun[0]["round"] if begun else None, "shares": shares, **game.equilibria(number)}

    def teacher_view(self) -> dict:
        """What the teacher's page shows: the wall and what may be done."""
        return {**self.wall_view(), "at": self.at, "shown": self.now.shown, "practice": self.plan.practice, "seconds": self.plan.seconds, "rest": self.plan.rest}

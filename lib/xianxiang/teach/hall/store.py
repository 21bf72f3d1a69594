"""What a hall keeps, in one SQLite file: who is in by a random token, and every round from its pairs to its points.

A choice is written when it is made and a round when it ends, each in one transaction, so that a hall that is killed goes on
where it was. With write-ahead logging a choice costs no wait for the disk; at the end of a round the log is brought to the disk,
so that a finished round survives a power cut too.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from ... import stage
from ...language import both, say
from ..seed import normal
from .game import Played, Seat

SCHEMA = """
create table if not exists facts (name text primary key, value text not null) without rowid;
create table if not exists players (id integer primary key, token blob not null unique, side integer not null, number integer not null,
    place real not null, student text, unique (side, number));
create table if not exists rounds (id integer primary key, stage integer not null, counts integer not null, ended integer not null default 0);
create table if not exists seats (round integer not null, pair integer not null, side integer not null, player integer, action integer,
    found integer, points real, by text, primary key (round, pair, side)) without rowid;
create unique index if not exists seats_of_players on seats (round, player) where player is not null;
create table if not exists guesses (stage integer not null, player integer not null, share real not null, primary key (stage, player)) without rowid;
"""
"""Practice rounds have numbers below 0 and do not count."""

COLUMNS = ("round", "stage", "pair", "player", "role", "action", "partner_action", "found", "payoff", "played_by")
STAGES = ("then", "person+penalty", "now")

STUDENT = re.compile(r"[A-Z0-9][A-Z0-9-]{0,31}")
"""A student number: nothing that a spreadsheet could take for a formula."""


def student_number(text: object) -> str:
    """A student number as it is kept: as the kit's variants take it, and of letters, digits and hyphens alone.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If something else than letters, digits and hyphens is left, or more than 32 of them.
    """
    number = normal(text)  # type: ignore[arg-type]  # it refuses what is no text
    if not STUDENT.fullmatch(number):
        raise ValueError(f"student is {number!r}; allowed are up to 32 letters, digits and hyphens, a letter or digit first")
    return number


def hashed(token: str) -> bytes:
    """A token as it is kept, so that the file lets nobody play for another.

    Parameters
    ----------
    token : str

    Returns
    -------
    bytes
        SHA-256 of it.
    """
    return hashlib.sha256(token.encode()).digest()


class Store:
    """A hall's file.

    Parameters
    ----------
    path : str or Path
        Made if it is not there.

    Raises
    ------
    ValueError
        If the file is something else.
    """

    def __init__(self, path: str | Path):
        if str(path) != ":memory:":
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # it holds the teacher's key
        try:
            self.base = sqlite3.connect(path, isolation_level=None)
            self.base.execute("pragma journal_mode = wal")
            self.base.execute("pragma synchronous = normal")
            self.base.executescript(SCHEMA)
        except sqlite3.DatabaseError as error:
            raise ValueError(both("store must be a hall's file or a new one, got {path} ({error})", path=repr(str(path)), error=error)) from None

    def close(self) -> None:
        """Close the file."""
        self.base.close()

    def _rows(self, query, *values):
        return self.base.execute(query, values).fetchall()

    # ------------------------------------------------------------------------------------------------------------------ facts

    def fact(self, name: str, default: Any = None) -> Any:
        """What is kept under a name, or the default."""
        found = self._rows("select value from facts where name = ?", name)
        return json.loads(found[0][0]) if found else default

    def keep(self, **facts: Any) -> None:
        """Keep facts under their names."""
        self.base.executemany("insert or replace into facts values (?, ?)", [(name, json.dumps(value)) for name, value in facts.items()])

    # ---------------------------------------------------------------------------------------------------------------- players

    def join(self, token: str, side: int, place: float, student: str | None = None) -> tuple[int, int]:
        """A new player; returns the id and the number within the side."""
        number = self._rows("select coalesce(max(number), 0) + 1 from players where side = ?", side)[0][0]
        cursor = self.base.execute("insert into players (token, side, number, place, student) values (?, ?, ?, ?, ?)", (hashed(token), side, number, place, student))
        return int(cursor.lastrowid or 0), int(number)

    def players(self) -> list[tuple[int, bytes, int, int, float]]:
        """All players: id, hashed token, side, number, place in the order of pairing."""
        return self._rows("select id, token, side, number, place from players order by id")

    # ----------------------------------------------------------------------------------------------------------------- rounds

    def open(self, number: int, stage_number: int, seats: Iterable[Seat], **facts: Any) -> None:
        """Begin a round with its pairs."""
        with self.base:
            self.base.execute("begin immediate")
            self.base.execute("insert into rounds (id, stage, counts) values (?, ?, ?)", (number, stage_number, number > 0))
            self.base.executemany("insert into seats (round, pair, side, player) values (?, ?, ?, ?)", [(number, seat.pair, seat.side, seat.player) for seat in seats])
            self.keep(**facts)

    def choose(self, number: int, player: int, action: int) -> None:
        """Keep a player's choice."""
        self.base.execute("update seats set action = ? where round = ? and player = ?", (action, number, player))

    def end(self, number: int, played: Iterable[Played], **facts: Any) -> None:
        """End a round, and bring it to the disk."""
        with self.base:
            self.base.execute("begin immediate")
            self.base.executemany("update seats set action = ?, found = ?, points = ?, by = ? where round = ? and pair = ? and side = ?",
                                  [(p.seat.action, int(p.found), p.points, p.by, number, p.seat.pair, p.seat.side) for p in played])
            self.base.execute("update rounds set ended = 1 where id = ?", (number,))
            self.keep(**facts)
        self.base.execute("pragma wal_checkpoint(passive)")

    def rounds(self) -> list[tuple[int, int, bool]]:
        """Rounds in their order: number, stage, whether it ended."""
        return [(number, stage_number, bool(ended)) for number, stage_number, ended in self._rows("select id, stage, ended from rounds order by id")]

    def seats(self, number: int) -> list[Seat]:
        """The seats of a round."""
        return [Seat(*row) for row in self._rows("select pair, side, player, action from seats where round = ? order by pair, side", number)]

    def played(self, number: int) -> list[Played]:
        """What came of a round."""
        query = """select s.pair, s.side, s.player, s.action, o.action, s.found, s.points, s.by from seats s
            join seats o on o.round = s.round and o.pair = s.pair and o.side = 1 - s.side where s.round = ? order by s.pair, s.side"""
        return [Played(Seat(*row[:4]), row[4], bool(row[5]), row[6], row[7]) for row in self._rows(query, number)]

    def totals(self) -> dict[int, float]:
        """Points of each player so far."""
        return dict(self._rows("select player, sum(points) from seats where round > 0 and player is not null and points is not null group by player"))

    def met(self) -> set[tuple[int, int]]:
        """Pairs of county and township that have met in a round that counts."""
        query = "select c.player, t.player from seats c join seats t on t.round = c.round and t.pair = c.pair where c.side = 0 and t.side = 1 and c.round > 0"
        return {(one, two) for one, two in self._rows(query) if one is not None and two is not None}

    # ---------------------------------------------------------------------------------------------------------------- guesses

    def guess(self, stage_number: int, player: int, share: float) -> None:
        """Keep what a player expects of a stage."""
        self.base.execute("insert or replace into guesses values (?, ?, ?)", (stage_number, player, share))

    def guesses(self, stage_number: int) -> dict[int, float]:
        """By player, what share was expected to hide."""
        return dict(self._rows("select player, share from guesses where stage = ?", stage_number))

    # ----------------------------------------------------------------------------------------------------------------- export

    def export(self, file: TextIO) -> int:
        """Write every finished round that counts as CSV, a row for each player in each.

        Parameters
        ----------
        file : text file
            Opened with ``newline=""``.

        Returns
        -------
        int
            Rows written, without the heading.
        """
        query = """select s.round, r.stage, s.pair, p.side, p.number, s.action, o.action, s.found, s.points, s.by, p.student from seats s
            join rounds r on r.id = s.round join players p on p.id = s.player
            join seats o on o.round = s.round and o.pair = s.pair and o.side = 1 - s.side
            where r.ended and r.counts order by s.round, s.pair, s.side"""
        rows = self._rows(query)
        named = any(row[-1] for row in rows)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*COLUMNS, *["student"] * named])
        names = say("county {number}"), say("township {number}")
        for number, rule, pair, side, own, action, other, found, points, by, student in rows:
            role = stage.SIDES[side]
            line = [number, STAGES[rule], pair + 1, names[side].format(number=own), role, stage.ACTIONS[action], stage.ACTIONS[other], int(found), points, by]
            writer.writerow([*line, *[student or ""] * named])
        return len(rows)

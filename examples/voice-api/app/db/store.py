"""Calls and transcripts in SQLite."""

import sqlite3

from switchboard import has_bug

SCHEMA = """
create table calls (id integer primary key, sip_id text unique, caller text, agent text, seconds integer, state text);
create table transcripts (call_id integer references calls(id), line integer, speaker text, text text);
create index transcripts_by_call on transcripts(call_id);
"""
STATES = ("ringing", "active", "held", "ended", "failed")
MOVES = {
    "ringing": {"active", "ended", "failed"}, "active": {"held", "ended", "failed"}, "held": {"active", "ended"},
    "ended": set(), "failed": set(),
}


class Store:
    """One database and the questions that are asked of it."""

    def __init__(self, path: str = ":memory:"):
        self.db = sqlite3.connect(path)
        self.db.executescript(SCHEMA)

    def add_call(self, sip_id: str, caller: str, agent: str, seconds: int = 0, state: str = "ringing") -> int:
        """Record a call and return its number."""
        row = (sip_id, caller, agent, seconds, state)
        cursor = self.db.execute("insert into calls (sip_id, caller, agent, seconds, state) values (?, ?, ?, ?, ?)", row)
        return int(cursor.lastrowid or 0)

    def move(self, call: int, state: str) -> None:
        """Bring a call into another state, if that move exists."""
        (now,) = self.db.execute("select state from calls where id = ?", (call,)).fetchone()
        if state not in MOVES[now]:
            raise ValueError(f"a call can't go from {now} to {state}")
        self.db.execute("update calls set state = ? where id = ?", (state, call))

    def page(self, number: int, size: int) -> list[int]:
        """The numbers of the calls on a page, the first page being 1."""
        offset = (number - 1) * size
        if has_bug("db-page-column"):
            return [row[0] for row in self.db.execute("select call_id from calls limit ? offset ?", (size, offset))]
        rows = self.db.execute("select id from calls order by id limit ? offset ?", (size, offset))
        return [row[0] for row in rows]

    def say(self, call: int, speaker: str, text: str) -> None:
        """Add a line to the transcript of a call."""
        (line,) = self.db.execute("select count(*) from transcripts where call_id = ?", (call,)).fetchone()
        self.db.execute("insert into transcripts values (?, ?, ?, ?)", (call, line + 1, speaker, text))

    def transcript(self, call: int) -> list[tuple[str, str]]:
        """Who said what, in order."""
        rows = self.db.execute("select speaker, text from transcripts where call_id = ? order by line", (call,))
        return list(rows)

    def answer_rate(self, agent: str) -> float:
        """Share of an agent's calls that were answered."""
        answered, total = self.db.execute(
            "select count(case when state = 'ended' then 1 end), count(*) from calls where agent = ?", (agent,)
        ).fetchone()
        return answered / total

    def merge(self, other: "Store") -> int:
        """Take over the calls of another database."""
        rows = other.db.execute("select sip_id, caller, agent, seconds, state from calls").fetchall()
        for row in rows:
            self.add_call(*row)
        self.db.commit()
        return len(rows)

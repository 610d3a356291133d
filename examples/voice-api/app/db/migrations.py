"""Steps from one schema to the next."""

import sqlite3

STEPS = [
    ("add_language", "alter table calls add column language text"),
    ("add_sentiment", "alter table transcripts add column sentiment real"),
    ("index_state", "create index calls_by_state on calls(state)"),
]


def applied(db: sqlite3.Connection) -> set[str]:
    """The names of the steps a database already has."""
    db.execute("create table if not exists migrations (name text primary key)")
    return {row[0] for row in db.execute("select name from migrations")}


def migrate(db: sqlite3.Connection) -> list[str]:
    """Apply what is missing and return the names of it."""
    done = applied(db)
    new = []
    for name, statement in STEPS:
        if name in done:
            continue
        db.execute(statement)
        db.execute("insert into migrations values (?)", (name,))
        new.append(name)
    db.commit()
    return new


def rollback(db: sqlite3.Connection, name: str) -> None:
    """Take one step back, where SQLite can."""
    if name == "index_state":
        db.execute("drop index calls_by_state")
    elif name == "add_language":
        db.execute("alter table calls drop column language")
    elif name == "add_sentiment":
        db.execute("alter table transcripts drop column sentiment")
    else:
        raise LookupError(name)
    db.execute("delete from migrations where name = ?", (name,))
    db.commit()

"""Calls, agents and transcripts in SQLite."""

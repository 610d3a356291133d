"""The report of a month; nothing tests it yet."""

from collections import defaultdict

from app.core.durations import spoken
from app.services.billing import invoice_lines
from app.services.insights import service_level, summary


def by_agent(calls: list[dict]) -> dict[str, dict]:
    """Figures for every agent."""
    lengths = defaultdict(list)
    waits = defaultdict(list)
    for call in calls:
        lengths[call["agent"]].append(call["seconds"])
        waits[call["agent"]].append(call["wait"])
    figures = {}
    for agent in sorted(lengths):
        figures[agent] = summary(lengths[agent])
        figures[agent]["level"] = service_level(waits[agent])
    return figures


def table(figures: dict[str, dict]) -> str:
    """The figures as lines of text."""
    widest = max((len(agent) for agent in figures), default=0)
    lines = []
    for agent, row in figures.items():
        name = agent.ljust(widest)
        length = spoken(int(row["mean"]))
        lines.append(f"{name}  {row['count']:>5}  {length:>10}  {row['level']:.0%}")
    return "\n".join(lines)


def month(title: str, calls: list[dict]) -> str:
    """The whole report."""
    figures = by_agent(calls)
    parts = [title, "=" * len(title)]
    parts.append(table(figures))
    if any(row["level"] < 0.8 for row in figures.values()):
        parts.append("The service level was missed.")
    sold = [(call["kind"], call["seconds"]) for call in calls]
    parts.extend(invoice_lines(sold))
    return "\n".join(parts)

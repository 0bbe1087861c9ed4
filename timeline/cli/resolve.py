"""``dateline resolve``: one phrase, with the reason."""

from datetime import datetime
from typing import Any

import click

from timeline.cli.parameters import Day
from timeline.cli.running import Command

ANCHORS = {
    "dct": "counted from the publication day",
    "previous": "counted from the date before it",
    "event": "counted from an event",
    "none": "stands by itself",
}


@click.command(
    cls=Command,
    short_help="Say which time one phrase means, and why.",
    examples=(
        'dateline resolve "two weeks ago" --dct 2025-01-28',
        'dateline resolve "last month" --dct 2025-01-28 --json',
    ),
)
@click.argument("phrase")
@click.option("--dct", type=Day(), required=True, help="Day of publication (document creation time).")
@click.option("--lang", help="Language of the phrase, instead of English or what its script says.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, with the columns of the mentions.")
def resolve(phrase: str, dct: str, lang: str | None, as_json: bool) -> None:
    """Say which time PHRASE means in an article of a given day, and why."""
    from timeline.temporal import resolve as find

    found = find(phrase, dct=dct, lang=lang)
    if as_json:
        from timeline.cli.output import write_lines

        write_lines(found)
        return
    for line in in_words(found.row(0, named=True)):
        click.echo(line)


def in_words(row: dict[str, Any]) -> list[str]:
    """Give the lines that tell a resolved phrase."""
    from timeline.words import interval

    when = interval(row["start"], row["stop"], row["granularity"], row["mod"])
    bounded = row["start"] is not None or row["stop"] is not None
    meaning = when if bounded else {"DURATION": "a length of time", "SET": "repeats"}.get(row["type"], when)
    timex = " ".join([row["type"], row["value"] or "", f"mod={row['mod']}" if row["mod"] else ""]).strip()
    pairs = [
        ("interval", span(row["start"], row["stop"]) if bounded else None),
        ("precision", (row["granularity"] or "").replace("_", " ")),
        ("TIMEX3", timex),
        ("EDTF", row["edtf"]),
        ("operator", row["operator"] and f"{row['operator']} ({ANCHORS.get(row['anchor'], row['anchor'])})"),
        ("reason", row["reason"]),
    ]
    lines = [f"{row['phrase']}: {meaning}"]
    lines += [f"  {name:<10} {value}" for name, value in pairs if value]
    for other in row["alternatives"] or ():
        lines.append(
            f"  {'or':<10} {other['value']}, {span(other['start'], other['stop'])} ({other['operator']})"
        )
    if row["issue"]:
        lines.append(f"  {'note':<10} {row['issue']}")
    return lines


def span(start: datetime | None, stop: datetime | None) -> str:
    """Say a half-open interval: ISO days, or times where it does not begin or end at midnight."""
    if start is None and stop is None:
        return "unbounded"
    left = f"from {moment(start)} " if start else ""
    return left + (f"up to, not including, {moment(stop)}" if stop else "on")


def moment(value: datetime) -> str:
    """Write a clock time as short as it is exact."""
    if value.time() == datetime.min.time():
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="auto" if value.second else "minutes")

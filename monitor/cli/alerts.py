"""`alerts list`, `alerts show`, `alerts why`; what people do with an alert is in `cli/acts.py`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import acts
from monitor.cli.shared import DEFAULT_CONFIG, ConfigOption, DatabaseOption, JsonOption, LimitOption, looked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.cli.output import Cell
    from monitor.model import Evidence
    from monitor.usecases.alerts import AlertLine, NoticeLine, PostPath, RulePath

_SHOWN = 300


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(
        help="Look at alerts, why there was one or none; take one up, or close it.", no_args_is_help=True
    )
    group.command("list")(listed)
    group.command()(show)
    group.command()(why)
    acts.add_verbs(group)
    app.add_typer(group, name="alerts")


def listed(
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    rule: Annotated[str | None, typer.Option(help="Only of this rule.")] = None,
    open_only: Annotated[bool, typer.Option("--open", help="Only those that are open.")] = False,
    unacknowledged: Annotated[bool, typer.Option("--unacknowledged", help="Only those that nobody took up.")] = False,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List alerts, the newest first. With --json one object a line."""
    from monitor.cli.output import hint, print_json, table
    from monitor.usecases import alerts

    found = looked(
        config,
        database,
        lambda engines: alerts.listed(engines, limit, rule, open_only=open_only, unacknowledged=unacknowledged),
    )
    if as_json:
        for one in found:
            print_json(one)
    elif found:
        names = ("id", "severity", "rule", "opened", "closed", "acknowledged", "assigned", "notices", "held", "title")
        table(names, map(_row, found))
    if not found:
        if rule:
            _check(rule, config, database)
        hint(
            "No such alerts. `monitor posts search WORDS` finds posts, `monitor alerts why POST` says what they led to."
        )


def _check(rule: str, config: Path, database: Path | None) -> None:
    """That there is such a rule, as far as the watch file can be read, or was when there was an alert of it."""
    from monitor.usecases import alerts, silencing
    from monitor.usecases.desk import desk_or_nobody

    desk = desk_or_nobody(config, os.environ, must=False)
    if desk.rules and not looked(config, database, lambda engines: alerts.listed(engines, 1, rule)):
        silencing.check_rule(rule, desk)


def _row(one: "AlertLine") -> "Sequence[Cell]":
    taken = (one.acknowledged, one.assigned)
    return one.id, one.severity, one.rule, one.opened, one.closed or "open", *taken, one.notices, one.held, one.title


def show(
    alert: Annotated[str, typer.Argument(help="The alert's id, or the start of it.")],
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show an alert with its notices, and to whom they went."""
    from monitor.cli.output import clean, facts, heading, moment, print_json
    from monitor.usecases import alerts

    found = looked(config, database, lambda engines: alerts.show(engines, alert))
    if as_json:
        print_json(found)
        return
    one = found.alert
    facts(
        [
            ("alert", one.id),
            ("title", one.title),
            ("rule", one.rule),
            ("group", one.group),
            ("severity", one.severity),
            ("opened", one.opened),
            ("last match", one.last_match),
            ("closed", one.closed or "open"),
            ("acknowledged", one.acknowledged),
            ("assigned to", one.assigned),
            ("held", f"{one.held}, told at {one.next_due:%H:%M:%S}Z" if one.next_due else None),
        ]
    )
    for notice in found.notices:
        heading(f"\nNotice {notice.number}: {notice.kind}")
        _notice(notice, "  ")
    if found.acts:
        heading("\nWhat people did")
        for act in found.acts:
            print(f"  {moment(act.at)}  {clean(acts.in_words(act))}")


def why(
    about: Annotated[str, typer.Argument(help="An alert's id, or a post as CHANNEL/ID or link.")],
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Why a post was told, or was not: words, decisions, notices, deliveries, answers."""
    from monitor.cli.output import hint, print_json
    from monitor.usecases import alerts

    found = looked(config, database, lambda engines: alerts.why(engines, about))
    if as_json:
        print_json(found)
        return
    for number, path in enumerate(found):
        if number:
            print()
        _path(path)
    if not any(path.rules for path in found):
        hint(
            "\nNo rule held for it when it was read. Rules that are newer than the post are not asked:"
            " `monitor posts export | monitor backtest --posts /dev/stdin` asks them."
        )


def _path(path: "PostPath") -> None:
    from monitor.cli.output import clean, facts, heading, line, moment, paragraph

    heading(f"{path.channel}/{path.message_id}")
    facts(
        [
            ("  link", path.link),
            ("  posted", path.posted),
            ("  seen" if path.revision == 1 else "  edit seen", path.seen),
        ]
    )
    paragraph(line(path.text, _SHOWN) or "(no text)")
    for rule in path.rules:
        heading(f"\n  rule {rule.rule} {_held(rule)}")
        for item in rule.evidence:
            print(f"    because of {_because(item)}")
        for step in rule.steps:
            detail = f" ({line(step.detail)})" if step.detail else ""
            print(f"    {moment(step.at)}  {step.event}: {step.reason}: {step.meaning}{detail}")
            for notice in step.notices:
                print(f"      notice {notice.number} of alert {step.alert}: {notice.kind}")
                _notice(notice, "        ")
        for act in rule.acts:
            print(f"    {moment(act.at)}  the alert was {clean(acts.in_words(act))}")


def _held(rule: "RulePath") -> str:
    from monitor.cli.output import moment

    if rule.matched is None:
        return "did not hold"
    return f"held at {moment(rule.matched)}" + ("" if rule.holds else ", and no longer does")


def _because(item: "Evidence") -> str:
    from monitor.cli.output import line

    place = f" at {item.start}–{item.end} of its {item.field}" if item.start is not None else f" in its {item.field}"
    return f"{item.condition} {line(item.what)!r}: «{line(item.found)}»{place}"


def _notice(notice: "NoticeLine", margin: str) -> None:
    from monitor.cli.deliveries import waits_for
    from monitor.cli.output import line, moment

    more = f" and {notice.more} more" if notice.more else ""
    print(f"{margin}{moment(notice.created)}  {line(', '.join(notice.posts) or ' '.join(notice.lines))}{more}")
    for told in notice.deliveries:
        one = told.delivery
        waits = f", next try {moment(one.due)}" if one.state == "due" else ""
        if one.state == "held":
            waits = f", {waits_for(one.held)}, until {moment(one.due)}"
        print(f"{margin}to {one.receiver}/{one.entry}: {one.state}{waits}  [{one.key}]")
        for attempt in told.tries:
            answer = f": {line(attempt.detail)}" if attempt.detail else ""
            print(f"{margin}  {moment(attempt.at)}  try {attempt.number}, {attempt.took} ms: {attempt.result}{answer}")
        if not told.tries and one.detail:
            print(f"{margin}  {line(one.detail)}")
    if not notice.deliveries:
        print(f"{margin}to nobody: no receiver of the rule takes this severity")

"""Windows in words. Pure."""

from collections.abc import Collection, Mapping, Sequence

from monitor.model import Entry, Millis, WindowSpec

_UNITS = ((86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1_000, "s"))
_PLURALS = {"entity": "entities"}
_SHOWN = 6

Names = Mapping[str, str]
"""What groups and values are called, where that is not what stands behind their colon."""


def span(millis: Millis) -> str:
    """ "10 min", "1 h 30 min", "7 d": at most two units."""
    words: list[str] = []
    for size, unit in _UNITS:
        if millis >= size and len(words) < 2:
            words.append(f"{millis // size} {unit}")
            millis %= size
        elif words:
            break
    return " ".join(words) or "0 s"


def called(group: str, names: Names) -> str:
    """What a group or value is called."""
    return names.get(group) or group.partition(":")[2]


def line(spec: WindowSpec, group: str, entries: Sequence[Entry], number: int, names: Names, usual: float | None) -> str:
    """What a reached window holds: so many matches. `entries` are those of them that matter; `usual`: how many it
    usually has.
    """
    within = span(spec.within)
    where = f" in {called(group, names)}" if group else ""
    if spec.kind == "distinct":
        values = dict.fromkeys(entry.value for entry in entries)
        listed = ", ".join(called(value, names) for value in list(values)[:_SHOWN])
        more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
        return f"{_several(len(values), spec.of)} within {within}{where}: {listed}{more}"
    if spec.kind == "spike":
        return f"{number} matches within {within}{where}, usually {_mean(usual or 0.0)} (over {span(spec.against)})"
    if spec.kind == "sequence":
        return f"{', then '.join(spec.steps)} within {within}{where}"
    return f"{number} matches within {within}{where}"


def so_far(spec: WindowSpec, entries: Sequence[Entry], posted: Millis) -> str:
    """What a window that ends at a moment has come to, of what it has to."""
    there = [entry for entry in entries if posted - spec.within <= entry.posted <= posted]
    within = span(spec.within)
    if spec.kind == "distinct":
        return f"{len({entry.value for entry in there})} of {_several(spec.least, spec.of)} within {within}"
    if spec.kind == "sequence":
        return f"{_steps(spec, there)} of {len(spec.steps)} steps in order within {within}"
    return f"{len({entry.post for entry in there})} of {spec.least} within {within}"


def _steps(spec: WindowSpec, entries: Sequence[Entry]) -> int:
    """How many steps of a sequence were taken, each after the one before."""
    done, last = 0, None
    for entry in entries:
        if done < len(spec.steps) and entry.value == spec.steps[done] and entry.posted != last:
            done, last = done + 1, entry.posted
    return done


def no_spike(spec: WindowSpec, count: int, usual: float | None, covered: Millis) -> str:
    """Why so many matches are no spike. `covered`: how far back the record goes that the usual is worked out from."""
    within = span(spec.within)
    if count < spec.least:
        return f"{count} of at least {spec.least} within {within}"
    if usual is None:
        return f"{count} within {within}; what is usual is not known yet: {learning(spec, covered)}"
    return f"{count} within {within}, usually {_mean(usual)}: not {spec.times:g} times as many"


def learning(spec: WindowSpec, covered: Millis) -> str:
    """That the record does not go back far enough."""
    return f"the record goes back {span(max(0, covered))}, of the {span(enough(spec))} that it takes"


def enough(spec: WindowSpec) -> Millis:
    """How far the record has to go back: a quarter of `against` for a spike, a tenth for something new."""
    return spec.against // (10 if spec.kind == "new" else 4)


def novelty(spec: WindowSpec, value: str, names: Names) -> str:
    """That a value is new."""
    return f"New {spec.of}: {called(value, names)}, not seen here in {span(spec.against)}"


def silence(spec: WindowSpec, group: str, names: Names, *, ever: bool, left_out: Collection[str]) -> str:
    """That nothing matched. `left_out` are channels that have been out of sight for so long that they do not count."""
    where = f" in {called(group, names)}" if group else ""
    since = "" if ever else ", nor ever since the rule began"
    out = sorted(left_out)
    listed = ", ".join(out[:_SHOWN]) + (f" and {len(out) - _SHOWN} more" if len(out) > _SHOWN else "")
    aside = f" Left aside, because they have long been out of sight: {listed}." if out else ""
    return f"Nothing matched{where} for {span(spec.within)}{since}, and we were looking all the time.{aside}"


def heard_again(silent: Millis) -> str:
    """That a silence has ended."""
    return f"Heard again after {span(silent)}"


def _several(number: int, what: str) -> str:
    return f"{number} {_PLURALS.get(what, what + 's') if number != 1 else what}"


def _mean(usual: float) -> str:
    return f"{usual:.1f}".removesuffix(".0") if usual < 10 else f"{usual:.0f}"

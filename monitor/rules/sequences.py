"""Rules that wait for others in an order (`over: {sequence: …}`): what is a match of theirs. Pure."""

from collections.abc import Sequence

from monitor.model import Match, RuleSpec


def with_sequences(matches: Sequence[Match], rules: Sequence[RuleSpec]) -> tuple[Match, ...]:
    """The matches of a post, and those of `rules`, which wait for a sequence, where one of these is a step of it.

    They rest on the same evidence.
    """
    found = list(matches)
    if not found:
        return ()
    named = {match.rule for match in found}
    for rule in rules:
        steps = [match for match in matches if rule.window is not None and match.rule in rule.window.steps]
        if steps and rule.id not in named:
            evidence = tuple(dict.fromkeys(item for match in steps for item in match.evidence))
            first = steps[0]
            found.append(Match(rule.id, first.channel, first.post, first.event, evidence))
    return tuple(found)

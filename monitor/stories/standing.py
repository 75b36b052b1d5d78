"""What holds of a story or a claim, from all that people said of it."""

from collections.abc import Iterable

from monitor.model import Opinion, Standing


def standing(opinions: Iterable[Opinion]) -> Standing:
    """What holds after all opinions of one story or one claim, in their order.

    An opinion holds once as many different people as it needs have said the same since the last one that came to
    hold; of each person the newest counts. Who says again what holds already takes back what else they proposed.
    """
    now = Standing()
    for one in opinions:
        waiting = [other for other in now.proposed if person(other.by) != person(one.by)]
        if one.ruling == now.ruling:
            now = Standing(now.ruling, _again(now.made, one), tuple(waiting))
            continue
        agreeing = [*(other for other in waiting if other.ruling == one.ruling), one]
        if len(agreeing) >= one.people:
            now = Standing(one.ruling, tuple(agreeing))
        else:
            now = Standing(now.ruling, now.made, (*waiting, one))
    return now


def needed(now: Standing, ruling: str) -> int:
    """How many more people have to say so before it holds."""
    agreeing = [one for one in now.proposed if one.ruling == ruling]
    return max(0, agreeing[-1].people - len(agreeing)) if agreeing else 0


def person(name: str) -> str:
    """Who is meant by a name: spelling with capitals and spaces makes nobody another person."""
    return " ".join(name.split()).casefold()


def _again(made: tuple[Opinion, ...], one: Opinion) -> tuple[Opinion, ...]:
    """Who has said it before, says it anew; others join."""
    return (*(other for other in made if person(other.by) != person(one.by)), one)

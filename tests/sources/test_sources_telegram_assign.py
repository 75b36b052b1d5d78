"""Who reads what: by tables, and by properties over all kinds of accounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.sources.telegram.assign import Place, Standing, Wanted, assign

KEYS = tuple("abcdefgh")


def places(channels, accounts, before=()):
    found = assign([one if isinstance(one, Wanted) else Wanted(one) for one in channels], accounts, dict(before))
    return {key: place.account for key, place in found.items()}


def account(name, health="ready", joined="", known="", **more):
    return Standing(name, health, f"is {health}", joined=frozenset(joined), known=frozenset(known), **more)


@pytest.mark.parametrize(
    ("accounts", "before", "wanted"),
    [
        pytest.param([account("1")], {}, "111", id="one account reads all"),
        pytest.param([account("1"), account("2")], {}, "121", id="new ones are spread, the first account first"),
        pytest.param([account("1"), account("2")], {"a": "2", "b": "2", "c": "2"}, "222", id="what stands stays"),
        pytest.param([account("1"), account("2", joined="ab")], {}, "221", id="who has joined it"),
        pytest.param([account("1", known="abc"), account("2")], {}, "111", id="who knows its address"),
        pytest.param([account("1", known="ab"), account("2", joined="a", known="a")], {}, "211", id="joined first"),
        pytest.param(
            [account("1", "out"), account("2")], {"a": "1", "b": "1", "c": "2"}, "222", id="from one that is out"
        ),
        pytest.param([account("1", "out"), account("2", "quiet")], {"a": "1"}, "122", id="not to one that is away"),
        pytest.param([account("1", "out"), account("2", "out")], {"a": "2"}, "211", id="nobody can read: they wait"),
        pytest.param(
            [account("1", joined="a", known="ab"), account("2", known="ab")], {"a": "2", "b": "2"}, "121",
            id="back to the only one that has joined it",
        ),
        pytest.param(
            [account("1", "quiet", joined="a"), account("2", known="a")], {"a": "2"}, "211", id="not before it is back"
        ),
        pytest.param(
            [account("1", resolves=False, known="a"), account("2")], {"a": "1", "b": "1"}, "122",
            id="what cannot be looked up goes where it can",
        ),
        pytest.param(
            [account("1", resolves=False), account("2", resolves=False)], {"a": "1", "b": "1"}, "112",
            id="or stays, if nobody may look it up",
        ),
    ],
)  # fmt: skip
def test_by_table(accounts, before, wanted):
    assert "".join(places("abc", accounts, before)[key] for key in "abc") == wanted


def test_room_for_those_that_are_not_joined_is_counted_in_slots():
    full = account("1", joined="abc", slots=0)
    free = account("2", joined="defgh", slots=10)
    assert places("abcdefghx", [full, free])["x"] == "2"


def test_who_is_in_500_channels_is_asked_to_join_no_more():
    channels = [Wanted(key, join=True) for key in "abc"]
    assert places(channels, [account("1", member_of=499), account("2", member_of=3)]) == {"a": "1", "b": "2", "c": "2"}
    assert set(places(channels, [account("1", member_of=500)]).values()) == {"1"}


def test_why_it_was_moved():
    out = Standing("desk-1", "out", "is banned")
    assert assign([Wanted("a")], [out, Standing("desk-2")], {"a": "desk-1"}) == {
        "a": Place("desk-2", "desk-1 is banned")
    }
    back = Standing("desk-1", joined=frozenset("a"))
    assert assign([Wanted("a")], [back, Standing("desk-2")], {"a": "desk-2"}) == {
        "a": Place("desk-1", "desk-1 has joined it, desk-2 has not")
    }


some_keys = st.frozensets(st.sampled_from(KEYS))


@st.composite
def standings(draw):
    def one(name):
        joined = draw(some_keys)
        return Standing(
            name,
            draw(st.sampled_from(["ready", "quiet", "out"])),
            "is so",
            joined=joined,
            known=joined | draw(some_keys),
            member_of=draw(st.sampled_from([0, 10, 499, 500])),
            slots=draw(st.integers(0, 3)),
            resolves=draw(st.booleans()),
        )

    return [one(name) for name in ("1", "2", "3")[: draw(st.integers(1, 3))]]


channels = st.lists(st.builds(Wanted, st.sampled_from(KEYS), st.booleans()), unique_by=lambda one: one.key)
befores = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["1", "2", "3", "gone"]))


@given(channels, standings(), befores)
def test_every_channel_has_one_place_and_nothing_moves_twice(channels, accounts, before):
    found = assign(channels, accounts, before)
    assert found.keys() == {one.key for one in channels}
    assert {place.account for place in found.values()} <= {one.name for one in accounts}
    again = assign(channels, accounts, {key: place.account for key, place in found.items()})
    assert {key: place.account for key, place in again.items()} == {key: place.account for key, place in found.items()}
    assert not any(place.why for place in again.values())


@given(channels, standings(), befores)
def test_who_is_out_reads_nothing_while_another_is_ready(channels, accounts, before):
    health = {one.name: one.health for one in accounts}
    if "ready" in health.values():
        found = assign(channels, accounts, before)
        assert all(health[place.account] != "out" for place in found.values())


@given(channels, standings(), befores)
def test_moving_has_a_reason_and_staying_has_none(channels, accounts, before):
    names = {one.name for one in accounts}
    for key, place in assign(channels, accounts, before).items():
        moved = before.get(key) in names and before[key] != place.account
        assert bool(place.why) == moved


@given(channels, standings(), befores)
def test_what_an_account_has_joined_stays_with_it_unless_it_is_out(channels, accounts, before):
    by_name = {one.name: one for one in accounts}
    found = assign(channels, accounts, before)
    for one in channels:
        owner = by_name.get(before.get(one.key, ""))
        if owner is not None and owner.health != "out" and one.key in owner.joined:
            assert found[one.key].account == owner.name


@given(channels, standings(), befores)
def test_a_channel_more_moves_no_other(channels, accounts, before):
    found = assign(channels, accounts, before)
    settled = {key: place.account for key, place in found.items()}
    more = assign([*channels, Wanted("new")], accounts, settled)
    assert {key: more[key].account for key in settled} == settled

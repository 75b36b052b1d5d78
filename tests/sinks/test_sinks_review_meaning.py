"""What a reader is told, and that a stranger's words cannot pass for ours."""

import json

import pytest
from costs import keeps_pace
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sinks_samples import POSTED, excerpt, notice

from monitor.model import Evidence, Notice
from monitor.sinks._body import body_of
from monitor.sinks._chat import LIMIT, Piece, pieces, units
from monitor.sinks._layout import layout, safe_link
from monitor.sinks._mail import as_html, as_text
from monitor.sinks._text import isolated, wrapped
from monitor.sinks.console import _render


def lines(told: Notice, role: str) -> list[str]:
    return [line.text for block in layout(told, 4_000) for line in block if line.role == role]


def said(told: Notice) -> str:
    return as_text(layout(told, 30_000))


def test_the_link_comes_first_then_who_and_what_then_why() -> None:
    order = [line.role for line in layout(notice(excerpt("вбито", "вбито", media=("photo",))), 4_000)[1]]
    assert order == ["link", "who", "when", "quote", "said", "why"]


@pytest.mark.parametrize(
    ("event", "seen", "told"),
    [
        ("new", POSTED + 900, "Posted 14 Dec 2024 10:31 UTC · seen 10:31 UTC"),
        ("edited", POSTED + 600_000, "Posted 14 Dec 2024 10:31 UTC · edit seen 10:41 UTC"),
        ("deleted", POSTED + 86_400_000, "Posted 14 Dec 2024 10:31 UTC · deletion seen 15 Dec 2024 10:31 UTC"),
        ("reached", POSTED + 3_120_000, "Posted 14 Dec 2024 10:31 UTC · reached 11:23 UTC"),
    ],
)
def test_when_it_was_posted_and_what_was_seen(event: str, seen: int, told: str) -> None:
    assert lines(notice(excerpt(event=event, seen=seen)), "when") == [told]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Втрати: 30 вбито", "Втрати: 40 вбито", "Edited: “30” → “40”. It now says:"),
        ("Втрати: 30", "Втрати: 30 і 3 зниклі", "Edited: “і 3 зниклі” was added. It now says:"),
        ("Втрати: 30 і 3", "Втрати: 30", "Edited: “і 3” was taken out. It now says:"),
        ("один два два три", "один два три", "Edited: “два” was taken out. It now says:"),
        ("зовсім інше", "нове слово", "Edited. It now says:"),
        ("а  б", "а б", "Edited. It now says:"),
        (f"а {'довго ' * 50} б", "а коротко б", "Edited. It now says:"),
        ("а <b> б", "а \u202e@all б", "Edited: “<b>” → “\ufffd@all”. It now says:"),
    ],
)
def test_what_an_edit_came_to(before: str, after: str, told: str) -> None:
    assert lines(notice(excerpt(after, event="edited", before=before), kind="edited"), "said")[0] == told


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (notice(excerpt(), kind="matched"), "Update: another post matches"),
        (notice(excerpt(), kind="matched", more=2), "Update: more posts match"),
        (notice(excerpt(), excerpt(), kind="matched"), "Update: more posts match"),
        (notice(excerpt(), excerpt(event="deleted"), kind="matched"), "Update: more posts, and what became of others"),
        (notice(kind="deleted"), "Update: a post was deleted"),
    ],
)
def test_what_a_notice_is(told: Notice, line: str) -> None:
    assert lines(told, "line") == [line] + (["… and 2 more posts"] if told.more else [])


def test_a_summary_does_not_say_its_title_twice() -> None:
    assert said(notice(kind="away", title="While we were away")).count("While we were away") == 1


def test_a_name_cannot_pass_for_the_fields_beside_it() -> None:
    post = excerpt("x", channel="DIU (@DIUkraine) · side ukraine · official", handle="evil", side="", labels=())
    assert lines(notice(post), "who") == ["DIU (DIUkraine) • side ukraine • official (@evil)"]


def test_what_runs_from_right_to_left_turns_nothing_else_around() -> None:
    post = excerpt("שלום", channel="ערוץ", forward="قناة", media=("document שם.pdf",))
    (who,) = lines(notice(post), "who")
    assert who.startswith("\u2068ערוץ\u2069 (@DIUkraine) · side ukraine")
    assert "Forwarded from \u2068قناة\u2069" in said(notice(post))
    assert isolated("Курск") == "Курск"
    assert "<p dir='auto'" in as_html(layout(notice(post), 4_000), "high")


@pytest.mark.parametrize(
    ("link", "safe"),
    [
        ("https://t.me/a/1", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://x.org/ @everyone", False),
        ("tg://proxy?server=x", False),
        ("", False),
    ],
)
def test_what_is_no_web_address_leads_nowhere(link: str, safe: bool) -> None:
    post = excerpt(link=link)
    assert safe_link(post) == (link if safe else "")
    assert ("<a href" in as_html(layout(notice(post), 4_000), "high")) is safe


def covered(piece: Piece, kind: str) -> list[str]:
    wide = piece.text.encode("utf-16-le")
    spans = ((e["offset"] * 2, (e["offset"] + e["length"]) * 2) for e in piece.entities if e["type"] == kind)
    return [wide[start:end].decode("utf-16-le") for start, end in spans]


def test_every_post_stays_a_quote_however_many_words_matched() -> None:
    text = "вбито " * 16
    evidence = tuple(Evidence("keyword", "вбито", "вбито", at, at + 5) for at in range(0, 96, 6))
    posts = [excerpt(f"{text}{n}", evidence=evidence) for n in range(10)]
    made = pieces(layout(notice(*posts), 10_000), "")
    assert [quote for piece in made for quote in covered(piece, "blockquote")] == [post.text for post in posts]
    assert all(len(piece.entities) <= 100 for piece in made)


PARTS = st.lists(
    st.sampled_from(["вбито", "🔥", "👩\u200d🚀", "@бот", "/старт /go", "tg://x", "\n\n", " ", "𝕏" * 9, "."])
)


@settings(deadline=None)
@given(PARTS.map("".join), st.integers(250, 700))
def test_offsets_hold_wherever_a_text_is_divided(text: str, limit: int) -> None:
    spans = [at for at in range(len(text)) if text.startswith("вбито", at)]
    post = excerpt(text, evidence=tuple(Evidence("keyword", "вбито", "вбито", at, at + 5) for at in spans))
    made = pieces(layout(notice(post), 10_000), "https://t.me/x/1", limit)
    assert all(0 < units(piece.text) <= limit for piece in made)
    for piece in made:
        assert all(set(word.split("вбито")) == {""} for word in covered(piece, "underline"))
        assert "tg://" not in piece.text
        assert "/go" not in piece.text


def test_the_end_of_a_long_message_links_to_nothing_else() -> None:
    post = excerpt("слово " * 4_000, link="javascript:@everyone /start")
    made = pieces(layout(notice(post), 100_000), safe_link(post))
    assert len(made) == 3
    assert made[-1].text.endswith("\n…")
    assert all(units(piece.text) <= LIMIT for piece in made)


@example("W WWW\t漢\t", 20)
@given(st.text(st.sampled_from("аб 漢🔥\u0301\n\tW."), max_size=300), st.integers(20, 80))
def test_rows_of_a_terminal_are_narrow_and_lose_nothing(text: str, width: int) -> None:
    shown = [text[start:end] for start, end in wrapped(text, width)]
    assert "".join(shown).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    wide = {"漢": 2, "🔥": 2, "\u0301": 0, "\t": 8}
    assert all(sum(wide.get(char, 1) for char in row) <= width for row in shown)
    assert [text[start:end] for start, end in wrapped(text, None)] == text.split("\n")


def test_a_post_cannot_wrap_into_a_line_of_ours() -> None:
    text = f"{'x' * 74}[CRITICAL] Rule one · alert 1 {'слово ' * 40}"
    blocks = layout(notice(excerpt(text, "слово", channel="K" * 150)), 4_000)
    rows = _render(blocks, "high", colour=False, width=80).split("\n")
    assert all(len(row) <= 80 for row in rows)
    assert [row for row in rows if row and not row.startswith("  ")] == [
        "[HIGH] North Korean casualties are claimed",
        "Rule dprk-casualties · alert 4f1c2a · notice 1",
    ]
    assert "\x1b[1;33mслово\x1b[0m" in _render(blocks, "high", colour=True, width=80)


def test_a_body_does_not_repeat_a_text_for_every_place_in_it() -> None:
    text = "а" * 100_000
    spans = tuple(Evidence("regex", f"{n}.*", text, 0, len(text)) for n in range(64))
    body = body_of(notice(excerpt(text, evidence=spans, media=(text,), forward=text, channel=text)))
    assert len(body) < 300_000
    assert len(json.loads(body)["data"]["excerpts"][0]["evidence"][0]["found"]) == 1_000


@pytest.mark.parametrize("piece", ["\u0301", "🔥", "а ", "@а", "\n", "вбито ", "שלום", "\t"])
def test_a_long_text_costs_its_length(piece: str) -> None:
    def show(length: int) -> None:
        post = excerpt(piece * (length // len(piece)), event="edited", before=f"x {piece * (length // len(piece))}")
        blocks = layout(notice(post, kind="edited"), 200_000)
        as_html(blocks, "high"), pieces(blocks, ""), _render(blocks, "high", colour=True, width=80)

    assert keeps_pace(show, 3_000)


@pytest.mark.parametrize(
    ("kind", "line", "word"),
    [
        ("acknowledged", "Acknowledged by Olena", "Update: somebody takes this up"),
        ("assigned", "Assigned to Ivan by Olena", "Update: this is assigned"),
        ("closed", "Closed: nothing further for 24 h", "This alert is closed"),
        ("continues", "Both are of one story: this goes on in alert 09be11", "This alert goes on in another one"),
    ],
)
def test_what_a_line_says_is_not_said_twice(kind: str, line: str, word: str) -> None:
    assert lines(notice(kind=kind, lines=(line,)), "line") == [line]
    assert lines(notice(kind=kind), "line") == [word]

"""Notices and deliveries that the tests of sinks send."""

from msgspec.structs import replace

from monitor.model import Delivery, Evidence, Excerpt, Notice

POSTED = 1_734_172_260_123  # 14 Dec 2024 10:31 UTC
TEXT = "Плехово: щонайменше 30 військових КНДР вбито та поранено. Бої тривають."


def excerpt(text: str = TEXT, *words: str, **fields: object) -> Excerpt:
    spans = [(word, text.index(word)) for word in words]
    plain = Excerpt(
        channel="Defence Intelligence of Ukraine",
        handle="DIUkraine",
        side="ukraine",
        labels=("official",),
        post=5012,
        link="https://t.me/DIUkraine/5012",
        text=text,
        posted=POSTED,
        seen=POSTED + 900,
        evidence=tuple(Evidence("keyword", word, word, at, at + len(word)) for word, at in spans),
    )
    return replace(plain, **fields)


def notice(*excerpts: Excerpt, **fields: object) -> Notice:
    plain = Notice(
        alert="4f1c2a",
        number=1,
        kind="opened",
        rule="dprk-casualties",
        title="North Korean casualties are claimed",
        severity="high",
        created=POSTED + 950,
        opened=POSTED + 950,
        excerpts=excerpts or (excerpt(TEXT, "військових КНДР"),),
    )
    return replace(plain, **fields)


def delivery(number: int = 1, **fields: object) -> Delivery:
    plain = Delivery(f"4f1c2a:{number}:newsroom:desk", "4f1c2a", number, "newsroom", "desk")
    return replace(plain, **fields)

"""Notices of every kind, as a template is told of them: what `monitor check` tries templates with."""

from typing import Any

from msgspec.structs import replace

from monitor.model import OPERATORS, Evidence, Excerpt, Notice
from monitor.sinks._body import event_of

_POSTED = 1_734_172_260_123  # 14 Dec 2024 10:31 UTC
# What breaks out of quotes, lines and tags, where a template does not escape it.
_TEXT = 'Плехово: "щонайменше 30" військових КНДР \\ вбито <b>та</b> поранено.\nБої {{ тривають }} & далі.'
_WORDS = "військових КНДР"
_EXCERPT = Excerpt(
    channel='Defence "Intelligence" of Ukraine',
    handle="DIUkraine",
    side="ukraine",
    reliability="B",
    labels=("official",),
    post=5012,
    link="https://t.me/DIUkraine/5012",
    text=_TEXT,
    posted=_POSTED,
    seen=_POSTED + 900,
    late=2_460_000,
    evidence=(Evidence("keyword", _WORDS, _WORDS, _TEXT.index(_WORDS), _TEXT.index(_WORDS) + len(_WORDS)),),
    media=("video 1:48, 12 MB",),
    forward="Butusov Plus",
    note="matches after an edit",
)
_BARE = Excerpt("a", "", "", (), 1, "", "", _POSTED, _POSTED, evidence=(Evidence("media", "video", "a video"),))
_OPENED = Notice(
    alert="4f1c2a",
    number=1,
    kind="opened",
    rule="dprk-casualties",
    title='North Korean "casualties" are claimed',
    severity="high",
    created=_POSTED + 950,
    opened=_POSTED + 950,
    excerpts=(_EXCERPT,),
)
_NOTICES = (
    _OPENED,
    replace(_OPENED, number=2, kind="matched", excerpts=(_EXCERPT, _BARE), folded=(3, 4), more=5, severity="critical"),
    replace(_OPENED, number=3, kind="edited", excerpts=(replace(_EXCERPT, event="edited", before="Було: 20"),)),
    replace(_OPENED, number=4, kind="deleted", excerpts=(replace(_EXCERPT, event="deleted"),)),
    replace(_OPENED, number=5, kind="contradicted", excerpts=(_BARE,), lines=("another number: 12",)),
    replace(_OPENED, number=1, kind="away", rule="", excerpts=(), lines=("Rule: 2 posts",), more=2, severity="info"),
    replace(_OPENED, rule=f"{OPERATORS}identity", excerpts=(), lines=("It is called “B” now.",), opened=0),
)
SAMPLES: tuple[dict[str, Any], ...] = tuple({"id": f"4f1c2a:{one.number}:a:b", **event_of(one)} for one in _NOTICES)

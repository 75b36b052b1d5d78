"""Messages as Telegram Desktop writes them, as posts."""

from pathlib import Path
from typing import Any

import pytest

from monitor.model import Forward, Markup, Media
from monitor.sources.export import Folder, Origin, to_post
from monitor.sources.export.text import to_text

HEAD = {
    "id": 7,
    "type": "message",
    "date": "2024-12-14T12:00:00",
    "date_unixtime": "1734170400",
    "from_id": "channel11",
}
NOT_THERE = "(File not included. Change data exporting settings to download.)"


def post(size: int | None = None, **fields: Any) -> Any:
    return to_post({**HEAD, **fields}, Origin(11, "DIUkraine"), lambda _path: size)


def test_a_plain_message() -> None:
    found = post(text="Бій", text_entities=[{"type": "plain", "text": "Бій"}], author="Pen", reply_to_message_id=3)
    assert (found.channel, found.id, found.posted, found.text) == (11, 7, 1_734_170_400_000, "Бій")
    assert (found.author, found.reply_to, found.group, found.edited) == ("Pen", 3, None, None)
    assert found.link == "https://t.me/DIUkraine/7"
    assert to_post(HEAD, Origin(11), lambda _path: None).link == "https://t.me/c/11/7"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("part", "kind", "value"),
    [
        ({"type": "bold"}, "bold", ""),
        ({"type": "strikethrough"}, "strike", ""),
        ({"type": "blockquote", "collapsed": True}, "quote", ""),
        ({"type": "spoiler"}, "spoiler", ""),
        ({"type": "text_link", "href": "https://a.example"}, "link", "https://a.example"),
        ({"type": "link"}, "url", ""),
        ({"type": "mention"}, "mention", ""),
        ({"type": "mention_name", "user_id": 42}, "mention", "42"),
        ({"type": "hashtag"}, "hashtag", ""),
        ({"type": "pre", "language": "python"}, "pre", "python"),
        ({"type": "custom_emoji", "document_id": "5368324170671202286"}, "emoji", "5368324170671202286"),
        ({"type": "custom_emoji", "document_id": NOT_THERE}, "emoji", ""),
    ],
)
def test_marked_text(part: dict[str, Any], kind: str, value: str) -> None:
    """Offsets are code points: a picture is one, though two in UTF-16."""
    text, markup = to_text(["💥 ", {**part, "text": "слово"}, "!"])
    assert (text, markup) == ("💥 слово!", (Markup(kind, 2, 7, value),))


@pytest.mark.parametrize("kind", ["plain", "bot_command", "bank_card", "unknown", "of tomorrow", None])
def test_text_without_a_kind_of_ours(kind: Any) -> None:
    assert to_text([{"type": kind, "text": "a"}, {"type": kind}, 7, None, {"text": 5}]) == ("a", ())


def test_entities_beat_text() -> None:
    marked = post(text="old", text_entities=[{"type": "bold", "text": "new"}])
    assert (marked.text, marked.markup) == ("new", (Markup("bold", 0, 3),))
    assert post(text=["a", {"type": "bold", "text": "b"}]).markup == (Markup("bold", 1, 2),)  # before 2022
    assert post().text == post(text=None).text == post(text={"a": 1}).text == ""


def test_a_poll_asks() -> None:
    found = post(text="Думка", poll={"question": "Чи так?", "answers": []})
    assert (found.text, found.media) == ("Думка\nЧи так?", (Media("poll", 7),))
    rich = post(text="", poll={"question": [{"type": "bold", "text": "Чи"}, " так?"]})
    assert (rich.text, rich.markup) == ("Чи так?", (Markup("bold", 0, 2),))


def test_dates() -> None:
    assert post(date_unixtime=None, date="2024-12-14T12:00:00").posted == 1_734_177_600_000
    found = post(edited="2024-12-14T13:00:00", edited_unixtime="1734174000")
    assert found.edited == 1_734_174_000_000
    for wrong in ({"date": "soon"}, {"date_unixtime": "99999999999999999"}, {"id": None}, {"id": 2**64}, {"id": True}):
        with pytest.raises(ValueError, match="it has no"):
            post(**{"date_unixtime": None, **wrong})


def test_what_is_no_post() -> None:
    assert post(type="service", action="pin_message") is None
    assert post(type="unsupported") is None
    assert post(id=-999_999_000) is None  # of the group that became this one
    with pytest.raises(ValueError, match="no type"):
        post(type=None)


def test_forwards() -> None:
    assert post(forwarded_from="Other", forwarded_from_id="channel555").forward == Forward(555, name="Other")
    assert post(forwarded_from="Ada", forwarded_from_id="user5").forward == Forward(name="Ada")
    assert post(forwarded_from=None).forward == Forward()  # its author hides
    assert post(saved_from="Other").forward == Forward(name="Other")
    assert post().forward is None
    assert post(reply_to_message_id=3, reply_to_peer_id="channel9").reply_to is None


def test_reactions() -> None:
    found = post(
        reactions=[
            {"type": "emoji", "count": 3, "emoji": "🔥"},
            {"emoji": "👍", "count": 1},
            {"type": "custom_emoji", "count": 2, "document_id": "53"},
            {"type": "custom_emoji", "count": 2, "document_id": NOT_THERE},
            {"type": "paid", "count": 4},
            {"type": "emoji", "emoji": "👎"},
            "?",
        ]
    )
    assert found.counters.reactions == (("🔥", 3), ("👍", 1), ("custom:53", 2), ("custom", 2), ("paid", 4))
    assert (found.counters.views, post(reactions=5).counters.reactions) == (None, ())


@pytest.mark.parametrize(
    ("fields", "media"),
    [
        (
            {"photo": NOT_THERE, "photo_file_size": 83, "width": 10, "height": 20},
            Media("photo", 7, "image/jpeg", 83, 10, 20),
        ),
        ({"photo": "photos/a.jpg"}, Media("photo", 7, "image/jpeg", 99)),
        (
            {
                "file": "video_files/a b.mp4",
                "media_type": "video_file",
                "mime_type": "video/mp4",
                "duration_seconds": 9,
            },
            Media("video", 7, "video/mp4", 99, duration=9.0, file_name="a b.mp4"),
        ),
        (
            {"file": NOT_THERE, "file_name": "../../etc/passwd", "file_size": 5, "mime_type": "text/plain"},
            Media("document", 7, "text/plain", 5, file_name="../../etc/passwd"),
        ),
        ({"file": NOT_THERE, "media_type": "voice_message"}, Media("voice", 7)),
        ({"file": NOT_THERE, "media_type": "video_message"}, Media("round", 7)),
        ({"file": NOT_THERE, "media_type": "sticker", "sticker_emoji": "x"}, Media("sticker", 7)),
        ({"file": NOT_THERE, "media_type": "animation"}, Media("gif", 7)),
        ({"location_information": {"latitude": 1.5, "longitude": 2.5}}, Media("geo", 7)),
        ({"place_name": "Суджа", "address": "x"}, Media("geo", 7)),
        ({"contact_information": {"phone_number": "1"}}, Media("contact", 7)),
        ({"game_title": "x"}, Media("other", 7)),
    ],
)
def test_media(fields: dict[str, Any], media: Media) -> None:
    assert post(size=99, **fields).media == (media,)


def test_sizes_are_asked_inside_of_the_folder_only(tmp_path: Path) -> None:
    (tmp_path / "export" / "photos").mkdir(parents=True)
    (tmp_path / "export" / "photos" / "a.jpg").write_bytes(b"12345")
    (tmp_path / "secret").write_bytes(b"1")
    (tmp_path / "export" / "link").symlink_to(tmp_path / "secret")
    folder = Folder(tmp_path / "export")
    assert folder.size("photos/a.jpg") == 5
    for outside in ("../secret", str(tmp_path / "secret"), "link", "photos", "none", "a\0b", "photos/../../secret"):
        assert folder.size(outside) is None

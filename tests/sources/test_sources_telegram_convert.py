"""Telegram's messages as posts."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telethon.tl import types

from monitor.model import Counters, Forward, Markup, Media
from monitor.sources.telegram.convert import to_post
from monitor.sources.telegram.markup import to_markup

NOON = datetime(2024, 12, 14, 12, 0, tzinfo=UTC)
NOON_MS = 1_734_177_600_000


def message(**fields):
    return types.Message(7, types.PeerChannel(42), **{"date": NOON, "message": "", "post": True} | fields)


def test_plain_post():
    post = to_post(message(message="Дія", views=9, forwards=2, post_author="Ред."), "unit")
    assert (post.channel, post.id, post.posted, post.text) == (42, 7, NOON_MS, "Дія")
    assert (post.author, post.counters, post.link) == ("Ред.", Counters(9, 2), "https://t.me/unit/7")
    assert (post.media, post.group, post.parts, post.captions, post.edited) == ((), None, (), (), None)


def test_link_without_a_handle_is_the_one_for_members():
    assert to_post(message(), "").link == "https://t.me/c/42/7"


def test_service_messages_and_empty_ones_are_no_posts():
    service = types.MessageService(7, types.PeerChannel(42), date=NOON, action=types.MessageActionChatEditTitle("x"))
    assert to_post(service, "unit") is None
    assert to_post(types.MessageEmpty(7, types.PeerChannel(42)), "unit") is None


def test_offsets_are_code_points():
    text = "🔥 Акцент 🇺🇦 link"
    at = len("🔥 ".encode("utf-16-le")) // 2
    entities = [types.MessageEntityBold(at, 6), types.MessageEntityTextUrl(at + 12, 4, "https://example.org")]
    bold, link = to_markup(text, entities)
    assert text[bold.start : bold.end] == "Акцент"
    assert (text[link.start : link.end], link.kind, link.value) == ("link", "link", "https://example.org")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.data())
def test_any_span_survives_the_way_through_utf16(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    wide = [len(text[:n].encode("utf-16-le")) // 2 for n in (start, end)]
    found = to_markup(text, [types.MessageEntityItalic(wide[0], wide[1] - wide[0])])
    assert found == ((Markup("italic", start, end),) if end > start else ())


def test_spans_past_the_text_are_clipped():
    assert to_markup("abc", [types.MessageEntityBold(1, 99), types.MessageEntityBold(50, 3)]) == (Markup("bold", 1, 3),)


@pytest.mark.parametrize(
    ("entity", "kind", "value"),
    [
        (types.MessageEntityUnderline(0, 2), "underline", ""),
        (types.MessageEntityStrike(0, 2), "strike", ""),
        (types.MessageEntityCode(0, 2), "code", ""),
        (types.MessageEntityPre(0, 2, "python"), "pre", "python"),
        (types.MessageEntityBlockquote(0, 2), "quote", ""),
        (types.MessageEntitySpoiler(0, 2), "spoiler", ""),
        (types.MessageEntityUrl(0, 2), "url", ""),
        (types.MessageEntityEmail(0, 2), "email", ""),
        (types.MessageEntityPhone(0, 2), "phone", ""),
        (types.MessageEntityHashtag(0, 2), "hashtag", ""),
        (types.MessageEntityCashtag(0, 2), "cashtag", ""),
        (types.MessageEntityMention(0, 2), "mention", ""),
        (types.MessageEntityMentionName(0, 2, 555), "mention", "555"),
        (types.MessageEntityCustomEmoji(0, 2, 99), "emoji", "99"),
    ],
)
def test_kinds_of_markup(entity, kind, value):
    assert to_markup("ab", [entity]) == (Markup(kind, 0, 2, value),)


def test_unknown_markup_is_left_out():
    assert to_markup("ab", [types.MessageEntityBankCard(0, 2), types.MessageEntityUnknown(0, 2)]) == ()


def test_nul_and_lone_surrogates_stay():
    text = "a\0b\ud800c"
    post = to_post(message(message=text, entities=[types.MessageEntityBold(4, 1)]), "unit")
    assert post.text == text
    assert post.markup == (Markup("bold", 4, 5),)


def document(*attributes, mime="video/mp4"):
    return types.MessageMediaDocument(document=types.Document(77, 1, b"", NOON, mime, 1234, 2, list(attributes)))


VIDEO = types.DocumentAttributeVideo(108.0, 1280, 720)
NAME = types.DocumentAttributeFilename("snow.mp4")


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        (
            document(VIDEO, NAME),
            Media("video", 7, "video/mp4", 1234, 1280, 720, 108.0, "snow.mp4", "77"),
        ),
        (
            document(VIDEO, types.DocumentAttributeAnimated()),
            Media("gif", 7, "video/mp4", 1234, 1280, 720, 108.0, "", "77"),
        ),
        (
            document(types.DocumentAttributeVideo(5.0, 240, 240, round_message=True)),
            Media("round", 7, "video/mp4", 1234, 240, 240, 5.0, "", "77"),
        ),
        (
            document(types.DocumentAttributeAudio(9, voice=True), mime="audio/ogg"),
            Media("voice", 7, "audio/ogg", 1234, duration=9.0, file_id="77"),
        ),
        (
            document(types.DocumentAttributeAudio(9), mime="audio/mpeg"),
            Media("audio", 7, "audio/mpeg", 1234, duration=9.0, file_id="77"),
        ),
        (
            document(types.DocumentAttributeFilename("a.pdf"), mime="application/pdf"),
            Media("document", 7, "application/pdf", 1234, file_name="a.pdf", file_id="77"),
        ),
        (
            document(
                types.DocumentAttributeSticker("x", types.InputStickerSetEmpty()),
                types.DocumentAttributeImageSize(512, 512),
                mime="image/webp",
            ),
            Media("sticker", 7, "image/webp", 1234, 512, 512, file_id="77"),
        ),
        (types.MessageMediaDocument(), Media("other", 7)),
        (types.MessageMediaPhoto(), Media("photo", 7)),
        (types.MessageMediaGeo(types.GeoPoint(35.0, 51.0, 1)), Media("geo", 7)),
        (types.MessageMediaContact("1", "A", "B", "", 0), Media("contact", 7)),
        (types.MessageMediaDice(3, "🎲"), Media("other", 7)),
        (types.MessageMediaUnsupported(), Media("other", 7)),
    ],
)
def test_media(media, expected):
    assert to_post(message(media=media), "unit").media == (expected,)


def test_photo_takes_its_largest_size():
    sizes = [
        types.PhotoStrippedSize("i", b"x"),
        types.PhotoSize("m", 320, 180, 9_000),
        types.PhotoSizeProgressive("y", 1280, 720, [1_000, 90_000]),
        types.PhotoSizeProgressive("z", 1280, 720, []),
    ]
    photo = types.MessageMediaPhoto(photo=types.Photo(5, 1, b"", NOON, sizes, 2))
    assert to_post(message(media=photo), "unit").media == (
        Media("photo", 7, "image/jpeg", 90_000, 1280, 720, file_id="5"),
    )


def test_paid_media_shows_what_it_may():
    shown = types.MessageExtendedMedia(types.MessageMediaPhoto())
    hidden = types.MessageExtendedMediaPreview()
    paid = types.MessageMediaPaidMedia(10, [shown, hidden])
    assert [m.kind for m in to_post(message(media=paid), "unit").media] == ["photo", "other"]


def test_preview_of_a_link_is_no_media():
    assert to_post(message(media=types.MessageMediaWebPage(types.WebPageEmpty(1))), "unit").media == ()


def test_question_of_a_poll_is_text():
    question = types.TextWithEntities("Чи вірите ви?", [types.MessageEntityBold(0, 3)])
    poll = types.MessageMediaPoll(types.Poll(1, question, [], 0), types.PollResults())
    post = to_post(message(message="Опитування", media=poll), "unit")
    assert post.text == "Опитування\nЧи вірите ви?"
    assert [post.text[m.start : m.end] for m in post.markup] == ["Чи" + " "]
    assert [m.kind for m in post.media] == ["poll"]


def test_forward_from_a_channel_with_its_name():
    header = types.MessageFwdHeader(date=NOON, from_id=types.PeerChannel(9), channel_post=3)
    origin = types.Channel(9, "Magyar's Birds", types.ChatPhotoEmpty(), NOON, access_hash=1, username="robert_magyar")
    post = to_post(message(fwd_from=header), "unit", (origin,))
    assert post.forward == Forward(9, "robert_magyar", "Magyar's Birds", 3, NOON_MS)
    assert to_post(message(fwd_from=header), "unit").forward == Forward(9, "", "", 3, NOON_MS)


def test_forward_from_somebody_who_hides():
    header = types.MessageFwdHeader(date=NOON, from_name="Хтось")
    assert to_post(message(fwd_from=header), "unit").forward == Forward(None, "", "Хтось", None, NOON_MS)


def test_replies():
    here = types.MessageReplyHeader(reply_to_msg_id=3)
    elsewhere = types.MessageReplyHeader(reply_to_msg_id=3, reply_to_peer_id=types.PeerChannel(8))
    topic = types.MessageReplyHeader(forum_topic=True, reply_to_msg_id=3)
    story = types.MessageReplyStoryHeader(types.PeerChannel(8), 1)
    found = [to_post(message(reply_to=r), "unit").reply_to for r in (here, elsewhere, topic, story)]
    assert found == [3, None, None, None]


def test_part_of_an_album():
    post = to_post(message(message="caption", grouped_id=500, entities=[types.MessageEntityBold(0, 7)]), "unit")
    assert (post.group, post.parts, post.captions[0].message) == (500, (7,), 7)
    assert (post.captions[0].text, post.captions[0].markup) == ("caption", (Markup("bold", 0, 7),))


def test_reactions():
    results = [
        types.ReactionCount(types.ReactionEmoji("🔥"), 5),
        types.ReactionCount(types.ReactionCustomEmoji(12), 2),
        types.ReactionCount(types.ReactionPaid(), 1),
    ]
    post = to_post(message(reactions=types.MessageReactions(results), edit_date=NOON, edit_hide=True), "unit")
    assert post.counters.reactions == (("🔥", 5), ("custom:12", 2), ("paid", 1))
    assert post.edited == NOON_MS

"""Real pages, read field by field. They are not part of the repository: without them this says so and passes over."""

import os
from pathlib import Path

import pytest

from monitor.model import Counters, Forward, Media, Post
from monitor.sources.preview.page import Page, read_page

CORPUS = Path(os.environ.get("PREVIEW_CORPUS", "/work/shared/corpus/preview"))
TOPWAR = 1_084_368_520

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"no real pages in {CORPUS} (PREVIEW_CORPUS names the folder)"
)


def page(name: str) -> Page:
    return read_page((CORPUS / f"{name}.html").read_bytes())


def only(name: str) -> Post:
    (post,) = page(name).posts
    return post


def formatted(post: Post) -> list[tuple[str, str, str]]:
    return [(m.kind, post.text[m.start : m.end], m.value) for m in post.markup]


def test_the_channel_of_a_whole_page() -> None:
    facts = page("full").channel
    assert (facts.id, facts.handle, facts.subscribers, facts.verified) == (TOPWAR, "topwar_official", 109_000, False)
    assert facts.title.split()[0] == "Военное"
    assert facts.description.count("\n") == 4
    assert facts.description.endswith("@effective100")


def test_the_frame_of_a_whole_page() -> None:
    whole = page("full")
    assert (whole.kind, whole.older, whole.oldest, whole.newest) == ("history", 70_989, 70_989, 71_008)
    assert (whole.foreign, whole.unreadable, whole.none_found) == (0, (), False)
    singles = [70_989, 70_990, 70_995, 70_996, 70_997, 70_998, 70_999, 71_006, 71_007, 71_008]
    assert [post.id for post in whole.posts] == sorted([*singles, 70_992, 71_000])
    assert set(range(70_989, 71_009)) - whole.shown == {70_991}


def test_the_posts_of_a_whole_page() -> None:
    posts = {post.id: post for post in page("full").posts}
    rows = [  # id, when, views, the first word and the last, line breaks
        (70_989, 1_677_570_473_000, 37_200, "В", "Санкт-Петербургу.", 1),
        (70_990, 1_677_571_790_000, 34_500, "Власти", "самолеты.", 0),
        (70_995, 1_677_574_490_000, 33_600, "План", "ТВ.", 0),
        (70_996, 1_677_575_162_000, 32_900, "Информация", "@yaremshooter", 6),
        (70_997, 1_677_578_403_000, 30_300, "Минобороны", "ПВО.", 2),
        (70_999, 1_677_580_988_000, 28_700, "Ночью", "РФ", 0),
        (71_006, 1_677_588_538_000, 17_200, "Кратко", "умерли.", 0),
        (71_008, 1_677_590_043_000, 14_900, "Подземные", "1401.", 0),
    ]
    for number, posted, views, first, last, breaks in rows:
        post = posts[number]
        assert (post.channel, post.posted, post.counters) == (TOPWAR, posted, Counters(views=views)), number
        words = post.text.split()
        assert (words[0], words[-1], post.text.count("\n")) == (first, last, breaks), number
        assert "  " not in post.text
        assert post.link == f"https://t.me/topwar_official/{number}"


def test_albums_of_a_whole_page() -> None:
    posts = {post.id: post for post in page("full").posts}
    small, large = posts[70_992], posts[71_000]
    assert (small.parts, small.group) == ((70_992, 70_993, 70_994), 70_992)
    assert small.media == (Media("photo", 70_992), Media("photo", 70_993), Media("video", 70_994, duration=16.0))
    assert large.parts == tuple(range(71_000, 71_006))
    assert {item.kind for item in large.media} == {"photo"}
    assert [caption.text for caption in large.captions] == [large.text, "", "", "", "", ""]
    assert large.text.endswith(".")


def test_media_of_a_whole_page() -> None:
    posts = {post.id: post for post in page("full").posts}
    assert posts[70_989].media == (Media("photo", 70_989, width=800, height=469, file_id="5470060672080528430"),)
    assert posts[70_998].media == (Media("photo", 70_998, width=800, height=533, file_id="5472216956116518371"),)
    durations = {number: posts[number].media for number in (71_006, 71_007, 71_008)}
    assert durations == {
        71_006: (Media("video", 71_006, duration=177.0),),  # "media is too big" to play, and a video all the same
        71_007: (Media("video", 71_007, duration=101.0),),
        71_008: (Media("video", 71_008, duration=17.0),),
    }
    assert all(posts[number].media == () for number in (70_990, 70_995, 70_996, 70_997, 70_999))


def test_forwards_of_a_whole_page() -> None:
    found = {post.id: post.forward for post in page("full").posts if post.forward is not None}
    assert {number: (f.handle, f.message_id, f.channel) for number, f in found.items()} == {
        70_996: ("yaremshooter", 1_066, None),
        70_998: ("Belarus_VPO", 34_301, None),
        71_006: ("vysokygovorit", 10_899, None),
        71_007: ("dimsmirnov175", 44_655, None),
        71_008: ("ImpNavigator", 4_580, None),
    }
    assert found[71_008].name == "ImpNavigator"
    assert found[70_996].name.startswith("Военкор ")


def test_formatting_of_a_whole_page() -> None:
    posts = {post.id: post for post in page("full").posts}
    linked = formatted(posts[70_996])
    assert [(kind, value) for kind, _, value in linked] == [
        ("link", "https://t.me/infantmilitario/93419"),
        ("mention", ""),
    ]
    assert linked[0][1] == "на расстояние 180 метров"  # over a line break of the source
    assert linked[1][1] == "@yaremshooter"
    assert [kind for kind, _, _ in formatted(posts[70_997])] == ["bold", "bold"]
    assert formatted(posts[70_997])[1][1] == "задействованы истребители"
    ((kind, headline, _),) = formatted(posts[70_998])
    assert (kind, headline[-2:], headline.count("\n")) == ("bold", "\n\n", 2)


def test_a_text() -> None:
    post = only("message_text")
    assert (post.id, post.channel, post.posted) == (70_991, TOPWAR, 1_677_574_081_000)
    assert post.counters.views == 33_400
    ((kind, headline, _),) = formatted(post)
    assert (kind, headline[:13], headline[-2:]) == ("bold", "Неопознанный ", "\n\n")
    assert post.text.count("\n\n") == 2
    assert post.text.endswith("как на параде».")


def test_a_file() -> None:
    post = only("message_media_file")
    assert post.media == (Media("document", 16_936, size=2_202_010, file_name="Оппозиционные медиапроекты.pdf"),)
    assert post.forward == Forward(handle="kremlinprachka", name="Кремлёвская прачка", message_id=20_294)
    assert (post.posted, post.counters.views) == (1_659_555_070_000, 171_900)
    assert post.text.endswith("на фоне СВО»")


def test_a_forward_with_a_picture() -> None:
    post = only("message_media_forwarded_from")
    assert post.media == (Media("photo", 22_358, width=800, height=574, file_id="5467914902124479304"),)
    assert post.forward == Forward(handle="dimsmirnov175", name="Пул N3", message_id=44_604)
    assert (post.posted, post.counters.views) == (1_677_482_450_000, 214_400)
    assert post.text.endswith("дочку в свет")


def test_an_album_of_pictures_and_a_video() -> None:
    post = only("message_media_photo_and_video")
    assert post.parts == (46_908, 46_909, 46_910)
    assert post.media == (Media("video", 46_908, duration=5.0), Media("photo", 46_909), Media("photo", 46_910))
    assert [kind for kind, _, _ in formatted(post)] == ["bold", "hashtag", "hashtag", "mention"]
    assert [shown for _, shown, _ in formatted(post)][1:] == ["#Белгород", "#Беспилотники", "@anna_news"]
    assert post.text.endswith("#Белгород #Беспилотники\n\n@anna_news")
    assert (post.posted, post.counters.views) == (1_677_566_916_000, 59_500)


def test_a_poll() -> None:
    post = only("message_poll")
    assert (post.text, post.media) == ("Как лучше?", (Media("poll", 488),))
    assert (post.posted, post.counters.views) == (1_677_514_862_000, 1_100)


def test_a_link_preview() -> None:
    item = page("message_link_preview").items[0]
    assert item.post is not None
    assert formatted(item.post) == [("url", item.post.text, "")]
    assert item.post.media == ()
    assert item.preview is not None
    assert item.preview.url == item.post.text
    assert (item.preview.title.split()[0], len(item.preview.title.split())) == ("Георгий", 5)
    assert item.preview.description.endswith("жалко…")


def test_an_author_with_an_emoji() -> None:
    post = only("message_with_from_author")
    assert (post.text, post.markup, post.author) == ("test", (), "🅰️rkadiy Ivanov")
    assert (post.id, post.posted, post.counters.views) == (4, 1_677_602_314_000, 1)

"""Conditions on what a post carries and points to."""

import pytest
from pydantic import ValidationError

from monitor.kinds import kinds_in
from monitor.model import ChannelSpec, Forward, Markup, Media, Post
from monitor.ports.options import in_bytes

VIDEO = Media("video", 1, size=12_300_000, duration=108.0, file_name="field.mp4")
PHOTO = Media("photo", 2, size=90_000)


def carrying(*media: Media) -> Post:
    return Post(1, 1, 0, "", media=media)


@pytest.mark.parametrize(
    ("options", "media", "found"),
    [
        ("video", [VIDEO], ["video 1:48, 12.3 MB, field.mp4"]),
        ("video", [PHOTO], None),
        ("video", [], None),
        (["photo", "gif"], [VIDEO, PHOTO], ["photo, 90.0 kB"]),
        ({"kind": "video", "longer_than": "60s"}, [VIDEO], ["video 1:48, 12.3 MB, field.mp4"]),
        ({"kind": "video", "longer_than": "108s"}, [VIDEO], None),
        ({"kind": "video", "shorter_than": "2m"}, [VIDEO], ["video 1:48, 12.3 MB, field.mp4"]),
        ({"kind": "video", "shorter_than": "1m"}, [VIDEO], None),
        ({"larger_than": "5MB"}, [VIDEO, PHOTO], ["video 1:48, 12.3 MB, field.mp4"]),
        ({"smaller_than": "100kB"}, [VIDEO, PHOTO], ["photo, 90.0 kB"]),
        ({"kind": "photo", "larger_than": "5MB"}, [VIDEO, PHOTO], None),  # not one attachment for each bound
        ({"larger_than": "0"}, [Media("video", 1)], None),  # not known
        ({"longer_than": "1s"}, [PHOTO], None),
        ({}, [PHOTO], ["photo, 90.0 kB"]),
    ],
)
def test_media(words, options, media, found) -> None:
    assert words({"media": options}, carrying(*media)) == found


WATCHED = (
    ChannelSpec("telegram", "dva_majors", name="Two Majors", labels=frozenset({"Milblog"})),
    ChannelSpec("telegram", "DIUkraine", labels=frozenset({"official"})),
)


@pytest.mark.parametrize(
    ("options", "origin", "found"),
    [
        ({"any": True}, Forward(), ["a hidden author"]),
        ({"any": True}, Forward(name="Someone"), ["Someone"]),
        ({"any": True}, None, None),
        (["dva_majors"], Forward(handle="Dva_Majors"), ["@Dva_Majors"]),
        (["@dva_majors"], Forward(handle="dva_majors"), ["@dva_majors"]),
        (["dva_majors"], Forward(handle="other"), None),
        (["dva_majors"], None, None),
        (["two majors"], Forward(handle="dva_majors"), ["@dva_majors"]),
        ("milblog", Forward(handle="dva_majors"), ["@dva_majors"]),
        ("milblog", Forward(handle="DIUkraine"), None),
        ("-1001234", Forward(channel=1234, name="A"), ["A"]),
        ("1234", Forward(channel=-1001234), ["-1001234"]),
        ("1234", Forward(channel=4321), None),
    ],
)
def test_forward(words, options, origin, found) -> None:
    assert words({"forward": options}, Post(1, 1, 0, forward=origin), channels=WATCHED) == found


@pytest.mark.parametrize(
    ("domain", "url", "holds"),
    [
        ("x.com", "https://x.com/a", True),
        ("x.com", "https://mobile.x.com/a", True),
        ("x.com", "https://MAX.com/a", False),
        ("x.com", "https://max.com/x.com", False),
        ("x.com", "https://x.com.evil.org", False),
        ("x.com", "https://x.com@evil.org/", False),
        ("evil.org", "https://x.com@evil.org/", True),
        ("x.com", "HTTPS://X.COM:443/", True),
        ("x.com", "x.com./a", True),
        ("x.com", "https://х.com/a", False),  # a Cyrillic х
        ("приклад.укр", "https://xn--80aikifvh.xn--j1amh/", True),
        ("t.me", "t.me/dva_majors/5", True),
        ("www.x.com", "https://x.com", False),
        ("x.com", "https://[broken", False),
        ("x.com", "mailto:a@x.org", False),
    ],
)
def test_link(words, domain, url, holds) -> None:
    hidden = Post(1, 1, 0, "тут", markup=(Markup("link", 0, 3, url),))
    shown = Post(1, 1, 0, f"— {url}", markup=(Markup("url", 2, 2 + len(url)),))
    assert words({"link": domain}, hidden) == ([url] if holds else None)
    assert words({"link": {"domain": ["nowhere.org", domain]}}, shown) == ([url] if holds else None)


def test_links_of_a_post_without_formatting(words) -> None:
    text = "Відео (https://www.youtube.com/watch?v=1). І t.me/DIUkraine, але не sport.me/x"
    assert words({"link": "youtube.com"}, text) == ["https://www.youtube.com/watch?v=1"]
    assert words({"link": "t.me"}, text) == ["t.me/DIUkraine"]
    assert words({"link": "sport.me"}, text) == ["sport.me/x"]


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("kursk", "#Kursk", ["#Kursk"]),
        ("#KURSK", "#kursk", ["#kursk"]),
        ("kursk", "#kursk_region", None),
        ("kursk", "kursk", None),
        ("Плёхово", "#плехово", ["#плехово"]),
        (["a", "гур_мо"], "#ГУР_МО", ["#ГУР_МО"]),
        ("kursk", "https://x.org/#kursk", None),
        ("5", "#5", None),
    ],
)
def test_hashtag(words, asked, text, found) -> None:
    assert words({"hashtag": asked}, text) == found


def test_formatting_says_what_is_a_tag(words) -> None:
    post = Post(
        1, 1, 0, "#a @bob і #c", markup=(Markup("hashtag", 0, 2), Markup("mention", 3, 7), Markup("code", 10, 12))
    )
    assert words({"hashtag": ["a", "c"]}, post) == ["#a"]
    assert words({"mention": "Bob"}, post) == ["@bob"]


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("DIUkraine", "від @diukraine:", ["@diukraine"]),
        ("@DIUkraine", "@DIUkraine", ["@DIUkraine"]),
        ("DIUkraine", "desk@DIUkraine.org", None),
        ("DIUkraine", "@DIUkraine_fans", None),
    ],
)
def test_mention(words, asked, text, found) -> None:
    assert words({"mention": asked}, text) == found


def test_a_nameless_mention_goes_by_its_number(words) -> None:
    post = Post(1, 1, 0, "Іван", markup=(Markup("mention", 0, 4, "777"),))
    assert words({"mention": "777"}, post) == ["Іван"]


@pytest.mark.parametrize(
    ("kind", "options", "sentence"),
    [
        ("keyword", {}, "names no word"),
        ("keyword", {"any": ["a"], "in": []}, "at least 1 item"),
        ("keyword", {"any": ["a"], "form": "fuzzy"}, "'any', 'exact', 'stem' or 'substring'"),
        ("near", {"words": ["a"]}, "at least 2"),
        ("near", {"words": ["a", "b"], "within": 0}, "greater than or equal to 1"),
        ("language", {"any": ["english"]}, "no language code"),
        ("claim", {"kind": "hurt"}, "'killed'"),
        ("claim", {"at_least": 5, "at_most": 3}, "exchange them"),
        ("claim", {"denied": True, "at_least": 3}, "a denial has no number"),
        ("claim", {"who": [""]}, "holds an empty word"),
        ("keyword", {"any": [" "]}, "holds an empty word"),
        ("entity", {}, "names no entity"),
        ("forward", {}, "wants either"),
        ("forward", {"from": ["a"], "any": True}, "wants either"),
        ("link", {"domain": "https://x.com/"}, "is no domain; write it as x.com"),
        ("link", {"domain": []}, "at least 1 item"),
        ("media", {"kind": "film"}, "'photo', 'video'"),
        ("media", {"longer_than": "long"}, "wants a duration"),
        ("media", {"larger_than": "big"}, "wants a size"),
        ("hashtag", {"any": []}, "at least 1 item"),
        ("regex", {"pattern": "a", "flags": "i"}, "Extra inputs"),
    ],
)
def test_options_that_make_no_sense(kind, options, sentence) -> None:
    with pytest.raises(ValidationError, match=sentence):
        kinds_in("monitor.rules.conditions")[kind].options.model_validate(options)


@pytest.mark.parametrize(("kind", "cls"), kinds_in("monitor.rules.conditions").items())
def test_every_condition_is_documented(kind, cls) -> None:
    assert cls.__doc__
    assert all(field.description for field in cls.options.model_fields.values())
    names = {field.alias or name for name, field in cls.options.model_fields.items()}
    assert cls.options.short in names
    assert set(cls.options.refers) <= names
    cls.options.model_json_schema()


@pytest.mark.parametrize(
    ("size", "words"), [(14, "14 B"), (1_000, "1.0 kB"), (99_999, "100.0 kB"), (2_400_000, "2.4 MB")]
)
def test_sizes_for_people(size: int, words: str) -> None:
    assert in_bytes(size) == words

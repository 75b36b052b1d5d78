"""What a post has in common with its copies: where its links lead."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stories.telling import page


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://t.me/Chan_nel/12", "h:chan_nel:12"),
        ("HTTPS://Telegram.ME/s/chan/12?single", "h:chan:12"),
        ("t.me/c/123/45", "m:123:45"),
        ("https://t.me/own_one/12", ""),
        ("https://t.me/chan", ""),
        ("https://WWW.News.example/2024/a-1/?from=me#x", "l:news.example/2024/a-1"),
        ("news.example/an-article-of-today", "l:news.example/an-article-of-today"),
        ("https://news.example/about", ""),
        ("https://news.example/", ""),
        ("https://user:pass@news.example:8080/page-1", "l:news.example/page-1"),
        ("https://новини.example/стаття-1", "l:новини.example/стаття-1"),
        ("https://[broken/page-1", ""),
        ("not an address", ""),
    ],
)
def test_where_a_link_leads(url: str, expected: str) -> None:
    assert page(url, "Own_One") == expected


@given(
    st.lists(
        st.sampled_from(
            [
                *"/?#:@[].-aZ19\t\n\r é",
                "//",
                "https://",
                "http://",
                "www.",
                "news.example",
                "t.me/",
                "telegram.org",
                "стаття",
            ]
        ),
        max_size=14,
    ).map("".join)
)
def test_addresses_are_parted_as_by_the_library(url: str) -> None:
    found = page(url, "")
    if found[:1] in ("h", "m"):
        return
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host, path = (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")
    except ValueError:
        host, path = "", ""
    last = path.rpartition("/")[2]
    article = len(last) >= 12 or any(char.isdecimal() for char in last)
    led = host not in ("", "t.me", "telegram.me", "telegram.org") and article
    assert found == (f"l:{host}{path}" if led else "")

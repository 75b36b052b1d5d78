"""The page that links lead to: it acts once, for whoever holds a link, and tells nobody else anything."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from monitor.links import GOOD_FOR, Link, Signer
from monitor.model import Act, Alert, Excerpt, Notice
from monitor.ops.metrics import Metrics
from monitor.ports.store import Verdict
from monitor.store import acts, alerts, schema
from monitor.store.database import Database
from monitor.usecases.by_link import Door
from monitor.web.acts import routes
from monitor.web.app import pages

NOW = 1_734_172_200_000  # 2024-12-14 10:30 UTC
ALERT = Alert("a1", "alarm", "s1", "Losses <b>are</b> claimed", "high", NOW, NOW, NOW + GOOD_FOR, 1, NOW)
POST = Excerpt(
    "Два майора", "dva_majors", "russia", ("milblog",), 7, "https://t.me/dva_majors/7",
    "<script>alert(1)</script>\nБій & далі \u202e", NOW, NOW + 60_000,
)  # fmt: skip
NOTICE = Notice("a1", 1, "opened", "alarm", ALERT.title, "high", NOW, excerpts=(POST,), opened=NOW)
LINK = Link("a1", "acknowledged", "desk", "mail", NOW + GOOD_FOR)
OVER = "This link is no good any more: it was used, or its time ran out."
UNKNOWN = "This link is not known here."
FORM = {"name": " Olena \n K. ", "comment": "on <it>"}


@dataclass
class Clock:
    time: int = NOW

    def now(self) -> int:
        return self.time


@dataclass
class Site:
    """The pages over a database that holds one alert, without a port."""

    database: Database
    signer: Signer
    clock: Clock = field(default_factory=Clock)
    entries: set[tuple[str, str]] = field(default_factory=lambda: {("desk", "mail")})
    metrics: Metrics = field(default_factory=Metrics)
    woken: int = 0
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.door = Door(self.database, self.signer, lambda: self.entries, self.clock, self.metrics, self._wake)
        vitals: Any = None
        app = pages(vitals, self.door)
        app.router.routes[-1:] = routes(self.door, lambda: self.seconds)
        transport = httpx.ASGITransport(app)
        self.client = httpx.AsyncClient(transport=transport, base_url="https://monitor.example.org")

    def _wake(self) -> None:
        self.woken += 1

    def path(self, link: Link = LINK) -> str:
        return f"/act/{self.signer.token(link)}"

    async def done(self) -> list[Act]:
        async with self.database.engines.reading() as connection:
            return [one for _, one in await acts.untold(connection)]


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    path = tmp_path / "monitor.db"
    await schema.prepare(path)
    database = Database(path)
    await database.open()
    async with database.write() as unit:
        await alerts.write(unit.connection, Verdict(alerts=(ALERT,), notices=(NOTICE,)), {})
    site = Site(database, Signer(b"k" * 32, "https://monitor.example.org"))
    async with site.client:
        yield site
    await database.close()


def words(answer: httpx.Response) -> str:
    """What a reader sees."""
    body = answer.text.partition("<body>")[2]
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


async def test_the_page_says_what_it_is_about_and_does_nothing(site: Site) -> None:
    for method in ("GET", "GET", "HEAD"):
        answer = await site.client.request(method, site.path())
        assert answer.status_code == 200
    answer = await site.client.get(site.path())
    said = words(answer)
    assert said.startswith(
        "high Losses &lt;b&gt;are&lt;/b&gt; claimed Opened 14 Dec 2024 10:30 UTC Open, nobody has taken it up."
    )
    assert "https://t.me/dva_majors/7 Два майора (@dva_majors) · side russia · milblog" in said
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Бій &amp; далі" in said
    assert said.endswith("Acknowledge this alert Your name Comment (if you like) Acknowledge")
    assert "\u202e" not in answer.text
    assert "<script" not in answer.text
    assert await site.done() == []
    assert site.woken == 0


async def test_the_page_shows_what_came_last_before_how_it_began(site: Site) -> None:
    """Nobody takes up an alert on words that no longer stand."""
    later = replace(POST, text="Уже 40", before="Бій & далі", event="edited")
    news = Notice("a1", 2, "edited", "alarm", ALERT.title, "high", NOW + 60_000, excerpts=(later,), opened=NOW)
    async with site.database.write() as unit:
        await alerts.write(unit.connection, Verdict(alerts=(ALERT,), notices=(news,)), {})
    said = words(await site.client.get(site.path()))
    assert said.index("Notice 2, 14 Dec 2024 10:31 UTC") < said.index("Уже 40") < said.index("How it began")
    assert said.index("How it began, 14 Dec 2024 10:30 UTC") < said.index("alert(1)")


async def test_many_notices_are_cut_but_for_the_newest_and_the_first(site: Site) -> None:
    many = [
        Notice("a1", n, "matched", "alarm", ALERT.title, "high", NOW + n, excerpts=(replace(POST, text=f"{n} " * 300),))
        for n in range(2, 12)
    ]
    async with site.database.write() as unit:
        await alerts.write(unit.connection, Verdict(alerts=(ALERT,), notices=tuple(many)), {})
    said = words(await site.client.get(site.path()))
    assert "Notice 11" in said
    assert "Notice 2," not in said
    assert re.search(r"… \d more between this and the first", said)
    assert "alert(1)" in said
    assert len(said) < 8_000


async def test_nothing_may_load_or_remember_the_page(site: Site) -> None:
    for answer in (await site.client.get(site.path()), await site.client.get("/act/x")):
        assert answer.headers["content-security-policy"] == (
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_somebody_acts_once(site: Site) -> None:
    with capture_logs() as logs:
        answer = await site.client.post(site.path(), data=FORM)
        again = await site.client.post(site.path(), data={"name": "Ihor"})
        look = await site.client.get(site.path())
    assert answer.status_code == 200
    assert words(answer).startswith("Done: the alert is yours. high Losses")
    assert "Open, acknowledged by Olena K. at 14 Dec 2024 10:30 UTC." in words(answer)
    assert "<form" not in answer.text
    assert await site.done() == [Act("a1", "acknowledged", "Olena K.", NOW, "on <it>")]
    assert site.woken == 1
    assert [(one.status_code, words(one)) for one in (again, look)] == [(410, OVER)] * 2
    assert (site.metrics.value("links", "used"), site.metrics.value("links", "refused")) == (1, 1)
    assert site.signer.token(LINK) not in repr(logs)
    assert [(one["event"], one["alert"], one["sent_to"]) for one in logs if one["event"] == "act_by_link"] == [
        ("act_by_link", "a1", "desk/mail")
    ]


async def test_of_two_at_once_one_acts(site: Site) -> None:
    answers = await asyncio.gather(*(site.client.post(site.path(), data={"name": name}) for name in ("A", "B", "C")))
    assert sorted(answer.status_code for answer in answers) == [200, 410, 410]
    assert len(await site.done()) == 1


async def test_an_alert_is_closed_by_a_link_and_then_takes_nothing(site: Site) -> None:
    closing = replace(LINK, kind="closed")
    assert "Close this alert" in words(await site.client.get(site.path(closing)))
    answer = await site.client.post(site.path(closing), data={"name": "Olena"})
    assert words(answer).startswith("Done: the alert is closed.")
    assert "Closed by Olena at 14 Dec 2024 10:30 UTC." in words(answer)
    late = await site.client.get(site.path())
    assert (late.status_code, "<form" in late.text) == (200, False)
    assert "Closed by Olena at" in words(late)
    forced = await site.client.post(site.path(), data={"name": "Ihor"})
    assert words(forced).startswith("The alert is closed by now; nothing was changed.")
    assert [one.kind for one in await site.done()] == ["closed"]


async def test_what_is_so_already_is_said(site: Site) -> None:
    await site.client.post(site.path(), data={"name": "Olena"})
    other = replace(LINK, until=LINK.until + 1)
    page = await site.client.get(site.path(other))
    assert "<form" not in page.text
    answer = await site.client.post(site.path(other), data={"name": "Ihor"})
    assert words(answer).startswith("It was so already; nothing was changed.")
    assert "acknowledged by Olena at" in words(answer)
    assert len(await site.done()) == 1
    assert site.woken == 1


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"comment": "x"}, "Please say who you are: others see who has the alert."),
        ({"name": "x" * 101}, "The name is longer than 100 characters."),
        ({"name": "Olena", "comment": "x" * 2_001}, "The comment is longer than 2,000 characters."),
    ],
)
async def test_a_form_that_lacks_something_comes_again_and_the_link_stays_good(
    site: Site, form: dict[str, str], sentence: str
) -> None:
    answer = await site.client.post(site.path(), data=form)
    assert answer.status_code == 400
    assert words(answer).startswith(sentence)
    assert "<form" in answer.text
    assert await site.done() == []
    assert (await site.client.post(site.path(), data={"name": "Olena"})).status_code == 200
    assert len(await site.done()) == 1


async def test_links_that_lead_nowhere_tell_nothing(site: Site) -> None:
    forged = Signer(b"x" * 32, "https://monitor.example.org").token(LINK)
    for method in ("GET", "POST"):
        more: Any = {"data": {"name": "Olena"}} if method == "POST" else {}
        for token in (forged, "x", "%00", "a" * 3_000):
            answer = await site.client.request(method, f"/act/{token}", **more)
            assert (answer.status_code, words(answer)) == (404, UNKNOWN)
        gone = await site.client.request(method, site.path(replace(LINK, alert="a2")), **more)
        other = await site.client.request(method, site.path(replace(LINK, entry="chat")), **more)
        assert [(one.status_code, words(one)) for one in (gone, other)] == [(410, OVER)] * 2
        site.clock.time = NOW + GOOD_FOR
        late = await site.client.request(method, site.path(), **more)
        assert (late.status_code, words(late)) == (410, OVER)
        site.clock.time = NOW
    assert await site.done() == []


async def test_who_guesses_is_slowed_down_and_nobody_else(site: Site) -> None:
    codes = [(await site.client.get(f"/act/{number}")).status_code for number in range(32)]
    assert codes == [404] * 30 + [429] * 2
    answer = await site.client.get("/act/x")
    assert answer.headers["retry-after"] == "60"
    assert words(answer) == "Too many links that are not known here were asked for. Try again in a minute."
    assert (await site.client.get(site.path())).status_code == 200
    site.seconds = 60.0
    assert (await site.client.get("/act/x")).status_code == 404


async def test_only_a_small_form_is_taken(site: Site) -> None:
    json = await site.client.post(site.path(), json={"name": "Olena"})
    long = await site.client.post(site.path(), data={"name": "Olena", "comment": "x" * 20_000})
    many = await site.client.post(site.path(), data={str(number): "x" for number in range(20)})
    put = await site.client.put(site.path(), data={"name": "Olena"})
    assert [one.status_code for one in (json, long, many, put)] == [415, 413, 400, 405]
    assert await site.done() == []

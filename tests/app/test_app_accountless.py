"""The daemon with no account, and with one that is lost: public pages and feeds, end to end."""

from collections.abc import AsyncIterator

import pytest

from monitor.testing.feeds import FeedSite
from monitor.testing.preview import PreviewServer

ACCOUNTLESS = """\
version: 1
database: sqlite:///{folder}/monitor.db
preview: {{base: "{base}", poll: [1s, 1s]}}
feeds: {{poll: [1s, 1s]}}
web: {{listen: off}}
{telegram}
channels:
  - {{telegram: channel_0, side: ukraine, labels: [official]}}
  - {{feed: "{feed}", name: The Institute, labels: [think-tank], allow_private: true}}
defaults: {{notify: [desk], alert: {{every: 0s, group_by: channel}}}}
rules:
  - {{id: alarm, title: Alarm, severity: high, when: {{keyword: [alarm]}}}}
receivers:
  desk:
    to:
      - webhook: {{url: "${{TEST_HOOK}}", secret: "${{TEST_SECRET}}", allow_private: true}}
"""
TELEGRAM = """\
telegram:
  api_id: 1
  api_hash: ${TEST_API_HASH}
  accounts: [{name: desk, session: "${TEST_SESSION}"}]
"""


@pytest.fixture
async def pages() -> AsyncIterator[PreviewServer]:
    async with PreviewServer() as server:
        yield server


@pytest.fixture
async def site() -> AsyncIterator[FeedSite]:
    async with FeedSite() as server:
        yield server


def write(world, pages: PreviewServer, site: FeedSite, *, telegram: str = "") -> None:
    text = ACCOUNTLESS.format(folder=world.folder, base=pages.base, feed=site.url("/rss"), telegram=telegram)
    (world.folder / "monitor.yaml").write_text(text, "utf-8")


async def test_pages_and_feeds_alert_without_any_account(world, pages: PreviewServer, site: FeedSite) -> None:
    page, feed = pages.add("channel_0", 777, "Channel 0"), site.feed("/rss", "Institute")
    page.post("alarm before we came")
    feed.add("alarm in an old article")
    write(world, pages, site)
    await world.start(config=world.folder / "monitor.yaml")
    await world.until("SELECT count(*) FROM cursors", 2)
    number = page.post("alarm on the page")
    feed.add("alarm in the news")
    await world.hook.wait_for(2)
    assert told(world) == {("Channel 0", "alarm on the page"), ("The Institute", "alarm in the news")}
    page.edit(number, "alarm on the page, corrected")
    await world.until("SELECT count(*) FROM revisions", 1)
    page.delete(number)
    await world.until("SELECT count(*) FROM posts WHERE deleted_how = 'page'", 1)
    assert await world.stop() == 0


async def test_the_page_stands_in_for_a_lost_account_and_nothing_comes_twice(
    world, pages: PreviewServer, site: FeedSite
) -> None:
    (channel,) = world.add_channels(1)
    page = pages.add("channel_0", channel.id, "Channel 0")
    site.feed("/rss", "Institute")
    write(world, pages, site, telegram=TELEGRAM)
    await world.start(config=world.folder / "monitor.yaml")
    await world.until("SELECT count(*) FROM cursors WHERE source = 'telegram'", 1)
    number = channel.post("alarm by the account").id
    page.hole(number - 1)
    assert page.post("alarm by the account") == number
    await world.hook.wait_for(1)
    world.server.revoke(world.user)
    await world.until("SELECT count(*) FROM source_states WHERE source = 'preview' AND state = 'polling'", 2)
    page.post("alarm that only the page shows")
    await world.hook.wait_for(2)
    assert world.ask("SELECT via, text FROM posts ORDER BY id") == [
        ("account", "alarm by the account"),
        ("preview", "alarm that only the page shows"),
    ]
    assert world.ask("SELECT count(*) FROM revisions") == [(0,)]
    assert await world.stop() == 0


def told(world) -> set[tuple[str, str]]:
    return {(item["channel"], item["text"]) for notice in world.told().values() for item in notice["excerpts"]}

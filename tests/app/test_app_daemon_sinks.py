"""The daemon as a process, with a Matrix room, a topic, a feed and a template: threads and ids go on after a kill."""

import re
import signal
from pathlib import Path
from typing import Any

import feedparser
import httpx

from monitor.testing.receivers import MatrixReceiver, NtfyReceiver, WebhookReceiver

TOKEN = "a-token-of-the-desk"
ENTRIES = """\
      - matrix: {{homeserver: "{matrix}", token: {token}, room: "!desk:example.org", allow_private: true}}
      - ntfy: {{server: "{ntfy}", topic: desk, allow_private: true}}
      - rss: {{token: {feed}, file: "{folder}/feeds/desk.xml"}}
      - webhook: {{name: chat, url: "{chat}", allow_private: true, template: !text chat.j2}}
"""


def prepared(world: Any, matrix: MatrixReceiver, ntfy: NtfyReceiver, chat: WebhookReceiver) -> Path:
    (world.folder / "chat.j2").write_text("[{{ data.title | tojson }}, {{ data.excerpts | length }}]")
    world.alert = "{every: 0s, group_by: channel}"
    world.more = ENTRIES.format(
        matrix=matrix.url, token=matrix.token, ntfy=ntfy.url, feed=TOKEN, folder=world.folder, chat=chat.url
    )
    path: Path = world.config
    path.write_text(path.read_text().replace("listen: off", "listen: 127.0.0.1:0"))
    return path


async def served(world: Any) -> bytes:
    address = re.findall(r"pages[^0-9]{1,20}(127\.0\.0\.1:\d+)", world.log)[-1]
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"http://{address}/feeds/desk", params={"token": TOKEN})
        assert (await client.get(f"http://{address}/feeds/desk")).status_code == 404
    assert answer.status_code == 200
    return answer.content


async def test_all_of_them_are_told_and_go_on_after_a_kill(world: Any) -> None:
    (channel,) = world.add_channels(1)
    async with MatrixReceiver() as matrix, NtfyReceiver() as ntfy, WebhookReceiver() as chat:
        config = prepared(world, matrix, ntfy, chat)
        await world.start(config=config)
        await world.until_watching()
        channel.post("alarm one")
        await world.until("SELECT count(*) FROM deliveries WHERE state = 'sent'", 5)
        channel.post("alarm two")
        await world.until("SELECT count(*) FROM deliveries WHERE state = 'sent'", 10)
        feed = await served(world)
        await world.stop(signal.SIGKILL)
        await world.start(config=config)
        channel.post("alarm three")
        await world.until("SELECT count(*) FROM deliveries WHERE state = 'sent'", 15)
        later = await served(world)
        await world.stop()
    first, second, third = matrix.messages
    assert [one.relation for one in (second, third)] == [("m.thread", first.event_id)] * 2
    assert len(ntfy.drawer) == 3
    assert [one.data for one in chat.received] == [["Alarm", 1]] * 3
    before, after = (feedparser.parse(body).entries for body in (feed, later))
    assert len(before) == 2
    assert [entry.id for entry in after[1:]] == [entry.id for entry in before]
    written = feedparser.parse((world.folder / "feeds" / "desk.xml").read_bytes()).entries
    assert [entry.id for entry in written] == [entry.id for entry in after]
    assert TOKEN not in world.log
    assert matrix.token not in world.log

"""From the message of a bot to the act, through the daemon as a process; and its heartbeat."""

import signal
from typing import Any
from urllib.parse import urlsplit

import httpx
from patience import PATIENCE

from monitor.testing.receivers import BotReceiver
from monitor.testing.receivers.bot import TOKEN
from monitor.testing.receivers.webhook import WebhookReceiver


def dressed(daemon: Any, bot: BotReceiver, beats: WebhookReceiver) -> None:
    """The same watch file with a bot for a receiver, an address for links, and a heartbeat."""
    plain = daemon.write
    daemon.listen = "127.0.0.1:0, address: https://monitor.example.org/desk"

    def write() -> None:
        plain()
        options = f'token: "{TOKEN}", chat: "-1001", base: "{bot.url}", allow_private: true'
        more = (
            f"  bot: {{to: [{{telegram: {{{options}}}}}]}}\n"
            f'heartbeat: {{url: "{beats.url}", every: 10s, allow_private: true}}\n'
        )
        daemon.path.write_text(
            daemon.path.read_text("utf-8").replace("notify: [desk]", "notify: [bot]") + more, "utf-8"
        )

    daemon.write = write


async def test_a_button_acts_once_over_a_crash_too(daemon: Any) -> None:
    async with BotReceiver() as bot, WebhookReceiver() as beats:
        dressed(daemon, bot, beats)
        await daemon.start()
        await daemon.until_watching()
        daemon.channels[0].post("alarm")
        (message,) = await bot.wait_for(1, PATIENCE)
        ack, close = (button["url"] for button in message.request["reply_markup"]["inline_keyboard"][0])
        assert ack.startswith("https://monitor.example.org/desk/act/")
        page = await daemon.get(path(ack))
        assert (page.status_code, "Acknowledge this alert" in page.text) == (200, True)
        assert await post(daemon, ack, "Olena") == 200
        assert daemon.ask("SELECT kind, by FROM acts") == [("acknowledged", "Olena")]
        await beats.wait_for(1, PATIENCE)
        daemon.signal(signal.SIGKILL)
        await daemon.ended()
        await daemon.start()
        assert await post(daemon, ack, "Ihor") == 410, "the key is the same, and what was used stays used"
        assert await post(daemon, close, "Ihor") == 200
    assert daemon.ask("SELECT kind, by FROM acts ORDER BY key") == [("acknowledged", "Olena"), ("closed", "Ihor")]
    assert daemon.ask("SELECT count(*) FROM alerts WHERE closed IS NULL") == [(0,)]
    assert (daemon.folder / "monitor.key").stat().st_mode & 0o777 == 0o600
    for secret in (path(ack).removeprefix("/act/"), path(close).removeprefix("/act/"), urlsplit(beats.url).path):
        if len(secret) > 1:
            assert secret not in daemon.log_text
            assert daemon.ask(f"SELECT count(*) FROM notices WHERE body LIKE '%{secret}%'") == [(0,)]  # noqa: S608
            assert daemon.ask(f"SELECT count(*) FROM facts WHERE value LIKE '%{secret}%'") == [(0,)]  # noqa: S608
    assert daemon.ask("SELECT count(*) FROM threads WHERE state LIKE '%/act/%'") == [(0,)]


async def test_a_key_that_others_can_read_is_no_key(daemon: Any) -> None:
    daemon.listen = "127.0.0.1:0, address: https://monitor.example.org"
    daemon.write()
    key = daemon.folder / "monitor.key"
    key.write_bytes(b"x" * 32)
    key.chmod(0o644)
    process = await daemon.spawn()
    _, said = await process.communicate()
    assert process.returncode == 65
    assert said.decode() == (
        f"monitor: {key}: others can read this key, and so act on every alert; run `chmod 600 {key}`\n"
    )


def path(link: str) -> str:
    """What a proxy hands on that serves the pages under /desk."""
    return urlsplit(link).path.removeprefix("/desk")


async def post(daemon: Any, link: str, name: str) -> int:
    address = daemon.logged("ready")[-1]["pages"]
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
        return (await client.post(f"http://{address}{path(link)}", data={"name": name})).status_code

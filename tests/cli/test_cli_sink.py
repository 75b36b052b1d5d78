"""`monitor sink`: trying receivers, and what they would be sent."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest
from cli_world import HOOK_KEY, WATCH_FILE, Run

from monitor.alerts.group import open_summary
from monitor.alerts.notice import delivery
from monitor.model import Notice, Outcome, Reach
from monitor.ports.store import Verdict
from monitor.store.database import Database
from monitor.testing.receivers import BotReceiver, MailReceiver, WebhookReceiver
from monitor.testing.receivers.bot import TOKEN


class Aside:
    """Receivers in a loop of their own, because the command line has one too."""

    def __init__(self) -> None:
        self.hook, self.mail, self.bot = WebhookReceiver(HOOK_KEY), MailReceiver(), BotReceiver()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="receivers")

    def __enter__(self) -> Self:
        self._thread.start()
        for one in (self.hook, self.mail, self.bot):
            self._do(one.__aenter__())
        return self

    def __exit__(self, *error: object) -> None:
        for one in (self.hook, self.mail, self.bot):
            self._do(one.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)


@pytest.fixture
def aside() -> Iterator[Aside]:
    with Aside() as receivers:
        yield receivers


@pytest.fixture
def ask_all(run: Run, copied: Path, aside: Aside) -> Callable[..., Any]:
    """The command line, with a receiver `all` that has an entry of each kind with a server."""
    entries = [
        {"webhook": {"url": aside.hook.url, "secret": HOOK_KEY, "allow_private": "true"}},
        {"email": {"to": "desk@example.org", "host": "127.0.0.1", "port": str(aside.mail.port)}},
        {"telegram": {"token": TOKEN, "chat": "-1001", "base": aside.bot.url, "allow_private": "true"}},
    ]
    config = copied / "monitor.yaml"
    text = WATCH_FILE.format(folder=copied)
    config.write_text(f"{text}  all: {{severity: high, to: {json.dumps(entries)}}}\n", "utf-8")
    return lambda *arguments: run("sink", *arguments, "--config", str(config))


def test_a_test_notice_reaches_every_entry(ask_all: Callable[..., Any], aside: Aside, copied: Path) -> None:
    before = (copied / "monitor.db").read_bytes()
    found = ask_all("test", "all", "--json")
    assert found.code == 0, found.err
    assert [(one["entry"], one["result"]) for one in found.lines] == [
        ("webhook", "sent"), ("email", "sent"), ("telegram", "sent"),
    ]  # fmt: skip
    (hook,), (mail,), (message,) = aside.hook.received, aside.mail.mails, aside.bot.messages
    assert hook.valid
    assert hook.data["data"]["title"] == "This is a test"
    assert hook.data["data"]["excerpts"][0]["evidence"][0]["found"] == "ALARM"
    assert mail.message["Subject"] == "[INFO] This is a test"
    assert message.marked("underline") == ["ALARM"]
    assert (copied / "monitor.db").read_bytes() == before, "nothing is stored"
    ask_all("test", "all", "--entry", "webhook")
    assert len(set(aside.hook.ids)) == 2, "the next test is another notice"


def test_an_entry_that_does_not_take_it_is_named_and_makes_it_one(ask_all: Callable[..., Any], aside: Aside) -> None:
    aside.hook.program(404)
    aside.bot.kicked.add(-1001)
    found = ask_all("test", "all")
    assert found.code == 1
    assert "404 (Not Found)" in found.out
    assert "bot was kicked" in found.out
    assert [line.split()[2] for line in found.out.splitlines() if line.startswith("all/")] == [
        "rejected", "sent", "rejected",
    ]  # fmt: skip
    for secret in (TOKEN, HOOK_KEY, aside.hook.url):
        assert secret not in found.out + found.err


def test_a_receiver_that_is_away_is_unavailable(ask_all: Callable[..., Any], aside: Aside, copied: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        config = copied / "monitor.yaml"
        config.write_text(config.read_text().replace(str(aside.hook.port), str(nobody.getsockname()[1])))
        found = ask_all("test", "all", "--entry", "webhook", "--json")
    assert found.code == 1
    assert found.lines[0]["result"] == "unavailable"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("test", "dsk"), "no receiver is called 'dsk'; did you mean desk?"),
        (("test", "desk", "--entry", "mail"), "receiver 'desk' has no entry 'mail'; there are: webhook, console"),
        (("preview", "desk", "--post", "DIUkraine/99"), "post 99 of DIUkraine is not stored"),
        (("preview", "desk", "--post", "DIUkraine/2", "--rule", "x"), "no rule is called 'x'"),
        (("preview", "desk", "--post", "nothing"), "names no post"),
    ],
)
def test_what_is_not_there_gets_a_sentence(ask: Run, arguments: tuple[str, ...], sentence: str) -> None:
    found = ask("sink", *arguments)
    assert found.code in {64, 66}
    assert sentence in found.err


def test_a_preview_shows_each_entry_as_it_would_go_out(ask_all: Callable[..., Any], aside: Aside) -> None:
    found = ask_all("preview", "all", "--post", "https://t.me/DIUkraine/2", "--rule", "plekhovo", "--json")
    assert found.code == 0, found.err
    assert (found.json["rule"], found.json["matches"], found.json["below"]) == ("plekhovo", True, False)
    webhook, email, telegram = found.json["entries"]
    assert webhook["parts"][0]["type"] == "alert.opened"
    assert webhook["parts"][0]["data"]["excerpts"][0]["link"] == "https://t.me/DIUkraine/2"
    assert "Subject: [HIGH] Plekhovo is named\n" in email["parts"][0]
    assert "> Бій за *Плехово* скінчився" in email["parts"][0]
    (message,) = telegram["parts"]
    assert message["reply_markup"]["inline_keyboard"][0][0]["url"] == "https://t.me/DIUkraine/2"
    assert [*aside.hook.received, *aside.mail.mails, *aside.bot.messages] == [], "nothing is sent"
    for secret in (TOKEN, HOOK_KEY, aside.hook.url):
        assert secret not in found.out


def test_a_preview_of_a_template_shows_what_it_makes(run: Run, copied: Path) -> None:
    template = "{{ data.severity | upper }}: {{ data.title }} {% for e in data.excerpts %}{{ e.link }}{% endfor %}"
    entry = {"url": "https://hooks.example.org/x", "template": template, "content_type": "text/plain"}
    config = copied / "monitor.yaml"
    text = WATCH_FILE.format(folder=copied)
    config.write_text(f"{text}  plain: {{to: [{{webhook: {json.dumps(entry)}}}]}}\n", "utf-8")
    asked = ("sink", "preview", "plain", "--post", "DIUkraine/2", "--rule", "plekhovo", "--config", str(config))
    assert run(*asked, "--json").json["entries"][0]["parts"] == ["HIGH: Plekhovo is named https://t.me/DIUkraine/2"]
    assert "HIGH: Plekhovo is named https://t.me/DIUkraine/2\n" in run(*asked).out


def test_a_test_prints_for_programs_nothing_but_json(ask: Run) -> None:
    found = ask("sink", "test", "desk", "--entry", "console", "--json")
    assert [one["result"] for one in found.lines] == ["sent"]
    assert "[INFO] This is a test" in found.err


def test_a_preview_finds_the_rule_and_its_words(ask: Run) -> None:
    found = ask("sink", "preview", "desk", "--post", "dva_majors/7", "--entry", "webhook", "--json")
    assert (found.json["rule"], found.json["matches"]) == ("plekhovo", True)
    (excerpt,) = found.json["entries"][0]["parts"][0]["data"]["excerpts"]
    assert excerpt["evidence"][0]["found"] == "Plekhovo"


def test_a_preview_on_a_terminal_steers_nothing(ask: Run) -> None:
    found = ask("sink", "preview", "desk", "--post", "dva_majors/7")
    assert found.code == 0
    assert "desk/webhook (webhook)" in found.out
    assert '"type": "alert.opened"' in found.out
    assert "desk/console (console)" in found.out
    assert not set(found.out) & set("\x1b\u202e")


def test_a_preview_says_what_would_keep_it_from_being_sent(ask_all: Callable[..., Any], ask: Run) -> None:
    found = ask("sink", "preview", "desk", "--post", "DIUkraine/3")
    assert "No rule that tells desk matches DIUkraine/3" in found.err
    assert "No rule matches this post" in found.out
    found = ask_all("preview", "all", "--post", "DIUkraine/3")
    assert "its severity is below that of the receiver" in found.err


def test_the_list_says_how_each_entry_stands(run: Run, copied: Path) -> None:
    config = str(copied / "monitor.yaml")
    found = run("sink", "list", "--config", config, "--json").lines
    assert [(one["entry"], one["kind"], one["state"]) for one in found] == [
        ("webhook", "webhook", "disabled"), ("console", "console", "ok"),
    ]  # fmt: skip
    assert found[0]["detail"] == "410 Gone"
    assert found[1]["waiting"] == 0

    async def fail() -> None:
        database = Database(copied / "monitor.db")
        alert = open_summary("late", "t", 0)
        told = Notice(alert.id, 1, "opened", "r", "t", "high", 0)
        async with database.write() as unit:
            await unit.write(Verdict((), (alert,), (told,), (delivery(told, "desk", "console", 0),)))
        (owed,) = await database.due("desk", "console", 2_000_000_000_000, 1, ())
        reach = Reach(1_734_170_400_000, 1_734_170_430_000)
        key = owed.delivery.key
        await database.record([Outcome(key, "unavailable", 1_734_170_400_000, 9, "no pipe", 2**42, reach=reach)])
        await database.close()

    asyncio.run(fail())
    (_, console) = run("sink", "list", "--config", config, "--json").lines
    assert (console["state"], console["detail"], console["waiting"]) == ("unreachable", "no pipe", 1)
    shown = run("sink", "list", "--config", config).out
    assert "unreachable" in shown
    status = run("status", "--config", config)
    assert "Out of reach: desk/console since 2024-12-14 10:00:00Z: no pipe" in status.out
    assert "one is tried again at 10:00:30Z" in status.out


def test_the_list_needs_no_database(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "monitor.yaml"
    config.write_text(WATCH_FILE.format(folder=tmp_path), "utf-8")
    found = run("sink", "list", "--config", str(config))
    assert found.code == 0
    assert "desk/console" in found.out
    assert not (tmp_path / "monitor.db").exists()

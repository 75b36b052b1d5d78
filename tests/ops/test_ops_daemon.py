"""The daemon as a process: pages, signals, reloads, and a second instance."""

import asyncio
import json
import signal
import sqlite3
import time
from contextlib import closing
from typing import Any

import pytest
from patience import PATIENCE

from monitor.ports.clock import SystemClock
from monitor.store.look import looking
from monitor.testing.receivers._http import Answer
from monitor.usecases.status import status


async def test_it_says_that_it_is_ready_and_how_it_is(daemon: Any) -> None:
    await daemon.start()
    await daemon.until_watching()
    assert (await daemon.until_told("WATCHDOG=1"))[1].startswith("STATUS=1 channel, 1 rule; telegram:desk is ")
    healthy, ready = await daemon.get("/-/healthy"), await daemon.get("/-/ready")
    assert (healthy.status_code, healthy.json()) == (200, {"healthy": True, "reasons": []})
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "reasons": []})
    daemon.channels[0].post("alarm")
    await daemon.hooks["one"].wait_for(1)
    await daemon.until("SELECT count(*) FROM deliveries WHERE state = 'sent'", 1)
    await daemon.until("SELECT count(*) FROM looks", 1)
    await asyncio.sleep(1.1)  # answers are kept for a second
    text = (await daemon.get("/metrics")).text
    for line in (
        f'channel_monitor_channel_blind{{channel="{daemon.channels[0].id}",handle="first"}} 0.0',
        'channel_monitor_changes_total{kind="new"} 1.0',
        'channel_monitor_decisions_total{reason="new"} 1.0',
        "channel_monitor_notices_total 1.0",
        'channel_monitor_delivery_attempts_total{result="sent"} 1.0',
        'channel_monitor_source_state{source="telegram:desk",state="live"} 1.0',
        "channel_monitor_ready 1.0",
        "channel_monitor_deliveries_dead 0.0",
    ):
        assert line in text.splitlines(), text
    daemon.signal(signal.SIGTERM)
    await daemon.until_told("STOPPING=1")
    assert await daemon.ended() == 0
    assert [line["event"] for line in daemon.log if line["event"] in ("ready", "stopping", "stopped")] == [
        "ready",
        "stopping",
        "stopped",
    ]


async def test_it_is_not_ready_while_its_account_is_lost(daemon: Any) -> None:
    await daemon.start()
    await daemon.until_watching()
    daemon.server.revoke(daemon.user)
    own = "SELECT state FROM source_states WHERE channel = '' AND source = 'telegram:desk'"
    await daemon.until(own, "unauthorized")
    ready, healthy = await daemon.get("/-/ready"), await daemon.get("/-/healthy")
    assert (ready.status_code, healthy.status_code) == (503, 200)
    (reason,) = ready.json()["reasons"]
    assert reason.startswith("no source is live: ")
    assert "telegram:desk is " in reason


async def test_a_reload_brings_rules_receivers_and_channels(daemon: Any) -> None:
    await daemon.start()
    await daemon.until_watching()
    daemon.channels[0].post("alarm, whose rule is about to go while its alert is open")
    await daemon.hooks["one"].wait_for(1)
    await daemon.until("SELECT count(*) FROM deliveries WHERE state = 'sent'", 1)
    daemon.hooks["one"].received.clear()
    second = daemon.add_channel("second")
    daemon.words = ["siren"]
    daemon.receivers = {"desk": "one", "night": "two"}
    assert (await daemon.reload()).startswith("STATUS=reloaded; 2 channels, 1 rule; ")
    await daemon.until_watching()
    daemon.channels[0].post("alarm no longer")
    daemon.channels[0].post("siren here")
    second.post("siren there")
    for hook in daemon.hooks.values():
        got = await hook.wait_for(2)
        told = {text["text"] for one in got for text in json.loads(one.body)["data"]["excerpts"]}
        assert told == {"siren here", "siren there"}
    assert 'channel_monitor_reloads_total{result="applied"} 1.0' in (await daemon.get("/metrics")).text
    reloaded = daemon.logged("reloaded")[0]
    assert (reloaded["entries_opened"], reloaded["entries_closed"]) == (1, 0), "the lane of `desk` was left alone"


async def test_a_reload_drops_a_receiver_with_what_it_is_owed(daemon: Any) -> None:
    daemon.receivers = {"desk": "one", "night": "two"}
    daemon.hooks["two"].answer = Answer(503)
    await daemon.start()
    await daemon.until_watching()
    daemon.channels[0].post("alarm")
    await daemon.until("SELECT count(*) FROM attempts", 2)
    daemon.receivers = {"desk": "one"}
    await daemon.reload()
    assert daemon.ask("SELECT receiver, state, detail FROM deliveries ORDER BY receiver") == [
        ("desk", "sent", "204"),
        ("night", "cancelled", "its entry was removed from the watch file"),
    ]
    daemon.channels[0].post("alarm again")
    await daemon.hooks["one"].wait_for(2)
    await daemon.until("SELECT count(*) FROM deliveries WHERE receiver = 'desk' AND state = 'sent'", 2)
    assert daemon.ask("SELECT count(*) FROM deliveries") == [(3,)]


async def test_a_changed_entry_keeps_what_it_is_owed(daemon: Any) -> None:
    daemon.hooks["one"].answer = Answer(hang=True)
    await daemon.start()
    await daemon.until_watching()
    daemon.channels[0].post("alarm")
    await daemon.hooks["one"].wait_for(1)
    daemon.receivers = {"desk": "two"}
    await daemon.reload()
    await daemon.hooks["two"].wait_for(1)
    await daemon.until("SELECT count(*) FROM deliveries WHERE state = 'sent'", 1)
    assert daemon.hooks["two"].ids == daemon.hooks["one"].ids, "the same notice under the same id"


async def test_a_channel_that_was_dropped_is_heard_no_more(daemon: Any) -> None:
    second = daemon.add_channel("second")
    await daemon.start()
    await daemon.until_watching()
    daemon.watched.remove("second")
    await daemon.reload()
    second.post("alarm unheard")
    daemon.channels[0].post("alarm")
    await daemon.hooks["one"].wait_for(1)
    assert daemon.ask("SELECT text FROM posts") == [("alarm",)]


async def test_a_broken_watch_file_is_refused_and_the_old_one_goes_on(daemon: Any) -> None:
    await daemon.start()
    await daemon.until_watching()
    daemon.words = ["siren", "siren"]
    said = await daemon.reload()
    assert said.startswith("STATUS=reload refused, the watch file from before is at work: 1 problem in the watch file")
    problem = daemon.logged("watch_file_problem")[0]["problem"]
    assert problem.startswith(f"{daemon.path}:")
    text = (await daemon.get("/metrics")).text
    assert 'channel_monitor_reloads_total{result="refused"} 1.0' in text
    assert "channel_monitor_reload_refused 1.0" in text
    daemon.channels[0].post("alarm")
    await daemon.hooks["one"].wait_for(1)
    async with looking(daemon.folder / "monitor.db") as engines:
        refused = (await status(engines, SystemClock().now())).reload_refused
        assert refused is not None
        assert (refused.problems, refused.reason) == ((problem,), "1 problem in the watch file")
        daemon.words = ["alarm", "siren"]
        assert (await daemon.reload()).startswith("STATUS=reloaded")
        assert (await status(engines, SystemClock().now())).reload_refused is None
    assert "channel_monitor_reload_refused 0.0" in (await daemon.get("/metrics")).text


async def test_a_refusal_is_forgotten_at_the_next_start(daemon: Any) -> None:
    await daemon.start()
    daemon.words = ["siren", "siren"]
    await daemon.reload()
    daemon.signal(signal.SIGKILL)
    await daemon.ended()
    async with looking(daemon.folder / "monitor.db") as engines:
        assert (await status(engines, SystemClock().now())).reload_refused is None, "none runs, so none refuses"
        daemon.words = ["alarm"]
        await daemon.start()
        assert (await status(engines, SystemClock().now())).reload_refused is None


async def test_what_needs_a_restart_is_named_and_the_rest_applied(daemon: Any) -> None:
    await daemon.start()
    await daemon.until_watching()
    daemon.listen, daemon.words = "127.0.0.1:1", ["siren"]
    assert (await daemon.reload()).startswith("STATUS=reloaded; from a restart on: web.listen; ")
    assert daemon.logged("needs_restart")[0]["keys"] == ["web.listen"]
    assert (await daemon.get("/-/healthy")).status_code == 200
    daemon.channels[0].post("siren")
    await daemon.hooks["one"].wait_for(1)


async def test_a_webhook_that_hangs_does_not_hold_up_a_stop_and_loses_nothing(daemon: Any) -> None:
    daemon.hooks["one"].answer = Answer(hang=True)
    await daemon.start()
    await daemon.until_watching()
    for number in range(20):
        daemon.channels[0].post(f"alarm {number}")
    await daemon.hooks["one"].wait_for(1)
    began = time.monotonic()
    daemon.signal(signal.SIGTERM)
    assert await daemon.ended() == 0
    assert time.monotonic() - began < 10
    stopped_at = len(daemon.hooks["one"].received)
    daemon.hooks["one"].answer = Answer()
    await daemon.start()
    await daemon.until("SELECT count(*) FROM posts", 20)
    await daemon.until("SELECT count(*) FROM deliveries WHERE state IN ('sent', 'folded')", 20)
    assert len(daemon.hooks["one"].received) > stopped_at
    assert daemon.ask("SELECT count(*) FROM deliveries WHERE state NOT IN ('sent', 'folded')") == [(0,)]


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
async def test_a_second_signal_leaves_at_once(daemon: Any, second: signal.Signals) -> None:
    daemon.hooks["one"].answer = Answer(hang=True)
    await daemon.start()
    await daemon.until_watching()
    daemon.channels[0].post("alarm")
    await daemon.hooks["one"].wait_for(1)
    daemon.signal(signal.SIGTERM)
    await daemon.until_told("STOPPING=1")
    began = time.monotonic()
    daemon.signal(second)
    assert await daemon.ended() == 128 + second
    assert time.monotonic() - began < 5  # without it: until the webhook's time is over
    assert daemon.ask("SELECT state FROM deliveries") == [("due",)]


async def test_a_second_instance_on_the_database_is_refused(daemon: Any) -> None:
    await daemon.start()
    began = time.monotonic()
    other = await daemon.spawn()
    _, said = await asyncio.wait_for(other.communicate(), PATIENCE)
    took = time.monotonic() - began
    assert other.returncode == 75
    assert said.decode().splitlines()[-1] == (
        f"monitor: {daemon.folder}/monitor.db is in use by another monitor"
        f" (process {daemon.process.pid}); stop that one first"
    )
    assert took < 9, f"{took:.1f} s"  # about 1.2 s on a machine of its own


async def test_a_port_in_use_is_said_at_once(daemon: Any) -> None:
    daemon.listen = f"127.0.0.1:{daemon.server.port}"
    daemon.write()
    other = await daemon.spawn()
    _, said = await asyncio.wait_for(other.communicate(), PATIENCE)
    assert other.returncode == 75
    sentence = said.decode().splitlines()[-1]
    assert sentence.startswith(f"monitor: port {daemon.server.port} on 127.0.0.1 is in use by another program; give `")


async def test_the_log_is_json_on_standard_error_and_as_loud_as_wanted(daemon: Any) -> None:
    await daemon.start("--log-level", "error")
    await daemon.until_watching()
    daemon.signal(signal.SIGTERM)
    assert await daemon.ended() == 0
    assert daemon.log == []


async def test_a_telegram_that_answers_nothing_does_not_hold_up_a_stop(daemon: Any) -> None:
    await daemon.start()
    await daemon.until_watching()
    daemon.server.frozen = True
    began = time.monotonic()
    daemon.signal(signal.SIGTERM)
    assert await daemon.ended() == 0
    assert time.monotonic() - began < 10


async def test_a_database_that_another_program_holds_is_no_hold_up_either(daemon: Any) -> None:
    await daemon.start()
    await daemon.until_watching()
    with closing(sqlite3.connect(daemon.folder / "monitor.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        daemon.channels[0].post("alarm")
        ready = await daemon.get("/-/ready")
        assert ready.status_code == 503
        assert ready.json()["reasons"][0].startswith("the database cannot be written: ")
        assert (await daemon.get("/-/healthy")).status_code == 200
        began = time.monotonic()
        daemon.signal(signal.SIGTERM)
        code = await daemon.ended()
        assert time.monotonic() - began < 10
        assert code in (0, 70), "70: a statement that waits for a lock cannot be called back"
    await daemon.start()
    await daemon.until("SELECT count(*) FROM posts", 1)
    await daemon.until("SELECT count(*) FROM deliveries WHERE state = 'sent'", 1)

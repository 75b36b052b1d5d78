"""Policy through the daemon as a process: what people do in another process counts at once."""

import asyncio
import sys
from typing import Any

RULES = """\
  - {id: alarm, title: Alarm, severity: high, when: {keyword: [alarm]},
     alert: {wait: 1s, every: 0s, group_by: channel, escalate: {after: 1s, to: [chief]}}}
  - {id: siren, title: Siren, severity: high, when: {keyword: [siren]},
     alert: {wait: 1s, every: 0s, escalate: {after: 20s, to: [chief]}}}
"""
CHIEF = '  chief: {to: [{webhook: {url: "${TEST_HOOK}", secret: "${TEST_SECRET}", allow_private: true}}]}\n'
_TOLD = "SELECT count(*) FROM deliveries WHERE receiver = '{}' AND state = '{}'"


async def verb(world: Any, *arguments: str) -> str:
    """What a verb prints, in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "monitor", *arguments, "--config", str(world.folder / "monitor.yaml")),
        env=world.environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


async def test_waiting_calling_the_chief_and_holding_through_the_daemon(world: Any) -> None:
    world.rules, world.more, world.budget = RULES, CHIEF, "2/d"
    first, second, third = world.add_channels(3)
    await world.start()
    await world.until_watching()
    first.post("alarm")
    await world.until("SELECT count(*) FROM matches", 1)
    await world.until(_TOLD.format("desk", "sent"), 1)
    await world.until(_TOLD.format("chief", "sent"), 1)  # nobody took it up
    second.post("siren")
    await world.until("SELECT count(*) FROM alerts", 2)
    ((taken,),) = world.ask("SELECT id FROM alerts ORDER BY opened DESC LIMIT 1")
    await verb(world, "alerts", "ack", taken, "--by", "Olena")
    await world.until(_TOLD.format("desk", "sent"), 2)
    await world.until("SELECT count(*) FROM alerts WHERE escalates IS NOT NULL", 0)
    third.post("alarm")
    await world.until(_TOLD.format("desk", "held"), 1)  # more than the budget
    await verb(world, "silence", "add", "--rule", "alarm", "--for", "1h", "--comment", "a drill", "--by", "Olena")
    number = first.post("alarm").id
    await world.until("SELECT count(*) FROM decisions WHERE reason = 'silenced'", 1)
    why = await verb(world, "alerts", "why", f"channel_0/{number}")
    assert "silenced: not told: somebody silenced it for a time" in why
    assert "by Olena: a drill" in why
    ((waits,),) = world.ask("SELECT alert FROM deliveries WHERE state = 'held'")
    assert "to desk/webhook: held, waits for room in the budget, until" in await verb(world, "alerts", "why", waits)
    assert "the alert was acknowledged by Olena" in await verb(world, "alerts", "why", taken)
    ((called,),) = world.ask(f"SELECT count(*) FROM deliveries WHERE receiver = 'chief' AND alert = '{taken}'")  # noqa: S608
    assert called == 0
    assert await world.stop() == 0

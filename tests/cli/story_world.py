"""A day of December with stories in it: sides, copies, a deletion, an edit, claims, places; made by the pipeline."""

from pathlib import Path

from monitor.bus import LocalBus
from monitor.config.load import load
from monitor.kinds import discover
from monitor.language.names import expand
from monitor.model import ChannelChanged, Deleted, Edited, Forward, Post, Posted, Update
from monitor.pipeline import Pipeline
from monitor.ports.meter import NoMeter
from monitor.rules.compile import compile_rules
from monitor.store import schema
from monitor.store.database import Database
from monitor.watching import Watching

START = 1_734_336_000_000  # 2024-12-16T08:00:00Z
MINUTE, HOUR = 60_000, 3_600_000
CHANNELS = ("DIUkraine", "dva_majors", "ButusovPlus", "rybar", "think_tank", "robert_magyar")
HOSTILE = '<script>alert("1")</script> & ]]> \u202egnp'

STORY_FILE = """\
version: 1
database: sqlite:///{folder}/monitor.db
web: {{listen: off}}
channels:
  - {{telegram: DIUkraine, name: Defence Intelligence, side: ukraine, labels: [official], reliability: B}}
  - {{telegram: dva_majors, side: russia}}
  - {{telegram: ButusovPlus, side: ukraine, reliability: C}}
  - {{telegram: rybar, side: russia, reliability: F}}
  - {{telegram: think_tank}}
  - {{telegram: robert_magyar, side: ukraine, reliability: A}}
entities:
  plekhovo: {{kind: place, names: {{ru: [Плёхово], uk: [Плехово, Плєхово]}}, at: [51.13, 35.34]}}
  kurilovka: {{kind: place, names: {{uk: [Курилівка], en: [Kurilovka]}}, at: [51.12, 35.25]}}
  kursk-oblast: {{kind: place, names: {{en: [Kursk oblast]}}}}
  odesa: {{kind: place, names: {{uk: [Одеса], en: [Odesa]}}, at: [46.48, 30.73]}}
  dprk: {{kind: group, names: {{uk: [військові КНДР], ru: [военные КНДР], en: [North Korean soldiers]}}}}
  nowhere: {{kind: place, names: {{en: [Nowhere]}}}}
rules: [{{id: a, when: {{entity: dprk}}, notify: [desk]}}]
receivers: {{desk: {{to: [console]}}}}
{more}"""

THIRTY = "Щонайменше 30 військових КНДР вбито та поранено поблизу села Плєхово, передає розвідка з місця подій."
ENGLISH = "DIU: at least 30 North Korean soldiers killed and wounded near Kurilovka."
RUSSIAN = "Пишут, что не менее 30 военных КНДР убиты и ранены у села Плёхово, подтверждений нет."
ODESA = "Одеса: вибух, ракета влучила у будинок, троє поранених, рятувальники на місці події."


def write_config(folder: Path, more: str = "") -> Path:
    config = folder / "monitor.yaml"
    config.write_text(STORY_FILE.format(folder=folder, more=more), "utf-8")
    return config


def post(channel: int, number: int, text: str, at: int, **more: object) -> Post:
    link = f"https://t.me/{CHANNELS[channel]}/{number}"
    return Post(channel, number, START + at, text, link=link, **more)  # type: ignore[arg-type]


async def seed(folder: Path) -> None:
    """One story of five posts from three origins (s1), and one of one post (s6)."""
    config, kinds = write_config(folder), discover()
    spec = load(config, conditions=kinds.conditions, sinks=kinds.sinks, environ={})
    await schema.prepare(folder / "monitor.db")
    database = Database(folder / "monitor.db")
    await database.open()
    rules = compile_rules(spec.rules, spec.entities, spec.channels, kinds.conditions, expand, mentions=True)
    watching = Watching(spec, rules, (), lambda _verdict: None)
    pipeline = Pipeline(LocalBus(), database, watching, _Clock(), NoMeter())
    try:
        for updates in _day():
            await pipeline.absorb(updates)
    finally:
        await database.close()


class _Clock:
    def now(self) -> int:
        return START + 10 * HOUR


def _day() -> list[list[Update]]:
    titles = [HOSTILE if handle == "rybar" else handle for handle in CHANNELS]
    channels = [ChannelChanged(n, "telegram", CHANNELS[n], title, START) for n, title in enumerate(titles)]
    told = [
        post(0, 1, THIRTY, 0),
        post(2, 2, f"⚡️ {THIRTY} Підписатися @kanal", 20 * MINUTE),
        post(1, 3, THIRTY, 40 * MINUTE, forward=Forward(0, CHANNELS[0], "", 1)),
        post(4, 4, ENGLISH, HOUR),
        post(3, 5, RUSSIAN, 2 * HOUR),
        post(5, 6, ODESA, 3 * HOUR),
    ]
    edited = post(4, 4, f"{ENGLISH} Updated.", HOUR, edited=START + 4 * HOUR)
    return [
        [*channels],
        *([Posted(one, one.posted + MINUTE)] for one in told),
        [Edited(edited, START + 4 * HOUR), Deleted(3, (5,), START + 5 * HOUR)],
    ]

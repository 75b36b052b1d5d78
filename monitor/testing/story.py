"""What the desk saw in December 2024, told again in our own words.

The facts are those of public reporting of 12 to 16 December 2024 (statements of Ukraine's Defence
Intelligence, the video of the 414th regiment, claims of Russian military blogs); no sentence is quoted.
Times are UTC. A beat happens in a channel; `of` names an earlier beat that it edits, deletes or forwards.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from monitor.testing.drawing import hills
from monitor.testing.telegram import Channel, Server, photo, video

CHANNELS: Mapping[str, str] = {
    "DIUkraine": "Defence Intelligence of Ukraine",
    "robert_magyar": "Magyar",
    "magyarbirds414": "414th regiment, Magyar's Birds",
    "ButusovPlus": "Butusov Plus",
    "V_Zelenskiy_official": "Zelenskiy / Official",
    "dva_majors": "Два майора",
    "second_milblog": "A second milblog",
}


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that happens."""

    name: str
    at: datetime
    channel: str
    text: str = ""
    kind: Literal["post", "edit", "delete", "forward", "album"] = "post"
    of: str = ""
    media: tuple[Callable[[], Any], ...] = field(default=())


def _on(day: int, hour: int, minute: int) -> datetime:
    return datetime(2024, 12, day, hour, minute, tzinfo=UTC)


def _film() -> Any:
    """As many bytes as a film of that length has, for the budget and for rules of sizes; they show nothing."""
    return video(108, 1280, 720, "plekhovo.mp4", data=b"\0" * 2_400_000)


def _frame(number: int) -> Callable[[], Any]:
    return lambda: photo((320, 180), hills(number))


BEATS: tuple[Beat, ...] = (
    Beat(
        "claim",
        _on(12, 14, 20),
        "dva_majors",
        "Курская область. С мест сообщают: спецназ КНДР взял Плёхово. Два километра минных полей прошли пешком,"
        " на всё ушло около двух часов. Противник потерял более 300 солдат убитыми, в плен не брали.",
    ),
    Beat(
        "echo",
        _on(12, 16, 5),
        "second_milblog",
        "Подтверждений пока нет, но пишут все: северокорейские бойцы вошли в Плехово, более 300 убитых у ВСУ.",
    ),
    Beat(
        "weather", _on(12, 17, 40), "ButusovPlus", "Курс валют і погода на завтра: сніг, до мінус п'яти. Бережіть себе."
    ),
    Beat(
        "denial",
        _on(13, 7, 10),
        "second_milblog",
        "Про корейцев в Плёхово: это выдумка. Село брала 810-я бригада морской пехоты,"
        " никаких бойцов КНДР там не было.",
    ),
    Beat(
        "president",
        _on(14, 11, 45),
        "V_Zelenskiy_official",
        "Є попередні дані: росіяни почали кидати у штурми солдатів Північної Кореї, і вже помітну їх кількість."
        " Поки що йдеться про Курщину. Втрати серед них теж відчутні.",
    ),
    Beat(
        "diu-losses",
        _on(14, 13, 30),
        "DIUkraine",
        "Зведені підрозділи росіян на Курщині зазнають великих втрат:"
        " за попередніми оцінками, вже близько 200 військових КНДР вбито та поранено.",
    ),
    Beat(
        "diu-akhmat",
        _on(14, 15, 0),
        "DIUkraine",
        "Через мовний бар'єр військові КНДР відкрили вогонь по автомобілях батальйону «Ахмат»: восьмеро загиблих"
        " (8) серед своїх же союзників.",
    ),
    Beat(
        "film",
        _on(15, 15, 12),
        "robert_magyar",
        "Птахи Мадяра, 414-й полк. Північнокорейські військові під Плеховим, снігове поле. Дивіться до кінця: 1:48.",
        media=(_film,),
    ),
    Beat(
        "frames",
        _on(15, 16, 2),
        "magyarbirds414",
        "Magyar's Birds: bodies of North Korean soldiers on a snowy field near Plekhovo, Kursk oblast."
        " Frames of our video.",
        kind="album",
        media=(_frame(1), _frame(2), _frame(3)),
    ),
    Beat(
        "diu-thirty",
        _on(16, 8, 0),
        "DIUkraine",
        "14–15 грудня підрозділи армії КНДР зазнали значних втрат поблизу сіл Плєхово, Ворожба, Мартинівка:"
        " щонайменше 30 військових КНДР вбито та поранено."
        " Біля Курилівки щонайменше 3 військових КНДР зникли безвісти.",
    ),
    Beat("film-shared", _on(16, 9, 15), "ButusovPlus", kind="forward", of="film"),
    Beat(
        "confirmed",
        _on(16, 9, 21),
        "ButusovPlus",
        "Кадри справжні, я говорив із тими, хто знімав. Солдати Північної Кореї йшли полем без прикриття.",
    ),
    Beat(
        "diu-edited",
        _on(16, 9, 40),
        "DIUkraine",
        "14–15 грудня підрозділи армії КНДР зазнали значних втрат поблизу сіл Плехово, Ворожба, Мартинівка:"
        " щонайменше 30 військових КНДР вбито та поранено."
        " Біля Курилівки щонайменше 3 військових КНДР зникли безвісти."
        " Втрати поповнюють зі складу 94-ї окремої бригади.",
        kind="edit",
        of="diu-thirty",
    ),
    Beat("herd", _on(16, 10, 2), "second_milblog", "Гурт выступит в субботу. Курсанты училища приглашены."),
    Beat("withdrawn", _on(16, 10, 30), "dva_majors", kind="delete", of="claim"),
)


class Stage:
    """The story's channels on a loopback server. `shift` is added to every beat's time (seconds)."""

    def __init__(self, server: Server, shift: float) -> None:
        self.channels: dict[str, Channel] = {
            handle: server.add_channel(title, handle=handle, verified=handle == "DIUkraine")
            for handle, title in CHANNELS.items()
        }
        self._shift = shift
        self._told: dict[str, tuple[Channel, list[int]]] = {}

    def play(self, beat: Beat) -> None:
        """Let one beat happen."""
        channel = self.channels[beat.channel]
        date = datetime.fromtimestamp(beat.at.timestamp() + self._shift, UTC)
        match beat.kind:
            case "post":
                media = beat.media[0]() if beat.media else None
                self._told[beat.name] = channel, [channel.post(beat.text, media=media, date=date).id]
            case "album":
                captions = (beat.text, *[""] * (len(beat.media) - 1))
                parts = [(caption, make()) for caption, make in zip(captions, beat.media, strict=True)]
                self._told[beat.name] = channel, [message.id for message in channel.album(parts, date=date)]
            case "forward":
                origin, (first, *_) = self._told[beat.of]
                self._told[beat.name] = channel, [channel.forward_from(origin, first, date=date).id]
            case "edit":
                _, (first, *_) = self._told[beat.of]
                channel.edit(first, beat.text, date=date)
            case "delete":
                _, messages = self._told[beat.of]
                channel.delete(messages)


def shift_to_now(now: float) -> float:
    """Seconds to add so that the last beat happens at `now` (seconds since the epoch)."""
    return now - BEATS[-1].at.timestamp()


def posts_told() -> int:
    """How many posts the story has; an album is one."""
    return sum(beat.kind in ("post", "album", "forward") for beat in BEATS)


def files_told() -> int:
    """How many files the story's posts carry; a forward carries those of its origin."""
    carried = {beat.name: len(beat.media) for beat in BEATS}
    return sum(carried[beat.of] if beat.kind == "forward" else carried[beat.name] for beat in BEATS)

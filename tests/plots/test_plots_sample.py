"""The picture in the documentation is what the program draws. Running this file draws it anew."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.plots.spread import drawn
from monitor.plots.story import Mark, Origin, Spread

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "spread.svg"


def mark(minutes: int, channel: str, side: str, **became: bool) -> Mark:
    return Mark(datetime(2024, 12, 16, 8, 3, tzinfo=UTC) + timedelta(minutes=minutes), channel, side, **became)


SAMPLE = Spread(
    "s12: Щонайменше 30 військових КНДР вбито та поранено поблизу села Плєхово",
    (
        Origin(
            mark(0, "Воєнна розвідка", "ukraine", edited=True),
            (
                mark(12, "Репортер", "ukraine"),
                mark(25, "Военкор", "russia"),
                mark(55, "Сводка", "russia", deleted=True),
                mark(70, "Think tank", ""),
                mark(74, "Щоденна газета", "ukraine"),
                mark(200, "Хроника", "russia"),
            ),
        ),
        Origin(
            mark(95, "414-й полк", "ukraine"),
            (mark(102, "Фронт сьогодні", "ukraine"), mark(130, "Agency", ""), mark(240, "Блог", "russia")),
        ),
        Origin(mark(150, "Два голоса", "russia", deleted=True), (mark(162, "Эхо", "russia"),), deleted=True),
        Origin(mark(250, "Institute", "")),
        Origin(mark(265, "414-й полк", "ukraine"), (mark(290, "Фронт сьогодні", "ukraine"),), repeats=1),
    ),
    ("ukraine", "russia"),
)


def test_the_picture_of_the_documentation_is_drawn_so() -> None:
    assert PICTURE.read_text("utf-8") == drawn(SAMPLE)


if __name__ == "__main__":
    PICTURE.write_text(drawn(SAMPLE), "utf-8")

"""What the entities of the watch file are to stories: what can tell an event, and which places lie near each other."""

import re
from collections.abc import Collection, Iterable, Mapping
from math import asin, cos, floor, radians, sin, sqrt

from monitor.model import EntitySpec

_EARTH = 6371.0088  # km, mean radius (IUGG)
_DEGREE = 111.2  # km of one degree of latitude

Point = tuple[float, float]

_WIDE = re.compile(
    r"\b(?:область|обл|край|республ[иі]ка|округ|район|регіон|регион|oblast|region|province|county|district|republic"
    r"|фронт|front)\b",
    re.IGNORECASE,
)


class Gazetteer:
    """Made once for a watch file. `near` in km: places that lie so close to each other are taken for one."""

    def __init__(self, entities: Mapping[str, EntitySpec], near: float) -> None:
        self._kinds = {name: spec.kind for name, spec in entities.items()}
        self._names = {key: next(iter(spec.names.values()))[0] for key, spec in entities.items() if spec.names}
        self._areas = frozenset(name for name, spec in entities.items() if is_area(spec))
        self._near = _neighbours(entities.values(), near)

    def spots(self, entities: Iterable[str]) -> frozenset[str]:
        """The places among them that are narrow enough to tell one event from others."""
        return frozenset(e for e in entities if self._kinds.get(e) == "place" and e not in self._areas)

    def areas(self, entities: Iterable[str]) -> frozenset[str]:
        """The regions and countries among them."""
        return frozenset(e for e in entities if e in self._areas)

    def of(self, kinds: Collection[str], entities: Iterable[str]) -> frozenset[str]:
        """Those of some kinds among them."""
        return frozenset(e for e in entities if self._kinds.get(e) in kinds)

    def name(self, entity: str) -> str:
        """What people call it: its first name in the watch file."""
        return self._names.get(entity, entity)

    def clusters(self, spots: Collection[str]) -> int:
        """How many there are of them where those near each other count once."""
        left, found = set(spots), 0
        while left:
            edge = [left.pop()]
            found += 1
            while edge:
                close = self.around(edge.pop()) & left
                left -= close
                edge += close
        return found

    def around(self, place: str) -> frozenset[str]:
        """The places near a place, with itself."""
        return self._near.get(place) or frozenset({place})


def is_area(spec: EntitySpec) -> bool:
    """Whether it is a region or a country: the watch file says so, or its first name in every language does."""
    if spec.kind != "place":
        return False
    if spec.area is not None:
        return spec.area
    first = [names[0] for names in spec.names.values() if names]
    return all(_WIDE.search(name) for name in first)


def _neighbours(specs: Iterable[EntitySpec], near: float) -> dict[str, frozenset[str]]:
    """By place, for those that have any, the places near it. A grid spares comparing all with all."""
    points = {spec.id: spec.at for spec in specs if spec.at is not None and spec.kind == "place" and not is_area(spec)}
    step = max(near / _DEGREE, 0.01)
    cells: dict[tuple[int, int], list[str]] = {}
    for name, (north, east) in points.items():
        cells.setdefault((floor(north / step), floor(east / step)), []).append(name)
    found = {}
    for name, (north, east) in points.items():
        wide = min(360.0, step / max(cos(radians(min(89.0, abs(north) + step))), 1e-3))
        rows = range(floor(north / step) - 1, floor(north / step) + 2)
        columns = range(floor((east - wide) / step), floor((east + wide) / step) + 1)
        close = {
            other
            for row in rows
            for column in columns
            for other in cells.get((row, column), ())
            if distance(points[name], points[other]) <= near
        }
        if len(close) > 1:
            found[name] = frozenset(close)
    return found


def distance(one: Point, other: Point) -> float:
    """Along the surface of the earth, in km (haversine)."""
    (a, b), (c, d) = (map(radians, one), map(radians, other))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(half)))

"""What people said of stories and claims: written once, never changed."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Opinion
from monitor.store.listed import listed
from monitor.store.tables import opinions


async def add(connection: AsyncConnection, opinion: Opinion) -> None:
    """Write an opinion, while a daemon may run."""
    row = {name: getattr(opinion, name) for name in Opinion.__struct_fields__}
    await connection.execute(opinions.insert(), row)


async def of_stories(connection: AsyncConnection, numbers: Collection[int]) -> Mapping[int, list[Opinion]]:
    """What was said of stories as a whole, by the number that the story had then, in its order."""
    found: dict[int, list[Opinion]] = {}
    for one in await _read(connection, (opinions.c.story == listed()) & opinions.c.post.is_(None), numbers):
        found.setdefault(one.story, []).append(one)
    return found


async def of_posts(connection: AsyncConnection, keys: Collection[int]) -> Mapping[int, list[Opinion]]:
    """What was said of single claims, by the row of their post, in its order."""
    found: dict[int, list[Opinion]] = {}
    for one in await _read(connection, opinions.c.post == listed(), keys):
        if one.post is not None:
            found.setdefault(one.post, []).append(one)
    return found


async def _read(connection: AsyncConnection, where: ColumnElement[bool], numbers: Collection[int]) -> list[Opinion]:
    columns = [opinions.c[name] for name in Opinion.__struct_fields__]
    rows = await connection.execute(select(*columns).where(where).order_by(opinions.c.key), listed.of(numbers))
    return [Opinion(**row) for row in rows.mappings()]

"""An album as the messages that it is made of: that is how they are stored, whoever saw them. Pure."""

from msgspec.structs import replace

from monitor.model import Counters, Post

_NO_COUNTERS = Counters()


def as_messages(post: Post) -> tuple[Post, ...]:
    """The post itself, or one post for each part of an album. The page counts views for the album as a whole."""
    if not post.parts:
        return (post,)
    stem = post.link.removesuffix(str(post.id))
    return tuple(
        replace(
            post,
            id=caption.message,
            text=caption.text,
            markup=caption.markup,
            media=tuple(item for item in post.media if item.message_id == caption.message),
            parts=(caption.message,),
            captions=(caption,),
            counters=post.counters if caption.message == post.id else _NO_COUNTERS,
            link=f"{stem}{caption.message}",
        )
        for caption in post.captions
    )

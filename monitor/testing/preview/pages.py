"""Pages of the public preview, built the way that Telegram builds them."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from html import escape

from monitor.testing.preview.channel import PreviewChannel, Said

_FRONTS = {"front": "1 234 subscribers", "group": "1 234 members, 56 online", "person": "@{handle}", "nobody": ""}


def history(channel: PreviewChannel, before: int | None) -> str:
    """The page of posts below an id, or the newest."""
    shown = channel.before(before)
    lowest = shown[0].id if shown else 0
    more = f'<a href="?before={lowest}" class="tme_messages_more js-messages_more" data-before="{lowest}"></a>'
    lower = any(number < lowest for number in channel.said)
    body = "".join(message(channel, said) for said in shown)
    if not shown:
        body = '<div class="tgme_widget_message_centered"><div class="tme_no_messages_found">No posts found</div></div>'
    return page(channel, (f'<div class="tgme_widget_message_centered">{more}</div>' if lower else "") + body)


def page(channel: PreviewChannel, body: str) -> str:
    """A whole page around messages."""
    title = escape(channel.title or channel.handle)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title} – Telegram</title></head>'
        '<body class="widget_frame_base tgme_webpreview"><section class="tgme_right_column">'
        '<div class="tgme_channel_info">'
        f'<div class="tgme_channel_info_header_title"><span dir="auto">{title}</span></div>'
        '<div class="tgme_channel_info_header_labels"></div><div class="tgme_channel_info_header_username">'
        f'<a href="https://t.me/{channel.handle}">@{channel.handle}</a></div>'
        '<div class="tgme_channel_info_counter"><span class="counter_value">1.2K</span> '
        '<span class="counter_type">subscribers</span></div></div></section>'
        f'<main class="tgme_main" data-url="/{channel.handle}">'
        '<section class="tgme_channel_history js-message_history">'
        f"{body}</section></main></body></html>"
    )


def front(channel: PreviewChannel) -> str:
    """What stands at `/HANDLE`."""
    extra = _FRONTS["front" if channel.shows == "posts" else channel.shows].format(handle=channel.handle)
    named = (
        f'<div class="tgme_page_title"><span>{escape(channel.title or channel.handle)}</span></div>' if extra else ""
    )
    return (
        f'<!DOCTYPE html><html><head><meta property="al:android:url" content="tg://resolve?domain={channel.handle}">'
        f'</head><body><div class="tgme_page">{named}<div class="tgme_page_extra">{extra}</div>'
        '<div class="tgme_page_additional">If you have <strong>Telegram</strong>, you can contact</div>'
        "</div></body></html>"
    )


def single(channel: PreviewChannel, said: Said | None) -> str:
    """The page of one post, as other sites embed it."""
    body = message(channel, said) if said else '<div class="tgme_widget_message_error">Post not found</div>'
    return f'<!DOCTYPE html><html><body class="widget_frame_base">{body}</body></html>'


def message(channel: PreviewChannel, said: Said) -> str:
    """One message with what surrounds it."""
    names = "service_message " if said.service else ""
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        f'<div class="tgme_widget_message text_not_supported_wrap {names}js-widget_message" '
        f'data-post="{channel.handle}/{said.id}" data-view="{view(channel.id, said)}">'
        '<div class="tgme_widget_message_bubble"><div class="tgme_widget_message_author accent_color">'
        f'<a class="tgme_widget_message_owner_name" href="https://t.me/{channel.handle}">'
        f"<span>{escape(channel.title or channel.handle)}</span></a></div>"
        f"{said.forward}{said.reply}{_media(said)}{_text(said)}{said.reactions}"
        f"{_footer(channel, said)}</div></div></div>"
    )


def view(channel: int, said: Said) -> str:
    """What `data-view` holds."""
    number: int | str = f"{said.id}g" if said.parts else said.id
    raw = json.dumps({"c": -channel, "p": number, "t": 1_677_593_835, "h": "9e1d"}, separators=(",", ":"))
    return urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _media(said: Said) -> str:
    inner = "".join(said.media)
    if not said.parts:
        return inner
    return f'<div class="tgme_widget_message_grouped_wrap js-message_grouped_wrap"><div>{inner}</div></div>'


def _text(said: Said) -> str:
    if not said.text:
        return ""
    text = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{said.text}</div>'
    return f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>' if said.parts else text


def _footer(channel: PreviewChannel, said: Said) -> str:
    moment = datetime.fromtimestamp(said.posted / 1000, UTC).isoformat(timespec="seconds")
    signed = (
        f'<span class="tgme_widget_message_from_author" dir="auto">{said.author}</span>,&nbsp;' if said.author else ""
    )
    return (
        '<div class="tgme_widget_message_footer compact"><div class="tgme_widget_message_info short">'
        f'<span class="tgme_widget_message_views">{said.views}</span><span class="copyonly"> views</span>'
        f'<span class="tgme_widget_message_meta">{signed}{"edited &nbsp;" if said.edited else ""}'
        f'<a class="tgme_widget_message_date" href="https://t.me/{channel.handle}/{said.id}">'
        f'<time datetime="{moment}" class="time">10:00</time></a></span></div></div>'
    )

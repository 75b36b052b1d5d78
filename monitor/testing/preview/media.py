"""Elements of a message, built the way that the public pages build them."""

_PICTURE = "background-image:url('https://cdn.example/file/a.jpg')"


def _href(handle: str, number: int, *, single: bool = False) -> str:
    return f"https://t.me/{handle}/{number}{'?single' if single else ''}"


def photo(handle: str, number: int, *, single: bool = False, file: str = "") -> str:
    names = " grouped_media_wrap js-message_photo" if single else f" {file} 1_2" if file else ""
    return (
        f'<a class="tgme_widget_message_photo_wrap{names}" href="{_href(handle, number, single=single)}" '
        f'style="width:800px;{_PICTURE}"><div class="tgme_widget_message_photo" style="padding-top:75%"></div></a>'
    )


def video(handle: str, number: int, duration: str = "0:16", *, looped: bool = False) -> str:
    shown = "" if looped else f'<time class="message_video_duration js-message_video_duration">{duration}</time>'
    return (
        f'<a class="tgme_widget_message_video_player js-message_video_player" href="{_href(handle, number)}">'
        f'<i class="tgme_widget_message_video_thumb" style="{_PICTURE}"></i>'
        '<div class="tgme_widget_message_video_wrap">'
        '<video src="https://cdn.example/file/a.mp4" class="tgme_widget_message_video js-message_video"'
        f"{' autoplay loop muted' if looped else ''}></video></div>{shown}{_box('This media is not supported')}</a>"
    )


def round_video(handle: str, number: int, duration: str = "0:09") -> str:
    return (
        f'<a class="tgme_widget_message_roundvideo_player" href="{_href(handle, number)}">'
        '<div class="tgme_widget_message_roundvideo_wrap"><video class="tgme_widget_message_roundvideo"></video></div>'
        f'<time class="tgme_widget_message_roundvideo_duration">{duration}</time></a>'
    )


def voice(handle: str, number: int, duration: str = "1:05") -> str:
    return (
        f'<a class="tgme_widget_message_voice_player js-message_voice_player" href="{_href(handle, number)}">'
        '<audio class="tgme_widget_message_voice" data-waveform="0,1,2"></audio>'
        f'<time class="tgme_widget_message_voice_duration">{duration}</time></a>'
    )


def document(handle: str, number: int, title: str, extra: str, *, audio: bool = False, single: bool = False) -> str:
    return (
        f'<a class="tgme_widget_message_document_wrap" href="{_href(handle, number, single=single)}">'
        f'<div class="tgme_widget_message_document_icon accent_bg{" audio" if audio else ""}"></div>'
        '<div class="tgme_widget_message_document">'
        f'<div class="tgme_widget_message_document_title accent_color" dir="auto">{title}</div>'
        f'<div class="tgme_widget_message_document_extra" dir="auto">{extra}</div></div></a>'
    )


def sticker() -> str:
    return (
        f"{_box('This media is not supported in your browser', ' media_not_supported_cont')}"
        '<div class="tgme_widget_message_sticker_wrap media_supported_cont">'
        f'<i class="tgme_widget_message_sticker js-sticker_image" style="{_PICTURE}"></i></div>'
    )


def unsupported() -> str:
    return _box("Please open Telegram to view this post")


def poll(question: str, *options: str) -> str:
    shown = "".join(f'<div class="tgme_widget_message_poll_option_text">{option}</div>' for option in options)
    return (
        '<div class="tgme_widget_message_poll js-poll">'
        f'<div class="tgme_widget_message_poll_question">{question}</div>'
        f'<div class="tgme_widget_message_poll_type">Anonymous Poll</div><a href="https://t.me/x/1">{shown}</a></div>'
    )


def location() -> str:
    return (
        '<a class="tgme_widget_message_location_wrap" href="https://maps.google.com/maps?q=50.1,36.2">'
        f'<div class="tgme_widget_message_location" style="{_PICTURE}"></div></a>'
    )


def contact(name: str) -> str:
    return (
        '<div class="tgme_widget_message_contact_wrap"><div class="tgme_widget_message_contact">'
        f'<div class="tgme_widget_message_contact_name">{name}</div></div></div>'
    )


def reply(handle: str, number: int, quoted: str) -> str:
    return (
        f'<a class="tgme_widget_message_reply user-color-default" href="{_href(handle, number)}">'
        '<div class="tgme_widget_message_author"><span class="tgme_widget_message_author_name">Other</span></div>'
        f'<div class="tgme_widget_message_text js-message_reply_text" dir="auto">{quoted}</div></a>'
    )


def forward(name: str, href: str = "", author: str = "") -> str:
    tag = f'a class="tgme_widget_message_forwarded_from_name" href="{href}"' if href else ""
    tag = tag or 'span class="tgme_widget_message_forwarded_from_name"'
    signed = f' (<span class="tgme_widget_message_forwarded_from_author">{author}</span>)' if author else ""
    return (
        '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;'
        f'<{tag}><span dir="auto">{name}</span></{tag.split()[0]}>{signed}</div>'
    )


def link_preview(href: str, site: str, title: str, text: str) -> str:
    return (
        f'<a class="tgme_widget_message_link_preview" href="{href}">'
        f'<div class="link_preview_site_name">{site}</div><div class="link_preview_title">{title}</div>'
        f'<div class="link_preview_description">{text}</div></a>'
    )


def reactions(*shown: str) -> str:
    """Each as the inside of its element."""
    spans = "".join(f'<span class="tgme_reaction">{inner}</span>' for inner in shown)
    return f'<div class="tgme_widget_message_reactions js-message_reactions">{spans}</div>'


def emoji(character: str) -> str:
    return (
        f'<i class="emoji" style="background-image:url(\'//telegram.org/img/emoji/40/1.png\')"><b>{character}</b></i>'
    )


def _box(label: str, names: str = "") -> str:
    return (
        f'<div class="message_media_not_supported_wrap{names}"><div class="message_media_not_supported">'
        f'<div class="message_media_not_supported_label">{label}</div>'
        '<span class="message_media_view_in_telegram">VIEW IN TELEGRAM</span></div></div>'
    )

"""A Mattermost that knows one bot, its channel and one webhook."""

import re
from typing import Any

from msgspec import Struct

from monitor.testing.receivers._http import Answer, Request
from monitor.testing.receivers._platform import Platform, read_markdown, told

TOKEN = "loopbacknotasecret00000000"
CHANNEL = "c" * 26
_HOOK = "/hooks/loopback-not-a-secret"
# Names as the server finds them: at a word's beginning, in any of the texts that a post has.
_MENTION = re.compile(r"@[a-z][\w.-]*", re.IGNORECASE)


class MattermostPost(Struct):
    """One post as it stands now. `root` is the id of the post that it answers to, or ""."""

    id: str
    channel: str
    root: str
    message: str
    attachments: list[dict[str, Any]]
    edits: int = 0

    @property
    def raw(self) -> str:
        return "\n".join([self.message, *(str(one.get("text", "")) for one in self.attachments)])

    @property
    def text(self) -> str:
        return read_markdown(self.raw)

    @property
    def mentions(self) -> list[str]:
        """Whom the post would call."""
        return _MENTION.findall(self.raw)


class MattermostReceiver(Platform):
    """Speaks posts of the API v4 and webhooks on 127.0.0.1, and keeps what is shown in `posts`.

    `longest` is how many characters a post may have: 16,383, or 4,000 on old servers. `hooks`: "on", "off"
    (by an administrator) or "gone".
    """

    def __init__(self, longest: int = 16_383) -> None:
        super().__init__()
        self.longest = longest
        self.member = True
        self.hooks = "on"
        self.posts: list[MattermostPost] = []

    @property
    def hook(self) -> str:
        """The address of the webhook."""
        return self.root + _HOOK

    def flood(self, seconds: int) -> None:
        """Answer the next request with 429 and the wait."""
        headers = {"retry-after": str(seconds), "x-ratelimit-reset": str(seconds)}
        self.answers.append(Answer(429, b"limit exceeded", headers))

    def delete(self, post_id: str) -> None:
        self.posts = [post for post in self.posts if post.id != post_id]

    def respond(self, request: Request, asked: dict[str, Any]) -> Answer:
        if request.path == _HOOK:
            return self._hooked(asked)
        if not request.path.startswith("/api/v4/posts"):
            return _failure(404, "api.context.404.app_error", "Sorry, we could not find the page.")
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return _failure(401, "api.context.session_expired.app_error", "Invalid or expired session.")
        patched = re.fullmatch(r"/api/v4/posts/(\w+)/patch", request.path)
        if patched:
            return self._patch(patched[1], asked)
        return self._create(asked)

    def _hooked(self, asked: dict[str, Any]) -> Answer:
        if self.hooks == "off":
            return _failure(501, "web.incoming_webhook.disabled.app_error", "Incoming webhooks have been disabled.")
        if self.hooks == "gone":
            return _failure(404, "app.webhooks.get_incoming.app_error", "Unable to get the webhook.")
        if not asked.get("text") and not asked.get("attachments"):
            return _failure(400, "web.incoming_webhook.text.app_error", "No text specified.")
        # Words of Slack's are understood here, and call people.
        text = re.sub(r"<!(channel|here|all)>", r"@\1", asked.get("text", ""))
        self._keep(CHANNEL, "", text, asked.get("attachments", []))
        return Answer(200, b"ok")

    def _create(self, asked: dict[str, Any]) -> Answer:
        if asked.get("channel_id") != CHANNEL or not self.member:
            return _failure(403, "api.context.permissions.app_error", "You do not have the appropriate permissions.")
        if len(asked["message"]) > self.longest:
            return _failure(400, "model.post.is_valid.message_length.app_error", "Invalid message length.")
        root = asked.get("root_id", "")
        if root and self._find(root) is None:
            return _failure(400, "api.post.create_post.root_id.app_error", "Invalid RootId parameter.")
        post = self._keep(CHANNEL, root, asked["message"], asked.get("props", {}).get("attachments", []))
        return told(201, {"id": post.id, "channel_id": post.channel, "message": post.message, "root_id": post.root})

    def _patch(self, post_id: str, asked: dict[str, Any]) -> Answer:
        post = self._find(post_id)
        if post is None:
            return _failure(403, "api.context.permissions.app_error", "You do not have the appropriate permissions.")
        if len(asked["message"]) > self.longest:
            return _failure(400, "model.post.is_valid.message_length.app_error", "Invalid message length.")
        post.message, post.attachments = asked["message"], asked.get("props", {}).get("attachments", [])
        post.edits += 1
        return told(200, {"id": post.id, "channel_id": post.channel, "message": post.message})

    def _keep(self, channel: str, root: str, message: str, attachments: list[dict[str, Any]]) -> MattermostPost:
        self.taken()
        post = MattermostPost(f"{self._taken:026d}", channel, root, message, attachments)
        self.posts.append(post)
        return post

    def _find(self, post_id: str) -> MattermostPost | None:
        return next((post for post in self.posts if post.id == post_id), None)


def _failure(status: int, ident: str, message: str) -> Answer:
    return told(status, {"id": ident, "message": message, "status_code": status, "request_id": "r"})

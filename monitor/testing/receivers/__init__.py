"""Receivers on loopback for what sinks send: webhooks, mail, messages in chats and rooms, and pushes."""

from monitor.testing.receivers._http import Answer
from monitor.testing.receivers.bot import BotMessage, BotReceiver
from monitor.testing.receivers.discord import DiscordMessage, DiscordReceiver
from monitor.testing.receivers.mail import Mail, MailReceiver
from monitor.testing.receivers.matrix import MatrixReceiver, RoomMessage
from monitor.testing.receivers.mattermost import MattermostPost, MattermostReceiver
from monitor.testing.receivers.ntfy import NtfyReceiver
from monitor.testing.receivers.slack import SlackMessage, SlackReceiver
from monitor.testing.receivers.teams import TeamsCard, TeamsReceiver
from monitor.testing.receivers.webhook import Received, WebhookReceiver

__all__ = [
    "Answer",
    "BotMessage",
    "BotReceiver",
    "DiscordMessage",
    "DiscordReceiver",
    "Mail",
    "MailReceiver",
    "MatrixReceiver",
    "MattermostPost",
    "MattermostReceiver",
    "NtfyReceiver",
    "Received",
    "RoomMessage",
    "SlackMessage",
    "SlackReceiver",
    "TeamsCard",
    "TeamsReceiver",
    "WebhookReceiver",
]

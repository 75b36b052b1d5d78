"""Receivers on loopback for what sinks send: webhooks, mail, messages of a bot or to a room, and pushes."""

from monitor.testing.receivers._http import Answer
from monitor.testing.receivers.bot import BotMessage, BotReceiver
from monitor.testing.receivers.mail import Mail, MailReceiver
from monitor.testing.receivers.matrix import MatrixReceiver, RoomMessage
from monitor.testing.receivers.ntfy import NtfyReceiver
from monitor.testing.receivers.webhook import Received, WebhookReceiver

__all__ = [
    "Answer",
    "BotMessage",
    "BotReceiver",
    "Mail",
    "MailReceiver",
    "MatrixReceiver",
    "NtfyReceiver",
    "Received",
    "RoomMessage",
    "WebhookReceiver",
]

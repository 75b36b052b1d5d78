"""Receivers on loopback for what sinks send: webhooks, mail, and messages of a bot."""

from monitor.testing.receivers._http import Answer
from monitor.testing.receivers.bot import BotMessage, BotReceiver
from monitor.testing.receivers.mail import Mail, MailReceiver
from monitor.testing.receivers.webhook import Received, WebhookReceiver

__all__ = ["Answer", "BotMessage", "BotReceiver", "Mail", "MailReceiver", "Received", "WebhookReceiver"]

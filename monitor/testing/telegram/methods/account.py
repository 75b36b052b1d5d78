"""Sign-in, configuration, and who one is."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

from telethon.tl import types

from monitor.testing.telegram.faults import CallError
from monitor.testing.telegram.methods._board import Caller, serves
from monitor.testing.telegram.password import PasswordCheck
from monitor.testing.telegram.people import User
from monitor.testing.telegram.world import World

# Numbers that the client must be given and never reads.
_LIMITS = (
    "chat_size_max",
    "megagroup_size_max",
    "forwarded_count_max",
    "online_update_period_ms",
    "offline_blur_timeout_ms",
    "offline_idle_timeout_ms",
    "online_cloud_timeout_ms",
    "notify_cloud_delay_ms",
    "notify_default_delay_ms",
    "push_chat_period_ms",
    "push_chat_limit",
    "edit_time_limit",
    "revoke_time_limit",
    "revoke_pm_time_limit",
    "rating_e_decay",
    "stickers_recent_limit",
    "channels_read_media_period",
    "call_receive_timeout_ms",
    "call_ring_timeout_ms",
    "call_connect_timeout_ms",
    "call_packet_timeout_ms",
)


@serves("help.getConfig")
def get_config(world: World, caller: Caller, _request: Any) -> Any:
    """This server, as its data centre and as all others. Clients read nothing else of it."""
    now = datetime.now(UTC)
    return types.Config(
        date=now,
        expires=now + timedelta(hours=1),
        test_mode=False,
        this_dc=world.dc,
        dc_options=[types.DcOption(dc, "127.0.0.1", caller.port) for dc in (world.dc, *world.other_dcs)],
        dc_txt_domain_name="",
        me_url_prefix="https://t.me/",
        caption_length_max=1024,
        message_length_max=4096,
        webfile_dc_id=world.dc,
        **dict.fromkeys(_LIMITS, 1000),
    )


@serves("auth.sendCode")
def send_code(_world: World, caller: Caller, _request: Any) -> Any:
    """Pretend to send the code to the person's other devices."""
    caller.key.code_hash = os.urandom(9).hex()
    return types.auth.SentCode(types.auth.SentCodeTypeApp(5), caller.key.code_hash)


@serves("auth.signIn")
def sign_in(world: World, caller: Caller, request: Any) -> Any:
    """Phone and code; who has a password is asked for it next."""
    if not caller.key.code_hash or request.phone_code_hash != caller.key.code_hash:
        raise CallError(400, "PHONE_CODE_EXPIRED")
    if request.phone_code != world.login_code:
        raise CallError(400, "PHONE_CODE_INVALID")
    user = world.user_by_phone(request.phone_number)
    if user is None:
        raise CallError(400, "PHONE_NUMBER_UNOCCUPIED")
    if user.banned:
        raise CallError(400, "PHONE_NUMBER_BANNED")
    if user.password:
        caller.key.pending = user
        raise CallError(401, "SESSION_PASSWORD_NEEDED")
    return _welcome(caller, user)


@serves("account.getPassword")
def get_password(_world: World, caller: Caller, _request: Any) -> Any:
    """The question of the second factor."""
    user = caller.key.pending
    if user is None:
        raise CallError(401, "AUTH_KEY_UNREGISTERED")
    caller.key.check = PasswordCheck(user.password)
    return caller.key.check.question()


@serves("auth.checkPassword")
def check_password(_world: World, caller: Caller, request: Any) -> Any:
    """The answer to it."""
    user, check = caller.key.pending, caller.key.check
    if user is None or check is None or not check.holds(request.password):
        raise CallError(400, "PASSWORD_HASH_INVALID")
    return _welcome(caller, user)


@serves("auth.exportAuthorization")
def export_authorization(world: World, caller: Caller, request: Any) -> Any:
    """A voucher with which another data centre takes the account in, once."""
    if request.dc_id not in world.other_dcs:
        raise CallError(400, "DC_ID_INVALID")
    voucher = os.urandom(16)
    world.vouchers[voucher] = caller.user, request.dc_id
    return types.auth.ExportedAuthorization(caller.user.id, voucher)


@serves("auth.importAuthorization")
def import_authorization(world: World, caller: Caller, request: Any) -> Any:
    """The other end of it: this connection's key is the account's from now on."""
    user, dc = world.vouchers.pop(request.bytes, (None, 0))
    if user is None or user.id != request.id:
        raise CallError(400, "AUTH_BYTES_INVALID")
    caller.key.away = dc
    return _welcome(caller, user)


@serves("auth.logOut")
def log_out(_world: World, caller: Caller, _request: Any) -> Any:
    """Forget who is signed in with this key."""
    caller.key.user = None
    return types.auth.LoggedOut()


@serves("users.getUsers")
def get_users(_world: World, caller: Caller, request: Any) -> Any:
    """Oneself; anybody else is unknown here."""
    return [caller.user.tl() if isinstance(who, types.InputUserSelf) else types.UserEmpty(0) for who in request.id]


@serves("account.updateStatus")
def update_status(_world: World, _caller: Caller, _request: Any) -> Any:
    """Online or not: noted."""
    return True


def _welcome(caller: Caller, user: User) -> Any:
    key = caller.key
    key.user, key.pending, key.check, key.code_hash = user, None, None, ""
    return types.auth.Authorization(user.tl())

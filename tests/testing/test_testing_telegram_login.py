"""Sign-in as a person meets it: code, second factor, refusals."""

import pytest
from telethon import errors
from telethon import password as client_half

from monitor.testing.telegram import Server
from monitor.testing.telegram.password import PasswordCheck

pytestmark = pytest.mark.usefixtures("trusted")


async def test_code_can_be_set_and_a_wrong_one_is_refused(server: Server, connect) -> None:
    user = server.add_user()
    server.login_code = "54321"
    client = await connect(None)
    await client.send_code_request(user.phone)
    with pytest.raises(errors.PhoneCodeInvalidError):
        await client.sign_in(user.phone, "12345")
    assert (await client.sign_in(user.phone, "54321")).id == user.id


async def test_unknown_number_is_refused(connect) -> None:
    client = await connect(None)
    await client.send_code_request("+15559999")
    with pytest.raises(errors.PhoneNumberUnoccupiedError):
        await client.sign_in("+15559999", "12345")


async def test_password_is_asked_for_and_checked(server: Server, connect) -> None:
    user = server.add_user(password="correct horse")
    client = await connect(None)
    await client.send_code_request(user.phone)
    with pytest.raises(errors.SessionPasswordNeededError):
        await client.sign_in(user.phone, "12345")
    with pytest.raises(errors.PasswordHashInvalidError):
        await client.sign_in(password="wrong horse")
    assert not await client.is_user_authorized()
    assert (await client.sign_in(password="correct horse")).id == user.id
    assert await client.is_user_authorized()


async def test_logging_out_ends_the_session(server: Server, connect) -> None:
    user = server.add_user()
    client = await connect(user)
    assert await client.log_out()
    assert server.calls[-1].method == "auth.logOut"
    assert not server.world.keys_of(user)


def test_password_check_holds_for_that_question_only() -> None:
    first, second = PasswordCheck("secret"), PasswordCheck("secret")
    answer = client_half.compute_check(first.question(), "secret")
    assert first.holds(answer)
    assert not second.holds(answer)
    assert not first.holds(client_half.compute_check(first.question(), "Secret"))

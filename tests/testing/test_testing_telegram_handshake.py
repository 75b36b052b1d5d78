"""The key exchange, step by step: where a real client would meet the rare case once in 256 runs."""

import itertools
import os
from hashlib import sha1

import pytest
from telethon import functions
from telethon import helpers as telethon_helpers
from telethon.crypto import AES
from telethon.crypto import rsa as telethon_keys
from telethon.extensions import BinaryReader
from telethon.tl import types

from monitor.testing.telegram.framing import MalformedError
from monitor.testing.telegram.handshake import Handshake, public_key_pem

NEW_NONCE = 1234567


def agree(handshake: Handshake, *, short: bool):
    """Go through the exchange with an exponent that makes the shared number short, or not."""
    nonce = int.from_bytes(os.urandom(16), "big", signed=True)
    start = handshake.answer(functions.ReqPqMultiRequest(nonce))
    telethon_keys.add_key(public_key_pem(), old=False)
    (fingerprint,) = start.server_public_key_fingerprints
    inner = types.PQInnerData(start.pq, b"", b"", nonce, start.server_nonce, NEW_NONCE)._bytes()
    sealed = telethon_keys.encrypt(fingerprint, inner)
    offer = handshake.answer(
        functions.ReqDHParamsRequest(nonce, start.server_nonce, b"", b"", fingerprint, sealed)
    ).encrypted_answer
    aes = telethon_helpers.generate_key_data_from_nonce(start.server_nonce, NEW_NONCE)
    with BinaryReader(AES.decrypt_ige(offer, *aes)[20:]) as reader:
        terms = reader.tgread_object()
    prime, theirs = int.from_bytes(terms.dh_prime, "big"), int.from_bytes(terms.g_a, "big")
    exponent = next(b for b in itertools.count(1000) if (pow(theirs, b, prime).bit_length() <= 2040) == short)
    ours = telethon_keys.get_byte_array(pow(terms.g, exponent, prime))
    reply = types.ClientDHInnerData(nonce, start.server_nonce, 0, ours)._bytes()
    sealed = AES.encrypt_ige(sha1(reply, usedforsecurity=False).digest() + reply, *aes)
    answer = handshake.answer(functions.SetClientDHParamsRequest(nonce, start.server_nonce, sealed))
    return answer, telethon_keys.get_byte_array(pow(theirs, exponent, prime))


def test_both_sides_have_the_same_key() -> None:
    handshake = Handshake()
    answer, shared = agree(handshake, short=False)
    assert type(answer).__name__ == "DhGenOk"
    assert handshake.key is not None
    assert handshake.key.key == shared
    assert len(shared) == 256


def test_a_short_key_is_tried_again() -> None:
    handshake = Handshake()
    answer, shared = agree(handshake, short=True)
    assert type(answer).__name__ == "DhGenRetry"
    assert len(shared) < 256
    assert handshake.key is None
    assert type(agree(handshake, short=False)[0]).__name__ == "DhGenOk"


def test_steps_out_of_order_are_refused() -> None:
    with pytest.raises(MalformedError, match="no step"):
        Handshake().answer(functions.SetClientDHParamsRequest(1, 2, b"\0" * 16))
    with pytest.raises(MalformedError, match="no TL object"):
        Handshake().answer(functions.ReqDHParamsRequest(1, 2, b"", b"", 3, b"\x01" * 256))

"""The rig's SIP messages."""

import pytest

from benchmarks.rig import sip

INVITE = (
    b"INVITE sip:1001@127.0.0.1:40000;ob SIP/2.0\r\n"
    b"Via: SIP/2.0/UDP 127.0.0.1:5060;rport;branch=z9hG4bKx\r\n"
    b'From: "Anna" <sip:4900000001@127.0.0.1>;tag=abc\r\n'
    b"To: <sip:1001@127.0.0.1>\r\n"
    b"Contact: <sip:asterisk@127.0.0.1:5060>\r\n"
    b"Call-ID: one\r\nCSeq: 7 INVITE\r\nContent-Length: 4\r\n\r\nv=0\n"
)


def test_a_request_is_taken_apart() -> None:
    message = sip.parse(INVITE)
    assert (message.method, message.status, message.user) == ("INVITE", 0, "1001")
    assert (message.call_id, message.cseq, message.body) == ("one", 7, "v=0\n")
    assert message.header_uri("contact") == "sip:asterisk@127.0.0.1:5060"
    assert sip.uri_user(message.headers["from"]) == "4900000001"


def test_a_reply_belongs_to_its_request() -> None:
    reply = sip.parse(sip.reply(sip.parse(INVITE), "180 Ringing", "<sip:1001@127.0.0.1>;tag=us"))
    assert (reply.status, reply.method, reply.cseq, reply.call_id) == (180, "INVITE", 7, "one")
    assert reply.headers["via"] == "SIP/2.0/UDP 127.0.0.1:5060;rport;branch=z9hG4bKx"
    assert reply.headers["to"].endswith(";tag=us")


def test_what_is_not_sip_is_refused() -> None:
    with pytest.raises(ValueError, match="not a SIP message"):
        sip.parse(b"\r\n\r\n")


def test_where_the_media_goes_is_read_from_an_sdp() -> None:
    assert sip.media_address(sip.sdp("127.0.0.2", 4000)) == ("127.0.0.2", 4000)
    assert sip.media_address("v=0\r\n") is None


def test_digest_of_the_example_in_rfc_2617() -> None:
    challenge = (
        'Digest realm="testrealm@host.com", qop="auth,auth-int", '
        'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    credentials = sip.Credentials("Mufasa", "Circle Of Life")
    value = sip.authorization(challenge, "GET", "/dir/index.html", credentials, cnonce="0a4f113b")
    assert 'response="6629fae49393a05397450978507c4ef1"' in value
    assert 'opaque="5ccc069c403ebaf9f0171e9517f40e41"' in value

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.wire.redaction import PLACEHOLDER, field_names, redact

REQUEST = (
    b"POST /x HTTP/1.1\r\nHost: a\r\nauthorization: Basic c2VjcmV0\r\nPROXY-Authorization:x\r\n"
    b"Cookie: sid=1\r\nX-Authorization: kept\r\n\r\nAuthorization: in the body\r\n\r\nCookie: 1"
)


def test_credentials_go_and_all_else_stays() -> None:
    assert redact(REQUEST, field_names()) == (
        b"POST /x HTTP/1.1\r\nHost: a\r\nauthorization: [redacted]\r\n"
        b"PROXY-Authorization: [redacted]\r\nCookie: sid=1\r\nX-Authorization: kept\r\n\r\n"
        b"Authorization: in the body\r\n\r\nCookie: 1"
    )


def test_further_fields_by_name_in_any_case() -> None:
    redacted = redact(REQUEST, field_names(["cOOKIE "]))
    assert b"Cookie: [redacted]\r\n" in redacted
    assert b"c2VjcmV0" not in redacted
    assert redacted.endswith(b"\r\n\r\nCookie: 1")


def test_a_request_cut_off_in_its_head_is_redacted_too() -> None:
    assert redact(b"GET / HTTP/1.1\r\nAuthorization: Ba", field_names()) == (
        b"GET / HTTP/1.1\r\nAuthorization: [redacted]"
    )


VALUES = st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=20)
NAMES = st.sampled_from(["Host", "Authorization", "proxy-authorization", "Cookie", "Accept"])


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, VALUES)), st.binary(max_size=30))
def test_every_line_is_kept_or_redacted(fields: list[tuple[str, str]], body: bytes) -> None:
    lines = [f"{name}: {value}".encode("latin-1") for name, value in fields]
    request = b"\r\n".join([b"GET / HTTP/1.1", *lines, b"", b""]) + body
    expected = [
        line if name in ("Host", "Cookie", "Accept") else name.encode() + b": " + PLACEHOLDER
        for line, (name, _) in zip(lines, fields, strict=True)
    ]
    whole = b"\r\n".join([b"GET / HTTP/1.1", *expected, b"", b""]) + body
    assert redact(request, field_names()) == whole

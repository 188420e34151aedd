from dataclasses import dataclass
from urllib.parse import quote

from miz.documents.responses import attachment_response


@dataclass
class Stored:
    name: str
    media_type: str = "image/png"
    content: bytes | memoryview = b"1234"


def test_a_file_leaves_as_an_attachment_that_nothing_runs() -> None:
    response = attachment_response(Stored("a.png", content=memoryview(b"1234")))
    assert response.content == b"1234"
    assert response["Content-Length"] == "4"
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"] == 'attachment; filename="a.png"'


def test_a_persian_name_is_encoded_by_rfc_5987() -> None:
    response = attachment_response(Stored("گذر\u200cنامه.png"))
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''" + quote(
        "گذر\u200cنامه.png"
    )


def test_a_name_with_quotes_stays_one_value() -> None:
    response = attachment_response(Stored('a"; x="b.png'))
    assert response["Content-Disposition"] == 'attachment; filename="a\\"; x=\\"b.png"'

import pytest
from django.db import IntegrityError, connection

from miz.documents.models import Paper, Upload

pytestmark = pytest.mark.django_db


def upload(content: bytes, size: int) -> Upload:
    return Upload(
        name="a.pdf", media_type="application/pdf", size=size, sha256=b"", content=content
    )


@pytest.mark.parametrize(("length", "size"), [(0, 0), (3, 2), (2, 3), (307_201, 307_201)])
def test_the_database_refuses_a_wrong_size(length: int, size: int) -> None:
    with pytest.raises(IntegrityError, match="documents_upload_size"):
        upload(bytes(length), size).save()


@pytest.mark.parametrize("length", [1, 307_200])
def test_the_database_takes_every_right_size(length: int) -> None:
    upload(bytes(length), length).save()


@pytest.mark.parametrize("model", [Upload, Paper])
def test_content_is_stored_without_another_compression(model: type[Upload | Paper]) -> None:
    query = (
        "SELECT attstorage FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'content'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [model._meta.db_table])
        assert cursor.fetchone() == ("e",)

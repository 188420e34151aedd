"""Every write of this app. The caller's transaction decides, the caller's audit row tells."""

from miz.documents.models import Paper, Upload
from miz.documents.uploads import Accepted


def keep(*, accepted: Accepted) -> Upload:
    """Store one accepted file."""
    upload = Upload.of(accepted)
    upload.save(force_insert=True)
    return upload


def issue(*, kind: str, subject: str, name: str, content: bytes) -> Paper:
    """Store a paper once: a repeated job gets the paper that was issued first, unchanged."""
    paper, _ = Paper.objects.get_or_create(
        kind=kind, subject=subject, defaults={"name": name, "content": content}
    )
    return paper

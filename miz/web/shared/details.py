"""The page on which a request is told: sub-topic, text and files, the same at every door."""

from django.forms import Form
from django.http import HttpRequest

from miz.catalogue.queries import PublishedService

from . import drafts
from .drafts import Written
from .request_forms import DetailsForm, attachment_rows


class Details:
    """The page as it was sent or is to be shown; `more` are forms that one door alone has on it."""

    def __init__(
        self,
        request: HttpRequest,
        draft: Written,
        service: PublishedService,
        main_topic: str,
        *more: Form,
    ) -> None:
        data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        self._draft, self._main_topic = draft, service.main_topics[main_topic]
        kept = draft.get("details")
        self.form = DetailsForm(data, initial=kept, service=service, main_topic=main_topic)
        self.rows = attachment_rows(data, files)
        self._parts = (self.form, *self.rows, *more)

    def keep(self) -> bool:
        """Keep words and files before they are judged; True when all that was wanted is another
        look at the page, for a kept file was to be dropped."""
        posted = self.form.data
        self._draft.keep_typed("details", [self.form], posted)
        drafts.keep_files(self._draft, self.rows)
        if remove := posted.get("remove"):
            drafts.drop_file(self._draft, remove)
        return bool(remove)

    def is_valid(self) -> bool:
        # Each part is asked first, so that every mistake is told at once.
        right = [part.is_valid() for part in self._parts]
        return all(right)

    def finish(self, **more: str) -> None:
        """Keep what was found right, with what the door has to remember of it."""
        self._draft.put("details", {**self.form.cleaned_data, **more, "done": True})

    def context(self) -> dict[str, object]:
        """What `shared/details_fields.html` and `shared/details_errors.html` show."""
        return {
            "form": self.form,
            "rows": drafts.rows_to_show(self.rows, self._draft),
            "main_topic": self._main_topic,
            "kept": drafts.kept_files(self._draft),
            "has_errors": any(part.errors for part in self._parts if part.is_bound),
        }

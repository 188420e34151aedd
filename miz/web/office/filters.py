"""Lists of the inbox that a member of staff keeps under names of her own; nobody else sees them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_POST, require_safe

from miz.accounts.models import User
from miz.lib import digits
from miz.web.shared.fields import StorableTextField

from .forms import InboxForm
from .models import LONGEST_NAME, MOST, SavedFilter
from .permissions import READERS, staff_with

TOO_MANY = f"بیش از {digits.to_persian(MOST)} فهرست نمی‌توان نگه داشت. نخست یکی را حذف کنید."


class NameForm(forms.Form):
    """The name of a list, once per owner."""

    name = StorableTextField(
        label="نام فهرست",
        longest=LONGEST_NAME,
        widget=forms.TextInput(
            attrs={"dir": "auto", "maxlength": LONGEST_NAME, "autocomplete": "off"}
        ),
        error_messages={"required": "نامی برای این فهرست بنویسید."},
    )

    def __init__(self, *args: Any, saved: SavedFilter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.saved = saved

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = SavedFilter.objects.filter(owner=self.saved.owner_id).exclude(pk=self.saved.pk)
        if others.filter(name=name).exists():
            raise ValidationError("فهرست دیگری با همین نام دارید؛ نام دیگری بنویسید.")
        return name

    def save(self) -> SavedFilter:
        self.saved.name = self.cleaned_data["name"]
        self.saved.save()
        return self.saved


class SaveForm(NameForm):
    """A new list: `query` is what the address of the inbox said, and is judged as one."""

    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)

    def clean_query(self) -> str:
        asked = QueryDict(self.cleaned_data["query"])
        query = InboxForm(asked, user=self.saved.owner).query()
        if not query:
            raise ValidationError("این فهرست همان کارتابل است و نگه داشتن نمی‌خواهد.")
        return query

    def clean(self) -> dict[str, Any]:
        taken = SavedFilter.objects.filter(owner=self.saved.owner_id).values_list(
            "place", flat=True
        )
        free = set(range(1, MOST + 1)) - set(taken)
        if not free:
            raise ValidationError(TOO_MANY)
        self.saved.place = min(free)
        return self.cleaned_data

    def save(self) -> SavedFilter:
        self.saved.query = self.cleaned_data["query"]
        return super().save()


@staff_with(*READERS)
@require_safe
def filters(request: HttpRequest, user: User) -> HttpResponse:
    return _show(request, user)


@staff_with(*READERS)
@require_POST
def save(request: HttpRequest, user: User) -> HttpResponse:
    form = SaveForm(request.POST, saved=SavedFilter(owner=user))
    if not _stored(user, form):
        return _show(request, user, new=form)
    messages.success(request, f"فهرست «{form.saved}» نگه داشته شد.")
    return redirect(f"{resolve_url('office:inbox')}?{form.saved.query}")


@staff_with(*READERS)
@require_POST
def rename(request: HttpRequest, user: User) -> HttpResponse:
    form = _name_form(_own(request, user), request.POST)
    if not _stored(user, form):
        return _show(request, user, renamed=form)
    messages.success(request, f"نام فهرست به «{form.saved}» تغییر کرد.")
    return redirect("office:filters")


@staff_with(*READERS)
@require_POST
def remove(request: HttpRequest, user: User) -> HttpResponse:
    saved = _own(request, user)
    saved.delete()
    messages.success(request, f"فهرست «{saved}» حذف شد.")
    return redirect("office:filters")


def saved_by(user: User) -> list[SavedFilter]:
    return list(SavedFilter.objects.filter(owner=user))


# --- pieces


def _own(request: HttpRequest, user: User) -> SavedFilter:
    """The list that the form names, as far as it is this user's; else 404."""
    number = request.POST.get("saved", "")
    if not number.isdecimal() or len(number) > 18:
        raise Http404
    return get_object_or_404(SavedFilter.objects.select_related("owner"), pk=number, owner=user)


def _name_form(saved: SavedFilter, data: Any = None) -> NameForm:
    return NameForm(data, saved=saved, initial={"name": saved.name}, auto_id=f"list-{saved.pk}-%s")


@transaction.atomic
def _stored(user: User, form: NameForm) -> bool:
    """Judges and writes while this person's other windows wait: names and places stay unique."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if form.is_valid():
        form.save()
    return form.is_valid()


def _show(
    request: HttpRequest,
    user: User,
    new: SaveForm | None = None,
    renamed: NameForm | None = None,
) -> HttpResponse:
    """All lists of `user`; what was refused comes back with what was typed."""
    rows = []
    for saved in saved_by(user):
        back = renamed if renamed and renamed.saved.pk == saved.pk else None
        says = InboxForm(QueryDict(saved.query), user=user)
        rows.append({"saved": saved, "form": back or _name_form(saved), "says": says.in_words()})
    context = {"rows": rows, "new": new, "wrong": new or renamed, "most": MOST}
    return render(request, "office/filters.html", context)

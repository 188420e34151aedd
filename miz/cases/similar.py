"""Answered cases like this one, whose answers may help to write the next.

Likeness of long texts is dear to compute and cheap to bound: the newest CANDIDATES answered cases
of the same topic, within the reader's scope, are read along one partial index, and only these are
compared. So the cost does not grow with the archive. Words count by how rare they are among the
candidates: what all of them say, such as a greeting, tells little.

Trigrams in the database were measured and left: they know no Persian letters under the locale C,
and spelled in Latin ones their indexes took 150 ms and more among 100,000 texts of 200 letters.
"""

import dataclasses
import math
import re
from collections import Counter
from collections.abc import Mapping

from django.db.models import Exists, OuterRef
from django.db.models.functions import Left

from miz.accounts.models import User
from miz.catalogue.ready_texts import BLANK
from miz.lib import digits, persian, tracking_code

from .models import Case, CaseQuerySet, Entry, State

CANDIDATES = 200
MOST = 5
MANY = 20  # of the likest, among which the same answer may stand more than once
LEAST = 0.25  # likeness from 0 to 1, below which a case is another matter
READ = 400  # characters of the folded text that are compared
STEM = 5  # letters of a word that count: کاروان and کاروانم are one
ANSWERED = (State.ANSWERED, State.CLOSED)

_WORD = re.compile(r"[^\W_]{2,}")
_GAP = r"[\s\u200c]+"

Words = frozenset[str]


@dataclasses.dataclass(frozen=True)
class Similar:
    """`answer` is its last one, made ready to be given to somebody else."""

    case: Case
    answer: str


def to(case: Case, user: User) -> list[Similar]:
    """At most MOST answered cases like this one that `user` may see, the likest first; of those
    that were answered in the same words, one."""
    heads = newest(case, user).annotate(head=Left("search_text", READ))
    rows = heads.values_list("pk", "given_name", "family_name", "head")
    near = _likest(case, [(pk, f"{one} {two}", head) for pk, one, two, head in rows[:CANDIDATES]])
    found = Case.objects.defer("text", "search_text", "request_digest").in_bulk(near)
    answers = _answers(near)
    told: dict[str, Similar] = {}
    for pk in near:
        answer = adapted(answers[pk], found[pk], case)
        told.setdefault(answer, Similar(found[pk], answer))
    return list(told.values())[:MOST]


def newest(case: Case, user: User) -> CaseQuerySet:
    """The answered cases of its topic that `user` may see, in the order of the index."""
    return _answered(case, user).filter(topic=case.topic).order_by("-answered_at")


def one(case: Case, user: User, pk: int) -> Similar | None:
    """The answered case `pk` of the same organisation, where `user` may see it."""
    other = _answered(case, user).filter(pk=pk).first()
    if other is None:
        return None
    return Similar(other, adapted(_answers([other.pk])[other.pk], other, case))


def adapted(answer: str, theirs: Case, ours: Case) -> str:
    """`answer` to one person as a start for another's: name and code are those of `ours`, and what
    else belonged to the first person is a box to be filled."""
    names = re.compile(rf"({_name(theirs.full_name)})|{_name(theirs.family_name)}")
    answer = names.sub(lambda name: ours.full_name if name[1] else ours.family_name, answer)
    code = digits.to_persian(tracking_code.format(ours.tracking_code))
    answer = code.join(_number(theirs.tracking_code).split(answer))
    for number in filter(None, (theirs.national_code, theirs.mobile, theirs.landline)):
        answer = BLANK.join(_number(number).split(answer))
    return answer.replace(theirs.email, BLANK) if theirs.email else answer


def _answered(case: Case, user: User) -> CaseQuerySet:
    seen = Case.objects.visible_to(user).filter(organisation=case.organisation_id)
    answers = Entry.objects.filter(case=OuterRef("pk"), kind=Entry.Kind.ANSWER)
    done = seen.filter(answered_at__isnull=False, state__in=ANSWERED)
    return done.filter(Exists(answers)).exclude(pk=case.pk)


def _answers(cases: list[int]) -> dict[int, str]:
    """The last answer of each."""
    rows = Entry.objects.filter(case__in=cases, kind=Entry.Kind.ANSWER).order_by("at", "id")
    return dict(rows.values_list("case_id", "text"))


# --- likeness


def _likest(case: Case, candidates: list[tuple[int, str, str]]) -> list[int]:
    """The ids of (id, full name, head of the folded text) that are like `case`, MANY at most."""
    topic = _stems(persian.for_matching(case.topic_title))
    wanted = _words(case.full_name, case.search_text[:READ]) - topic
    words = {pk: _words(name, head) - topic for pk, name, head in candidates}
    weights = _weights([wanted, *words.values()])
    likeness = {pk: _alike(wanted, one, weights) for pk, one in words.items()}
    near = [pk for pk in words if likeness[pk] >= LEAST]
    return sorted(near, key=lambda pk: -likeness[pk])[:MANY]


def _words(name: str, folded: str) -> Words:
    """What was asked. The text that is searched begins with the name, which says nothing."""
    return _stems(folded) - _stems(persian.for_matching(name))


def _stems(folded: str) -> Words:
    return frozenset(word[:STEM] for word in _WORD.findall(folded))


def _weights(texts: list[Words]) -> dict[str, float]:
    counts = Counter(word for words in texts for word in words)
    return {word: math.log1p(len(texts) / count) for word, count in counts.items()}


def _alike(one: Words, other: Words, weights: Mapping[str, float]) -> float:
    """The weight of what both say, against the weight of what each says: 0 to 1."""
    whole = math.sqrt(_weight(one, weights) * _weight(other, weights))
    return _weight(one & other, weights) / whole if whole else 0.0


def _weight(words: Words, weights: Mapping[str, float]) -> float:
    return sum(weights[word] for word in words)


# --- what belongs to a person


def _name(words: str) -> str:
    """The pattern of a name as a whole, however its parts are spaced."""
    parts = _GAP.join(re.escape(part) for part in re.split(_GAP, words))
    return rf"(?<![\w\u200c]){parts}(?![\w\u200c])"


def _number(number: str) -> re.Pattern[str]:
    """A number in Persian or Latin digits, in one piece or in groups."""
    each = [f"[{digit}{digits.to_persian(digit)}]" for digit in number]
    return re.compile(r"(?<!\d)" + r"[\s\u200c-]?".join(each) + r"(?!\d)")

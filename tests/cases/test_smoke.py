import pytest
from tests import factories
pytestmark = pytest.mark.django_db
def test_it(desk, django_assert_max_num_queries):
    case = factories.case(desk, attachments=[factories.attachment()])
    assert case.pk

"""The time of a visit in words."""

from django import template

from miz.cases import visits

register = template.Library()
register.filter("visit_time", visits.when)

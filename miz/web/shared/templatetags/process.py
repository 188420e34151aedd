"""The drawing of a process for pages that have its BPMN alone."""

from django import template

from miz.processes.drawing import Drawing, draw

register = template.Library()


@register.simple_tag
def process_drawing(xml: str) -> Drawing | None:
    """Nothing for a service without a process."""
    return draw(xml) if xml else None

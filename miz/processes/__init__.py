"""Runs BPMN processes behind a few pure functions: see `engine`. No database, no side effects."""

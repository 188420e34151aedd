"""Measures whole ways under load and tries to break promises, on throw-away desks."""

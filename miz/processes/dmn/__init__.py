"""DMN decision tables: `load` the XML once, then `decide` with data. No database, no effects.

Reads DMN 1.1 to 1.5. Beside decision tables: literal expressions in FEEL, and business knowledge
models called by them. What is not understood exactly is refused when the rules are loaded.
"""

from .errors import RulesFailed, RulesRefused
from .kinds import jsonable
from .rules import Input, Rules, lint, load
from .values import Months

__all__ = ["Input", "Months", "Rules", "RulesFailed", "RulesRefused", "jsonable", "lint", "load"]

"""Rows that need not wait for the disk: looks and counts, never a change of a case.

PostgreSQL writes them within a second all the same; only what dies with the whole database in that
second is lost. Read or written rows are as exact as ever: visible at once, locked as ever.
"""

# One column to select in the statement that writes. Its parameter says whether the statement is a
# transaction of its own: the setting would hold for all else that a larger one commits.
SWIFTLY = (
    "set_config('synchronous_commit',"
    " case when %s then 'off' else current_setting('synchronous_commit') end, true)"
)

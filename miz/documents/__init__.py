"""Files people send with a case, and papers the organisation issues."""

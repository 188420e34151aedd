"""Official forms as they circulate become records: files -> lines -> readings -> record."""

"""The official forms, each described once: their keys, words, options and shapes.

Whatever reads, checks, prints, compares or edits a form walks these descriptions; no other list of
keys or labels exists. `service` is the service identity form (شناسنامه خدمت, Annex 1), `process`
the process identity form (شناسنامه فرایند).
"""

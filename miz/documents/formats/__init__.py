"""One module per family of file formats, each checking structure without decoding content.

Every check takes the whole file as bytes, is linear in its size, and either returns nothing or
raises UploadRefused. Nothing here draws pixels, lays out pages or reads cells.
"""

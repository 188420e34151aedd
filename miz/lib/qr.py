"""QR codes as inline SVG, for receipts and pages."""

import segno

DARK = "#1b1b1a"
LIGHT = "#ffffff"
QUIET_ZONE = 4


def svg(text: str) -> str:
    """Return an `<svg>` element with `text` as a QR code, sized by its container.

    The light ground is drawn as well: on a dark page a reader would not find the quiet zone.
    """
    code = segno.make(text, error="m", micro=False)
    drawn: str = code.svg_inline(
        border=QUIET_ZONE, dark=DARK, light=LIGHT, svgclass="qr", lineclass=None, omitsize=True
    )
    return drawn

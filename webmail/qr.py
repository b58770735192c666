"""svg(): an address as a QR code (ISO/IEC 18004), drawn as text; the only import of segno."""

import io

import segno


def svg(address: str) -> str:
    """Black on white with its quiet zone, whatever colours the page around it has."""
    drawn = io.BytesIO()
    segno.make_qr(address, error="m").save(
        drawn, kind="svg", xmldecl=False, svgclass=None, lineclass=None, light="#fff", border=4, omitsize=True
    )
    return drawn.getvalue().decode("utf-8")

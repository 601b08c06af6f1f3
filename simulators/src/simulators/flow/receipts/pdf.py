"""The smallest PDF that names a voucher; pure."""

from typing import Final

HEAD: Final = b"%PDF-1.4\n"
FONT: Final = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
PAGES: Final = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R "
    b"/Resources << /Font << /F1 5 0 R >> >> >>",
)


def receipt_pdf(voucher_number: str) -> bytes:
    """Write one page: the voucher number."""
    # Backslash and brackets would end the text; other characters than ASCII have no place in its font.
    text = voucher_number.encode("ascii", "replace").translate(None, b"\\()")
    stream = b"BT /F1 18 Tf 30 100 Td (Receipt %s) Tj ET" % text
    content = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
    return _file([*PAGES, content, FONT])


def _file(objects: list[bytes]) -> bytes:
    """Number the objects and say where each begins."""
    body, places = HEAD, []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size = len(objects) + 1
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + table + end

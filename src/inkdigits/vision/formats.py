"""The first bytes of a file in; out comes the picture format that they announce, if we take it."""

from dataclasses import dataclass

HEAD = 64  # bytes: what telling formats apart takes
MILLION = 1_000_000

HEVC = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}  # brands of HEIC
AV1 = {b"avif", b"avis"}
OTHERS = {  # first bytes -> a format that we know and do not take
    b"\x00\x00\x00\x0cJXL ": "JPEG XL",
    b"\xff\x0a": "JPEG XL",
    b"\x00\x00\x00\x0cjP  ": "JPEG 2000",
    b"8BPS": "Photoshop",
    b"<svg": "SVG",
    b"<?xml": "XML",
    b"PK\x03\x04": "ZIP",
}


@dataclass(frozen=True, kw_only=True)
class Format:
    """A kind of picture file, and who decodes it."""

    name: str  # as people call it
    module: str  # the one decoder that is imported for it
    opener: str  # its class, called with a file
    most: int = 100 * MILLION  # pixels decoded at most, so that it takes less than 1 GB (LOG.md)
    extra: str | None = None  # what has to be installed besides
    pages: bool = False  # whether a file is a pile of sheets


PNG = Format(name="PNG", module="PIL.PngImagePlugin", opener="PngImageFile")
JPEG = Format(name="JPEG", module="PIL.JpegImagePlugin", opener="JpegImageFile", most=200 * MILLION)
WEBP = Format(name="WebP", module="PIL.WebPImagePlugin", opener="WebPImageFile", most=50 * MILLION)
BMP = Format(name="BMP", module="PIL.BmpImagePlugin", opener="BmpImageFile")
GIF = Format(name="GIF", module="PIL.GifImagePlugin", opener="GifImageFile")
TIFF = Format(
    name="TIFF",
    module="PIL.TiffImagePlugin",
    opener="TiffImageFile",
    most=89 * MILLION,  # of more, its decoder warns
    pages=True,
)
AVIF = Format(name="AVIF", module="PIL.AvifImagePlugin", opener="AvifImageFile", most=64 * MILLION)
HEIC = Format(
    name="HEIC",
    module="pillow_heif",
    opener="HeifImageFile",
    most=64 * MILLION,
    extra="heic",
)
PDF = Format(name="PDF", module="pypdfium2", opener="PdfDocument", extra="pdf", pages=True)

TAKEN = "PNG, JPEG, WebP, TIFF, GIF, BMP, AVIF, HEIC or PDF"


def format_of(head: bytes) -> Format | None:
    """The format of a file that begins so, if it is one that we take; its name does not count.

    Args:
        head: Its first ``HEAD`` bytes, or all of a shorter file.
    """
    signatures = {
        b"\x89PNG\r\n\x1a\n": PNG,
        b"\xff\xd8\xff": JPEG,
        b"BM": BMP,
        b"GIF87a": GIF,
        b"GIF89a": GIF,
        b"II*\0": TIFF,
        b"MM\0*": TIFF,
        b"II+\0": TIFF,
        b"MM\0+": TIFF,
        b"%PDF-": PDF,
    }
    for signature, kind in signatures.items():
        if head.startswith(signature):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        brands = {head[at : at + 4] for at in (8, *range(16, len(head) - 3, 4))}
        return AVIF if brands & AV1 else HEIC if brands & HEVC else None
    return None


def name_of_other(head: bytes) -> str | None:
    """What a format that we do not take is called, if we know it."""
    if head[4:8] == b"ftyp":
        return "video"
    return next((name for start, name in OTHERS.items() if head.startswith(start)), None)

#!/usr/bin/env python3
"""Makes the letters of the screen, `letters.bin`, from the font that cards are printed with.

    pip install pillow
    ./make-letters.py [--check]

Each letter has 14 rows of two bytes, the leftmost dot in the highest bit: first the printable characters of
ASCII (7 dots wide), then the middle dot, then U+4E00 to U+9FA5 (14 dots wide), which are the characters of GBK.
The dots of a character that the font lacks are all empty. The font is Noto Sans CJK SC under the SIL Open Font License,
see `crates/paper/fonts/OFL.txt`; so are these dots.
"""
import pathlib
import sys

from PIL import Image, ImageDraw, ImageFont

HERE = pathlib.Path(__file__).parent
FONT = HERE.parents[3] / "crates/paper/fonts/cards.otf"
LETTERS = HERE / "letters.bin"
SIZE = 14
HAN = ImageFont.truetype(str(FONT), 15)
LATIN = ImageFont.truetype(str(FONT), 13)
THRESHOLD = 105


def dots(character: str, width: int, font) -> bytes:
    picture = Image.new("L", (width, SIZE), 0)
    place, anchor = ((width / 2, SIZE / 2), "mm") if width == SIZE else ((width / 2, SIZE - 3), "ms")
    ImageDraw.Draw(picture).text(place, character, fill=255, font=font, anchor=anchor)
    rows = []
    for y in range(SIZE):
        row = sum((picture.getpixel((x, y)) > THRESHOLD) << (15 - x) for x in range(width))
        rows.append(row.to_bytes(2, "big"))
    return b"".join(rows)


def letters() -> bytes:
    ascii_letters = [dots(chr(code), 7, LATIN) for code in range(0x20, 0x7F)]
    dot = [dots("·", 7, LATIN)]
    han = []
    lacking = HAN.getmask("\U0010fffe")
    for code in range(0x4E00, 0x9FA6):
        mask = HAN.getmask(chr(code))
        is_there = mask.size != lacking.size or bytes(mask) != bytes(lacking)
        han.append(dots(chr(code), SIZE, HAN) if is_there else bytes(2 * SIZE))
    return b"".join(ascii_letters + dot + han)


if "--check" in sys.argv:
    sys.exit(LETTERS.read_bytes() != letters())
LETTERS.write_bytes(letters())

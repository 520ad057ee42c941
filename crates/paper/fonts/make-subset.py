#!/usr/bin/env python3
"""Makes the font of the program again from Debian's packages.

    apt-get install fonts-noto-cjk-extra unicode-data python3-fonttools
    ./make-subset.py [--check]

Takes Noto Sans CJK SC Medium and keeps what a card may need: GB 2312, the 通用规范汉字表 of 2013
(8,105 characters, property kTGH of Unihan), all of the basic block of Chinese characters (GBK and
more, so traditional characters and most rare names too) and Latin with signs. Hinting, alternative
glyphs and layout tables go: cards are printed, and each character has one form. --check compares the
characters with those of the font that stands here.
"""
import argparse
import bz2
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE = pathlib.Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Medium.ttc")
SIMPLIFIED_CHINESE = 2
UNIHAN = pathlib.Path("/usr/share/unicode")
HERE = pathlib.Path(__file__).parent
FONT = HERE / "cards.otf"


def gb2312():
    """Every pair of bytes that is a character of GB 2312."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes([row, cell]).decode("gb2312")
            except UnicodeDecodeError:
                pass


def general_standard():
    """The 通用规范汉字表."""
    with bz2.open(UNIHAN / "Unihan_OtherMappings.txt.bz2", "rt", encoding="utf-8") as lines:
        found = [chr(int(line.split("\t")[0][2:], 16)) for line in lines if "\tkTGH\t" in line]
    assert len(found) == 8105, len(found)
    return found


def wanted():
    characters = set(gb2312()) | set(general_standard())
    # Printable Latin, the middle dots that names are written with, signs, full-width forms.
    for first, last in [(0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x3000, 0x301F), (0xFF00, 0xFF5E), (0x4E00, 0x9FFF)]:
        characters |= {chr(code) for code in range(first, last + 1)}
    return characters | set("·‧•・⼀–—…€￥√×〇")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--check", action="store_true")
    check = arguments.parse_args().check

    font = TTFont(SOURCE, fontNumber=SIMPLIFIED_CHINESE, lazy=True)
    held = {chr(code) for code in font.getBestCmap()}
    characters = wanted() & held
    missing = [character for character in general_standard() if character not in held]
    if missing:
        print("not in the source:", "".join(missing))
    if check:
        mine = {chr(code) for code in TTFont(FONT).getBestCmap()}
        passed = mine == characters
        print(f"{len(mine)} characters in {FONT.name}, {len(characters)} wanted")
        sys.exit(not passed)

    options = subset.Options()
    options.hinting = False
    options.desubroutinize = False
    options.layout_features = []
    options.name_IDs = ["*"]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx"]
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(character) for character in characters])
    cutter.subset(font)
    # The same input gives the same file.
    font.recalcTimestamp = False
    font["head"].modified = font["head"].created
    font.flavor = None
    font.save(FONT)
    print(f"{len(characters)} characters, {FONT.stat().st_size} bytes")


main()

"""Make the font of the Chinese pictures: the characters that they use of `shuzi`'s words, out of Noto Sans CJK TC.

Run it after changing the words: `python benchmarks/subset_font.py NotoSansCJK-Regular.ttc`. The file comes with
Debian's package fonts-noto-cjk. Its licence is the SIL Open Font License 1.1, which stands beside the result; the
licence reserves the name "Source", which the result does not bear. fontTools comes with matplotlib.
"""

import string
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

from shuzi.evaluation.lettering import CHINESE_FONT
from shuzi.explaining.words import LANGUAGES, of_signs
from shuzi.words import words

FAMILY = "Shuzi Hant"
# Numbers and signs that pictures put together themselves.
ALWAYS = string.printable.strip() + "×→−·–% ，。：；？！、（）「」"
# Names of classes of one's own that need no other font: what docs/how-to-own-classes.md teaches.
NUMERALS = "零〇一二三四五六七八九十百千萬"


def subset(source: Path) -> None:
    font = _traditional(source)
    options = Options()
    options.layout_features = []
    options.name_IDs = [0, 13, 14]  # copyright and licence
    options.hinting = False
    options.notdef_outline = True
    subsetter = Subsetter(options)
    # What the page says is shown by a browser, in a font of its own.
    said = LANGUAGES["zh-TW"]
    drawn = [
        text for one in (said, of_signs(said, "zh-TW")) for name, text in one.items() if not name.startswith("page.")
    ]
    drawn += [text for name, text in words("zh-TW").items() if name.startswith("figure.")]
    subsetter.populate(text=ALWAYS + NUMERALS + "".join(drawn))
    subsetter.subset(font)
    for number, name in ((1, FAMILY), (2, "Regular"), (4, FAMILY), (6, FAMILY.replace(" ", ""))):
        font["name"].setName(name, number, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [FAMILY.replace(" ", "")]
    font.save(CHINESE_FONT)
    print(f"{CHINESE_FONT}: {CHINESE_FONT.stat().st_size:,} bytes")


def _traditional(source: Path) -> TTFont:
    for font in TTCollection(source).fonts:
        if font["name"].getDebugName(1) == "Noto Sans CJK TC":
            return font
    raise SystemExit(f"{source} holds no Noto Sans CJK TC")


if __name__ == "__main__":
    subset(Path(sys.argv[1]))

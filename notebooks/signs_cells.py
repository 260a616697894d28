"""The cells of the notebook on signs of one's own, in both languages; build.py makes the notebooks of them."""

from cells import CELLS, QUIET_KERAS, Cell

(_INSTALL,) = [cell for cell in CELLS if cell.tag == "install"]

SIGNS = (
    Cell(
        en="""# Your own signs

The network that reads digits learns any small set of signs: letters, marks, 一 二 三. Here it learns five Chinese
numerals that the program draws, so that nothing has to be fetched; put your own images into folders of the same
kind and run it again.

[繁體中文](signs.zh-TW.ipynb)""",
        zh_tw="""# 自己的符號

看數字的網路，也能學任何一組符號：字母、記號、一二三。這裡讓程式自己寫五個中文數字給它學，不必下載任何東西；
把你的圖放進同樣的資料夾，再執行一次，就是你的符號。

[English](signs.ipynb)""",
    ),
    _INSTALL,
    Cell(
        en="How much to do: `SMALL = True` draws fewer images and takes some seconds.",
        zh_tw="這一格決定要做多少：`SMALL = True` 就少寫一些圖，幾秒鐘做完。",
    ),
    Cell(
        code="""SMALL = False
EACH, EPOCHS = (14, 30) if SMALL else (60, 30)  # images of each sign; epochs to train
LANGUAGE = "{LANG}"  # of pictures and of the report
""",
        tag="parameters",
    ),
    Cell(
        en="""## A folder for each sign

The folder's name is the sign's name. A hand is never the same twice: pen, slant and every
point are drawn at random.""",
        zh_tw="""## 每個符號一個資料夾

資料夾的名稱就是符號的名稱。手寫的字每次都不一樣：筆的粗細、傾斜和每個點的位置都隨機決定。""",
    ),
    Cell(
        code=QUIET_KERAS
        + """import logging
from pathlib import Path

import numpy as np
from IPython.display import Image, display
from PIL import Image as Picture
from PIL import ImageDraw

import shuzi

logging.getLogger("tensorflow").setLevel(logging.ERROR)

STROKES = {
    "一": [[(10, 52), (90, 48)]],
    "二": [[(25, 30), (75, 28)], [(10, 75), (90, 73)]],
    "三": [[(20, 20), (80, 18)], [(28, 48), (72, 47)], [(10, 80), (90, 79)]],
    "六": [[(48, 8), (54, 24)], [(10, 38), (90, 36)], [(36, 52), (14, 88)], [(62, 52), (86, 88)]],
    "十": [[(10, 46), (90, 44)], [(50, 8), (50, 92)]],
}
random = np.random.default_rng(0)


def write(strokes):
    pen, slant = int(random.integers(4, 11)), random.uniform(-0.2, 0.2)
    paper = Picture.new("L", (120, 120), 245)
    for stroke in strokes:
        points = [(x + 10 + slant * (50 - y), y + 10) for x, y in stroke]
        points = [tuple(place + random.normal(0, 2, 2)) for place in points]
        ImageDraw.Draw(paper).line(points, fill=20, width=pen, joint="curve")
    return paper


for sign, strokes in STROKES.items():
    folder = Path("my-signs") / sign
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(EACH):
        write(strokes).save(folder / f"{number:03}.png")
print(sorted(folder.name for folder in Path("my-signs").iterdir()))
""",
    ),
    Cell(
        en="""## Train

No folder is named as a digit, so that the folders are taken for classes. About a fifth of the images is
kept for the test.""",
        zh_tw="""## 訓練

沒有一個資料夾只能當成數字，所以每個資料夾就是一個類別。大約五分之一的圖留下來測試。""",
    ),
    Cell(
        code="""model = shuzi.train("quick", data="my-signs", epochs=EPOCHS, out="runs/signs", language=LANGUAGE)
print(model.classes, f"{model.card.metrics['test_accuracy']:.1%}")
""",
    ),
    Cell(
        code="""display(Image("runs/signs/confusion.png", width=500))
""",
        alt=(
            "The confusion matrix of the five signs: a row for each true sign, a column for each answer.",
            "五個符號的混淆矩陣：一列是一個真正的符號，一行是一個答案。",
        ),
    ),
    Cell(
        en="""## Ask

An image of any size holds one sign; it is framed as a whole.""",
        zh_tw="""## 問它

一張圖裡有一個符號，大小不拘，整張圖當成一個。""",
    ),
    Cell(
        code="""reader = shuzi.SignReader(model)
answers = reader.predict([write(strokes) for strokes in STROKES.values()])
print(answers.names, answers.confidence.round(3))
""",
    ),
    Cell(
        en="## What the answer rests on",
        zh_tw="## 答案的理由",
    ),
    Cell(
        code="""from shuzi.finding.sign import frame_signs

digit = frame_signs([write(STROKES["六"])]).images[0]
shuzi.explain(model, digit, out="seen", only=["why"], language=LANGUAGE)
display(Image("seen/why.png", width=700))
""",
        alt=(
            "Which ink speaks for the answer and which against it, and how little paper or ink changes it.",
            "哪裡的墨支持答案、哪裡反對，以及最少要擦掉或加上多少墨才會改變答案。",
        ),
    ),
    Cell(
        en="""## What it does not know

A circle is none of the five, and gets the name of one: a network knows no other answer. How sure it has to be before
you believe it, only images of your own can tell.""",
        zh_tw="""## 它不知道的事

圓圈不是這五個符號，卻還是會得到其中一個的名稱：網路不知道別的答案。多有把握才能相信，只有用你自己的圖測量才知道。""",
    ),
    Cell(
        code="""angles = np.linspace(0, 2 * np.pi, 40)
circle = [[(50 + 38 * np.cos(angle), 50 + 38 * np.sin(angle)) for angle in angles]]
answers = reader.predict([write(circle)])
print(answers.names, answers.confidence.round(3))
""",
    ),
    Cell(
        en="""## Take it with you

`shuzi serve --model runs/signs` opens the page with it, and `shuzi export runs/signs --to web` makes a folder for any
web server in which a browser reads your signs. How to go on is told in docs/how-to-own-classes.md.""",
        zh_tw="""## 帶著走

`shuzi serve --model runs/signs` 用它打開網頁；`shuzi export runs/signs --to web` 做出一個資料夾，放上任何網站，
瀏覽器就能認你的符號。接下來怎麼做，請看 docs/how-to-own-classes.zh-TW.md。""",
    ),
)

"""The cells of the notebook, in both languages; build.py makes the notebooks of them."""

from typing import NamedTuple


class Cell(NamedTuple):
    """One cell; the code is the same in both languages."""

    code: str = ""
    en: str = ""
    zh_tw: str = ""
    tag: str = ""
    alt: tuple[str, str] = ("", "")
    """What a figure of Matplotlib shows, for those who do not see it, in English and in Chinese."""


def exercise(  # noqa: PLR0913 - a question in two languages, what answers it, and why
    en: str,
    zh_tw: str,
    answer: str,
    *,
    why: tuple[str, str],
    before: str = "",
    within: str = "",
    alt: tuple[str, str] = ("", ""),
) -> tuple[Cell, Cell, Cell]:
    """Return a question, the cell that takes a guess and computes the answer, and the reason, folded away.

    Args:
        en: the question.
        zh_tw: the same in Chinese.
        answer: the code that computes it, out of what the learner has made by then.
        why: how to come to the answer, in English and in Chinese.
        before: code that the question needs.
        within: how near a guess has to be; as near as makes no difference, if not said.
        alt: of a figure that `before` draws.
    """
    tolerance = f", within={within}" if within else ""
    code = f"{before}guess = None\ncheck(guess, {answer}{tolerance})\n"
    folded = "<details><summary>{}</summary>\n\n{}\n\n</details>"
    return (
        Cell(en=f"**?** {en}", zh_tw=f"**？** {zh_tw}"),
        Cell(code=code, tag="exercise", alt=alt),
        Cell(en=folded.format("Why", why[0]), zh_tw=folded.format("為什麼", why[1])),
    )


QUIET_KERAS = """import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow has much to say of itself,
told = os.dup(2)
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # and on some processors says it all the same
import keras

os.dup2(told, 2)

"""
"""The beginning of the cell that imports."""

HELP = """import math
import re
import unicodedata


def say(english, chinese):
    \"\"\"Return what is said in the language of this notebook.\"\"\"
    return chinese if LANGUAGE.startswith("zh") else english


def numbers(guess):
    \"\"\"Return what a guess may mean: one number of 24, "6,272", "95%", "1/4", "2 steps"; of "24×24" 576 and 24.\"\"\"
    text = unicodedata.normalize("NFKC", str(guess)).translate(str.maketrans("−–×·", "--**"))
    text = re.sub(r"^[~≈=約]+|(?<=\\d)[^\\W\\d]+$", "", re.sub(r"[\\s_'’]", "", text))
    share = 0.01 if text.endswith("%") else 1
    factors = []
    for part in text.removesuffix("%").split("*"):
        above, _, below = part.partition("/")
        values = []
        for written in (above, below or "1"):
            grouped = re.fullmatch(r"-?[1-9]\\d{0,2}(,\\d{3})+(\\.\\d+)?", written)
            written = written.replace(",", "" if grouped else ".")
            if not re.fullmatch(r"[-+]?(\\d+\\.?\\d*|\\.\\d+)(e[-+]?\\d+)?", written):
                return []
            values.append(float(written))
        if values[1] == 0:
            return []
        factors.append(values[0] / values[1])
    square = len(factors) == 2 and factors[0] == factors[1]
    return [share * math.prod(factors), *([factors[0]] if square else [])]


def check(guess, answer, within=0.0):
    \"\"\"Say whether a guess is the answer, or as near as `within`; None is no guess, ... asks for the answer.\"\"\"
    answer = float(answer)
    near = max(within, 1e-9 * abs(answer), 0.005 * abs(answer) * (answer % 1 != 0))
    rounded = [float(f"{answer:.{digits}g}") for digits in range(2, 9) if answer % 1 != 0]
    values = [] if guess is None or guess is ... or isinstance(guess, tuple) else numbers(guess)
    if guess is None:
        print(say("No guess yet: write it in place of None.", "還沒有猜：把 None 換成你的答案。"))
    elif guess is ...:
        print(say("The answer: ", "答案：") + f"{answer:.6g}")
    elif not values:
        print(say('Write one number, such as 6272, 0.95 or "95%".', '請寫一個數，例如 6272、0.95 或 "95%"。'))
    elif any(abs(value - answer) <= near or any(map(math.isclose, rounded, [value] * 7)) for value in values):
        print(say("Right: ", "答對了：") + f"{answer:.6g}" + say(". Why is folded away below.", "。為什麼，摺在下面。"))
    elif 0 < answer < 1 and abs(values[0] / 100 - answer) <= near:
        print(say("Nearly: a hundred times too large, as if in percent.", "差一點：大了一百倍，像是用百分比寫的。"))
    else:
        where = say("too large", "太大") if values[0] > answer else say("too small", "太小")
        print(say("Not yet: ", "還不對：") + where + say(". Think again, or ask by ...", "。再想想，或填 ... 看答案"))
"""


CELLS = (
    Cell(
        en="""# A CNN that reads handwritten digits

The study note's whole way in today's Keras: plain Keras calls, and beside them shuzi's pictures of what happens
inside.

[繁體中文](cnn.zh-TW.ipynb)""",
        zh_tw="""# 辨識手寫數字的 CNN

用今天的 Keras 走完整份筆記：Keras 的呼叫照原樣寫，旁邊是 shuzi 畫的圖，看裡面發生了什麼。

[English](cnn.ipynb)""",
    ),
    Cell(
        code="""# Installs shuzi where it is not there yet: from the project's folder around this notebook,
# or from a wheel or an archive of it beside this notebook (in Colab, drag it into Files first).
import importlib.util

from pathlib import Path

if importlib.util.find_spec("shuzi") is None:
    folders = [folder for folder in (Path(".."), Path("shuzi")) if (folder / "pyproject.toml").is_file()]
    files = [file for ending in ("whl", "tar.gz", "zip") for file in sorted(Path().glob(f"shuzi*.{ending}"))]
    if not folders + files:
        raise FileNotFoundError(f"no shuzi-….whl in {Path().resolve()}; make one with: pip wheel --no-deps .")
    source = (folders + files)[0].resolve()
    %pip install --quiet "{source}[all]"
""",
        tag="install",
    ),
    Cell(
        en="""How much to do: as much as the note does, all 60,000 images twelve times, takes half an hour to an hour on
two cores. `SMALL = True` does everything in a minute or two with few images; it shows the way and recognises less.""",
        zh_tw="""這一格決定要做多少。和筆記一樣，60,000 張圖看 12 輪（epoch），在兩個核心上要半小時到一小時。
改成 `SMALL = True` 就只用很少的圖，一兩分鐘做完：看得出步驟，但準確率低得多。""",
    ),
    Cell(
        code="""SMALL = False
IMAGES, EPOCHS = (2_000, 1) if SMALL else (60_000, 12)  # to train on
FEW, SEEDS = (300, (1, 2)) if SMALL else (10_000, (1, 2, 3, 4, 5))  # for each experiment
LANGUAGE = "{LANG}"  # of pictures and answers
""",
        tag="parameters",
    ),
    Cell(
        en="""## N1 · The backend

Keras computes with TensorFlow, JAX or PyTorch; the environment variable `KERAS_BACKEND` chooses before Keras is
imported. Nothing said means TensorFlow.""",
        zh_tw="""## N1 · 後端（backend）

Keras 可以用 TensorFlow、JAX 或 PyTorch 來算；在匯入 Keras 之前由環境變數 `KERAS_BACKEND` 決定，
沒有設定就用 TensorFlow。""",
    ),
    Cell(
        code=QUIET_KERAS
        + """import html
import logging
import re
from base64 import b64encode
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Image, Markdown, display

import shuzi

logging.getLogger("tensorflow").setLevel(logging.ERROR)

keras.utils.set_random_seed(1)
print(keras.__version__, keras.backend.backend())
""",
    ),
    Cell(
        en="""### Predict, then check

Some cells ask a question. Write your guess in place of `None` and run the cell: it computes the answer, mostly with
your own model, and says whether you are right. `...` in place of the guess shows the answer.""",
        zh_tw="""### 先猜，再檢查

有些格子是問題。把 `None` 換成你猜的數，執行那一格：它會算出答案（多半是用你自己的模型），告訴你對不對。
填 `...` 就直接看答案。""",
    ),
    Cell(
        code=HELP
        + """

def compare(*rows):
    \"\"\"Show rows of (name, accuracy with each seed) as a table, compared with the first row.\"\"\"
    head = say("mean | worst to best seed | points above first row", "平均 | 最差到最好 | 比第一列多幾個百分點")
    lines = [f"| | {head} |", "|---|---|---|---|"]
    first = np.array(rows[0][1])
    for name, reached in rows:
        wins, seeds = sum(reached > first), len(first)
        better = say(f"better with {wins} of {seeds} seeds", f"{seeds} 個種子裡有 {wins} 個比較好")
        by = "" if reached is rows[0][1] else f"{100 * (np.mean(reached) - first.mean()):+.1f} · {better}"
        lines.append(f"| {name} | {np.mean(reached):.1%} | {min(reached):.1%} – {max(reached):.1%} | {by} |")
    if wins in (0, seeds):
        means = say("The last row differs the same way with every seed.", "最後一列和第一列的差別，每個種子都一樣。")
    else:
        means = say("It depends on the seed: the difference may be luck.", "要看種子：差別可能只是運氣。")
    lines += ["", means]
    display(Markdown("\\n".join(lines)))
""",
    ),
    Cell(
        en="""## N2, N3 · The data, and the channel

60,000 images to train on and 10,000 to test with, 28×28, uint8; 0 is paper and 255 is ink. A CNN wants the channel
said. The note loads them from Keras, which still works today:

```python
from keras.datasets import mnist

(x_train, y_train), (x_test, y_test) = mnist.load_data()
```

That asks one server. `shuzi.load_mnist` gives the same arrays, from any of six sources, verified and kept.""",
        zh_tw="""## N2、N3 · 資料與通道（channel）

60,000 張訓練圖、10,000 張測試圖，28×28，uint8；0 是紙，255 是墨。CNN 要把通道寫清楚。
筆記是從 Keras 載入的，今天還能用：

```python
from keras.datasets import mnist

(x_train, y_train), (x_test, y_test) = mnist.load_data()
```

它只問一個伺服器。`shuzi.load_mnist` 給的是同樣的陣列，來源有六個，下載後會驗證並留在電腦裡。""",
    ),
    Cell(
        code="""(x_train, y_train), (x_test, y_test) = shuzi.load_mnist()
print(x_train.shape, x_test.shape, x_train.dtype, x_train.min(), x_train.max())
x_train, x_test = x_train.reshape(-1, 28, 28, 1), x_test.reshape(-1, 28, 28, 1)
print(x_train[9487].shape)
""",
    ),
    *exercise(
        "How many numbers has a colour photo of 28×28 pixels?",
        "28×28 像素的彩色照片有幾個數？",
        "np.zeros((28, 28, 3)).size",
        why=(
            "28 rows, 28 columns, and three channels, red, green and blue: 28 × 28 × 3 = 2,352.",
            "28 列、28 行，還有紅、綠、藍三個通道：28 × 28 × 3 = 2,352。",
        ),
    ),
    Cell(en="## N4 · Look at one", zh_tw="## N4 · 看一張"),
    Cell(
        code="""print(shuzi.matrix_text(x_train[9487]))
plt.figure(figsize=(3, 3))
plt.imshow(x_train[9487].reshape(28, 28), cmap="Greys")
plt.show()
""",
        alt=("Training image 9487, a 1 written as a slanting stroke", "訓練圖片 9487：一筆斜斜的 1"),
    ),
    Cell(
        en="""## N5 · Targets

One column a class, a 1 in the column of the digit. `np_utils.to_categorical` is `keras.utils.to_categorical`
today.""",
        zh_tw="""## N5 · 目標（target）

一個類別一欄，正確數字的那一欄是 1，其他是 0（one-hot）。
以前的 `np_utils.to_categorical` 現在是 `keras.utils.to_categorical`。""",
    ),
    Cell(
        code="""targets_train = keras.utils.to_categorical(y_train, 10)
targets_test = keras.utils.to_categorical(y_test, 10)
print(targets_train.shape, y_train[9487], targets_train[9487])
""",
    ),
    Cell(
        en="""## N6 · Convolution

A filter is a small table of weights. It slides over the image; at each place every pixel is multiplied by the weight
on it, the products and a bias are added up, and a feature map fills. A large number means: what the filter looks for
is here. The ReLU turns what is below 0 into 0. The last picture shows two filters that look for opposite edges of the
stroke, and that they find them wherever the digit stands. All numbers are those of the model that comes with
shuzi.""",
        zh_tw="""## N6 · 卷積（convolution）

濾鏡（filter，也叫卷積核 kernel）是一小張權重（weight）表。它滑過圖片，每停一處，底下的像素各乘上對應的權重，
乘積和偏差值（bias）加起來，就是特徵圖（feature map）上的一個數。數越大，表示濾鏡要找的東西就在這裡；
激活函數（activation）ReLU 把小於 0 的數都變成 0。最後一張圖是兩個濾鏡，各找筆畫的一邊，不管數字在哪裡都找得到。
圖裡的數都來自 shuzi 附的模型。""",
    ),
    Cell(
        code="""def look(*names, model=None, index=9487):
    \"\"\"Draw shuzi's pictures of one training image and show them; they become part of the notebook.\"\"\"
    training = shuzi.load_mnist().train
    files = shuzi.explain(
        model or shuzi.load(),
        x_train[index],
        out=Path("pictures"),
        label=int(y_train[index]),
        language=LANGUAGE,
        only=names,
        training=training,
    )
    alts = re.findall(r'alt="([^"]*)"', files[-1].read_text(encoding="utf-8"))
    for file, alt in zip(files[:-1], alts, strict=True):
        if file.suffix == ".gif":  # in HTML, as nothing else moves in every viewer
            moving = f'<img src="data:image/gif;base64,{b64encode(file.read_bytes()).decode()}" alt="{alt}">'
            display({"text/html": moving, "text/plain": html.unescape(alt)}, raw=True)
        else:
            display(Image(filename=str(file), alt=html.unescape(alt)))


look("convolution", "orientation")
""",
    ),
    *exercise(
        "How many rows has the map of a filter of 5×5 without padding (`valid`)?",
        "5×5 的濾鏡，不補零（`valid`），特徵圖有幾列？",
        'keras.layers.Conv2D(1, (5, 5), padding="valid")(x_train[:1] / 255).shape[1]',
        why=(
            "The window is 5 high and must lie inside: it begins at rows 0 to 23, which is 28 − 5 + 1 = 24 places.",
            "視窗高 5 格，必須整個在圖裡：起點是第 0 到第 23 列，28 − 5 + 1 = 24 個位置。",
        ),
    ),
    Cell(
        en="""## N7 · Pooling

Of every 2×2 window only the largest number goes on. The map becomes a quarter as large, and a shift by one pixel
matters less to what comes after.""",
        zh_tw="""## N7 · 池化（pooling）

每個 2×2 視窗只有最大的數傳到下一層。特徵圖剩下四分之一，移動一個像素，對後面的影響也變小了。""",
    ),
    Cell(code='look("pooling")\n'),
    *exercise(
        "A map of 7×7 goes into a pooling of 2×2. How many rows come out?",
        "7×7 的特徵圖經過 2×2 的池化，剩下幾列？",
        "keras.layers.MaxPooling2D((2, 2))(np.zeros((1, 7, 7, 1))).shape[1]",
        why=(
            "Windows lie side by side: 7 ÷ 2 = 3.5, so three fit, and the last row and column go nowhere.",
            "視窗一個接一個，不重疊：7 ÷ 2 = 3.5，放得下三個，最後一列和最後一行沒有用到。",
        ),
    ),
    Cell(
        en="""## N8 · Flatten

The last maps are written in one row. Every number of it, times a weight, adds to the 200 neurons or takes away from
them, and they do the same to the ten digits. The digit with the largest sum is the answer; the softmax makes
probabilities of the sums.""",
        zh_tw="""## N8 · 攤平（Flatten）

最後的特徵圖寫成一長列。全連接層（Dense）把每個數乘上權重，替 200 個神經元（neuron）加分或扣分，
神經元再替十個數字加分或扣分。
總和最大的數字就是答案；softmax 把總和變成機率。""",
    ),
    Cell(code='look("flatten")\n'),
    *exercise(
        "One sum is 3 ahead of the next, all others are far behind. What probability does the softmax give it?",
        "一個總和（logit）比第二名多 3，其他的都差很遠。softmax 給它的機率（probability）是多少？",
        "keras.ops.softmax(np.array([3.0, 0.0]))[0]",
        why=(
            (
                "The powers are e³ = 20.09 and e⁰ = 1, and 20.09 ÷ (20.09 + 1) = 0.9526. Only the difference of the "
                "sums counts."
            ),
            "指數是 e³ = 20.09 和 e⁰ = 1，20.09 ÷ (20.09 + 1) = 0.9526。只看總和的差。",
        ),
    ),
    Cell(
        en="""## N9 · The network

Three times convolution, ReLU and pooling, with more filters in each layer; then flatten, 200 neurons, and ten.""",
        zh_tw="""## N9 · 網路

卷積、ReLU、池化各做三次，濾鏡一層比一層多；然後攤平、200 個神經元、十個輸出。""",
    ),
    Cell(
        code="""from keras.layers import Activation, Conv2D, Dense, Flatten, Input, MaxPooling2D


def build(padding="same"):
    return keras.Sequential(
        [
            Input((28, 28, 1)),
            Conv2D(32, (3, 3), padding=padding),
            Activation("relu"),
            MaxPooling2D((2, 2)),
            Conv2D(64, (3, 3), padding=padding),
            Activation("relu"),
            MaxPooling2D((2, 2)),
            Conv2D(128, (3, 3), padding=padding),
            Activation("relu"),
            MaxPooling2D((2, 2)),
            Flatten(),
            Dense(200),
            Activation("relu"),
            Dense(10),
            Activation("softmax"),
        ]
    )


model = build()
""",
    ),
    Cell(
        en="""## N10, N11 · Compile, and the summary

The note compiles with a mean squared error and plain gradient descent (`SGD(lr=0.05)` is `learning_rate=0.05`
now).""",
        zh_tw="""## N10、N11 · 編譯和摘要

筆記用均方誤差（MSE）和最單純的梯度下降（gradient descent，以前的 `SGD(lr=0.05)` 現在是 `learning_rate=0.05`）。""",
    ),
    Cell(
        code="""model.compile(loss="mse", optimizer=keras.optimizers.SGD(learning_rate=0.05), metrics=["accuracy"])
model.summary()
assert model.count_params() == 325_282
""",
    ),
    Cell(
        en="""## N12 · Where the parameters come from

A filter has one weight for every pixel in its window, in every channel of its input, and one bias:
(input channels × filter height × filter width + 1 bias) × filters. The first convolution sees the one channel of the
image: (1·3·3 + 1)·32 = 320. The second sees 32 channels, because each of the 32 filters in front of it has made a map:
(32·3·3 + 1)·64 = 18,496. A neuron of a dense layer has one weight for every input and one bias.""",
        zh_tw="""## N12 · 參數（parameter）從哪裡來

濾鏡在輸入的每個通道、視窗的每一格各有一個權重，再加一個偏差值：（輸入通道 × 濾鏡高 × 濾鏡寬 + 1 個偏差值）× 濾鏡數。
第一個卷積層只看圖片的一個通道：(1·3·3 + 1)·32 = 320。第二個要看 32 個通道，因為前面的 32 個濾鏡各做了一張特徵圖：
(32·3·3 + 1)·64 = 18,496。全連接層的神經元對每個輸入有一個權重，再加一個偏差值。""",
    ),
    Cell(
        code="""lines = [say("| layer | arithmetic | parameters |", "| 層 | 算式 | 參數 |"), "|---|---|---|"]
for layer in model.layers:
    if layer.count_params():
        *window, inputs, outputs = layer.kernel.shape
        arithmetic = f"({'·'.join(str(number) for number in (inputs, *window))} + 1)·{outputs}"
        lines.append(f"| {layer.name} | {arithmetic} | {layer.count_params():,} |")
display(Markdown("\\n".join(lines)))
look("parameters")
""",
    ),
    *exercise(
        "How many parameters has the third convolution?",
        "第三個卷積層一共有多少參數？",
        "[layer for layer in model.layers if isinstance(layer, Conv2D)][2].count_params()",
        why=(
            "It sees 64 maps through 3×3 windows and has 128 filters: (64·3·3 + 1)·128 = 73,856.",
            "它用 3×3 的視窗看 64 張特徵圖，有 128 個濾鏡：(64·3·3 + 1)·128 = 73,856。",
        ),
    ),
    *exercise(
        "How many numbers would the flattened row have without the third pooling?",
        "沒有第三次池化的話，攤平之後的一長列有幾個數？",
        "int(np.prod(model.layers[7].output.shape[1:]))",
        why=(
            (
                "The maps are 7×7 before the third pooling, and there are 128: 7 × 7 × 128 = 6,272, in place of 3 × "
                "3 × 128 = 1,152."
            ),
            "第三次池化之前，特徵圖是 7×7，一共 128 張：7 × 7 × 128 = 6,272；池化之後是 3 × 3 × 128 = 1,152。",
        ),
    ),
    Cell(
        en="""## N13 · Fit, as the note does

Raw pixels, 0 to 255, batches of 100, twelve epochs. The note ends at 0.9958. See whether your luck is as good: with
most seeds accuracy stays near 10%, and then twelve epochs are as one.""",
        zh_tw="""## N13 · 照筆記訓練

原始像素，0 到 255，一個批次（batch）100 張，12 輪。筆記最後到 0.9958。
看看你的運氣有沒有一樣好：多數的亂數種子一直停在 10% 左右，再多輪也一樣。""",
    ),
    *exercise(
        "How many steps are in one epoch? (`SMALL` changes it.)",
        "一輪走幾步？（和 `SMALL` 有關。）",
        "int(np.ceil(IMAGES / 100))",
        why=(
            (
                "An epoch shows every image once, a step a batch of 100: 60,000 ÷ 100 = 600, or 2,000 ÷ 100 = 20 "
                "with `SMALL`."
            ),
            "一輪把每張圖看一次，一步是 100 張的一個批次：60,000 ÷ 100 = 600；`SMALL` 是 2,000 ÷ 100 = 20。",
        ),
    ),
    Cell(
        code="""_ = model.fit(x_train[:IMAGES], targets_train[:IMAGES], batch_size=100, epochs=EPOCHS, verbose=2)
""",
    ),
    Cell(
        en="""## Experiment 1 · Why the recipe sticks

Look at an untrained network. With raw pixels one digit often has nearly all of the probability before anything was
learnt; there the softmax has no slope, and nothing pulls a wrong answer back. Scaled pixels start near 10% each. But
scaling alone crawls; with cross-entropy it learns, and with momentum faster. The table has the test accuracy after one
epoch: with the first row it is chance which seed learns, with the last every seed does.""",
        zh_tw="""## 實驗 1 · 配方為什麼會卡住

先看還沒訓練的網路。用原始像素時，什麼都還沒學，機率就常常幾乎全給了一個數字；這叫飽和（saturation）：
在那裡 softmax 幾乎沒有斜率，錯的答案拉不回來。縮放過的像素從每個 10% 左右開始。但只有縮放還是很慢，
加上交叉熵（cross-entropy）就學得起來，再加動量（momentum）學得更快。下表是一輪之後的測試準確率：第一列要看哪個種子的運氣好，
最後一列每個種子都學得起來。""",
    ),
    Cell(
        code="""figure, axes = plt.subplots(1, 2, figsize=(8, 2.6), sharey=True)
for scale, axis, name in ((1, axes[0], "0–255"), (1 / 255, axes[1], "0–1")):
    sure = build().predict(x_train[:500] * scale, verbose=0).max(axis=1)
    axis.hist(sure, bins=np.linspace(0, 1, 21), color="#17508c")
    axis.set_title(name)
plt.show()

rows = []
for scale, loss, momentum in (
    (1, "mse", 0.0),
    (1 / 255, "mse", 0.0),
    (1 / 255, "categorical_crossentropy", 0.0),
    (1 / 255, "categorical_crossentropy", 0.9),
):
    reached = []
    for seed in SEEDS:
        keras.utils.set_random_seed(seed)
        trial = build()
        trial.compile(keras.optimizers.SGD(learning_rate=0.05, momentum=momentum), loss, metrics=["accuracy"])
        trial.fit(x_train[:FEW] * scale, targets_train[:FEW], batch_size=100, epochs=1, verbose=0)
        reached.append(trial.evaluate(x_test[:2000] * scale, targets_test[:2000], verbose=0)[1])
    rows.append((f"{'0–255' if scale == 1 else '0–1'} · {loss} · momentum {momentum}", np.array(reached)))
compare(*rows)
""",
        alt=(
            "How sure an untrained network is: with raw pixels often wholly, with scaled ones near 10%",
            "還沒訓練的網路有多大的把握：原始像素常常是完全確定，縮放過的都在 10% 左右",
        ),
    ),
    *exercise(
        "A stuck network answers 1 to every image. What is its accuracy on the test images, between 0 and 1?",
        "卡住的網路對每張圖都答 1。它在測試圖上的準確率（accuracy）是多少（0 到 1）？",
        "np.mean(y_test == 1)",
        why=(
            "It is right wherever the true digit is a 1: 1,135 of 10,000 test images, 0.1135.",
            "真的是 1 的圖它才答對：10,000 張測試圖裡有 1,135 張，0.1135。",
        ),
    ),
    Cell(en="## N13 again · Fit, so that it learns", zh_tw="## 再一次 N13 · 這樣才學得起來"),
    Cell(
        code="""keras.utils.set_random_seed(1)
model = build()
optimizer = keras.optimizers.SGD(learning_rate=0.05, momentum=0.9)
model.compile(loss="categorical_crossentropy", optimizer=optimizer, metrics=["accuracy"])
history = model.fit(x_train[:IMAGES] / 255, targets_train[:IMAGES], batch_size=100, epochs=EPOCHS, verbose=2)
""",
    ),
    *exercise(
        """Here are the filters of your own first convolution, blue where ink adds and orange where it takes away, and
an image with paper on the left and ink on the right. Which filter, counted from 0, answers the edge most strongly?""",
        """這是你自己的模型第一個卷積層的濾鏡：藍色的地方有墨就加分，橘色的地方有墨就扣分。另有一張左邊是紙、右邊是墨的圖。
哪一個濾鏡（從 0 數）對這條邊的反應最強？""",
        "maps[0, 14, 10:18].max(axis=0).argmax()",
        before="""from matplotlib.colors import LinearSegmentedColormap

kernel = model.layers[0].get_weights()[0][:, :, 0]
colours = LinearSegmentedColormap.from_list("against and for", ["#d9731a", "white", "#17508c"])
figure, axes = plt.subplots(4, 8, figsize=(9, 5))
for number, axis in enumerate(axes.flat):
    axis.imshow(kernel[:, :, number], cmap=colours, vmin=-abs(kernel).max(), vmax=abs(kernel).max())
    axis.set_title(number, fontsize=8)
    axis.axis("off")
plt.show()

edge = np.zeros((1, 28, 28, 1))
edge[:, :, 14:] = 255
maps = keras.Model(model.inputs, model.layers[1].output).predict(edge / 255, verbose=0)
""",
        alt=("The 32 filters of the first convolution as tables of colours", "第一個卷積層的 32 個濾鏡，以顏色表示"),
        why=(
            (
                "The filter whose right column is blue and whose left is orange: ink on the right adds, ink on the "
                "left would take away."
            ),
            "右邊那一行是藍色、左邊是橘色的濾鏡：右邊有墨就加分，左邊有墨才扣分。",
        ),
    ),
    Cell(en="## N14 · Evaluate", zh_tw="## N14 · 評估"),
    Cell(
        code="""loss, accuracy = model.evaluate(x_test / 255, targets_test, verbose=0)
print(f"loss {loss:.4f}, accuracy {accuracy:.4f}")
""",
    ),
    Cell(
        en="""## N15 · Save

Two files, as the note has it. The weights' name must end in `.weights.h5` today.""",
        zh_tw="""## N15 · 儲存

和筆記一樣是兩個檔案。權重的檔名現在必須以 `.weights.h5` 結尾。""",
    ),
    Cell(
        code="""Path("handwriting_model_cnn.json").write_text(model.to_json())
model.save_weights("handwriting_cnn.weights.h5")

again = keras.models.model_from_json(Path("handwriting_model_cnn.json").read_text())
again.load_weights("handwriting_cnn.weights.h5")
""",
    ),
    Cell(
        en="## N16, N17 · Predict, and look at five\n\n`predict_classes` is gone: take the largest probability.",
        zh_tw="## N16、N17 · 預測，再看五張\n\n`predict_classes` 已經移除，改成取機率最大的那一個。",
    ),
    Cell(
        code="""answers = again.predict(x_test / 255, verbose=0).argmax(axis=1)
chosen = np.random.default_rng().choice(len(x_test), 5, replace=False)
figure, axes = plt.subplots(1, 5, figsize=(9, 2.2))
for axis, index in zip(axes, chosen):
    axis.imshow(x_test[index].reshape(28, 28), cmap="Greys")
    axis.set_title(int(answers[index]))
    axis.axis("off")
plt.show()
""",
        alt=("Five test images, each titled with its predicted digit", "五張測試圖，標題是預測的數字"),
    ),
    *exercise(
        "Which digit does your own model miss most often, as a share of its images?",
        "你自己的模型最常答錯的是哪個數字（以那個數字的圖來算比例）？",
        "int(np.argmax([np.mean(answers[y_test == digit] != digit) for digit in range(10)]))",
        why=(
            "Count the mistakes of each digit and divide by how many images it has; digits are not equally many.",
            "數一數每個數字答錯幾張，再除以它有幾張圖；每個數字的圖不一樣多。",
        ),
    ),
    Cell(
        en="""## Experiment 2 · What padding buys

Without padding each convolution loses a ring of its map: after three of them and three poolings a single number of each
map is left, and it sees the upper left 22×22 pixels. MNIST has paper around its digits, so there it matters less.
Moved into the lower right corner, the digits stand where the network without padding does not look. Both networks are
trained on such digits here, each with the same seeds.""",
        zh_tw="""## 實驗 2 · 補零有什麼用

不補零時，每次卷積特徵圖都少一圈：三次卷積和三次池化之後，每張圖只剩一個數，
而它只看得到左上角的 22×22 個像素。MNIST 的數字周圍是紙，所以影響比較小。
把數字移到右下角，就落在不補零的網路看不到的地方。這裡兩種網路都用這樣的數字訓練，種子也相同。""",
    ),
    Cell(
        code="""def reached_by(network, train, test):
    \"\"\"Train for one epoch and return the accuracy on test images.\"\"\"
    network.compile(keras.optimizers.SGD(0.05, momentum=0.9), "categorical_crossentropy", metrics=["accuracy"])
    network.fit(train / 255, targets_train[: len(train)], batch_size=50, epochs=1, verbose=0)
    return network.evaluate(test / 255, targets_test[: len(test)], verbose=0)[1]


def with_seed(seed, make, *arguments):
    \"\"\"Return what is made with weights that the seed decides.\"\"\"
    keras.utils.set_random_seed(seed)
    return make(*arguments)


for move, where in ((0, say("in the middle", "在中間")), (4, say("in the corner", "在角落"))):
    train, test = (np.roll(images, (move, move), axis=(1, 2)) for images in (x_train[:FEW], x_test[:2000]))
    rows = []
    for padding in ("valid", "same"):
        reached = [reached_by(with_seed(seed, build, padding), train, test) for seed in SEEDS]
        rows.append((f"padding={padding!r} · {where}", np.array(reached)))
    compare(*rows)
""",
    ),
    *exercise(
        "How many rows has the last map (after the third pooling) without padding?",
        "不補零的話，最後的特徵圖（第三次池化之後）有幾列？",
        'build("valid").layers[8].output.shape[1]',
        why=(
            (
                "28 → 26 → 13 → 11 → 5 → 3 → 1: each convolution takes two rows away, each pooling halves and drops "
                "what is left over."
            ),
            "28 → 26 → 13 → 11 → 5 → 3 → 1：每次卷積少兩列，每次池化剩一半，除不盡的丟掉。",
        ),
    ),
    Cell(
        en="""## Experiment 3 · What pooling buys

Where every digit stands in the middle, as in MNIST, a network without pooling is about as good, with many more
parameters. The difference comes when digits move that it has only seen in the middle.""",
        zh_tw="""## 實驗 3 · 池化有什麼用

每個數字都在正中間的時候（MNIST 就是這樣），沒有池化的網路差不多一樣好，只是參數多得多。
差別在於數字移動的時候：訓練時看到的數字都在中間。""",
    ),
    Cell(
        code="""def two_convolutions(pool):
    layers = [Input((28, 28, 1))]
    for filters in (16, 32):
        layers += [Conv2D(filters, (3, 3), padding="same", activation="relu")]
        layers += [MaxPooling2D((2, 2))] if pool else []
    return keras.Sequential([*layers, Flatten(), Dense(10, activation="softmax")])


MOVES = (0, 3)
reached = {(pool, move): [] for pool in (False, True) for move in MOVES}
for pool in (False, True):
    for seed in SEEDS:
        network = with_seed(seed, two_convolutions, pool)
        reached_by(network, x_train[:FEW], x_test[:100])
        for move in MOVES:
            moved = np.roll(x_test[:2000], move, axis=2)
            reached[pool, move].append(network.evaluate(moved / 255, targets_test[: len(moved)], verbose=0)[1])
""",
    ),
    *exercise(
        "What is the mean accuracy without pooling, when the digits move by 3 pixels? (As near as 0.1 will do.)",
        "沒有池化，數字移動 3 個像素，平均準確率是多少？（差 0.1 以內都算對。）",
        "np.mean(reached[False, 3])",
        within="0.1",
        why=(
            (
                "Without pooling every number of the flattened row belongs to one place; three pixels further the "
                "ink meets weights that have learnt something else."
            ),
            "沒有池化，攤平後的每個數都屬於固定的位置；移動三個像素，墨就碰到學了別的東西的權重。",
        ),
    ),
    Cell(
        code="""for move in MOVES:
    rows = [(say("no pooling", "沒有池化"), False), (say("pooling", "有池化"), True)]
    where = say(f" · moved by {move} pixels", f" · 移動 {move} 個像素")
    compare(*((name + where, np.array(reached[pool, move])) for name, pool in rows))
print(*(f"{two_convolutions(pool).count_params():,}" for pool in (False, True)), sep=" → ")
""",
    ),
    Cell(
        en="""## Experiment 4 · What augmentation does to your own handwriting

Put a folder with folders named 0 to 9 into `OWN`, with images of 28×28 pixels of your own digits. Without one, test
digits that were turned, shifted and shrunk stand in for another hand; that is a stand-in and no more.""",
        zh_tw="""## 實驗 4 · 資料擴增（augmentation）對你自己的字有什麼用

在 `OWN` 填上一個資料夾，裡面有名為 0 到 9 的資料夾，放你自己寫的 28×28 像素的數字。沒有的話，
就用旋轉、移動、縮小過的測試圖代替另一個人的字；那只是代替品。""",
    ),
    Cell(
        code="""OWN = None  # such as "my-digits"

disturb = keras.Sequential(
    [
        Input((28, 28, 1)),
        keras.layers.RandomRotation(15 / 360, fill_mode="constant"),
        keras.layers.RandomTranslation(0.1, 0.1, fill_mode="constant"),
        keras.layers.RandomZoom((-0.1, 0.2), fill_mode="constant"),
    ]
)
if OWN is None:
    keras.utils.set_random_seed(9)
    own_images, own_targets = np.asarray(disturb(x_test[:2000] / 255, training=True)), targets_test[:2000]
else:
    own = shuzi.load_labelled_folder(OWN)
    own_images, own_targets = own.images.reshape(-1, 28, 28, 1) / 255, keras.utils.to_categorical(own.labels, 10)

plain, own_hand = [], []
for augmented in (False, True):
    reached = []
    for seed in SEEDS:
        trial = with_seed(seed, build)
        trial.compile(keras.optimizers.SGD(0.05, momentum=0.9), "categorical_crossentropy", metrics=["accuracy"])
        for _ in range(2):
            images = x_train[:FEW] / 255
            if augmented:
                images = np.asarray(disturb(images, training=True))
            trial.fit(images, targets_train[:FEW], batch_size=50, epochs=1, verbose=0)
        on_mnist = trial.evaluate(x_test[:2000] / 255, targets_test[:2000], verbose=0)[1]
        reached.append((on_mnist, trial.evaluate(own_images, own_targets, verbose=0)[1]))
    name = say("augmented", "有資料擴增") if augmented else say("as they are", "沒有資料擴增")
    for rows, place, values in zip((plain, own_hand), ("MNIST", say("your hand", "你的字")), np.transpose(reached)):
        rows.append((f"{name} · {place}", values))
compare(*plain)
compare(*own_hand)
""",
    ),
    Cell(
        en="""## A run of your own, seen from inside

`shuzi.train` trains the same network by a recipe that does not stick, and keeps a snapshot of every epoch.""",
        zh_tw="""## 從裡面看你自己的訓練

`shuzi.train` 用不會卡住的配方訓練同一個網路，並記下每一輪（epoch）的樣子。""",
    ),
    Cell(
        code="""run = shuzi.train("quick", epochs=2, limit=min(IMAGES, 20_000), seed=1)
look("training", "filters", "maps", model=run)
""",
    ),
    Cell(
        en="""## Why is it a 1?

Taken together: filters found the edges of a stroke (N6), pooling kept the clearest of them (N7), the dense layers
weighed them for every digit, and the 1 had the largest sum (N8). Which ink made that sum? Cover a piece of the digit
and ask again: blue places (+) carry the answer. Below, the smallest square of paper or ink that changes it, and the
training digits that this network finds most alike. From these it has learnt that such ink is a 1.""",
        zh_tw="""## 為什麼是 1？

合起來看：濾鏡找到筆畫的邊緣（N6），池化留下最清楚的（N7），全連接層替每個數字衡量這些線索，1 的總和最大（N8）。
是哪些筆跡造成的？蓋住數字的一部分再問一次：藍色的地方（+）是這個答案的證據。下面還有能改變答案的最小方塊，
白紙或墨；以及這個網路覺得最像的訓練數字：它從這些數字學到，這樣的筆跡就是 1。""",
    ),
    Cell(code='look("why", "neighbours", model=run)\n'),
    Cell(
        en="""## N18 · Where to go on

`shuzi explain --sample 9487` writes a page of all these pictures, `--image FILE` looks at your own digit; the pages
of `docs/` tell the ideas in order, the limits, and what to write instead of what tutorials of 2018 say.""",
        zh_tw="""## N18 · 接下來

`shuzi explain --sample 9487` 把這些圖寫成一頁，`--image FILE` 看你自己的數字；
`docs/` 的頁面依序說明各個概念、限制，以及 2018 年的寫法今天怎麼改。""",
    ),
)

"""The cells of the notebook, in both languages; build.py makes the notebooks of them."""

from typing import NamedTuple


class Cell(NamedTuple):
    """One cell; the code is the same in both languages."""

    code: str = ""
    en: str = ""
    zh_tw: str = ""
    tag: str = ""


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
        en="""How much to do. All of MNIST takes some minutes on two cores; with fewer images everything goes faster and
recognises less.""",
        zh_tw="""這一格決定要做多少。全部的 MNIST 在兩個核心上要幾分鐘；圖片越少越快，但準確率也越低。""",
    ),
    Cell(
        code="""IMAGES = 60_000  # to train on
FEW = 10_000  # for each experiment
EPOCHS = 3
LANGUAGE = "{LANG}"  # of the pictures
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
        code="""import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Image, display

import shuzi

keras.utils.set_random_seed(1)
print(keras.__version__, keras.backend.backend())
""",
    ),
    Cell(
        en="""## N2, N3 · The data, and the channel

60,000 images to train on and 10,000 to test with, 28×28, uint8; 0 is paper and 255 is ink. A CNN wants the channel
said.""",
        zh_tw="""## N2、N3 · 資料與通道（channel）

60,000 張訓練圖、10,000 張測試圖，28×28，uint8；0 是紙，255 是墨。CNN 要把通道寫清楚。""",
    ),
    Cell(
        code="""(x_train, y_train), (x_test, y_test) = shuzi.load_mnist()
print(x_train.shape, x_test.shape, x_train.dtype, x_train.min(), x_train.max())
x_train, x_test = x_train.reshape(-1, 28, 28, 1), x_test.reshape(-1, 28, 28, 1)
print(x_train[9487].shape)
""",
    ),
    Cell(en="## N4 · Look at one", zh_tw="## N4 · 看一張"),
    Cell(
        code="""print(shuzi.matrix_text(x_train[9487]))
plt.figure(figsize=(3, 3))
plt.imshow(x_train[9487].reshape(28, 28), cmap="Greys")
plt.show()
""",
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
    \"\"\"Draw shuzi's pictures of one training image and show them.\"\"\"
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
    for file in files[:-1]:
        display(Image(filename=str(file)))


look("convolution", "orientation")
""",
    ),
    Cell(
        en="""## N7 · Pooling

Of every 2×2 window only the largest number goes on. The map becomes a quarter as large, and a shift by one pixel
matters less to what comes after.""",
        zh_tw="""## N7 · 池化（pooling）

每個 2×2 視窗只有最大的數傳到下一層。特徵圖剩下四分之一，移動一個像素，對後面的影響也變小了。""",
    ),
    Cell(code='look("pooling")\n'),
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
    Cell(
        en="""## N9 · The network

Three times convolution, ReLU and pooling, with more filters in each layer; then flatten, 200 neurons, and ten.""",
        zh_tw="""## N9 · 網路

卷積、ReLU、池化各做三次，濾鏡一層比一層多；然後攤平、200 個神經元、十個輸出。""",
    ),
    Cell(
        code="""from keras.layers import Activation, Conv2D, Dense, Flatten, Input, MaxPooling2D


def build():
    return keras.Sequential(
        [
            Input((28, 28, 1)),
            Conv2D(32, (3, 3), padding="same"),
            Activation("relu"),
            MaxPooling2D((2, 2)),
            Conv2D(64, (3, 3), padding="same"),
            Activation("relu"),
            MaxPooling2D((2, 2)),
            Conv2D(128, (3, 3), padding="same"),
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
        en="""## N10, N11, N12 · Compile, summary, and where the parameters come from

The note compiles with a mean squared error and plain gradient descent (`SGD(lr=0.05)` is `learning_rate=0.05`
now).""",
        zh_tw="""## N10、N11、N12 · 編譯、摘要、參數從哪裡來

筆記用均方誤差（MSE）和最單純的梯度下降（gradient descent，以前的 `SGD(lr=0.05)` 現在是 `learning_rate=0.05`）。""",
    ),
    Cell(
        code="""model.compile(loss="mse", optimizer=keras.optimizers.SGD(learning_rate=0.05), metrics=["accuracy"])
model.summary()
assert model.count_params() == 325_282
look("parameters")
""",
    ),
    Cell(
        en="""## N13 · Fit, as the note does

Raw pixels, 0 to 255. See whether your luck is better than 10 %: most seeds' is not.""",
        zh_tw="""## N13 · 照筆記訓練

原始像素，0 到 255。看看你的運氣有沒有比 10% 好：多數的亂數種子沒有。""",
    ),
    Cell(
        code="""_ = model.fit(x_train[:FEW], targets_train[:FEW], batch_size=100, epochs=1, verbose=2)
""",
    ),
    Cell(
        en="""## Experiment 1 · Why the recipe sticks

Look at an untrained network. With raw pixels one digit often has nearly all of the probability before anything was
learnt; there the softmax has no slope, and nothing pulls a wrong answer back. Scaled pixels start near 10 % each. But
scaling alone crawls; cross-entropy and momentum are what makes it learn.""",
        zh_tw="""## 實驗 1 · 配方為什麼會卡住

先看還沒訓練的網路。用原始像素時，什麼都還沒學，機率就常常幾乎全給了一個數字；這叫飽和（saturation）：
在那裡 softmax 幾乎沒有斜率，錯的答案拉不回來。縮放過的像素從每個 10% 左右開始。但只有縮放還是很慢，
要加上交叉熵（cross-entropy）和動量（momentum）才學得起來。""",
    ),
    Cell(
        code="""figure, axes = plt.subplots(1, 2, figsize=(8, 2.6), sharey=True)
for scale, axis, name in ((1, axes[0], "0–255"), (1 / 255, axes[1], "0–1")):
    sure = build().predict(x_train[:500] * scale, verbose=0).max(axis=1)
    axis.hist(sure, bins=np.linspace(0, 1, 21), color="#17508c")
    axis.set_title(name)
plt.show()

for scale, loss, momentum in (
    (1, "mse", 0.0),
    (1 / 255, "mse", 0.0),
    (1 / 255, "categorical_crossentropy", 0.0),
    (1 / 255, "categorical_crossentropy", 0.9),
):
    reached = []
    for seed in (1, 2):
        keras.utils.set_random_seed(seed)
        trial = build()
        trial.compile(keras.optimizers.SGD(learning_rate=0.05, momentum=momentum), loss, metrics=["accuracy"])
        trial.fit(x_train[:FEW] * scale, targets_train[:FEW], batch_size=100, epochs=1, verbose=0)
        reached.append(trial.evaluate(x_test[:2000] * scale, targets_test[:2000], verbose=0)[1])
    print(f"×{scale:.4f}  {loss:<24}  momentum {momentum}  accuracy", *(f"{value:.3f}" for value in reached))
""",
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
    ),
    Cell(
        en="""## Experiment 2 · What padding and pooling buy

The same training, with and without each.""",
        zh_tw="""## 實驗 2 · 補零和池化有什麼用

同樣的訓練，有和沒有各試一次。""",
    ),
    Cell(
        code="""import time

for padding in ("same", "valid"):
    for pool in (True, False):
        keras.utils.set_random_seed(1)
        layers = [Input((28, 28, 1))]
        for filters in (32, 64):
            layers += [Conv2D(filters, (3, 3), padding=padding, activation="relu")]
            layers += [MaxPooling2D((2, 2))] if pool else []
        trial = keras.Sequential([*layers, Flatten(), Dense(10, activation="softmax")])
        trial.compile(keras.optimizers.SGD(0.05, momentum=0.9), "categorical_crossentropy", metrics=["accuracy"])
        begun = time.perf_counter()
        trial.fit(x_train[:FEW] / 255, targets_train[:FEW], batch_size=100, epochs=1, verbose=0)
        seconds = time.perf_counter() - begun
        moved = np.roll(x_test[:2000], 2, axis=2)
        plain, shifted = (
            trial.evaluate(images / 255, targets_test[:2000], verbose=0)[1] for images in (x_test[:2000], moved)
        )
        print(
            f"{padding:<6} {'pooling' if pool else 'no pooling':<11} {trial.count_params():>8,} parameters "
            f"{seconds:5.1f} s  accuracy {plain:.3f}, moved by 2 pixels {shifted:.3f}"
        )
""",
    ),
    Cell(
        en="""## Experiment 3 · What augmentation does to your own handwriting

Put a folder with folders named 0 to 9 into `OWN`, with images of 28×28 pixels of your own digits. Without one, test
digits that were turned, shifted and shrunk stand in for another hand; that is a stand-in and no more.""",
        zh_tw="""## 實驗 3 · 資料擴增（augmentation）對你自己的字有什麼用

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

for augmented in (False, True):
    keras.utils.set_random_seed(1)
    trial = build()
    trial.compile(keras.optimizers.SGD(0.05, momentum=0.9), "categorical_crossentropy", metrics=["accuracy"])
    for _ in range(2):
        images = x_train[:FEW] / 255
        if augmented:
            images = np.asarray(disturb(images, training=True))
        trial.fit(images, targets_train[:FEW], batch_size=100, epochs=1, verbose=0)
    plain = trial.evaluate(x_test[:2000] / 255, targets_test[:2000], verbose=0)[1]
    other = trial.evaluate(own_images, own_targets, verbose=0)[1]
    print(f"augmented: {augmented!s:<5}  MNIST {plain:.3f}  own handwriting, or its stand-in {other:.3f}")
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

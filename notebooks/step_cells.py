"""The cells of the notebook on one step of training, in both languages; build.py makes the notebooks of them."""

from cells import CELLS, HELP, QUIET_KERAS, Cell, exercise

(_INSTALL,) = [cell for cell in CELLS if cell.tag == "install"]
(_BUILD,) = [cell.code.removesuffix("\n\nmodel = build()\n") for cell in CELLS if "\ndef build(" in cell.code]

STEP = (
    Cell(
        en="""# One step of training, by hand

How does a network learn? One image, one weight, one step: every number is computed twice, by hand and by Keras, and
both are the same. Then many steps, and why the note's recipe often goes nowhere.

[繁體中文](step.zh-TW.ipynb)""",
        zh_tw="""# 訓練的一步，親手算一次

網路怎麼學習？一張圖、一個權重、走一步：每個數都算兩次，親手算一次，Keras 算一次，兩次一樣。
然後走很多步，再看筆記的配方為什麼常常走不動。

[English](step.ipynb)""",
    ),
    _INSTALL,
    Cell(
        en="How much to do: `SMALL = True` trains on fewer images.",
        zh_tw="這一格決定要做多少：`SMALL = True` 就用比較少的圖。",
    ),
    Cell(
        code="""SMALL = False
IMAGES = 500 if SMALL else 5_000  # to train on, further down
LANGUAGE = "{LANG}"  # of pictures and answers
""",
        tag="parameters",
    ),
    Cell(
        code=QUIET_KERAS
        + """import logging

import matplotlib.pyplot as plt
import numpy as np

import shuzi

logging.getLogger("tensorflow").setLevel(logging.ERROR)
keras.config.set_floatx("float64")  # sixteen digits, so that what is computed by hand agrees with Keras
"""
    ),
    Cell(
        en="""Some cells ask a question. Write your guess in place of `None` and run the cell; `...` there shows the
answer.""",
        zh_tw="""有些格子是問題。把 `None` 換成你猜的數，執行那一格；填 `...` 就直接看答案。""",
    ),
    Cell(code=HELP),
    Cell(
        en="""## How wrong is an answer? The loss

The note's network, with weights that are still random, sees training image 9487, a 1. It gives ten probabilities, all
near 0.1. A **loss** says in one number how wrong that is. The mean squared error (MSE) compares all ten with the
target; the cross-entropy looks at the right digit alone: −ln of its probability.""",
        zh_tw="""## 答案錯得多嚴重？損失（loss）

筆記的網路，權重還是亂數，看訓練圖 9487，一個 1。它給十個機率，都在 0.1 左右。
**損失**用一個數說出錯得多嚴重。均方誤差（MSE）把十個機率都和目標相比；
交叉熵（cross-entropy）只看正確數字的機率，取 −ln。""",
    ),
    Cell(
        code=_BUILD
        + """


(x_train, y_train), _ = shuzi.load_mnist()
x_train = x_train.reshape(-1, 28, 28, 1)
image, digit = x_train[9487:9488] / 255, int(y_train[9487])
target = keras.utils.to_categorical([digit], 10)

keras.utils.set_random_seed(1)
model = build()
model.compile(keras.optimizers.SGD(learning_rate=0.05), "categorical_crossentropy")
answer = model.predict(image, verbose=0)[0]
print("p =", *(f"{share:.4f}" for share in answer))
by_keras = float(keras.losses.mean_squared_error(target, answer)[0])
print(f"MSE           {np.mean((answer - target[0]) ** 2):.6f}  Keras: {by_keras:.6f}")
print(f"cross-entropy {-np.log(answer[digit]):.6f}  Keras: {model.test_on_batch(image, target):.6f}")
"""
    ),
    *exercise(
        "What would the cross-entropy be if the right digit had a probability of 0.5?",
        "如果正確數字的機率是 0.5，交叉熵是多少？",
        "-np.log(0.5)",
        why=(
            "−ln 0.5 = 0.6931. At 1 it would be −ln 1 = 0: nothing is wrong any more.",
            "−ln 0.5 = 0.6931。機率是 1 的話就是 −ln 1 = 0：完全沒有錯。",
        ),
    ),
    Cell(
        en="""## The gradient of one weight

Take one weight: the middle of the second filter. Make it a little larger and a little smaller, and let the whole
network answer each time. The curve shows the loss L over the weight w. How much the loss changes for each unit of the
weight is the slope there, the **gradient**. Keras finds the slopes of all 325,282 weights in one go, by
**backpropagation**: it follows the loss back through softmax, dense layers, pooling and ReLU to each weight.""",
        zh_tw="""## 一個權重的梯度（gradient）

拿一個權重：第二個濾鏡正中間的那一個。把它調大一點、調小一點，每次都讓整個網路重新回答。
曲線是損失 L 隨權重 w 的變化；
權重每變 1，損失變多少，就是這裡的斜率，也就是**梯度**。Keras 用**反向傳播**（backpropagation）一次找出
全部 325,282 個權重的斜率：從損失往回走，經過 softmax、全連接層、池化和 ReLU，走到每個權重。""",
    ),
    Cell(
        code="""MIDDLE = (1, 1, 0, 1)  # row, column, channel, filter
weights = model.get_weights()
trial = build()


def answers_with(value, pixels=image):
    \"\"\"Return the answer of the same network with another value of that one weight.\"\"\"
    changed = [array.copy() for array in weights]
    changed[0][MIDDLE] = value
    trial.set_weights(changed)
    return trial.predict(pixels, verbose=0)[0].astype(np.float64)


def loss_with(value):
    return -np.log(answers_with(value)[digit])


before, nudge = float(weights[0][MIDDLE]), 1e-5
gradient = (loss_with(before + nudge) - loss_with(before - nudge)) / (2 * nudge)
print(f"weight {before:+.5f}, gradient {gradient:+.5f}")

places = before + np.linspace(-1, 1, 21)
plt.figure(figsize=(6, 3.2))
plt.plot(places, [loss_with(value) for value in places], color="#17508c")
plt.plot(places, loss_with(before) + gradient * (places - before), "--", color="#d9731a")
plt.plot(before, loss_with(before), "o", color="black")
plt.xlabel("w (weight)")
plt.ylabel("L (loss)")
plt.show()
""",
        alt=(
            "The loss over one weight as a curve, with the slope at the weight's value as a dashed line",
            "損失隨一個權重變化的曲線；虛線是這個權重目前位置的斜率",
        ),
    ),
    *exercise(
        "By how much does the loss change, about, if the weight grows by 0.1? (With its sign.)",
        "如果這個權重加 0.1，損失大約會變多少？（要有正負號。）",
        "0.1 * gradient",
        why=(
            (
                "Slope times way: 0.1 × the gradient. A negative gradient means that a larger weight makes the loss "
                "smaller."
            ),
            "斜率乘上距離：0.1 × 梯度。梯度是負的，表示權重變大，損失就變小。",
        ),
    ),
    Cell(
        en="""## One step of gradient descent

Every weight goes a little way downhill: **new weight = old weight − learning rate × gradient**. The learning rate is
0.05. Keras takes the step for all weights at once; for the one that we watch, both numbers are the same.""",
        zh_tw="""## 梯度下降（gradient descent）的一步

每個權重往下坡走一小步：**新的權重 = 舊的權重 − 學習率 × 梯度**。學習率（learning rate）是 0.05。
Keras 讓所有權重同時走這一步；我們看的這一個，兩邊算出來的數一樣。""",
    ),
    Cell(
        code="""loss_before = model.test_on_batch(image, target)
model.train_on_batch(image, target)
after = float(model.get_weights()[0][MIDDLE])
loss_after = model.test_on_batch(image, target)
print(f"by hand  {before:+.5f} - 0.05 * {gradient:+.5f} = {before - 0.05 * gradient:+.5f}")
print(f"Keras    {after:+.5f}")
print(say(f"loss     {loss_before:.4f} -> {loss_after:.4f}", f"損失     {loss_before:.4f} -> {loss_after:.4f}"))
assert abs(after - (before - 0.05 * gradient)) < 1e-7
"""
    ),
    *exercise(
        "By how much did this one step make the loss smaller?",
        "這一步讓損失變小了多少？",
        "loss_before - loss_after",
        why=(
            (
                "The difference of the two losses above. One weight alone would have changed it by about "
                "learning rate × gradient²; all 325,282 stepped together."
            ),
            "上面兩個損失的差。只有一個權重走的話，大約只差學習率 × 梯度²；這裡是 325,282 個一起走。",
        ),
    ),
    Cell(
        en="""## Many steps: batches and epochs

A step for one image makes that image better and others perhaps worse. So a step takes the mean gradient of a **batch**
of 100 images; when every image was seen once, an **epoch** is over. In the
picture n counts the steps, and L is the loss of each step's batch: it jumps, since some batches are harder. Momentum
adds a part of the step before, as a ball keeps rolling.""",
        zh_tw="""## 很多步：批次和輪

只為一張圖走一步，那張圖變好，別的可能變差。所以一步用 100 張圖，也就是一個**批次**（batch）的平均梯度；
每張圖都看過一次，就是一**輪**（epoch）。
圖裡 n 是步數，L 是那一步的批次的損失：有的批次難一點，所以會上下跳。
動量（momentum）會加上前一步的一部分，像滾動的球。""",
    ),
    Cell(
        code="""class Losses(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.each = []

    def on_train_batch_end(self, batch, logs=None):
        # Keras tells the mean of the epoch so far; what this batch added to the sum is its own loss.
        so_far = logs["loss"] * (batch + 1)
        self.each.append(so_far - self.before)
        self.before = so_far

    def on_epoch_begin(self, epoch, logs=None):
        self.before = 0


keras.utils.set_random_seed(1)
model = build()
model.compile(keras.optimizers.SGD(0.05, momentum=0.9), "categorical_crossentropy", metrics=["accuracy"])
told = Losses()
targets = keras.utils.to_categorical(y_train[:IMAGES], 10)
model.fit(x_train[:IMAGES] / 255, targets, batch_size=100, epochs=3, verbose=2, callbacks=[told])
plt.figure(figsize=(6, 3.2))
plt.plot(range(1, len(told.each) + 1), told.each, color="#17508c")
plt.xlabel("n (steps)")
plt.ylabel("L (loss of the batch)")
plt.show()
""",
        alt=("The loss falls over the steps of three epochs", "三輪裡，損失一步一步下降"),
    ),
    *exercise(
        "How many steps are three epochs of these images in batches of 100?",
        "這些圖一個批次 100 張，三輪一共幾步？",
        "3 * int(np.ceil(IMAGES / 100))",
        why=(
            "Images ÷ 100 is the steps of an epoch (50 for 5,000), times three.",
            "圖的張數 ÷ 100 是一輪的步數（5,000 張是 50 步），再乘三。",
        ),
    ),
    Cell(
        en="""## Why the note's recipe sticks

The note feeds raw pixels, 0 to 255: some 255 times as large as scaled ones, and so are the sums. The softmax then gives
one digit nearly everything, before the network has learned anything. A small change of a weight changes nothing: the
curve is flat, the gradient nearly 0, and so is the step. This is **saturation**. Here are five networks, each trained
for one epoch as the note does (raw pixels, MSE), and once more with scaled pixels, cross-entropy and momentum: how sure
it was of our image before, which digit it answers afterwards, the gradient of our weight there, and how many of 1,000
images that no step saw are right.""",
        zh_tw="""## 筆記的配方為什麼會卡住

筆記餵的是原始像素，0 到 255，是縮小過的 255 倍，總和也跟著大。網路還什麼都沒學到，softmax 就幾乎把機率全給了一個數字。
這時權重稍微動一動，答案也不變：曲線是平的，梯度幾乎是 0，走了也等於沒走。這叫**飽和**（saturation）。
下面是五個網路，各照筆記訓練一輪（原始像素、MSE），再用縮小過的像素、交叉熵和動量訓練一次，比較：
訓練前對我們這張圖的最大機率、訓練後回答哪個數字、那時同一個權重的梯度，以及 1,000 張沒看過的圖對了幾成。""",
    ),
    Cell(
        code="""def one_epoch(seed, scale, optimizer, loss):
    \"\"\"Return the untrained answer, the trained network, and which share of new images it gets right.\"\"\"
    keras.utils.set_random_seed(seed)
    model = build()
    first = model.predict(image * 255 * scale, verbose=0)[0]
    model.compile(optimizer, loss, metrics=["accuracy"])
    model.fit(x_train[:IMAGES] * scale, targets, batch_size=100, verbose=0)
    new = slice(IMAGES, IMAGES + 1000)
    right = model.evaluate(x_train[new] * scale, keras.utils.to_categorical(y_train[new], 10), verbose=0)[1]
    return first, model, right


stuck = 0
for seed in range(1, 6):
    first, model, note = one_epoch(seed, 1.0, keras.optimizers.SGD(0.05), "mse")
    weights = model.get_weights()
    value = float(weights[0][MIDDLE])
    low, high = (np.mean((answers_with(value + way, image * 255) - target[0]) ** 2) for way in (-nudge, nudge))
    answer = answers_with(value, image * 255)
    cured = one_epoch(seed, 1 / 255, keras.optimizers.SGD(0.05, momentum=0.9), "categorical_crossentropy")[2]
    stuck += note < 0.2
    print(f"{say('seed', '種子')} {seed}: p {first.max():.4f} -> {answer.argmax()} (p {answer.max():.4f}),", end=" ")
    print(f"{say('gradient', '梯度')} {(high - low) / (2 * nudge):+.6f}, {say('right', '答對')} {note:.1%};", end=" ")
    print(f"{say('scaled', '縮小後')} {cured:.1%}")
"""
    ),
    *exercise(
        "How many of these five networks, trained as the note does, are right on less than 20%, about as guessing is?",
        "照筆記訓練的這五個網路，有幾個對不到 20%，和亂猜差不多？",
        "stuck",
        why=(
            (
                "Count the rows. Those that stick answer the same digit whatever they see, and their gradient is "
                "nearly 0: at 0.0001 times the learning rate 0.05 a weight needs 2,000 steps to move by 0.01. "
                "Which seeds stick differs from computer to computer; scaled, none does."
            ),
            (
                "數一數有幾列。卡住的不管看到什麼都答同一個數字，梯度和 0 差不多：0.0001 乘上學習率 0.05，"
                "權重動 0.01 就要 2,000 步。哪些種子會卡住，每台電腦不一樣；像素縮小之後，一個也不會。"
            ),
        ),
    ),
    Cell(
        en="""## Where to go on

`shuzi explain RUN --only learning` draws all of this from a run of your own. The page's Train view lets you change
pixels, loss and learning rate and watch: `shuzi serve`. The chapter is `docs/learning.md`.""",
        zh_tw="""## 接下來

`shuzi explain RUN --only learning` 用你自己訓練的結果畫出這些圖。`shuzi serve` 的「訓練」頁可以改像素、損失和學習率，
看著它學。完整的一章在 `docs/learning.zh-TW.md`。""",
    ),
)

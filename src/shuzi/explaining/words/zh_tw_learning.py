"""What the pictures of learning say in Traditional Chinese, as used in Taiwan."""

TEXTS = {
    "learning.mse": "均方誤差（MSE）",
    "learning.cross_entropy": "交叉熵（cross-entropy）",
    "learning.mse.short": "均方誤差",
    "learning.cross_entropy.short": "交叉熵",
    "learning.whose.shuzi": "shuzi 的網路",
    "learning.whose.own": "這次訓練的網路",
    "learning.loss.title": "損失（loss）：答案離「這是 {label}」有多遠？",
    "learning.loss.note": (
        "這是還沒訓練的網路，權重都是隨機的。藍色：十個機率；虛線：目標。\n兩種損失都用一個數說明它們相差多遠。"
    ),
    "learning.loss.answer": "答案與目標",
    "learning.loss.target": "目標：1",
    "learning.loss.squares": "十個平方的平均：\n((1 − {right})² + 其他) / 10\n= ({own} + {rest}) / 10 = {loss}",
    "learning.loss.log": "正確數字的機率\n取對數，再變號：\n−ln {right} = {loss}",
    "learning.loss.sent": "傳回十個總和的梯度",
    "learning.loss.curve": "如果只在兩個數字之間猶豫，損失是",
    "learning.loss.lead": "正確數字的總和領先多少",
    "learning.loss.flat": (
        "藍色的總和在這一步會變大，橘色的會變小。很有把握卻答錯時（最左邊），均方誤差是平的：\n"
        "沒有梯度，什麼也學不到；交叉熵在那裡卻很陡。"
    ),
    "learning.gradient.title": "一路傳回一個權重：濾鏡 {number}，第 {row} 列第 {column} 行（從 1 數）",
    "learning.gradient.note": (
        "梯度（gradient）表示這個權重變大時，損失增加得多快。它從答案出發，\n"
        "一層一層往回算（反向傳播 backpropagation）。藍色是要變大，橘色是要變小。"
    ),
    "learning.gradient.softmax": "1. softmax 和交叉熵：十個總和各得到「機率 − 目標」。",
    "learning.gradient.dense": (
        "2. 全連接層：每個隱藏層的神經元把這十個數各乘上連線的權重，加起來。\n"
        "ReLU：{units} 個神經元裡有 {open} 個是開的；灰色的關著，梯度過不去。"
    ),
    "learning.gradient.flatten": "3. 全連接層和攤平：用同樣的方法，傳回最後的特徵圖，共 {count} 個數。",
    "learning.gradient.convolution": (
        "4. 池化、ReLU、卷積，一層一層往回，直到第一層的特徵圖 {number}。池化把梯度全部交給視窗裡的勝出者；\n"
        "ReLU 只讓原本大於 0 的通過；最後，權重在每個位置遇到的像素乘上那裡的梯度，全部加起來。"
    ),
    "learning.gradient.arriving": "傳到池化\n之後的圖",
    "learning.gradient.winners": "交給\n勝出者",
    "learning.gradient.through": "ReLU 開著\n的地方",
    "learning.gradient.pixels": "權重遇到\n的像素",
    "learning.gradient.products": "乘積",
    "learning.gradient.shut": "{sent} 個收到梯度的勝出者裡，有 {shut} 個的 ReLU 是關的",
    "learning.gradient.sum": "乘積的總和 = 這個權重的梯度 = {gradient}",
    "learning.gradient.tried": "實際把權重調大、調小一點點來驗算：{tried}",
    "learning.step.title": "下坡一步：損失怎麼隨一個權重改變",
    "learning.step.note": (
        "橫軸只改變這個權重，其他都不動。虛線是梯度所說的斜率；\n"
        "箭頭是這一步的方向；移動多少是 {rate} × 梯度，寫在下面。"
    ),
    "learning.step.flat": "它的梯度是 0：這一步不移動",
    "learning.step.axis": "這個權重",
    "learning.step.loss": "損失（交叉熵）",
    "learning.step.weight": "這一步之前的權重",
    "learning.step.gradient": "它的梯度",
    "learning.step.step": "這一步：−{rate} × 梯度",
    "learning.step.after": "這一步之後的權重",
    "learning.step.before": "之前的損失",
    "learning.step.one": "只改這個權重之後的損失",
    "learning.step.all": "{count} 個參數都走一步之後的損失",
    "learning.downhill.title": "一步一步下坡",
    "learning.downhill.note": ("只動一個權重；學習率設成 {rate}，才看得出移動。坡陡的地方步子大，\n平的地方步子小。"),
    "learning.rates.title": "學習率與動量：損失一步一步怎麼變",
    "learning.rates.note": (
        "同樣的網路、同樣順序的批次（batch，每批 {batch} 張訓練圖），只有步子的大小不同。\n"
        "損失是交叉熵，取前後 {window} 步的平均；亂猜的損失是 {guess}。"
    ),
    "learning.rates.plain": "學習率 {rate}",
    "learning.rates.momentum": "學習率 {rate}，動量 {momentum}",
    "learning.rates.guess": "亂猜：{guess}",
    "learning.rates.axis": "步數",
    "learning.saturation.title": "飽和的 softmax：什麼都還沒學，就很有把握",
    "learning.saturation.note": (
        "{count} 個答案有多大的把握：十個機率中最大的一個。左、中是還沒訓練時，用原始像素和縮放過的像素；\n"
        "右邊：{whose}，配方是 {recipe}。"
    ),
    "learning.saturation.raw": "訓練之前，\n像素 0 到 255",
    "learning.saturation.scaled": "訓練之前，\n縮放過的像素",
    "learning.saturation.own": "這個網路，\n訓練之後",
    "learning.saturation.said": "大於 0.999：{sure}\n答對：{right}\n傳回去的梯度：\n{mse}（均方誤差）\n{ce}（交叉熵）",
    "learning.saturation.axis": "最大的機率",
    "learning.activation.title": "激活函數，以及 ReLU 對這個數字做了什麼",
    "learning.activation.note": (
        "實線：總和變成什麼，傳到下一層。虛線：它的斜率；梯度往回傳時要乘上它。\n"
        "下面：{whose}看這個數字時各層的總和；0 的左邊，ReLU 是關的。"
    ),
    "learning.activation.sum": "總和",
    "learning.activation.shut": "{layer}：{share} 是關的",
    "learning.start.title": "初始化：一開始的權重要夠大，又不能太大",
    "learning.start.note": (
        "第一步之前，這個數字在每一層的總和相差多少（標準差），以及傳回每一層權重的梯度有多大。\n"
        "用 Glorot 的規則，一層一層下來，兩者的大小都差不多。"
    ),
    "learning.start.sums": "總和的標準差",
    "learning.start.gradients": "梯度的大小",
    "learning.start.glorot": "Glorot 的規則",
    "learning.start.small": "它的十分之一",
    "learning.start.large": "它的十倍",
    "learning.start.zero": "全部是 0：每個權重的梯度都是 0，只有輸出的偏差值有梯度。",
    "learning.augmentation.title": "資料擴增：同一張圖，另外 {count} 種寫法",
    "learning.augmentation.note": (
        "旋轉最多 {degrees} 度、傾斜、拉長或壓扁、移動最多 {shift} 個像素、筆畫粗一點或細一點、彎一點。\n"
        "每一輪看到的都不一樣，所以背不起來。"
    ),
    "learning.augmentation.own": "原圖",
    "curves.title": "學會了，還是背起來了？配方 {recipe}，{count} 張訓練圖",
    "curves.note": (
        "訓練：網路用來學習的圖。驗證：從來不用來學習的圖。\n"
        "到了後面，訓練的一直比驗證的好（準確率高、損失小），才是在背圖（過度擬合 overfitting）。"
    ),
    "curves.loss": "損失",
    "curves.accuracy": "準確率",
    "curves.training": "訓練，最後 {value}",
    "curves.validation": "驗證，最後 {value}",
    "curves.gap": "最後相差 {gap} 個百分點",
    "learning.downhill.now": "第 {step} 步：權重 {weight}，梯度 {gradient}，損失 {loss}",
    "page.learning-loss": "{part}. 損失：訓練要讓這個數變小",
    "page.learning-loss.text": (
        "還沒訓練的網路（權重由那次訓練的種子隨機產生）看這個數字。它的答案要和目標比較：正確的數字是 1，其他是 0。"
    ),
    "page.learning-gradient": "{part}. 梯度：哪個權重讓損失變大，有多快",
    "page.learning-gradient.text": (
        "從損失一路傳回一個濾鏡的一個權重。每一層把收到的往回傳：全連接層透過它的權重，池化交給勝出者，"
        "ReLU 只讓開著的通過。"
    ),
    "page.learning-step": "{part}. 走一步",
    "page.learning-step.text": (
        "每個權重都往梯度的反方向移動，移動多少是學習率乘上梯度。比較兩欄的最後一列：同一張圖走一步，兩種損失差多少。"
    ),
    "page.learning-downhill": "下坡",
    "page.learning-downhill.text": "同一個權重，連續走好幾步。",
    "page.learning-rates": "{part}. 學習率與動量",
    "page.learning-rates.text": (
        "步子太小，這麼短的時間走不到哪裡；步子太大，會跳過山谷。動量帶著前面幾步的方向，路直的時候比較快，"
        "路彎的時候會擺盪。"
    ),
    "page.learning-saturation": "{part}. 筆記的配方為什麼會卡住",
    "page.learning-saturation.text": (
        "原始像素讓總和很大，總和很大，softmax 就會在什麼都還沒學的時候很有把握。從那裡，均方誤差傳不回多少梯度。"
    ),
    "page.learning-activation": "{part}. 激活函數（activation function）",
    "page.learning-activation.text": (
        "沒有激活函數，所有的層合起來也只是一張大權重表。ReLU 最簡單：斜率不是 1 就是 0，梯度不是原樣通過就是過不去。"
        "sigmoid 和 tanh 的兩端都是平的。"
    ),
    "page.learning-start": "{part}. 一開始的權重：初始化（initialisation）",
    "page.learning-start.text": "每一層都要乘上權重：權重太小，總和一層比一層小；權重太大，總和一層比一層大。",
    "page.learning-augmentation": "{part}. 資料擴增（augmentation）",
    "page.learning-augmentation.text": "一張圖變成很多張：訓練時可能看到的樣子。",
    "page.training-curves": "學會了，還是背起來了",
    "page.training-curves.text": "兩條線應該一起走。圖少、輪數多，就會分開：試試 --limit 500 --epochs 30。",
}

"""What the pictures say in Traditional Chinese, as used in Taiwan."""

TEXTS = {
    "layer.conv": "卷積 {number}",
    "layer.relu": "ReLU {number}",
    "layer.dense": "全連接 {number}",
    "convolution.title": "卷積：第 {number} 個濾鏡滑過數字",
    "convolution.same": "補零（same）：外圍補一圈 0，濾鏡可以停在每一個像素上，\n所以特徵圖和圖片一樣大。",
    "convolution.valid": (
        "不補零（valid）：濾鏡只能留在圖片裡面，所以特徵圖比較小，\n而且邊緣的像素被看到的次數比中間的少。"
    ),
    "convolution.digit": "數字，{rows}×{columns}",
    "convolution.map": "特徵圖（經過 ReLU），{rows}×{columns}",
    "convolution.pixels": "視窗裡的像素",
    "convolution.filter": "濾鏡的權重",
    "convolution.products": "乘積",
    "convolution.sum": "乘積總和 {products} + 偏差值 {bias} = {total}，經過 ReLU：{kept}",
    "convolution.own": "網路自己在這個位置算出的數：{value}",
    "orientation.title": "左邊不等於右邊：同一筆畫，兩種答案",
    "orientation.note": (
        "一個濾鏡找右邊有墨的地方（筆畫的左緣），另一個找左邊有墨的地方（右緣）。數字移動時，\n"
        "兩張特徵圖跟著移動：數值不變，只是位置（列, 行，從 1 數）換成筆畫現在的地方。"
    ),
    "orientation.filter": "濾鏡 {number}：{side}",
    "orientation.right": "右邊有墨",
    "orientation.left": "左邊有墨",
    "orientation.here": "原來的數字",
    "orientation.moved_right": "向右移 {pixels} 個像素",
    "orientation.moved_left": "向左移 {pixels} 個像素",
    "pooling.title": "最大池化：每個 {height}×{width} 視窗只留下最大的數",
    "pooling.note": "粗框是視窗，小橘框是勝出者。只有四分之一的數留下來，\n勝出者原本在視窗裡的哪一格也不再記得。",
    "pooling.before": "特徵圖 {number}，{rows}×{columns}",
    "pooling.after": "池化之後，{rows}×{columns}",
    "pooling.part": "框起來的部分，{rows}×{columns}",
    "pooling.winners": "勝出者，{rows}×{columns}",
    "pooling.kept": "大的數留下來，旁邊\n較小的丟掉；一樣大\n時，排在前面的勝出。",
    "survival.title": "池化之後還剩什麼：雜訊與一個像素的移動",
    "survival.note": (
        "圖中是特徵圖 {number}；百分比是這一層全部特徵圖和原本相差多少。\n"
        "池化之後的百分比越小，下一層就越察覺不到變化。"
    ),
    "survival.plain": "原圖",
    "survival.noisy": "加上雜訊",
    "survival.moved": "右移一格",
    "survival.column_0": "數字",
    "survival.column_1": "特徵圖",
    "survival.column_2": "池化之後",
    "survival.answer": "{name}：答 {digit}，{confidence}",
    "survival.change": "相差 {share}",
    "flatten.title": "攤平：{shape} 特徵圖 → {sizes}",
    "flatten.note": (
        "特徵圖依位置攤平：先是全部 {channels} 張圖左上角的數，再來是下一個位置，共 {places} 個位置。\n"
        "線是對答案和第二名影響最大的連線：實線加分，虛線扣分。"
    ),
    "flatten.maps": "最後的特徵圖，{shape}",
    "flatten.row": "一長列：\n{count} 個數",
    "flatten.hidden": "隱藏層：\n{count} 個神經元",
    "flatten.digit": "數字",
    "flatten.sum": "總和",
    "flatten.probability": "機率",
    "parameters.title": "{total} 個參數都在哪裡",
    "parameters.note": (
        "濾鏡會看輸入的每一個通道，所以權重有「通道 × 高 × 寬」個，再加一個偏差值；\n"
        "全連接層的神經元對每個輸入各有一個權重，再加一個偏差值。"
    ),
    "parameters.layer": "{name}（{kind}，輸入 {shape}）",
    "parameters.legend": "（通道·高·寬 + 1）·濾鏡數，或（輸入數 + 1）·神經元數",
    "filters.title": "{layer} 的 {count} 個濾鏡",
    "filters.note": "權重以最大值 {largest} 的百分比表示。+ 的地方有墨，總和會變大；\n− 的地方有墨，總和會變小。",
    "maps.title": "{layer}：{count} 張 {shape} 特徵圖，經過 ReLU",
    "maps.note": (
        "顏色越深，反應越強；全黑是這一頁最大的數 {largest}。弱的反應畫得比實際深一些（開平方根）。\n"
        "標上短線的特徵圖對這個數字完全沒有反應：{silent} 張。"
    ),
    "neighbours.title": "網路覺得最像的訓練數字",
    "neighbours.note": (
        "最後一個隱藏層 {layer} 把每個數字變成一列數；兩列數的方向越接近，兩個數字就越像。\n"
        "圖下方依序是：標籤、相似度（1 表示完全相同）、在 MNIST 裡的編號（從 0 數）。"
    ),
    "neighbours.this": "這個數字",
    "neighbours.answer": "答案 {digit}",
    "neighbours.all": "{count} 個訓練數字裡最像的",
    "neighbours.others": "不是 {digit} 的當中最像的",
    "reasons.title": "為什麼是 {digit}？",
    "reasons.title_wrong": "為什麼答 {digit}？它其實是 {label}。",
    "reasons.note": (
        "用 {cover}×{cover} 的白紙逐處蓋住數字。蓋住後證據（對數勝算）減少，表示那裡的墨支持這個數字（+，藍）；\n"
        "證據反而增加，表示那裡的墨反對這個數字（−，橘）。"
    ),
    "reasons.digit": "數字",
    "reasons.probabilities": "機率",
    "reasons.answer": "答案 {digit} 的證據：支持與反對",
    "reasons.second": "第二名 {digit} 的證據：支持與反對",
    "reasons.strongest": (
        "最強：第 {row} 列第 {column} 行（從 1 數），{value}\n蓋住那裡，{digit} 的機率從 {before} 變成 {after}"
    ),
    "reasons.paper": "最少要擦掉多少才會改答案",
    "reasons.ink": "最少要加多少墨才會改答案",
    "reasons.flipped": "{size}×{size} 像素：變成 {digit}，{confidence}",
    "reasons.steady": "14×14 以內的方塊都不會改變答案",
    "training.title": "從裡面看訓練：配方 {recipe}",
    "training.note": (
        "召回率每次都用同樣的圖測量；0 是第一步之前。如果答案幾乎都很有把握（接近 1），\n"
        "卻是錯的，就表示 softmax 飽和了，再也學不到東西。"
    ),
    "training.accuracy": "每一輪的準確率",
    "training.training": "訓練（邊訓練邊計算）{share}",
    "training.validation": "驗證（每輪結束後測量）{share}",
    "training.recall": "每個數字辨識出多少（召回率 recall）",
    "training.epochs": "輪數（epochs）",
    "training.before": "訓練之前：{share} 大於 0.95",
    "training.after": "最後：{share} 大於 0.95",
    "training.sureness": "十個機率中最大的一個",
    "training.filters": "第一層的 {count} 個濾鏡，一輪一列",
    "training.filters_note": (
        "一列是一輪，一行是一個濾鏡。黑色是正的權重（有墨就加分），\n白色是負的（有墨就扣分），中間的灰色是 0；"
        "每一列以自己最大的權重為準。"
    ),
    "page.title": "網路在這個數字裡看到什麼",
    "page.title.network": "這個網路是由什麼組成的",
    "page.title.training": "這個網路是怎麼學的",
    "page.title.learning": "網路怎麼學習",
    "page.of.training": "下面是訓練這個網路時，一輪一輪記錄下來的數。",
    "page.of.learning": "網路的權重是怎麼來的：一張圖、一個損失、一個梯度、走一步；然後走很多步。",
    "page.answer": ("網路的答案是 {digit}，機率 {confidence}；第二名是 {second}。"),
    "page.way": "下面跟著這個數字一層一層走過網路。",
    "page.promise": "第 {why} 部分會看到答案的依據。",
    "page.own": "所有的數都是網路自己算出來的。",
    "page.convolution": "{part}. 卷積（convolution）：九個乘積和一個總和",
    "page.convolution.text": (
        "濾鏡（filter，也叫卷積核 kernel）是一小張權重（weight）表。把它放在圖片上，底下每個像素乘上對應的權重；"
        "乘積的總和再加上偏差值（bias），就是特徵圖（feature map）上的一個數。數越大，表示濾鏡要找的東西就在這裡。"
        "後面的激活函數（activation）ReLU 把小於 0 的數都變成 0，意思是「這裡沒有」。"
        "（表格裡的數經過四捨五入，總和用的是原本的數。）"
    ),
    "page.convolution-valid": "不補零（valid）的滑動",
    "page.convolution-valid.text": "濾鏡必須留在圖片裡面，能停的位置比像素少，所以特徵圖比圖片小。",
    "page.convolution-same": "補零（same）的滑動",
    "page.convolution-same.text": "圖片外圍的 0（視窗碰到時以橘色和括號表示）讓濾鏡可以停在每一個像素上。",
    "page.orientation": "{part}. 左邊不等於右邊",
    "page.orientation.text": (
        "同一筆畫的左緣和右緣，對不同的濾鏡來說是不同的東西。又因為同一個濾鏡會放在每一處，筆畫不管在哪裡都找得到。"
    ),
    "page.pooling": "{part}. 池化（pooling）：最大的留下",
    "page.pooling.text": "每個視窗只有最大的數會傳到下一層。",
    "page.pooling-survival": "池化之後還剩什麼",
    "page.pooling-survival.text": (
        "數字移動一個像素時，許多勝出者還在原本的視窗裡，所以池化之後的變化比較小。雜訊就不一定了："
        "請自己比較兩個百分比。"
    ),
    "page.flatten": "{part}. 攤平（Flatten）：從特徵圖到一長列",
    "page.flatten.text": (
        "全連接層（Dense）不分列和行。最後的特徵圖寫成一長列，每個數都連到下一層的每個神經元，一直到十個數字。"
        "傳到每個數字的全部加起來：{digit} 得到 {total}，第二名的 {second} 得到 {second_total}。"
        "softmax 再把十個總和變成機率：最大的總和只要領先幾分，就幾乎拿走全部的機率。"
    ),
    "page.parameters": "{part}. 參數都在哪裡",
    "page.parameters.text": "訓練可以改變的每一個數，一層一層數清楚。",
    "page.filters": "{part}. 第一層的全部濾鏡",
    "page.filters.text": "沒有人畫過這些濾鏡：從隨機的數開始，訓練時自己找到的。",
    "page.maps": "{layer} 的特徵圖",
    "page.maps.text": (
        "每個濾鏡都有自己的特徵圖。前面幾層還看得出數字的樣子，後面幾層只表示在哪裡找到了什麼。"
        "底是灰色的，表示濾鏡對空白的紙也有反應，遇到墨才變成 0；邊緣的灰色則來自補上的 0。"
    ),
    "page.why": "{part}. 為什麼是這個答案？",
    "page.why.together": (
        "把前面的全部合起來看：濾鏡找到一段一段的筆畫（1、2），池化留下最清楚的（3），全連接層替每個數字衡量這些線索，"
        "{digit} 的總和 {total} 最大（4），所以答案是 {digit}。"
    ),
    "page.why.text": (
        "答案是哪些筆跡造成的？蓋住數字的一部分，看答案怎麼變就知道：藍色的地方是 {digit} 的證據。"
        "最後一列是能讓網路改變答案的最小方塊，白紙或墨；看看它多小，就知道這個答案有多可靠。"
    ),
    "page.neighbours": "哪些訓練數字最像？",
    "page.neighbours.text": (
        "對網路來說，最後一個隱藏層輸出的數相近，就是相像。上面一排如果都是 {digit}，"
        "就表示網路從類似的數字學到了這個答案。如果別的數字的相似度也很接近，這個答案就值得懷疑。"
    ),
    "page.training": "{part}. 從裡面看訓練",
    "page.training.text": "這個模型是怎麼學的：每一輪（epoch）之後辨識出多少，又有多大的把握。",
    "page.training-filters": "濾鏡是怎麼來的",
    "page.training-filters.text": (
        "最上面是隨機數，最下面是訓練之後的樣子。如果每一列都和上一列一樣，就是什麼也沒學到；"
        "訓練得很短的時候，多數的濾鏡改變不大。"
    ),
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

"""What the command line and `report.md` say in Traditional Chinese, as used in Taiwan; names as in the glossary."""

_WORKS = "用 `shuzi train`（配方 `standard`）訓練同樣的網路就學得起來"

TEXTS = {
    "shares.accuracy": "測試準確率（accuracy）：{accuracy:.2%}（95% 信賴區間：{low:.2%} 到 {high:.2%}）",
    "shares.mistakes": "答錯：{images:,} 張裡有 {errors:,} 張",
    "shares.loss": "測試損失（loss）：{loss:.5f}（{name}）",
    "shares.calibration": "校準（calibration）：把握和準確率平均相差 {error:.2%}",
    "shares.worst": "最常看錯：{worst}",
    "shares.confusion": "{true} 看成 {answer}（{count} 次）",
    "shares.between": "、",
    "loss.mse": "均方誤差，mse",
    "loss.cross_entropy": "交叉熵，cross-entropy",
    "trained.done": "訓練完成：{parameters:,} 個參數，{images:,} 張圖，{seconds:.1f} 秒",
    "trained.target": "{images:,} 張驗證圖（validation）答對了 {reached:.2%}，在第 {epochs:.2f} 輪達到目標",
    "trained.target_missed": "{images:,} 張驗證圖（validation）還沒有答對 {target}%；多訓練幾輪也許可以",
    "trained.not_learnt": "沒有學起來：{diagnosis}",
    "trained.saved": "存在 {run}：模型（.keras、.onnx、.json + .h5）、資料卡、過程、報告和圖",
    "trained.try": "試試看：shuzi sample {run}    或打開 {report}",
    "summary.head": "{name}，輸入 {shape}",
    "summary.columns": "層|類型|輸出形狀|參數|算式",
    "summary.total": "{parameters:,} 個參數（parameter）",
    "summary.largest": "{parameters:,} 個參數（parameter），其中 {share:.0%} 在 {layer}",
    "summary.line": "{name}：{explanation}。",
    "arithmetic.one": " 1 個通道（channel）",
    "arithmetic.many": "輸入的全部 {channels} 個通道",
    "arithmetic.bias": "，再加 1 個偏差值（bias）",
    "arithmetic.Conv2D": (
        "{filters} 個濾鏡（filter）各透過 {height}×{width} 的視窗看{seen}："
        "{channels}·{height}·{width} 個權重（weight）{bias}"
    ),
    "arithmetic.Dense": "{neurons} 個神經元（neuron）各看全部 {inputs:,} 個輸入：{inputs:,} 個權重{bias}",
    "arithmetic.BatchNormalization": "{channels} 個通道各有{held}",
    "arithmetic.mean": "平均",
    "arithmetic.variance": "變異數",
    "arithmetic.scale": "一個倍數",
    "arithmetic.center": "一個位移",
    "arithmetic.between": "、",
    "arithmetic.and": "和",
    "report.made": (
        "{parameters:,} 個參數（parameter）的網路，用配方 `{recipe}`、種子 {seed}，以 {data} 的 {images:,} 張圖訓練了"
        " {seconds:.1f} 秒（{epochs} 輪，{steps:,} 步，{policy}）。"
    ),
    "report.stopped": "**被 Ctrl-C 中斷**，還沒走到最後一步。",
    "report.not_learnt": "**沒有學起來。** {diagnosis}",
    "report.on": "{images:,} 張測試圖",
    "report.accuracy": "準確率（accuracy）",
    "report.accuracy_value": "{accuracy:.2%}（95% 信賴區間：{low:.2%} 到 {high:.2%}）",
    "report.mistakes": "答錯",
    "report.loss": "損失（loss，{name}）",
    "report.calibration": "校準誤差（calibration error）",
    "report.columns": "數字 | 圖 | 精確率（precision） | 召回率（recall）",
    "report.own_columns": "類別 | 圖 | 精確率（precision） | 召回率（recall）",
    "report.own_confusion": "哪個類別被看成哪個",
    "report.curves": "訓練過程的損失和準確率",
    "report.confusion": "哪個數字被看成哪個",
    "report.worst": "錯得最離譜的",
    "report.samples": "五張測試圖和它們的答案",
    "report.use": "怎麼用",
    "report.here": "在終端機裡，到這一頁所在的資料夾：",
}

DIAGNOSES = {
    "nan": (
        "網路或資料裡出現了 NaN 或無限大，所以每個答案都沒有意義。"
        f"請降低學習率（learning rate），並檢查資料裡有沒有壞掉的值；{_WORKS}。"
    ),
    "one class": "所有訓練圖的標籤都一樣，沒有什麼好分辨的。請檢查標籤；每個數字應該各有一個資料夾。",
    "saturated": (
        "softmax 飽和（saturation）了：不管對錯，它對每個答案都完全有把握，所以權重再也不會動。"
        f"請縮放像素，並改用交叉熵（cross-entropy）；{_WORKS}。"
    ),
    "dead": (
        "某一層 ReLU 的神經元（neuron）幾乎都死了：它們對每張圖都輸出 0，再也救不回來。"
        f"請降低學習率（learning rate），或換一個種子重新開始；{_WORKS}。"
    ),
    "slow": f"權重幾乎沒有動：學習率（learning rate）太低了。請提高一百倍；{_WORKS}。",
    "diverged": f"損失（loss）比亂猜還大一倍以上：學習率（learning rate）太高了。請降到十分之一；{_WORKS}。",
    "labels": (
        "權重一直在動，卻什麼也沒學到：標籤和圖好像對不上。"
        "請看看幾張圖和它們的標籤；如果是對的，就降低學習率（learning rate）。"
    ),
}
"""By the name of a `Diagnosis`, which has its own words in English."""

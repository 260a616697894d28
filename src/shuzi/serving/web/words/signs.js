// What the page says of a model of classes of one's own: signs in the place of digits, and what such a model cannot do.

/** Said in the place of other words; longer ones come first. */
export const SAID = {
  en: [["Ten sums, one for each digit", "A sum for each class"], ["All ten ", "All "], ["the ten digits", "the classes"], ["Ten logits", "Logits"], ["Ten answers", "Answers"], ["ten shares", "shares"], ["the sum of all ten", "the sum of all"], ["digits", "signs"], ["digit", "sign"], ["Digits", "Signs"], ["Digit", "Sign"]],
  "zh-TW": [["十個數字", "各個類別"], ["除以十個的總和", "除以全部的總和"], ["十個", "各個"], ["數字", "符號"]],
};

export const signs = {
  en: {
    writeAboutSigns: "Everything is computed in your browser by the model {model}: {parameters} parameters, {accuracy} of its {count} test images right. It reads {names}, and no digits. Write one sign at a time.",
    needsDigits_photo: "Photo looks for digits on a page, and this model reads {names}, and no digits.",
    needsDigits_teach: "Teach collects digits, and this model reads {names}, and no digits. More images in its folders teach it: shuzi train --data FOLDER.",
    needsDigits_labels: "This model is taught by images in its folders: shuzi train --data FOLDER.",
    needsDigits_compare: "MNIST's test images are digits, and {model} reads {names}, and no digits.",
    useDigits: "Use the model that reads digits",
    writeHere_own: "Write one sign here",
    sentence_input_own: "Your sign, cropped to its ink, fitted into 20×20 and moved so that its centre of mass is in the middle, as MNIST's digits are.",
    moreClasses: "the {shown} likeliest of {count}",
  },
  "zh-TW": {
    writeAboutSigns: "一切都在你的瀏覽器裡計算，模型是 {model}：{parameters} 個參數，它的 {count} 張測試圖答對 {accuracy}。它看的是 {names}，不是數字。請一次寫一個。",
    needsDigits_photo: "「照片」要在頁面上找數字，這個模型看的是 {names}，不是數字。",
    needsDigits_teach: "「教它」收集的是數字，這個模型看的是 {names}，不是數字。在它的資料夾裡多放一些圖，再訓練一次：shuzi train --data 資料夾。",
    needsDigits_labels: "要教這個模型，請在它的資料夾裡多放圖，再訓練一次：shuzi train --data 資料夾。",
    needsDigits_compare: "MNIST 的測試圖是數字，{model} 看的是 {names}，不是數字。",
    useDigits: "改用看數字的模型",
    writeHere_own: "在這裡寫一個符號",
    sentence_input_own: "你寫的符號：裁到墨跡，縮放到 20×20 以內，再把重心移到正中央，和 MNIST 的數字一樣。",
    moreClasses: "{count} 類裡最有可能的 {shown} 類",
  },
};

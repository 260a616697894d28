// 網頁在模型看的是自己的符號時說的話。

export const signsZh = {
  writeAboutSigns: "一切都在你的瀏覽器裡計算，模型是 {model}：{parameters} 個參數，它的 {count} 張測試圖答對 {accuracy}。它看的是 {names}，不是數字。請一次寫一個。",
  needsDigits_photo: "「照片」要在頁面上找數字，這個模型看的是 {names}，不是數字。",
  needsDigits_form: "「表單」要在單子的欄位裡找數字，這個模型看的是 {names}，不是數字。",
  needsDigits_teach: "「教它」收集的是數字，這個模型看的是 {names}，不是數字。在它的資料夾裡多放一些圖，再訓練一次：shuzi train --data 資料夾。",
  needsDigits_labels: "要教這個模型，請在它的資料夾裡多放圖，再訓練一次：shuzi train --data 資料夾。",
  needsDigits_compare: "MNIST 的測試圖是數字，{model} 看的是 {names}，不是數字。",
  useDigits: "改用看數字的模型",
  writeHere_own: "在這裡寫一個符號",
  sentence_input_own: "你寫的符號：裁到墨跡，縮放到 20×20 以內，再把重心移到正中央，和 MNIST 的數字一樣。",
  moreClasses: "{count} 類裡最有可能的 {shown} 類",
};

/** 提到數字的說法改成什麼；長的在前。 */
export const saidZh = [["十個數字", "各個類別"], ["除以十個的總和", "除以全部的總和"], ["十個", "各個"], ["數字", "符號"]];

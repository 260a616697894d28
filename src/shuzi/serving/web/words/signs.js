// In the place of words about digits, what the page says of a model of classes of one's own.

/** Said in the place of other words; longer ones come first. */
export const SAID = {
  en: [["Ten sums, one for each digit", "A sum for each class"], ["All ten ", "All "], ["the ten digits", "the classes"], ["Ten logits", "Logits"], ["Ten answers", "Answers"], ["ten shares", "shares"], ["the sum of all ten", "the sum of all"], ["digits", "signs"], ["digit", "sign"], ["Digits", "Signs"], ["Digit", "Sign"]],
  "zh-TW": [["十個數字", "各個類別"], ["除以十個的總和", "除以全部的總和"], ["十個", "各個"], ["數字", "符號"]],
};

// English words of the page for a model of classes of one's own.

export const signsEn = {
  writeAboutSigns: "Everything is computed in your browser by the model {model}: {parameters} parameters, {accuracy} of its {count} test images right. It reads {names}, and no digits. Write one sign at a time.",
  needsDigits_photo: "Photo looks for digits on a page, and this model reads {names}, and no digits.",
  needsDigits_form: "Form looks for digits in the fields of a sheet, and this model reads {names}, and no digits.",
  needsDigits_teach: "Teach collects digits, and this model reads {names}, and no digits. More images in its folders teach it: shuzi train --data FOLDER.",
  needsDigits_labels: "This model is taught by images in its folders: shuzi train --data FOLDER.",
  needsDigits_compare: "MNIST's test images are digits, and {model} reads {names}, and no digits.",
  useDigits: "Use the model that reads digits",
  writeHere_own: "Write one sign here",
  sentence_input_own: "Your sign, cropped to its ink, fitted into 20×20 and moved so that its centre of mass is in the middle, as MNIST's digits are.",
  moreClasses: "the {shown} likeliest of {count}",
};

/** What is said in the place of words about digits; longer ones come first. */
export const saidEn = [["Ten sums, one for each digit", "A sum for each class"], ["All ten ", "All "], ["the ten digits", "the classes"], ["Ten logits", "Logits"], ["Ten answers", "Answers"], ["ten shares", "shares"], ["the sum of all ten", "the sum of all"], ["digits", "signs"], ["digit", "sign"], ["Digits", "Signs"], ["Digit", "Sign"]];

// The page around digits.js: a paper to draw on, the answer, and how sure it is.
(() => {
  "use strict";
  const paper = document.getElementById("paper"), answer = document.getElementById("answer");
  const pen = paper.getContext("2d", { willReadFrequently: true });
  const { classes } = shuzi, list = document.getElementById("bars"), most = 12;
  const bars = Array.from({ length: Math.min(classes.length, most) }, () => {
    const line = document.createElement("li"), bar = document.createElement("progress"), name = document.createElement("span");
    bar.max = 1;
    line.append(name, bar, "");
    list.append(line);
    return (told, value) => {
      name.textContent = told;
      bar.value = value;
      line.lastChild.data = `${(100 * value).toFixed(1)}%`;
    };
  });
  // Of more classes than there is room for, the most probable ones.
  const show = (probabilities) => {
    let shown = classes.map((_, number) => number);
    if (classes.length > most) shown = shown.sort((a, b) => probabilities[b] - probabilities[a]).slice(0, most);
    bars.forEach((bar, place) => bar(classes[shown[place]], probabilities[shown[place]]));
  };
  if (shuziModel.classes) {
    if (classes.some((name) => name.length > 1)) list.className = "named";
    document.querySelector("h1").innerHTML = 'Draw a sign <span lang="zh-Hant">寫一個符號</span>';
  }
  let drawing = false;

  const clear = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, paper.width, paper.height);
    answer.value = "–";
    answer.className = "";
    show(new Float32Array(classes.length));
  };

  const read = () => {
    const { data } = pen.getImageData(0, 0, paper.width, paper.height);
    const ink = Float32Array.from({ length: data.length / 4 }, (_, i) => 255 - data[4 * i]);
    const pixels = shuzi.frame(ink, paper.width, paper.height);
    if (!pixels) return;
    const probabilities = shuzi.probabilities(pixels);
    answer.value = classes[probabilities.indexOf(Math.max(...probabilities))];
    answer.className = answer.value.length > 2 ? "long" : "";
    show(probabilities);
  };

  const place = (event) => {
    const box = paper.getBoundingClientRect();
    return [(event.clientX - box.left) * paper.width / box.width, (event.clientY - box.top) * paper.height / box.height];
  };

  paper.addEventListener("pointerdown", (event) => {
    drawing = true;
    paper.setPointerCapture(event.pointerId);
    pen.lineWidth = 22;
    pen.lineCap = pen.lineJoin = "round";
    pen.beginPath();
    pen.moveTo(...place(event));
    pen.lineTo(...place(event));
    pen.stroke();
  });
  paper.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...place(event));
    pen.stroke();
  });
  for (const name of ["pointerup", "pointercancel"])
    paper.addEventListener(name, () => { if (drawing) { drawing = false; read(); } });
  document.getElementById("clear").addEventListener("click", clear);
  clear();
})();

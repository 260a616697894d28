// The page around digits.js: a paper to draw on, the answer, and how sure it is.
(() => {
  "use strict";
  const paper = document.getElementById("paper"), answer = document.getElementById("answer");
  const pen = paper.getContext("2d", { willReadFrequently: true });
  const bars = Array.from({ length: 10 }, (_, digit) => {
    const line = document.createElement("li"), bar = document.createElement("progress");
    bar.max = 1;
    line.append(String(digit), bar, "");
    document.getElementById("bars").append(line);
    return (value) => { bar.value = value; line.lastChild.data = `${(100 * value).toFixed(1)}%`; };
  });
  let drawing = false;

  const clear = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, paper.width, paper.height);
    answer.value = "–";
    bars.forEach((show) => show(0));
  };

  const read = () => {
    const { data } = pen.getImageData(0, 0, paper.width, paper.height);
    const ink = Float32Array.from({ length: data.length / 4 }, (_, i) => 255 - data[4 * i]);
    const pixels = shuzi.frame(ink, paper.width, paper.height);
    if (!pixels) return;
    const probabilities = shuzi.probabilities(pixels);
    answer.value = probabilities.indexOf(Math.max(...probabilities));
    bars.forEach((show, digit) => show(probabilities[digit]));
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

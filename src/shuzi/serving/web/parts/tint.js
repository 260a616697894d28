// One colour for what speaks for, one for what speaks against: those of the style sheet, as strong as the number.

/** Colour an element by a share from −1 to 1. */
export function tint(element, share) {
  element.classList.add(share < 0 ? "minus" : "plus");
  element.style.setProperty("--share", `${Math.round(45 * Math.min(1, Math.abs(share)))}%`);
}

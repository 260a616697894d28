// A page to draw on, or a form that was saved, out of files that were dropped or chosen.

import { answerOf } from "../ask.js";
import { pictureOf } from "../files/page-picture.js";
import { smallEnough } from "../files/shrink.js";
import { fetchPatiently } from "../patient.js";
import { say } from "../words.js";
import { begin, newId } from "./edits.js";
import { markSaved } from "./saving.js";
import { session, tell } from "./session.js";

export const isForm = (file) => /\.toml$/i.test(file.name);

/** Open a form file, with its page's file where there is one, or else a page of an image or a PDF. */
export async function openFiles(files, number = 1) {
  const form = files.find(isForm);
  const image = files.find((file) => !isForm(file));
  session.problem = "";
  session.opening = true;
  tell("page");
  try {
    await (form ? openForm(form, image) : openPage(image, number));
  } catch (error) {
    session.problem = say("failed", { why: error.message });
  }
  session.opening = false;
  tell("page");
}

/** Open another page of the file that the example is from. */
export const turnTo = (number) => openFiles([session.page.file], number);

async function openPage(file, number) {
  const small = await smallEnough(file);
  const found = await post(`/api/forms/page?page=${number}`, { file: small });
  begin(pageOf(found, { file, number }), found.boxes);
}

async function openForm(file, image) {
  const found = await post("/api/forms/open", image ? { form: file, example: image } : { form: file });
  const named = found.fields.map((field) => ({ ...field, box: field.box.map(Math.round), id: newId() }));
  const fields = named.map(({ sum_of, ...field }) => ({ ...field, sum: sum_of.map((name) => named.find((other) => other.name === name).id) }));
  begin(pageOf(found, { file: null, number: 1 }), found.boxes, { fields, filled: found.filled });
  markSaved();
}

async function post(address, files) {
  const body = new FormData();
  for (const [name, file] of Object.entries(files)) body.append(name, file, file.name);
  return answerOf(await fetchPatiently(address, { method: "POST", body }));
}

function pageOf(found, more) {
  return { ...more, picture: pictureOf(found.picture), base64: found.picture, width: found.width, height: found.height, count: found.pages };
}

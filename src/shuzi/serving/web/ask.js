// Questions to the server; a refusal becomes an error with its sentence.

export async function ask(path, values = {}) {
  return answerOf(await fetch(`${path}?${new URLSearchParams(values)}`));
}

/** Send JSON, or nothing with another method. */
export async function send(path, body, method = "POST") {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  return answerOf(await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }));
}

async function answerOf(answer) {
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error);
  return found;
}

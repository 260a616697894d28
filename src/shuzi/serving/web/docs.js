// The API's own description, /openapi.json, for people.

import { make } from "./dom.js";

const EXAMPLE = "curl --data-binary @digit.raw -H 'Content-Type: application/octet-stream' ";

const api = await (await fetch("/openapi.json")).json();
const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
);
document.getElementById("main").replaceChildren(
  make("h1", {}, `shuzi ${api.info.version}: the API`),
  make("p", {}, `${api.info.summary} `, make("a", { href: "/openapi.json" }, "openapi.json"), " says the same for programs."),
  make("pre", {}, `${EXAMPLE}${location.origin}/api/predict`),
  ...operations.map(describe),
);

function describe({ path, method, summary, description, parameters = [], requestBody, responses }) {
  const lines = parameters.map(({ name, in: where, required, schema }) =>
    make("li", {}, make("code", {}, name), ` in the ${where}${required ? "" : ", optional"}: ${typeOf(schema)}`),
  );
  const bodies = Object.entries(requestBody?.content ?? {}).map(([kind, { schema }]) =>
    make("li", {}, make("code", {}, kind), schema.format === "binary" ? ": bytes" : " ", fields(schema)),
  );
  const answers = Object.entries(responses).map(([status, { description: reason, content }]) =>
    make("li", {}, make("code", {}, status), ` ${reason} `, status === "200" ? fields(content?.["application/json"]?.schema) : ""),
  );
  return make("details.operation", {},
    make("summary", {}, make("span.method", {}, method.toUpperCase()), make("code", {}, path), make("span.summary", {}, summary)),
    make("p", {}, description),
    list("Parameters", lines), list("Body", bodies), list("Answers", answers),
  );
}

function list(title, items) {
  return items.length ? make("section", {}, make("h2", {}, title), make("ul", {}, ...items)) : null;
}

function resolve(schema) {
  return schema?.$ref ? api.components.schemas[schema.$ref.split("/").at(-1)] : schema;
}

function typeOf(schema) {
  const found = resolve(schema) ?? {};
  if (found.anyOf) return found.anyOf.map(typeOf).join(" or ");
  if (found.type === "array") return `list of ${typeOf(found.items) || "anything"}`;
  return found.title && found.properties ? found.title : (found.type ?? "anything");
}

function fields(schema) {
  const { properties, required = [] } = resolve(schema) ?? {};
  if (!properties) return "";
  return make("ul.fields", {}, ...Object.entries(properties).map(([name, value]) =>
    make("li", {}, make("code", {}, name), `${required.includes(name) ? "" : ", optional"}: ${typeOf(value)}. ${value.description ?? ""}`),
  ));
}

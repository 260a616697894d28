// Bytes as text, as the API's JSON and addresses hold them.

export const bytesIn = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

export const base64Of = (bytes) => btoa(String.fromCharCode(...bytes));

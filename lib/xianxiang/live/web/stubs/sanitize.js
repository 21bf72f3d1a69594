// Stands for the package sanitize-html, which only descriptions with markup would need: here markup is shown as text.
export default function sanitize(text) {
  return String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

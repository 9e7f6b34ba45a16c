// A picture that is chosen, photographed, dropped or pasted in; its file, ready to be read and shown, out.

const TYPES = ["image/png", "image/jpeg", "image/webp", "image/bmp"];

/**
 * @param {{inputs: HTMLInputElement[], pad: HTMLElement,
 *   got: (file: Blob, bitmap: ImageBitmap) => void, failed: (error: Error) => void}} parts
 */
export function startPictures({ inputs, pad, got, failed }) {
  async function take(file) {
    if (!file) return;
    if (!TYPES.includes(file.type)) {
      failed(new Error(`${file.name || "That"} is no PNG, JPEG, WebP or BMP picture. Convert it to one of these.`));
      return;
    }
    try {
      got(file, await createImageBitmap(file));
    } catch {
      failed(new Error(`${file.name || "That picture"} cannot be decoded: it is damaged or cut short.`));
    }
  }

  for (const input of inputs) {
    input.addEventListener("change", () => {
      take(input.files[0]);
      input.value = ""; // the same file may be chosen again
    });
  }
  pad.addEventListener("dragover", (event) => {
    event.preventDefault();
    pad.classList.add("over");
  });
  pad.addEventListener("dragleave", () => pad.classList.remove("over"));
  pad.addEventListener("drop", (event) => {
    event.preventDefault();
    pad.classList.remove("over");
    take(event.dataTransfer.files[0]);
  });
  window.addEventListener("dragover", (event) => event.preventDefault()); // a near miss must not leave the page
  window.addEventListener("drop", (event) => event.preventDefault());
  window.addEventListener("paste", (event) => {
    take([...(event.clipboardData?.files ?? [])].find((file) => file.type.startsWith("image/")));
  });
}

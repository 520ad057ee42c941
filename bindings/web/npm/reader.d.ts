/** An `ImageData`, or one grey byte for each pixel. */
export interface Image {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

export interface Corner {
  readonly x: number;
  readonly y: number;
}

export interface FoundCode {
  /** Do not trust it before `verify` has. */
  readonly text: string;
  /** Upper left, upper right, lower right, lower left, as they stand in the symbol. */
  readonly corners: readonly [Corner, Corner, Corner, Corner];
  /** Which part of a text it is, if that was split into several symbols and not all were read. */
  readonly part: { readonly number: number; readonly count: number } | null;
}

export type Hint = "code-too-small" | "code-blurred" | "code-incomplete" | "code-unreadable";

export interface Reading {
  readonly codes: readonly FoundCode[];
  /** What stood in the way of a code that is there and was not read. */
  readonly hint: Hint | null;
}

export type ModuleSource = BufferSource | WebAssembly.Module | Response | Promise<BufferSource | WebAssembly.Module | Response>;

/** Loads the module, from the file beside this one unless another source is given. */
export function init(source?: ModuleSource): Promise<void>;

export class FrameReader {
  constructor();
  /** @throws RangeError if the size does not fit the pixels, or is too large. */
  read(image: Image): Reading;
  free(): void;
}

export function readFrame(image: Image): Reading;
export function readPicture(image: Image): Reading;

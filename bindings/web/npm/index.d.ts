/** A time as it stands in JSON (docs/json.md). */
export interface Time {
  readonly unix: number;
  readonly rfc3339: string | null;
  readonly day?: string | null;
  readonly last_day?: string | null;
}

export interface Issuer {
  readonly id: number;
  readonly name: string;
  readonly name_en: string | null;
  readonly region: number;
  readonly code_name?: string;
  readonly code_name_en?: string | null;
}

/** What an authentic code says. Of a refused code it counts for nothing. */
export interface Credential {
  readonly name: string;
  readonly categories: readonly string[];
  readonly holder: number;
  readonly status_index: number;
  readonly issued: Time;
  readonly expires: Time;
  readonly home_region: number;
  readonly disability_grade: number | null;
  readonly honour_class: number | null;
  readonly life_stage?: string;
  readonly dependants?: readonly { readonly relation: string | null; readonly name: string }[];
  readonly phone_bound: boolean;
  readonly issuer: Issuer;
}

/** The object of `verifier check --json`. Later versions may add keys. */
export interface Verdict {
  readonly input: string;
  /** A gate opens on `accept` only. */
  readonly verdict: "accept" | "check" | "refuse";
  readonly code: string;
  readonly stage: string | null;
  readonly detail: string | null;
  readonly seconds?: number;
  readonly advice: string;
  readonly cautions: readonly string[];
  readonly authentic: boolean;
  readonly form: "digits" | "base45" | null;
  readonly scan: { readonly fault: string | null; readonly repaired: boolean; readonly misread: boolean; readonly repeated: boolean } | null;
  readonly part: { readonly number: number; readonly count: number } | null;
  readonly other_codes: number;
  readonly other_ours: number;
  readonly at: Time;
  readonly basis: {
    readonly trust_list: { readonly consulted: boolean; readonly version: number | null; readonly made: Time | null };
    readonly status_list: { readonly consulted: boolean; readonly made: Time | null };
  };
  readonly credential: Credential | null;
}

export interface Policy {
  /** `shop` if absent. */
  place?: "shop" | "gate";
  bearer?: "accept" | "check" | "refuse";
  /** What a phone's code is worth without its proof; `proof`: nothing. */
  phone_bound?: "proof" | "as-bearer";
  /** Seconds; `null` leaves it to the list's own end. */
  trust_list_check_after?: number | null;
  clock_leeway?: number;
  unknown_category?: "check" | "refuse";
  compromised_key?: "check" | "refuse";
  /** Codes of categories, or their bits. */
  served?: readonly string[] | number;
  served_from?: readonly { categories: readonly string[] | number; regions: readonly number[] }[];
  proofs?: { window: number; skew: number; challenge: "not-asked" | "required" };
  lists?: {
    trust_list_refuse_after: number | null;
    status_list_check_after: number | null;
    status_list_refuse_after: number | null;
    missing_status: "accept" | "check" | "refuse";
  };
  /** What is shown for phones to sign with, hexadecimal. */
  challenges?: string[];
}

export interface VerifyOptions {
  policy?: Policy;
  /** Seconds since 1970; the present if absent. */
  now?: number;
}

/** One line of `verifier update --json`. */
export interface UpdatedPart {
  readonly input: string;
  readonly part: string;
  readonly result: "new" | "held" | "refused" | "foreign";
  readonly version: number | null;
  readonly issuer: number | null;
  readonly error: { readonly code: string; readonly message: string; readonly remedy: string } | null;
  readonly newer_input: string | null;
  /** That is held now; of the catalogue. */
  readonly edition: number | null;
}

export type ModuleSource = BufferSource | WebAssembly.Module | Response | Promise<BufferSource | WebAssembly.Module | Response>;

/** Loads the module, from the file beside this one unless another source is given. */
export function init(source?: ModuleSource): Promise<void>;

export class CredentialError extends Error {
  readonly code: string;
  readonly remedy: string | null;
}

/** A trust list alone: whether a code has been revoked is not checked. */
export class TrustedIssuers {
  /** @throws CredentialError if the lists are not signed as they must be. */
  constructor(lists: { rootSet: Uint8Array | ArrayBuffer; trustList: Uint8Array | ArrayBuffer });
  verify(text: string, options?: VerifyOptions): Verdict;
  free(): void;
}

export class Store {
  private constructor();
  static provision(rootSet: Uint8Array | ArrayBuffer): Store;
  static open(files: Iterable<readonly [path: string, bytes: Uint8Array | ArrayBuffer]>): Store;
  update(file: Uint8Array | ArrayBuffer, options?: { now?: number; name?: string; lang?: "zh" | "en" }): UpdatedPart[];
  verify(text: string, options?: VerifyOptions): Verdict;
  verifyTyped(typed: string, options?: VerifyOptions): Verdict;
  setTerminalKey(publicKey: Uint8Array | ArrayBuffer): void;
  takeChanges(): [path: string, bytes: Uint8Array | null][];
  free(): void;
}

export function verify(text: string, lists: Store | TrustedIssuers, options?: VerifyOptions): Verdict;

export interface Signer {
  readonly algorithm: "Ed25519" | "P-256";
  /** 32 bytes for Ed25519; 33 or 65 for P-256 (SEC 1). */
  readonly publicKey: Uint8Array | ArrayBuffer;
  sign(bytes: Uint8Array): Promise<Uint8Array | ArrayBuffer> | Uint8Array | ArrayBuffer;
}

/** The text that a phone shows: the code with a fresh proof, over the gate's challenge if there is one. */
export function present(
  text: string,
  key: CryptoKeyPair | Signer,
  options?: { now?: number; challenge?: Uint8Array | ArrayBuffer },
): Promise<string>;

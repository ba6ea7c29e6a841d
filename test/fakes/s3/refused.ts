/** A refusal of the fake store, as S3 writes it. */
export interface Refused {
  readonly status: number;
  readonly code: string;
  readonly message?: string;
  /** Where the bucket is instead. */
  readonly region?: string;
}

/** The error document. */
export function errorDocument({ code, message = '', region }: Refused): string {
  const where = region === undefined ? '' : `<Region>${region}</Region>`;
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message>${where}</Error>`;
}

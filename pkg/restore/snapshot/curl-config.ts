/** The curl config through which a node fetches the snapshot: the only place where the presigned URL stands. */

export interface CurlSource {
  /** A secret. */
  readonly url: string;
  /** RFC 3339 UTC. */
  readonly expires: string;
  readonly skipTlsVerify: boolean;
  /** Path on the node of the authority that signed the store's certificate; undefined for the system's. */
  readonly caPath: string | undefined;
}

/** Text of a file of mode 0600. Where it goes, and how hard it tries, is for the script to say. */
export function curlConfig({ url, expires, skipTlsVerify, caPath }: CurlSource): string {
  const lines = [
    `# Whoever has this file can read the snapshot until ${expires}.`,
    // Brackets of an IPv6 address are brackets, to a curl of any age.
    'globoff',
    `url = ${quoted(url)}`,
    ...(skipTlsVerify ? ['insecure'] : []),
    ...(caPath === undefined ? [] : [`cacert = ${quoted(caPath)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** As `man curl` has it: in double quotes, backslashes and quotes escaped. Throws for what no line of it can hold. */
function quoted(text: string): string {
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new RangeError('no curl config can hold this text');
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

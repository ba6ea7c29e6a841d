/** What a person says about how to reach a cluster, and the world in which that is understood. */
import type { TlsSettings } from '../wire/http.ts';

/** The connection flags, by kubectl's names. */
export interface ConnectionSettings {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  readonly server?: string | undefined;
  readonly token?: string | undefined;
  readonly 'token-file'?: string | undefined;
  readonly as?: string | undefined;
  readonly 'as-group'?: readonly string[] | undefined;
  readonly 'as-uid'?: string | undefined;
  /** `key=value`; several values of one key are several entries. */
  readonly 'as-user-extra'?: readonly string[] | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly 'certificate-authority'?: string | undefined;
  readonly 'client-certificate'?: string | undefined;
  readonly 'client-key'?: string | undefined;
  readonly 'insecure-skip-tls-verify'?: boolean | undefined;
  readonly 'tls-server-name'?: string | undefined;
  readonly 'proxy-url'?: string | undefined;
  readonly 'request-timeout': string;
  readonly 'platform-url'?: string | undefined;
  readonly 'platform-cluster'?: string | undefined;
  /** 0-9, as kubectl's `-v`. */
  readonly verbosity: number;
}

/** What connecting needs of the process. */
export interface KubeWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly homedir: string;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  /** A line to the person: warnings of the server, what credential plugins say, and what `-v` shows. */
  readonly say: (line: string) => void;
  /** stdin is a terminal: a credential plugin may ask the person. */
  readonly terminal?: boolean;
  /** Ends a credential plugin, too. */
  readonly signal?: AbortSignal;
}

/** Who we are, for one request. */
export interface Identity {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** A client certificate that a credential plugin gave. */
  readonly tls?: Pick<TlsSettings, 'cert' | 'key'>;
}

/** A server and who we are to it, with every file read. */
export interface Endpoint {
  /** With the path prefix, ending in a slash. */
  readonly server: URL;
  readonly context: string | undefined;
  readonly tls: TlsSettings;
  readonly proxy: URL | undefined;
  /** Asked anew for each request, as tokens rotate. `signal` ends the wait for a plugin that nobody has to answer. */
  readonly identity: (signal?: AbortSignal) => Promise<Identity>;
  /** Told when the server does not accept the identity, so that a cached one is not used again. */
  readonly rejected?: () => void;
}

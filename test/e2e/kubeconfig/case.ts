/** One kubeconfig and environment, told once for both programs. */
import type { Seen } from './recorder.ts';

/** Where a case happens: addresses that only the running test knows. */
export interface Place {
  /** The folder that both programs run in, and their HOME. */
  readonly folder: string;
  /** `https://localhost:port` of the recorder, or http where the case wants no TLS. */
  readonly url: string;
  readonly port: number;
  /** Ports of proxies that lead every name to the recorder. */
  readonly proxies: { readonly http: number; readonly https: number; readonly socks: number };
  /** `http://localhost:port` of an identity provider. */
  readonly issuer: string;
}

/** What a person has set up. */
export interface Given {
  /** By path in the folder; an object is written as JSON, which is YAML too. */
  readonly files?: Readonly<Record<string, string | object>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  /** What is typed on a terminal; without it there is none. */
  readonly typed?: string;
}

/** The request that arrives, as far as the case is about it. */
export type Arrives = Partial<Seen> & { readonly hops?: readonly string[] };

/** What each program says when it does not connect. */
export interface Refuses {
  readonly kubectl: RegExp;
  readonly plugin: RegExp;
}

export interface Case {
  readonly name: string;
  /** The recorder's certificate among the fixtures; `none` for plain HTTP. */
  readonly certificate?: string;
  /** Where the recorder listens, 127.0.0.1 else. */
  readonly host?: string;
  /** Both run in a pod: the service account's folder holds these files. */
  readonly pod?: Readonly<Record<string, string>>;
  readonly given: (at: Place) => Given;
  /** What holds for both: a case that proves nothing is none. */
  readonly expects: Arrives | { readonly refuses: Refuses } | 'differs';
  /** Files that both must leave with the same content. */
  readonly leaves?: readonly string[];
}

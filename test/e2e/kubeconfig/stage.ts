/** Plays one case with one program: a folder, a recorder, proxies, and what came of it. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { load } from 'js-yaml';
import { runProgram } from '../built.ts';
import type { Case, Given, Place } from './case.ts';
import { type Issuer, openIssuer } from './issuer.ts';
import { openHttpProxy, openSocksProxy, type RecordingProxy } from './proxies.ts';
import { openRecorder, type Recorder, type Seen } from './recorder.ts';

/** What a program did with a case, without its words. */
export interface Outcome {
  readonly ends: 'connects' | 'refuses';
  /** The request for the server's version; undefined where none arrived. */
  readonly asked: Seen | undefined;
  /** What the proxies were told on the way. */
  readonly hops: readonly string[];
  /** What the identity provider was asked. */
  readonly renewals: readonly string[];
  /** Content of the files that the case is about. */
  readonly left: Readonly<Record<string, unknown>>;
}

export interface Played extends Outcome {
  /** Everything that it said, for the refusal's words. */
  readonly said: string;
}

export interface Stage {
  readonly play: (program: string) => Promise<Played>;
  readonly close: () => Promise<void>;
}

/** Builds what the case needs. `folder` is made and removed for each program, so that both find the same. */
export async function openStage(one: Case, folder: string): Promise<Stage> {
  const certificate = one.certificate ?? 'server.pem';
  const recorder = await openRecorder(
    certificate === 'none' ? undefined : certificate,
    one.host ?? '127.0.0.1',
  );
  const [http, https, socks, issuer] = await Promise.all([
    openHttpProxy(recorder.port, false),
    openHttpProxy(recorder.port, true),
    openSocksProxy(recorder.port),
    openIssuer(),
  ]);
  const at: Place = {
    folder,
    url: `${certificate === 'none' ? 'http' : 'https'}://localhost:${recorder.port}`,
    port: recorder.port,
    proxies: { http: http.port, https: https.port, socks: socks.port },
    issuer: issuer.url,
  };
  const around = { recorder, proxies: [http, https, socks], issuer };
  return {
    play: (program) => play(one, program, at, around),
    close: async () => {
      await Promise.all([recorder, http, https, socks, issuer].map((server) => server.close()));
    },
  };
}

interface Around {
  readonly recorder: Recorder;
  readonly proxies: readonly RecordingProxy[];
  readonly issuer: Issuer;
}

async function play(one: Case, program: string, at: Place, around: Around): Promise<Played> {
  const { recorder, proxies, issuer } = around;
  for (const book of [recorder, ...proxies, issuer]) book.forget();
  const given = one.given(at);
  await rm(at.folder, { recursive: true, force: true });
  await mkdir(at.folder, { recursive: true });
  try {
    for (const [name, content] of Object.entries({ ...given.files, ...podFiles(one) }))
      await write(join(at.folder, name), content);
    const ended = await run(program, one, given, at);
    const left = await Promise.all(
      (one.leaves ?? []).map(async (name) => [name, await content(join(at.folder, name))] as const),
    );
    return {
      ends: ended.code === 0 ? 'connects' : 'refuses',
      asked: recorder.seen().find(({ path }) => path.endsWith('/version')),
      // A connection that is opened twice is one way: the plugin asks two things at once.
      hops: [...new Set(proxies.flatMap((proxy) => proxy.hops()))].filter((hop) => !/\/apis$/.test(hop)),
      renewals: issuer.asked(),
      left: Object.fromEntries(left),
      said: ended.out + ended.err,
    };
  } finally {
    await rm(at.folder, { recursive: true, force: true });
  }
}

async function run(program: string, one: Case, given: Given, at: Place) {
  const words = [program, 'version', ...(given.flags ?? [])];
  const env = {
    HOME: at.folder,
    POD: join(at.folder, 'pod'),
    KUBECACHEDIR: join(at.folder, 'cache'),
    ...given.env,
  };
  // A pod's files lie at a fixed place: a mount namespace of its own puts them there and nowhere else.
  const inPod =
    one.pod === undefined ? [] : ['unshare', '--mount', 'bash', join(import.meta.dirname, 'in-pod.sh')];
  const [first = '', ...rest] = [...inPod, ...words];
  const limits = { env, cwd: at.folder, limitMs: 60_000 };
  if (given.typed === undefined) return runProgram(first, rest, limits);
  // script(1) makes a terminal.
  const quoted = [first, ...rest].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  return runProgram('script', ['-qefc', quoted, '/dev/null'], { ...limits, input: given.typed });
}

function podFiles({ pod }: Case): Record<string, string> {
  return Object.fromEntries(Object.entries(pod ?? {}).map(([name, text]) => [`pod/${name}`, text]));
}

async function write(path: string, content: string | object): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(path, text, { mode: text.startsWith('#!') ? 0o700 : 0o600 });
}

/** A kubeconfig by its users: how it is laid out is nobody's business. */
async function content(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => 'no such file');
  return /\busers\b/.test(text) ? (load(text) as { users: unknown }).users : text;
}

/**
 * Stand-in for the kubelet and its runtime: runs every file of `manifests/` as a static pod, as the real one does.
 * Containers outlive it (a stopped kubelet leaves them running); their folders are what `crictl` and `ctr` read.
 */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { load } from 'js-yaml';

const MANIFESTS = '/etc/kubernetes/manifests';
const CONTAINERS = '/run/stand-in/containers';
const IMAGES = '/var/lib/containerd/images';
const BACK_OFF_MS = 1000;

interface Pod {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly containers: readonly {
      readonly name: string;
      readonly image: string;
      readonly command: readonly string[];
      readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
    }[];
    readonly volumes?: readonly {
      readonly name: string;
      readonly hostPath: { readonly path: string; readonly type?: string };
    }[];
  };
}

interface Wanted {
  readonly pod: Pod;
  readonly hash: string;
}

function log(words: string): void {
  process.stdout.write(`${new Date().toISOString()} ${words}\n`);
}

function wantedPods(): Map<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const name of existsSync(MANIFESTS) ? readdirSync(MANIFESTS).sort() : []) {
    if (name.startsWith('.')) continue;
    try {
      const text = readFileSync(join(MANIFESTS, name), 'utf8');
      const pod = load(text) as Pod;
      // Two files with one pod name: the later wins, as a copy left in the folder does on a real node.
      wanted.set(pod.metadata.name, { pod, hash: createHash('sha256').update(text).digest('hex') });
    } catch (error) {
      log(`cannot use ${name}: ${error}`);
    }
  }
  return wanted;
}

const fact = (folder: string, name: string): string =>
  existsSync(join(CONTAINERS, folder, name)) ? readFileSync(join(CONTAINERS, folder, name), 'utf8') : '';

function alive(folder: string): boolean {
  const pid = fact(folder, 'pid').trim();
  try {
    return pid !== '' && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function start({ pod, hash }: Wanted): void {
  for (const container of pod.spec.containers) {
    const id = randomBytes(32).toString('hex');
    const folder = join(CONTAINERS, id);
    const image = readFileSync(IMAGES, 'utf8')
      .split('\n')
      .find((line) => line.split('\t')[0] === container.image);
    if (image === undefined) throw new Error(`ErrImagePull: ${container.image}`);
    mkdirSync(folder, { recursive: true });
    const mounts = (container.volumeMounts ?? []).map((mount) => {
      const path = pod.spec.volumes?.find((volume) => volume.name === mount.name)?.hostPath;
      if (path === undefined) throw new Error(`no volume ${mount.name}`);
      if (path.type === 'DirectoryOrCreate') mkdirSync(path.path, { recursive: true, mode: 0o755 });
      if (path.type === 'FileOrCreate' && !existsSync(path.path)) {
        mkdirSync(dirname(path.path), { recursive: true });
        writeFileSync(path.path, '', { mode: 0o644 });
      }
      return `${path.path}\t${mount.mountPath}\n`;
    });
    const facts = {
      fs: image.split('\t')[1] ?? '',
      image: container.image,
      name: container.name,
      pod: pod.metadata.name,
      hash,
      mounts: mounts.join(''),
      argv: container.command.map((word) => `${word}\0`).join(''),
    };
    for (const [name, text] of Object.entries(facts)) writeFileSync(join(folder, name), text);
    mkdirSync('/var/log/containers', { recursive: true });
    const output = openSync(`/var/log/containers/${container.name}.log`, 'a');
    const shim = new URL('stand-ins/container.sh', import.meta.url).pathname;
    const child = spawn('unshare', ['--mount', 'bash', shim, folder], {
      detached: true,
      stdio: ['ignore', output, output],
      cwd: '/',
    });
    writeFileSync(join(folder, 'pid'), String(child.pid));
    writeFileSync(join(folder, 'created'), String(Math.floor(Date.now() / 1000)));
    log(`started ${container.name} ${id.slice(0, 13)} as process ${child.pid}`);
  }
}

const notBefore = new Map<string, number>();

function sync(): void {
  const wanted = wantedPods();
  const running = new Set<string>();
  for (const id of existsSync(CONTAINERS) ? readdirSync(CONTAINERS) : []) {
    const pod = fact(id, 'pod');
    const want = wanted.get(pod);
    if (!existsSync(join(CONTAINERS, id, 'created'))) continue;
    if (!alive(id)) {
      // The dead stay listed until somebody removes them, but only the last of each pod.
      if (want !== undefined && notBefore.get(pod) === undefined)
        notBefore.set(pod, Date.now() + BACK_OFF_MS);
      continue;
    }
    // A container without a hash was adopted: its manifest is the one that is there now.
    if (want !== undefined && fact(id, 'hash') === '') writeFileSync(join(CONTAINERS, id, 'hash'), want.hash);
    if (want === undefined || fact(id, 'hash') !== want.hash) {
      log(`stopping ${pod}: its manifest left or changed`);
      process.kill(Number(fact(id, 'pid')), 'SIGTERM');
    }
    running.add(pod);
  }
  for (const [name, want] of wanted) {
    if (running.has(name) || Date.now() < (notBefore.get(name) ?? 0)) continue;
    for (const id of readdirSync(CONTAINERS)) {
      if (fact(id, 'pod') === name) rmSync(join(CONTAINERS, id), { recursive: true });
    }
    notBefore.delete(name);
    start(want);
  }
}

process.on('SIGTERM', () => process.exit(0));
for (;;) {
  try {
    sync();
  } catch (error) {
    log(String(error));
  }
  await sleep(250);
}
